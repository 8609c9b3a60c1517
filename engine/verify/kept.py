"""`Kept`: what one run of scenarios need not read twice: bundles of the same content, judged for the same centre.

Every scenario has a hall of its own; only values that never change are shared among them.
"""

from dataclasses import dataclass, field

from engine.published import model_of
from engine.publishing import Gate, Judgement, check_bundle
from tenants.bundle import Bundle
from tenants.model import MatterModel
from tenants.organisation import Organisation
from tenants.pack import Pack
from tenants.tenant import Settings


@dataclass
class Kept:
    """Models by content, judgements by content, organisation, settings and the tenants around."""

    models: dict[str, MatterModel] = field(default_factory=dict)
    judgements: dict[str, list[tuple[Organisation, Settings, tuple[object, ...], Judgement]]] = field(
        default_factory=dict
    )

    def model(self, bundle: Bundle) -> MatterModel:
        """The model of a published bundle."""
        found = self.models.get(bundle.hash)
        if found is None:
            found = self.models[bundle.hash] = model_of(bundle)
        return found

    def judge(self, bundle: Bundle, pack: Pack, gate: Gate) -> Judgement:
        """What the gate says of a bundle of a pack."""
        organisation, settings = pack.organisation, pack.tenant.settings
        known = self.judgements.setdefault(bundle.hash, [])
        for whose, by, around, judgement in known:
            if whose is organisation and by is settings and around == gate.around:
                return judgement
        judgement = check_bundle(bundle, pack, gate)
        known.append((organisation, settings, gate.around, judgement))
        return judgement
