"""What people ask of a case. A command says what is wanted; `respond` says whether it may be."""

from dataclasses import dataclass, field
from typing import Any

from engine.cases.case import CaseId, Party


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
    """Finish a step with an outcome, what was filled in and, where law asks for them, reason and defects."""

    token: int
    outcome: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    defects: tuple[str, ...] = ()
    note: str = ""


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


Command = Claim | Release | Complete | Supply | Notify | SendBack | Resubmit | Withdraw | PassLimit
