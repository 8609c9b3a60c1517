"""Replaying a witness: the run that the prover says takes the worst days, taken by the real engine in simulated time.

Inputs become the answers of forms, choices the outcomes at the steps, lengths the days by which the clock is moved on
the legal calendar before a step is completed. What the engine then counts must equal what the prover claimed; where it
does not, one of the two is wrong.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bpmn.diagram import Diagram, EventKind
from bpmn.errors import ModelError
from bpmn.proof import Bound, Verdict, Witness
from bpmn.proof.limits import CHINESE
from bpmn.step_kind import StepKind
from engine.errors import EngineError
from engine.legal_clock import OFFICE_HOURS, BusinessHours
from engine.published import prepare
from engine.verify.drawn import matter_around
from engine.verify.pace import MEASURES, start
from engine.verify.rehearsal import Answers, Rehearsal, StepDone
from tenants.calendar import LegalCalendar, OutsideCalendar
from tenants.model import MatterModel


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it: `days` are the prover's and `met` the engine's, both in `unit`. `met` is None where nothing
    could be replayed: `why` says why."""

    days: int
    met: int | None
    unit: str
    exact: bool = True
    steps: tuple[StepDone, ...] = ()
    why: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the engine confirms the prover: just these days, or no more where the prover only gives a bound."""
        return self.met is not None and (self.met == self.days if self.exact else self.met <= self.days)

    @property
    def failed(self) -> bool:
        """Whether prover and engine contradict one another."""
        return self.met is not None and not self.agrees

    def __str__(self) -> str:
        """已在引擎上重放：3 个工作日，与判定一致."""
        if self.met is None:
            return f"没有在引擎上重放：{self.why}"
        text = f"已在引擎上重放：{_amount(self.met, self.unit)}"
        if self.met == self.days:
            return f"{text}，与判定一致"
        claimed = _amount(self.days, self.unit)
        return f"{text}，没有超过判定的 {claimed}" if self.agrees else f"{text}，与判定的 {claimed}不一致"

    def to_json(self) -> dict[str, object]:
        return {
            "days": self.days,
            "met": self.met,
            "unit": self.unit,
            "agrees": self.agrees,
            "why": self.why,
            "steps": [
                {
                    "step": step.element,
                    "name": step.name,
                    "outcome": step.outcome,
                    "opened": step.opened_at.isoformat(),
                    "done": step.done_at.isoformat(),
                }
                for step in self.steps
            ],
        }


def replay(
    verdict: Verdict,
    model: MatterModel,
    calendar: LegalCalendar,
    hours: BusinessHours = OFFICE_HOURS,
    samples: Answers | None = None,
) -> Replay:
    """Replay the witness of a matter. `samples` are answers for the fields of which the witness says nothing."""
    witness = verdict.witness
    if witness is None:
        return Replay(verdict.worst or 0, None, verdict.unit, why="判定没有给出可以重放的办理过程")
    exact = verdict.bound is Bound.EXACT
    nothing = Replay(witness.days, None, witness.unit, exact)
    if witness.unit not in MEASURES:
        return replace(nothing, why=f"按{CHINESE[witness.unit]}计的判定没有换成日子")
    if awaited := _awaited(model, witness):
        return replace(nothing, why=f"办理过程要等“{awaited}”，没有人会发来")
    try:
        prepared = prepare(model, 1, calendar, hours)
        rehearsal = Rehearsal(prepared, witness, start(witness, calendar, hours), samples or {})
        met = asyncio.run(rehearsal.play())
    except (ModelError, EngineError, OutsideCalendar) as error:
        return replace(nothing, why=str(error))
    return replace(nothing, met=met, steps=tuple(rehearsal.steps))


def replay_drawing(
    verdict: Verdict,
    diagram: Diagram,
    kinds: Mapping[str, StepKind],
    calendar: LegalCalendar,
    hours: BusinessHours = OFFICE_HOURS,
) -> Replay:
    """Replay the witness of a drawing that comes alone, with a matter made around it."""
    choices = verdict.witness.choices if verdict.witness is not None else ()
    model = matter_around(diagram, kinds, choices)
    if model is None:
        return Replay(0, None, verdict.unit, why="文件里没有流程")
    return replay(verdict, model, calendar, hours)


def _awaited(model: MatterModel, witness: Witness) -> str:
    """What the run waits for that nobody on the engine sends: a message, a signal, a condition; "" for nothing."""
    nodes = (model.find(each.step) for each in witness.durations)
    heard = {EventKind.MESSAGE, EventKind.SIGNAL, EventKind.CONDITIONAL, EventKind.MULTIPLE}
    waits = (node for node in nodes if node is not None and (node.event.kind in heard or node.kind == "receiveTask"))
    return next((node.label for node in waits), "")


def _amount(amount: int, unit: str) -> str:
    word = CHINESE[unit]
    return f"{amount} {word if word.startswith('个') else f'个{word}'}"
