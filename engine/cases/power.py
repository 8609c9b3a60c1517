"""The four powers (授权), asked at the moment of the act and recorded with it. The only place that says which act asks
for which.

| act | power | of which department |
|---|---|---|
| 受理、不予受理 (the voucher, 许可法32) | 专用章使用权 | the one the matter belongs to, or the step's own |
| 决定 | 审批决定权; 专用章使用权, wherever its seal lies | the step's |
| 制证 | 专用章使用权 | those whose results the matter issues, or the step's own |
| a review that hands the case up to another tenant | 审核上报权 | the step's |
| beginning a special step or a joint act, setting a hearing | 组织协调权 | the step's, or the one that leads |

What nobody does by hand asks for nothing: deemed acceptance, timers, machines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import Case, Step
from engine.cases.outcomes import Meaning, meaning
from engine.cases.terms import Terms
from engine.refusal import OWN_RULE, Refusal
from tenants.authority import Authority, kept_for, may_use
from tenants.mandate import Power
from tenants.mandates import Held, Lack, NotHeld
from tenants.organisation import CENTRE
from tenants.people import Actor

Events = tuple[e.AnyEvent, ...]
WINDOW_STEPS = ("receive", "accept", "notice", "issue", "deliver")
_BASIS = {
    Power.DECIDE: OWN_RULE,
    Power.SEAL: "《行政许可法》第三十二条、第三十九条",
    Power.REPORT: "《行政许可法》第四十三条",
    Power.COORDINATE: OWN_RULE,
}


@dataclass(frozen=True, slots=True)
class Need:
    """A power of a department that an act asks for. `anywhere`: the seal may lie at any place that was given it, not
    only where the actor works."""

    power: Power
    department: str
    anywhere: bool = False


def needs_of(step: Step, meant: Meaning, terms: Terms) -> tuple[Need, ...]:
    """The powers that finishing a step with an outcome of that meaning asks for."""
    if step.kind == "accept" and meant in (Meaning.ACCEPT, Meaning.REFUSE_ACCEPTANCE):
        department = step.department if step.department != CENTRE else terms.model.matter.lead or CENTRE
        return (Need(Power.SEAL, department),)
    if step.kind == "decide":
        return (Need(Power.DECIDE, step.department), Need(Power.SEAL, step.department, anywhere=True))
    if step.kind == "issue":
        return tuple(Need(Power.SEAL, each) for each in _issuers(step, terms))
    return ()


def asks(case: Case, command: object) -> bool:
    """Whether a command can ask for a power, or for a body that may work on the step: only then are they looked up."""
    if isinstance(command, c.StartSpecial | c.SetHearing):
        return True
    step = case.step(command.token) if isinstance(command, c.Claim | c.Complete) else None
    if step is None:
        return False
    if step.department in ("", CENTRE):
        return isinstance(command, c.Complete) and step.kind in ("accept", "decide", "issue")
    return True


def refuse_window(actor: Actor, now: datetime, terms: Terms) -> Refusal | None:
    """Why the matter could not be accepted where somebody of the centre works, told when the application is taken in;
    None when it can, or when a department accepts itself (A11)."""
    accepting = next((node for node in terms.model.nodes() if node.step.kind == "accept"), None)
    if accepting is None or accepting.step.department != CENTRE or CENTRE not in actor.departments:
        return None
    used = use((Need(Power.SEAL, terms.model.matter.lead or CENTRE),), actor, day_of(now, terms), terms)
    return used if isinstance(used, Refusal) else None


def by_power(answer: Events | Refusal, step: Step, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """What finishing a step brings about, each document with the powers it was made by; refused without one."""
    if terms.authority is None or isinstance(answer, Refusal):
        return answer
    bearing = next((event for event in answer if isinstance(event, _BEARS)), None)
    if bearing is None:
        return answer
    meant = meaning(step.kind, next((x.outcome for x in answer if isinstance(x, e.StepCompleted)), ""))
    used = use(needs_of(step, meant, terms), actor, day_of(now, terms), terms)
    if isinstance(used, Refusal):
        return used
    return tuple(_with(event, used) if event is bearing else event for event in answer)


def by_lead(
    answer: Events | Refusal, case: Case, command: object, actor: Actor, now: datetime, terms: Terms
) -> Events | Refusal:
    """What beginning a special step or setting a hearing brings about: led by who holds the power to (D8)."""
    if terms.authority is None or isinstance(answer, Refusal):
        return answer
    token = command.token if isinstance(command, c.StartSpecial) else None
    step = case.step(token) if token is not None else None
    used = use((Need(Power.COORDINATE, leading(step, actor, terms)),), actor, day_of(now, terms), terms)
    if isinstance(used, Refusal):
        return used
    begun = (e.SpecialStepStarted, e.HearingSet)
    return tuple(replace(event, powers=used) if isinstance(event, begun) else event for event in answer)


def leading(step: Step | None, actor: Actor, terms: Terms) -> str:
    """The department for which somebody leads a special step, the actor's own where it is one of these: that of the
    step it belongs to, or the responsible one; where it belongs to no step also another that works on the matter, or
    the centre."""
    lead = terms.model.matter.lead
    if step is not None and step.department:
        leaders: tuple[str, ...] = (step.department, lead)
    else:
        leaders = (lead, *terms.working_departments, CENTRE)
    return next((each for each in leaders if each in actor.departments), leaders[0])


def by_report(
    events: Events, more: Iterable[e.AnyEvent], case: Case, actor: Actor | None, now: datetime, terms: Terms
) -> Events | Refusal:
    """The events of finishing a step, which were followed by `more`: where the case went up to another tenant for it,
    with the power to report; refused without."""
    done = next((event for event in events if isinstance(event, e.StepCompleted)), None)
    step = case.step(done.token) if done is not None else None
    if terms.authority is None or actor is None or done is None or step is None or not reports(step):
        return events
    handed = next((x for x in more if isinstance(x, e.WorkGranted) and x.worker != actor.tenant), None)
    if handed is None:
        return events
    used = use((Need(Power.REPORT, step.department),), actor, day_of(now, terms), terms)
    if isinstance(used, Refusal):
        return used
    return tuple(replace(event, powers=used) if event is done else event for event in events)


def reports(step: Step) -> bool:
    """Whether finishing a step can be a report upward: one of a department, not of the window."""
    return step.department not in ("", CENTRE) and step.kind not in WINDOW_STEPS


def use(needs: Iterable[Need], actor: Actor, day: date, terms: Terms) -> tuple[e.PowerUsed, ...] | Refusal:
    """The powers with the documents they are held by, or why one of them is not held."""
    used: list[e.PowerUsed] = []
    for need in needs:
        held = ask(need, actor, day, terms)
        if isinstance(held, NotHeld):
            return _refusal(need, held, actor, terms)
        if held.documents:
            used.append(e.PowerUsed(need.power.value, need.department, held.documents, held.deputy, held.holder))
    return tuple(used)


def ask(need: Need, actor: Actor, day: date, terms: Terms) -> Held | NotHeld:
    """Whether the actor may use a power today."""
    authority, matter = terms.authority or Authority(), terms.model.matter.code
    held = may_use(actor, matter, need.power, day, authority, department=need.department)
    if isinstance(held, NotHeld) and need.anywhere:
        kept = kept_for(matter, need.power, day, authority, department=need.department)
        return kept if isinstance(kept, Held) else held
    return held


def day_of(now: datetime, terms: Terms) -> date:
    return now.astimezone(terms.calendar.zone).date()


def name_of(department: str, terms: Terms) -> str:
    """The department's short name as it is today."""
    known = terms.authority.organisation.department(department) if terms.authority is not None else None
    return known.short if known is not None else terms.departments.get(department, department)


def _issuers(step: Step, terms: Terms) -> Iterator[str]:
    """The departments whose seals the results bear: those that have an approval to give."""
    if step.department != CENTRE:
        yield step.department
        return
    organisation = terms.authority.organisation if terms.authority is not None else None
    named = dict.fromkeys(result.department for result in terms.model.matter.results if result.department)
    bodies = [organisation.department(code) for code in named] if organisation is not None else []
    approving = [body.code for body in bodies if body is not None and body.may_approve]
    yield from approving or (terms.model.matter.lead or CENTRE,)


_BEARS = (e.CaseAccepted, e.AcceptanceRefused, e.CaseDecided, e.ResultIssued)
"""The events that make a document with a seal."""


def _with(event: e.AnyEvent, used: tuple[e.PowerUsed, ...]) -> e.AnyEvent:
    if isinstance(event, e.CaseDecided):
        deciding = next((each for each in used if each.power == Power.DECIDE), None)
        if deciding is not None:
            return replace(event, powers=used, mandates=deciding.documents, deputy=deciding.deputy)
        return replace(event, powers=used)
    return replace(event, powers=used) if isinstance(event, _BEARS) else event


def _refusal(need: Need, held: NotHeld, actor: Actor, terms: Terms) -> Refusal:
    """Which power of which department who lacks, why, and what to do."""
    short = name_of(need.department, terms)
    if need.power is Power.SEAL and held.lack is Lack.NO_MANDATE:
        text = f"{actor.name}和所在的窗口都没有{short}的{need.power.chinese}，书面凭证盖不了{short}的章。"
        advice = f"请转{short}的窗口办理，或请{short}授权（登记授权书）后再办。"
        return Refusal("power", text, _BASIS[need.power], advice)
    text = f"{actor.name}不能行使{short}的{need.power.chinese}：{held.message}"
    return Refusal("power", text, _BASIS[need.power], held.advice)
