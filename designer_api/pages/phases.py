"""The phases (阶段) of a matter: the drawings its call activities name, each as a picture with what happened in it."""

from collections.abc import Collection
from dataclasses import dataclass

from designer_api.pages.picture import picture
from tenants.model import MatterModel


@dataclass(frozen=True, slots=True)
class Phase:
    """One call of another drawing. `open`: a step of it waits now."""

    name: str
    picture: str
    open: bool = False


def phases_of(model: MatterModel, walked: Collection[str] = (), open_steps: Collection[str] = ()) -> tuple[Phase, ...]:
    """The phases of a matter in the order of its diagram. `walked` and `open_steps` are paths (`phase/review`)."""
    found = []
    for call in model.diagram.nodes():
        called = model.library.get(call.called) if call.called else None
        if called is None:
            continue
        inside, waiting = _below(call.id, walked), _below(call.id, open_steps)
        drawn = picture(called, walked=inside, open_steps=waiting, title=f"{call.label}流程图")
        found.append(Phase(call.label, drawn, bool(waiting)))
    return tuple(found)


def _below(call: str, paths: Collection[str]) -> set[str]:
    """What of these paths lies in the called drawing itself, by the ids it has there; of a further call the call."""
    return {path.removeprefix(f"{call}/").partition("/")[0] for path in paths if path.startswith(f"{call}/")}
