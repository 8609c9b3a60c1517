"""What people ask of a case. A command says what is wanted; `respond` says whether it may be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.cases.case import CaseId, Party
from engine.legal_clock import Limit as Limit
from engine.legal_clock import Unit as Unit
from engine.legal_clock.regime import Approver as Approver


@dataclass(frozen=True, slots=True)
class Receive:
    """收件: take in an application for a matter. `data` is what its form gave, already validated."""

    case: CaseId
    number: str
    applicant: Party
    channel: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """认领 a step for oneself."""

    token: int


@dataclass(frozen=True, slots=True)
class Release:
    """Put a claimed step back."""

    token: int


@dataclass(frozen=True, slots=True)
class Complete:
    """Finish a step with an outcome, what was filled in and, where law asks for them, reason and defects.

    At acceptance: `gaps` the materials that follow later (容缺) under a written `undertaking`, `pledge` the signed
    promise in place of proof (告知承诺). `place`: where it was done, "" in the hall. At a special step that the
    diagram draws: `staff` who did it, `signatures` who signed."""

    token: int
    outcome: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    defects: tuple[str, ...] = ()
    note: str = ""
    gaps: tuple[str, ...] = ()
    undertaking: bool = False
    pledge: bool = False
    place: str = ""
    staff: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """补正: materials came in for an open one-time notice."""

    token: int
    supplied: tuple[str, ...]
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notify:
    """再次告知: a notice while defects are still being mended; it may name no defect that was visible before."""

    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendBack:
    """退回 a step to the window with a reason."""

    token: int
    reason: str


@dataclass(frozen=True, slots=True)
class Resubmit:
    """The window answers a step sent back and hands it on again."""

    token: int
    note: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """撤回: the applicant takes the application back before the decision."""

    reason: str


@dataclass(frozen=True, slots=True)
class PassLimit:
    """A due row fired: its moment has gone by."""

    limit: str
    token: int | None = None


@dataclass(frozen=True, slots=True)
class StartSpecial:
    """Begin a special step (特殊环节). `needed`: the time told to the applicant, or the step's own limit; `ground`: the
    article that takes the time out, "" for the kind's own; `basis`: what allows the step where its kind names none.
    `token`: the open step it belongs to: a special step that the diagram draws, of which the time is told, or the
    branch of a joint case in which it is done and whose clock alone may stand still (R26). `parties`: the departments
    that do it together and must all sign (联审联办, D14)."""

    kind: str
    needed: Limit
    told_in_writing: bool = False
    ground: str = ""
    basis: str = ""
    token: int | None = None
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignSpecial:
    """A department signs its opinion on a special step done together (会签)."""

    special: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class RenewSpecial:
    """再次告知 the time a special step needs, approved."""

    special: str
    needed: Limit
    told_in_writing: bool
    approved_by: str


@dataclass(frozen=True, slots=True)
class FinishSpecial:
    """The result of a special step: who did it, who signed."""

    special: str
    outcome: str = ""
    staff: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class SetHearing:
    """Announce a hearing: when its right was `told`, `applied` for, when it is `held`, and who takes the chair."""

    told: datetime
    applied: datetime
    held: datetime
    chair: str


@dataclass(frozen=True, slots=True)
class Extend:
    """延期 as approved: by which office (None: nobody the law names), with which reasons, told in writing or not."""

    amount: Limit
    office: Approver | None
    approved_by: str
    reasons: str
    told_in_writing: bool = True
    ground: str = ""
    promise_too: bool = False


@dataclass(frozen=True, slots=True)
class SupplyGap:
    """Materials left open at acceptance came in (容缺补交)."""

    supplied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terminate:
    """终止 on a ground of the closed list."""

    reason: str
    ground: str = "own-termination"


@dataclass(frozen=True, slots=True)
class CheckPledge:
    """核查 after a decision on a pledge."""

    kept: bool
    findings: str


@dataclass(frozen=True, slots=True)
class RepairCredit:
    """信用修复: the false pledge of this case no longer bars the applicant from pledging."""

    reason: str


@dataclass(frozen=True, slots=True)
class RevokeCard:
    """撤销 a card with a reason; it stays in the record. `card` is its key (`engine.cases.cards`)."""

    card: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReckonAnew:
    """Reckon every due date anew because the calendar has changed: `cause` names the holiday notice (R2, R3)."""

    cause: str


@dataclass(frozen=True, slots=True)
class Rate:
    """好差评 of the applicant. `named`: under the real name, which makes the call back due."""

    level: str
    named: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True)
class CallBack:
    """回访 the person who rated."""

    order: str
    note: str


@dataclass(frozen=True, slots=True)
class Rectify:
    """整改 what a bad rating found."""

    order: str
    measures: str


@dataclass(frozen=True, slots=True)
class AnswerRating:
    """反馈 to the person who rated."""

    order: str
    answer: str


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """Close a work order."""

    order: str


OnStep = Claim | Release | Complete | SendBack
"""What may be done on one step, also by another tenant that was handed it."""
SpecialCommand = SetHearing | StartSpecial | SignSpecial | RenewSpecial | FinishSpecial
OrderCommand = CallBack | Rectify | AnswerRating | CloseOrder
AfterCommand = CheckPledge | RepairCredit | RevokeCard | Rate | OrderCommand
"""What may be asked of a case that has ended, too."""
Command = (
    Claim
    | Release
    | Complete
    | Supply
    | Notify
    | SendBack
    | Resubmit
    | Withdraw
    | PassLimit
    | SpecialCommand
    | AfterCommand
    | Extend
    | SupplyGap
    | Terminate
)


def is_pledge(command: Command) -> bool:
    """Whether the applicant's credit record must be asked before this is done (告知承诺, R32)."""
    return isinstance(command, Complete) and command.pledge
