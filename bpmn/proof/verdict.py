"""What the prover says of a diagram: frozen, the same for the same drawing, as JSON for programs and as words."""

from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.finding import Finding
from bpmn.proof.reduce import Fault
from bpmn.proof.soundness import Sound
from bpmn.proof.stretch import Clock
from bpmn.proof.witness import Witness


class Bound(StrEnum):
    """What a number is worth: reached by a run; never exceeded; no number can be given."""

    EXACT = "exact"
    UPPER = "upper"
    UNPROVABLE = "unprovable"


class Answer(StrEnum):
    """Whether the promise is kept in every case."""

    KEPT = "kept"
    BROKEN = "broken"
    MAYBE = "maybe"
    UNPROVABLE = "unprovable"
    NO_PROMISE = "no-promise"

    @property
    def chinese(self) -> str:
        return {
            "kept": "守诺",
            "broken": "超诺",
            "maybe": "可能超诺",
            "unprovable": "无法证明",
            "no-promise": "未填写承诺时限",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault of soundness: where it is and the walk (ids in the order things happen) that leads there."""

    fault: Fault
    elements: tuple[str, ...]
    walk: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Soundness:
    """Whether every case ends properly whatever is chosen; `walk` is that of the first flaw."""

    sound: Sound
    defects: tuple[Flaw, ...] = ()

    @property
    def walk(self) -> tuple[str, ...]:
        return self.defects[0].walk if self.defects else ()


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step on the worst way: what one time through it counts (0: nothing), and how many times it is gone through."""

    element: str
    name: str
    amount: int = 0
    unit: str = ""
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """The worst case of one clock in `unit`. `least` is the fewest it can be for an unlucky calendar; `because` lists
    the elements (or conditions) that keep the number from being exact."""

    clock: Clock
    worst: int | None
    least: int | None
    unit: str
    bound: Bound
    limit: int | None
    limit_unit: str
    answer: Answer
    because: tuple[str, ...] = ()
    path: tuple[PathStep, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "clock": self.clock.value,
            "worst": self.worst,
            "least": self.least,
            "unit": self.unit,
            "bound": self.bound.value,
            "exact": self.bound is Bound.EXACT,
            "limit": self.limit,
            "limitUnit": self.limit_unit,
            "answer": self.answer.value,
            "because": list(self.because),
            "path": [step.element for step in self.path],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole verdict. Numbers are in the promised clock's `unit`, days unless it says otherwise.

    `calendar_worst` counts also what is kept out of the limit; `best` is a lower bound of the quickest case;
    `slack` says by how much each step could grow; `latest_start` when it must start at the latest to keep the promise;
    `by_department` the days of each department on the worst way; `give_back` what the worst case would gain if that
    step gave back one unit of its limit.
    """

    soundness: Soundness
    promised: Measure
    statutory: Measure | None = None
    calendar_worst: int | None = None
    best: int | None = None
    slack: tuple[tuple[str, int], ...] = ()
    latest_start: tuple[tuple[str, int], ...] = ()
    by_department: tuple[tuple[str, int], ...] = ()
    give_back: tuple[tuple[str, int], ...] = ()
    witness: Witness | None = None
    findings: tuple[Finding, ...] = field(default=())
    summary: str = ""

    @property
    def sound(self) -> bool:
        return self.soundness.sound is Sound.SOUND

    @property
    def worst(self) -> int | None:
        return self.promised.worst

    @property
    def unit(self) -> str:
        return self.promised.unit

    @property
    def bound(self) -> Bound:
        return self.promised.bound

    @property
    def because(self) -> tuple[str, ...]:
        return self.promised.because

    @property
    def path(self) -> tuple[PathStep, ...]:
        return self.promised.path

    @property
    def promise(self) -> Answer:
        """Whether the promise is kept."""
        return self.promised.answer

    def to_json(self) -> dict[str, object]:
        """Plain JSON values; the keys are the contract of `banshi prove --json`."""
        return {
            "sound": self.sound,
            "soundness": self.soundness.sound.value,
            "walk": list(self.soundness.walk),
            "defects": [
                {"fault": f.fault.value, "elements": list(f.elements), "walk": list(f.walk)}
                for f in self.soundness.defects
            ],
            **{k: v for k, v in self.promised.to_json().items() if k != "clock"},
            "promise": self.promise.value,
            "statutory": self.statutory.to_json() if self.statutory is not None else None,
            "calendarWorst": self.calendar_worst,
            "best": self.best,
            "slack": dict(self.slack),
            "latestStart": dict(self.latest_start),
            "byDepartment": dict(self.by_department),
            "giveBack": dict(self.give_back),
            "witness": self.witness.to_json() if self.witness is not None else None,
            "summary": self.summary,
            "findings": [
                {
                    "code": each.code,
                    "severity": each.severity.value,
                    "element": each.element,
                    "message": each.message,
                    "advice": each.advice,
                }
                for each in self.findings
            ],
        }
