"""`Case` (办件): what is known of one application at this moment; a pure function of its events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

import msgspec

from engine.legal_clock.event import Event as ClockEvent
from tenants.identity import TenantId

CaseId = NewType("CaseId", UUID)


class Status(StrEnum):
    """Where a case stands, in the words of the service guide."""

    RECEIVED = "收件"
    DEEMED_ACCEPTED = "视为受理"
    SUPPLEMENTING = "补正"
    IN_REVIEW = "审查中"
    GRANTED = "准予"
    DENIED = "不予"
    RETURNED = "退件"
    ISSUING = "制证"
    DELIVERING = "待送达"
    COMPLETED = "已办结"
    NOT_ACCEPTED = "不予受理"
    WITHDRAWN = "撤回"
    TERMINATED = "终止"
    REVOKED = "已撤销"


class Party(msgspec.Struct, frozen=True):
    """Who applies: a person or an organisation. `id_number` never leaves the tenant and is masked on pages.
    `real_name` is the level by which it is known who it is (`tenants.real_name`), "" for none."""

    name: str
    kind: str = "自然人"
    id_type: str = ""
    id_number: str = ""
    phone: str = ""
    agent: str = ""
    real_name: str = ""


class Hand(msgspec.Struct, frozen=True):
    """Who acted, as it was at that moment: the person, and the department and post acted for; `centre` is the name of
    the person's tenant where that is not the home of the case."""

    person: UUID | None
    name: str
    department: str = ""
    post: str = ""
    centre: str = ""


SYSTEM = Hand(person=None, name="系统")


class DueDate(msgspec.Struct, frozen=True):
    """A reckoned due date: the last day, the instant it is overdue from, and the limit it comes from.

    `provisional` marks a date in a year whose holiday notice is not published yet. Only the fold of the ledger
    (`engine.cases.ledger`) makes one."""

    day: date
    at: datetime
    amount: int
    unit: str
    provisional: bool = False
    basis: str = ""


class SentBack(msgspec.Struct, frozen=True):
    """A step handed back to the window with a reason; its own limit keeps running."""

    reason: str
    by: Hand
    at: datetime


class Step(msgspec.Struct, frozen=True):
    """An open step (在办环节). `token` is its number in the runtime, `element` its id on the diagram; `worker` the
    tenant of the tree it was handed to, with its name (None: worked at home), `sight` the answers that tenant may see
    besides the step's own form (empty: all)."""

    token: int
    element: str
    name: str
    kind: str
    department: str
    post: str
    form: str
    opened_at: datetime
    outcomes: tuple[str, ...] = ()
    result: str = ""
    due: DueDate | None = None
    holder: Hand | None = None
    sent_back: SentBack | None = None
    item: dict[str, Any] = {}
    special: bool = False
    worker: UUID | None = None
    worker_name: str = ""
    sight: tuple[str, ...] = ()


class Special(msgspec.Struct, frozen=True):
    """A special step (特殊环节) under way. `pauses`: the clock stands still for it; `least`: its limit is a least
    length (公示, 公告), after which alone its result may be drawn. `token`: the open step it belongs to, `branch`
    whether that one's clock alone stands still; `parties`: the
    departments that must sign, `signed` who has signed for which of them."""

    id: str
    kind: str
    name: str
    since: datetime
    due: DueDate | None
    basis: str
    pauses: bool = False
    least: bool = False
    token: int | None = None
    branch: bool = False
    parties: tuple[str, ...] = ()
    signed: dict[str, str] = {}

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The departments whose signature is still missing."""
        return tuple(each for each in self.parties if each not in self.signed)


class Hearing(msgspec.Struct, frozen=True):
    """A hearing (听证) as set: when its right was told and used, when it is held, who takes the chair."""

    told: datetime
    applied: datetime
    held: datetime
    chair: str


class WorkOrder(msgspec.Struct, frozen=True):
    """The order a bad rating brings (差评工单): call back, rectify, tell the person, close."""

    id: str
    level: str
    by: str
    at: datetime
    call_back_due: DueDate | None
    rectify_due: DueDate | None
    called_back: datetime | None = None
    rectified: str = ""
    told_at: datetime | None = None
    closed_at: datetime | None = None


class Timer(msgspec.Struct, frozen=True):
    """A timer of the diagram that waits for its moment."""

    element: str
    at: datetime


class Asked(msgspec.Struct, frozen=True):
    """A system operation (系统操作) that the diagram asked for and waits for; `data` is what it is given, `runner`
    who carries it out (`tenants.operation.Runner`)."""

    element: str
    name: str
    operation: str
    at: datetime
    data: dict[str, Any] = {}
    runner: str = "worker"


class Listener(msgspec.Struct, frozen=True):
    """A message or signal the diagram waits for; a message only with this correlation key."""

    element: str
    kind: str
    name: str
    key: str = ""


class OpenIncident(msgspec.Struct, frozen=True):
    """Something that could not go on (异常) and waits for a person: `what` failed `where` on which `element`, with the
    variables `input`. `kind` is step, timer, operation, message, limit or state; `act` what was to be done, to be done
    again; `token` and `limit` name what stands still meanwhile."""

    id: str
    kind: str
    element: str
    name: str
    what: str
    at: datetime
    where: str = ""
    token: int | None = None
    limit: str = ""
    input: dict[str, Any] = {}
    act: dict[str, Any] = {}


class OneTimeNotice(msgspec.Struct, frozen=True):
    """A one-time notice (一次告知): every defect named at once, and what of it has come in since.

    `mended_at` is when the last of them was supplied, `due` until when the applicant may (None: no end is set)."""

    at: datetime
    defects: tuple[str, ...]
    supplied: tuple[str, ...] = ()
    mended_at: datetime | None = None
    due: DueDate | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(defect for defect in self.defects if defect not in self.supplied)


class Case(msgspec.Struct, frozen=True):
    """One case. `revision` is the number of its events; `bundle` the hash of the matter version it runs on;
    `window_post` the post of the centre that received it, which also answers what is sent back; `regime` the code of
    the law's rules in force when it was received, `receipt` how the centre then took receipts on rest days;
    `ledger` its entries in the legal clock, from which every due date here was reckoned. `cardless`: the limits whose
    passing brings no card (least lengths; steps whose told time binds instead); `violations`: the steps done against
    the rules, and when; `revoked_cards`: why, by card."""

    tenant: TenantId
    id: CaseId
    number: str
    matter: str
    matter_name: str
    version: int
    bundle: str
    applicant: Party
    channel: str
    status: Status
    received_at: datetime
    data: dict[str, Any]
    revision: int = 0
    steps: dict[int, Step] = {}
    notices: tuple[OneTimeNotice, ...] = ()
    check_due: DueDate | None = None
    accepted_at: datetime | None = None
    promised: DueDate | None = None
    statutory: DueDate | None = None
    delivery: DueDate | None = None
    decided_at: datetime | None = None
    decision: str = ""
    reason: str = ""
    issued_at: datetime | None = None
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    days_used: int | None = None
    passed_limits: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    window_post: str = ""
    timers: dict[int, Timer] = {}
    accepted_by: UUID | None = None
    reviewers: tuple[str, ...] = ()
    hearing: Hearing | None = None
    specials: dict[str, Special] = {}
    special_count: int = 0
    extended: int = 0
    gaps: tuple[str, ...] = ()
    gap_due: DueDate | None = None
    pledged: bool = False
    pledge_due: DueDate | None = None
    pledge_checked_at: datetime | None = None
    cardless: tuple[str, ...] = ()
    discredited: bool = False
    violations: tuple[tuple[str, datetime], ...] = ()
    revoked_cards: dict[str, str] = {}
    orders: dict[str, WorkOrder] = {}
    regime: str = ""
    receipt: str = ""
    ledger: tuple[ClockEvent, ...] = ()
    asked: dict[int, Asked] = {}
    listening: dict[int, Listener] = {}
    incidents: dict[str, OpenIncident] = {}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_supplementing(self) -> bool:
        """Whether the applicant still has to supply what a notice named before the case can be accepted."""
        return self.is_open and self.accepted_at is None and bool(self.notices and self.notices[-1].missing)

    @property
    def title(self) -> str:
        """How pages name it: matter, applicant, number."""
        return f"{self.matter_name}·{self.applicant.name}·{self.number}"

    def step(self, token: int) -> Step | None:
        return self.steps.get(token)
