"""The events of the clock's ledger: what started, stopped, moved or ended a limit, by whom, on which ground.

Events are only appended and keep their meaning for ever; a new meaning is a new `kind` with a higher number beside the
old one. `at` is when it took effect; `ground` a code of `tenants.grounds`; `actor` who did it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import msgspec

from engine.legal_clock.limit import Limit
from engine.legal_clock.regime import Approver
from tenants.grounds import Act


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted: a person's or system's id, and the office in which the act was approved where the law asks for one."""

    id: str
    office: Approver | None = None


class ClockEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What every event carries. In JSON `kind` names the shape."""

    kind: ClassVar[str]
    act: ClassVar[Act]

    at: datetime
    actor: Actor
    ground: str


class Received(ClockEvent, frozen=True, kw_only=True, tag="received/1"):
    """收件: the completeness check starts."""

    kind: ClassVar[str] = "received/1"
    act: ClassVar[Act] = Act.RECEIVE


class Notified(ClockEvent, frozen=True, kw_only=True, tag="notified/1"):
    """一次告知: all defects named at once. `approved`: a later notice was approved (only for new defects).
    `supply_limit`: the applicant's time to supply them, which the centre sets (R11); None where it sets none."""

    kind: ClassVar[str] = "notified/1"
    act: ClassVar[Act] = Act.NOTIFY

    defects: tuple[str, ...]
    approved: bool = False
    supply_limit: Limit | None = None


class Supplemented(ClockEvent, frozen=True, kw_only=True, tag="supplemented/1"):
    """补正: items supplied; when none of those noticed is missing any more, the application is complete."""

    kind: ClassVar[str] = "supplemented/1"
    act: ClassVar[Act] = Act.SUPPLEMENT

    items: tuple[str, ...]


class Accepted(ClockEvent, frozen=True, kw_only=True, tag="accepted/1"):
    """受理: the limits of the decision start. `gaps` are the materials still missing (容缺), due within `gap_limit`."""

    kind: ClassVar[str] = "accepted/1"
    act: ClassVar[Act] = Act.ACCEPT

    gaps: tuple[str, ...] = ()
    gap_limit: Limit | None = None


class DeemedAccepted(ClockEvent, frozen=True, kw_only=True, tag="deemed-accepted/1"):
    """视为受理: the check ran out in silence; accepted as of the receipt. `at` is the end of the check."""

    kind: ClassVar[str] = "deemed-accepted/1"
    act: ClassVar[Act] = Act.DEEM_ACCEPTED


class AcceptanceRefused(ClockEvent, frozen=True, kw_only=True, tag="acceptance-refused/1"):
    """不予受理 or 不受理, or the papers returned: no limit of the decision runs."""

    kind: ClassVar[str] = "acceptance-refused/1"
    act: ClassVar[Act] = Act.REFUSE_ACCEPTANCE


class Paused(ClockEvent, frozen=True, kw_only=True, tag="paused/1"):
    """暂停计时: a special step's time is taken out. `needed` is the time told to the applicant; `step` the branch of a
    joint case whose clock alone stands still (R26), "" for the whole case."""

    kind: ClassVar[str] = "paused/1"
    act: ClassVar[Act] = Act.PAUSE

    pause: str
    step_kind: str
    name: str
    needed: Limit
    told_in_writing: bool
    step: str = ""


class NeedRenewed(ClockEvent, frozen=True, kw_only=True, tag="need-renewed/1"):
    """A further notice of time needed for a special step under way, approved and told in writing (R19)."""

    kind: ClassVar[str] = "need-renewed/1"
    act: ClassVar[Act] = Act.PAUSE

    pause: str
    needed: Limit
    told_in_writing: bool
    approved: bool


class Restarted(ClockEvent, frozen=True, kw_only=True, tag="restarted/1"):
    """恢复计时: the special step's result is there; the clock runs again from the next day."""

    kind: ClassVar[str] = "restarted/1"
    act: ClassVar[Act] = Act.RESTART

    pause: str


class Extended(ClockEvent, frozen=True, kw_only=True, tag="extended/1"):
    """延期: approved by the office the law names, reasons told. `promise_too`: the approval moves the promise (R25)."""

    kind: ClassVar[str] = "extended/1"
    act: ClassVar[Act] = Act.EXTEND

    amount: Limit
    reasons_told: bool
    promise_too: bool = False


class StepStarted(ClockEvent, frozen=True, kw_only=True, tag="step-started/1"):
    """An ordinary or special step with a limit of its own began. `step` names this one run of it, e.g. by its token."""

    kind: ClassVar[str] = "step-started/1"
    act: ClassVar[Act] = Act.STEP

    step: str
    limit: Limit
    special: bool = False


class StepEnded(ClockEvent, frozen=True, kw_only=True, tag="step-ended/1"):
    """The step is done."""

    kind: ClassVar[str] = "step-ended/1"
    act: ClassVar[Act] = Act.STEP

    step: str


class Decided(ClockEvent, frozen=True, kw_only=True, tag="decided/1"):
    """决定: 准予 or 不予; the statutory clock stops and the delivery limit starts."""

    kind: ClassVar[str] = "decided/1"
    act: ClassVar[Act] = Act.DECIDE

    granted: bool


class Issued(ClockEvent, frozen=True, kw_only=True, tag="issued/1"):
    """制证: the promised clock stops."""

    kind: ClassVar[str] = "issued/1"
    act: ClassVar[Act] = Act.ISSUE


class Delivered(ClockEvent, frozen=True, kw_only=True, tag="delivered/1"):
    """送达: the delivery limit is kept or not; every clock has stopped."""

    kind: ClassVar[str] = "delivered/1"
    act: ClassVar[Act] = Act.DELIVER


class Withdrawn(ClockEvent, frozen=True, kw_only=True, tag="withdrawn/1"):
    """撤回: by the applicant before the decision; the clocks stop."""

    kind: ClassVar[str] = "withdrawn/1"
    act: ClassVar[Act] = Act.WITHDRAW


class Terminated(ClockEvent, frozen=True, kw_only=True, tag="terminated/1"):
    """终止: the case ends without a decision; the clocks stop."""

    kind: ClassVar[str] = "terminated/1"
    act: ClassVar[Act] = Act.TERMINATE


Event = (
    Received
    | Notified
    | Supplemented
    | Accepted
    | DeemedAccepted
    | AcceptanceRefused
    | Paused
    | NeedRenewed
    | Restarted
    | Extended
    | StepStarted
    | StepEnded
    | Decided
    | Issued
    | Delivered
    | Withdrawn
    | Terminated
)
