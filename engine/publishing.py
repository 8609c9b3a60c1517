"""The publish gate (发布关口): everything that must hold before a bundle may be published, every failing check at once.

Reads clean, lint clean, executable, sound, proved within the promise, forms and decisions resolve, special steps with
basis and limit (architecture: publishing is a gate).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from bpmn import rules as drawing_rules
from bpmn.dmn.check import check as check_decisions
from bpmn.dmn.holes import find_holes
from bpmn.errors import ModelError
from bpmn.finding import Finding, Severity
from bpmn.proof import Answer, Verdict
from bpmn.step_kind import StepKind
from engine.calls import definition_of
from engine.legal_clock import BusinessHours, Limit, Unit, due
from engine.proving import facts_of
from engine.runtime import RuntimeRefusal
from engine.serving import unserved
from tenants import checks
from tenants.bundle import DIAGRAM_FILE, OVERLAY_FILE, Bundle
from tenants.calendar import LegalCalendar
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.offers import has_parts, offers_of
from tenants.organisation import Organisation
from tenants.overlay_bundle import effective_bundle
from tenants.overlay_document import is_overlay, read_overlay_bundle
from tenants.pack import Pack
from tenants.pinning import Pinned, missing_calls, pinned, with_fixed_parts
from tenants.rule import Centre, Offer
from tenants.tenant import Settings
from tenants.uphill import Upper, overlay_of
from tenants.workplaces import Workplaces


@dataclass(frozen=True)
class Gate:
    """What the gate judges with: the law's calendar, the kinds of step, and, where they are known, the tenants above
    and the matters (by code) that overlays are laid over; `shared` are the bundles whose processes may be called,
    `offers` the matters a joint one may be composed of, None where they are not known. `excerpt`: what is judged is not
    the whole of a centre, as in a scenario, so that parts of joint matters are not looked for."""

    calendar: LegalCalendar
    kinds: Mapping[str, StepKind] = field(default_factory=lambda: MappingProxyType({}))
    workplaces: Workplaces | None = None
    uppers: Mapping[str, Upper] = field(default_factory=lambda: MappingProxyType({}))
    shared: tuple[Bundle, ...] = ()
    offers: Mapping[str, Offer] | None = None
    excerpt: bool = False

    @property
    def around(self) -> tuple[object, ...]:
        """What around a centre a judgement depends on."""
        uppers = ((code, each.bundle.hash) for code, each in sorted(self.uppers.items()))
        offers = tuple(sorted(self.offers.items())) if self.offers is not None else ()
        return (self.workplaces, *uppers, *(each.hash for each in self.shared), *offers)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a bundle. `model` is None when a file could not be read at all, or an overlay does not
    hold; `published` is the bundle that would be published: the overlay laid over the matter above."""

    code: str
    model: MatterModel | None
    findings: tuple[Finding, ...]
    verdict: Verdict | None = None
    published: Bundle | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A bundle as it is to be published: itself, or laid over `upper`; no bundle when it may not be."""

    bundle: Bundle | None
    upper: Upper | None = None
    findings: tuple[Finding, ...] = ()


def check_pack(pack: Pack, gate: Gate) -> tuple[Judgement, ...]:
    """Every bundle of a pack, judged."""
    around = gate_among(pack, gate)
    return tuple(check_bundle(bundle, pack, around) for bundle in pack.bundles)


def gate_among(pack: Pack, gate: Gate) -> Gate:
    """The gate for the bundles of a pack, which may call one another's processes."""
    return replace(gate, shared=(*pack.bundles, *gate.shared)) if any(map(missing_calls, pack.bundles)) else gate


def check_bundle(bundle: Bundle, pack: Pack | None, gate: Gate) -> Judgement:
    """One bundle, judged with the organisation of its pack when it has one. Findings name files by their path under
    the bundle's own folder."""
    settings = pack.tenant.settings if pack else Settings()
    if pack is not None and gate.offers is None and not gate.excerpt and has_parts(bundle):
        gate = replace(gate, offers=offers_of(pack.bundles))
    judged = judge_bundle(bundle, pack.organisation if pack else None, settings, gate)
    return replace(judged, findings=tuple(_placed(judged.findings, bundle)))


def judge_bundle(bundle: Bundle, organisation: Organisation | None, settings: Settings, gate: Gate) -> Judgement:
    """One bundle, judged for a centre. Findings name files by their path inside the bundle, each once."""
    resolved = resolve_bundle(bundle, gate)
    if resolved.bundle is None:
        return Judgement(bundle.code, None, resolved.findings)
    reading = checks.check_bundle(resolved.bundle, _centre(organisation, settings, gate))
    findings = [*resolved.findings, *reading.findings]
    model = reading.model
    if model is None:
        return Judgement(bundle.code, None, tuple(dict.fromkeys(findings)))
    weights = dict(settings.severities)
    findings += (finding.in_file(DIAGRAM_FILE) for finding in drawing_rules.check(model.diagram, weights))
    for fragment in model.fragments.values():
        findings += (finding.in_file(fragment.file) for finding in drawing_rules.check(fragment.diagram, weights))
    drawn = (*_runtime_findings(model), *unserved(model, settings))
    findings += (finding.in_file(model.file_of(finding.element)) for finding in drawn)
    findings += _decision_findings(model)
    hours = BusinessHours(settings.business_hours)
    verdict = facts_of(model, gate.kinds, gate.calendar, hours).prove(model.diagram)
    findings += (_drawn(finding, model) for finding in _verdict_findings(verdict))
    return Judgement(bundle.code, model, tuple(dict.fromkeys(findings)), verdict, resolved.bundle)


def resolve_bundle(bundle: Bundle, gate: Gate, *, name: str = "") -> Resolved:
    """A bundle of one's own as it is; one that is laid over a matter above, laid over it and held against it: it may
    only tighten. `name` is the tenant's, shown further down as the source of what it set."""
    code = overlay_of(bundle)
    if not code and not is_overlay(bundle):
        made_whole = pinned(bundle, gate.shared) if gate.shared else Pinned(bundle)
        contents = {code: each.content for code, each in (gate.offers or {}).items()}
        return Resolved(with_fixed_parts(made_whole.bundle, contents), findings=made_whole.findings)
    upper = gate.uppers.get(bundle.code)
    if upper is None or upper.tenant != code:
        return Resolved(None, findings=(*_unread(bundle), _nothing_above(bundle, code)))
    if gate.workplaces is not None and not _stands_above(code, gate.workplaces):
        return Resolved(None, findings=(_not_above(bundle, code, gate.workplaces.home),))
    made = effective_bundle(upper.bundle, bundle, upper.above, centre_of(gate), name=name)
    return Resolved(made.bundle, upper, made.findings)


def _unread(bundle: Bundle) -> tuple[Finding, ...]:
    return read_overlay_bundle(bundle).findings if is_overlay(bundle) else ()


def _stands_above(code: str, workplaces: Workplaces) -> bool:
    return workplaces.home in workplaces.tree and code in workplaces.tree.ancestors(workplaces.home)


def _nothing_above(bundle: Bundle, code: str) -> Finding:
    return Finding(
        "overlay-above",
        f"上级“{code}”没有发布事项“{bundle.code}”，不能在它上面收紧。",
        file=OVERLAY_FILE,
        element="overlay_of",
        expected="上级已发布的事项",
        met=code or "没有写",
        advice="请核对 overlay_of 和文件夹名；上级的租户包要先导入并发布。",
    )


def _not_above(bundle: Bundle, code: str, home: str) -> Finding:
    return Finding(
        "overlay-above",
        f"“{code}”不是“{home}”的上级，事项“{bundle.code}”不能在它上面收紧。",
        file=OVERLAY_FILE,
        element="overlay_of",
        expected="上级租户的代码",
        met=code,
        advice="请改为上级的代码。",
    )


def centre_of(gate: Gate) -> Centre:
    """Where overlays are held against the matter above: kinds and calendar, no organisation."""
    return _centre(None, Settings(), gate)


def _centre(organisation: Organisation | None, settings: Settings, gate: Gate) -> Centre:
    newest = sorted(gate.calendar.published)[-2:-1]
    first = date(newest[0], 1, 1) if newest else date(2025, 1, 1)
    days = tuple(first + timedelta(days=number) for number in range(366))

    def last_day(limit: MatterLimit, start: date) -> date:
        counted = Limit(limit.amount, Unit(limit.unit.value))
        return due(counted, datetime.combine(start, time(9), gate.calendar.zone), gate.calendar).day

    return Centre(organisation, gate.workplaces, settings, gate.kinds, last_day, days, gate.offers)


def _decision_findings(model: MatterModel) -> list[Finding]:
    """Unknown names, wrong types, gaps and overlaps of the decision tables."""
    models = {id(each): each for each in model.decisions.values()}.values()
    return [finding for each in models for finding in (*check_decisions(each), *find_holes(each))]


def _runtime_findings(model: MatterModel) -> tuple[Finding, ...]:
    """What the runtime refuses to execute."""
    try:
        definition_of(model)
    except RuntimeRefusal as refusal:
        return tuple(refusal.findings)
    except ModelError as error:
        return (Finding("runtime", error.message),)
    return ()


def _verdict_findings(verdict: Verdict) -> list[Finding]:
    """The verdict as findings: what is not proved may not be published."""
    found = list(verdict.findings)
    if verdict.promised.answer in (Answer.BROKEN, Answer.MAYBE, Answer.UNPROVABLE) and not any(
        finding.severity is Severity.ERROR for finding in found
    ):
        found.append(Finding("promise", verdict.summary, advice="请缩短最长路径上的环节，或调整承诺时限。"))
    return found


def _drawn(finding: Finding, model: MatterModel) -> Finding:
    """A finding of the prover at its own element: what it names behind a call activity is drawn in a fragment."""
    element = finding.element.rpartition("/")[2]
    return replace(finding, element=element).in_file(model.file_of(element))


def _placed(findings: Iterable[Finding], bundle: Bundle) -> list[Finding]:
    """The findings with their file named inside the bundle's folder."""
    return [replace(each, file=f"{bundle.code}/{each.file}" if each.file else bundle.code) for each in findings]
