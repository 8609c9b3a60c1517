"""`StepKind`: the facts of a kind of step (环节类型) that prover, clock and forms of work need to know.

The kinds themselves are law and live in `tenants/step_kinds`, one file each; here is only their shape, so that the
prover can take them as an argument.
"""

from dataclasses import dataclass
from enum import StrEnum


class Marks(StrEnum):
    """Which moment of the case the completion of such a step marks."""

    NOTHING = ""
    RECEIVE = "receive"
    ACCEPT = "accept"
    DECIDE = "decide"
    ISSUE = "issue"
    DELIVER = "deliver"


class Pauses(StrEnum):
    """Whether the time of such a step is taken out of the statutory limit."""

    NEVER = "never"
    LICENSING_LAW_45 = "licensing-law-45"
    """行政许可法45: excluded when lawfully needed and the needed time was told in writing."""
    SPECIAL_LAW = "special-law"
    """Excluded only when the special law cited by the step says so."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """Facts of one kind of step.

    `outcomes` are the results a person may choose from when the diagram names none; `result` the variable the choice
    is written into by default; `min_staff` the least number of people who must act; `signed` whether each of them
    signs; `notice` whether the needed time must be told in writing; `minimum_length` whether its limit is a least
    length (公示, 公告) rather than a most; `own_limit` whether the step must publish a limit and legal basis.
    """

    code: str
    name: str
    special: bool = False
    marks: Marks = Marks.NOTHING
    pauses: Pauses = Pauses.NEVER
    outcomes: tuple[str, ...] = ()
    result: str = ""
    min_staff: int = 1
    signed: bool = False
    notice: bool = False
    minimum_length: bool = False
    own_limit: bool = False
    basis: str = ""
    description: str = ""
