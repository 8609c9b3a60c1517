"""What a person will need for a step, told before anything is filled in: by which mandates the act is open, or why it
is not. Pure; the act itself asks again at its own moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bpmn.diagram import HUMAN_TASKS
from engine.cases import events as e
from engine.cases.bodies import refuse_body
from engine.cases.case import Step
from engine.cases.outcomes import meaning
from engine.cases.power import Need, day_of, needs_of, reports, use
from engine.cases.terms import Terms
from engine.refusal import Refusal
from tenants.mandate import Power
from tenants.people import Actor


@dataclass(frozen=True, slots=True)
class Outlook:
    """`used`: the powers by which the step is open to the person, each once; `closed`: the outcomes that are not open
    ("" where the step names none) and why; `upward`: why the case could not be sent up from here, None when it can be
    or will not be."""

    used: tuple[e.PowerUsed, ...] = ()
    closed: Mapping[str, Refusal] = field(default_factory=lambda: MappingProxyType({}))
    upward: Refusal | None = None

    def is_shut(self, step: Step) -> bool:
        """Whether no outcome of the step at all is open."""
        return bool(self.closed) and set(self.closed) >= set(step.outcomes or ("",))


OPEN = Outlook()
"""Nothing is asked."""


def outlook(step: Step, actor: Actor, now: datetime, terms: Terms) -> Outlook:
    """What the person will need for the step today."""
    if terms.authority is None:
        return OPEN
    outcomes = step.outcomes or ("",)
    if (refusal := refuse_body(step, actor, terms)) is not None:
        return Outlook(closed=MappingProxyType(dict.fromkeys(outcomes, refusal)))
    day = day_of(now, terms)
    used: dict[e.PowerUsed, None] = {}
    closed: dict[str, Refusal] = {}
    for outcome in outcomes:
        answer = use(needs_of(step, meaning(step.kind, outcome), terms), actor, day, terms)
        if isinstance(answer, Refusal):
            closed[outcome] = answer
        else:
            used |= dict.fromkeys(answer)
    upward = None
    if reports(step) and any(goes_up(step, actor, terms)):
        answer = use((Need(Power.REPORT, step.department),), actor, day, terms)
        upward = answer if isinstance(answer, Refusal) else None
        used |= dict.fromkeys(() if isinstance(answer, Refusal) else answer)
    return Outlook(tuple(used), MappingProxyType(closed), upward)


def goes_up(step: Step, actor: Actor, terms: Terms) -> Iterator[bool]:
    """True for every step that may open right after this one and that another tenant works."""
    diagram = terms.model.diagram
    if diagram.find(step.element) is None:
        return
    seen: set[str] = set()
    waiting = [flow.target for flow in diagram.outgoing(step.element)]
    while waiting:
        element = waiting.pop()
        node = diagram.find(element)
        if node is None or element in seen:
            continue
        seen.add(element)
        worker = terms.workers.get(element)
        if worker is not None and worker.tenant != actor.tenant:
            yield True
        if node.kind not in HUMAN_TASKS:
            waiting += [flow.target for flow in diagram.outgoing(element)]
