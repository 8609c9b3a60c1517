"""`Regime` (时限规则): which law's rules of acceptance, pause, extension and delivery bind a matter (R33).

The licensing law is the default for matters of type 01 alone; every other matter follows the law it cites. A regime is
data with dates: a new version of a law is a new row, and a case keeps the row in force when it was received.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.legal_clock.limit import Limit, Start
from engine.legal_clock.unit import Unit


class OnDefect(StrEnum):
    """What becomes of an application that is not complete."""

    NOTICE = "notice"
    """One notice; it stays open until all is supplied (行政许可法32)."""
    RETURN = "return"
    """The papers are given back with one notice, and filed anew (市场主体登记管理条例实施细则18)."""
    REFUSE = "refuse"
    """不予受理 on the spot, with one notice (不动产登记暂行条例17)."""


class Approver(StrEnum):
    """Who must approve an extension, by the law that allows it."""

    AGENCY_HEAD = "agency_head"
    GOVERNMENT_HEAD = "government_head"
    REGISTRATION_HEAD = "registration_head"
    CIVIL_AFFAIRS_HEAD = "civil_affairs_head"
    DATA_SHARING_BODY = "data_sharing_body"

    @property
    def chinese(self) -> str:
        return _APPROVERS[self]


_APPROVERS = {
    Approver.AGENCY_HEAD: "本行政机关负责人",
    Approver.GOVERNMENT_HEAD: "本级人民政府负责人",
    Approver.REGISTRATION_HEAD: "登记机关负责人",
    Approver.CIVIL_AFFAIRS_HEAD: "县级人民政府民政部门负责人",
    Approver.DATA_SHARING_BODY: "政务数据共享主管部门",
}


@dataclass(frozen=True, slots=True)
class AcceptanceRule:
    """How receipt becomes acceptance. `check`: the time for the completeness check (None: the law sets none).

    `deemed`: silence within it means accepted, as of the day of receipt.
    """

    check: Limit | None
    deemed: bool
    on_defect: OnDefect
    ground: str


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a limit may be extended, once, before it ends, with reasons told. `most` is the longest extension."""

    most: Limit
    approver: Approver
    ground: str


@dataclass(frozen=True, slots=True)
class Regime:
    """One law's rules from `since` to `until`. `statutory` is the limit where the matter's own law sets no other."""

    code: str
    name: str
    since: date
    acceptance: AcceptanceRule
    statutory: Limit | None = None
    extension: ExtensionRule | None = None
    pauses: frozenset[str] = frozenset()
    """Codes of the grounds on which this regime's limits may be paused."""
    delivery: Limit | None = None
    until: date | None = None

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def _working(amount: int, basis: str, start: Start = Start.ACCEPTED) -> Limit:
    return Limit(amount, Unit.WORKING_DAY, basis, start)


_RECEIPT_CHECK = AcceptanceRule(
    _working(5, "《行政许可法》第三十二条第一款第四项", Start.RECEIVED), True, OnDefect.NOTICE, "licensing-32-4"
)
_TEN_DAYS = _working(10, "《行政许可法》第四十四条", Start.DECIDED)
_LICENSING_PAUSES = frozenset(("licensing-45",))

LICENCE = Regime(
    "licence",
    "行政许可",
    date(2004, 7, 1),
    _RECEIPT_CHECK,
    statutory=_working(20, "《行政许可法》第四十二条第一款"),
    extension=ExtensionRule(_working(10, "《行政许可法》第四十二条第一款"), Approver.AGENCY_HEAD, "licensing-42-1"),
    pauses=_LICENSING_PAUSES,
    delivery=_TEN_DAYS,
)
JOINT_LICENCE = Regime(
    "joint",
    "统一办理、联合办理、集中办理",
    date(2004, 7, 1),
    _RECEIPT_CHECK,
    statutory=_working(45, "《行政许可法》第四十二条第二款"),
    extension=ExtensionRule(_working(15, "《行政许可法》第四十二条第二款"), Approver.GOVERNMENT_HEAD, "licensing-42-2"),
    pauses=_LICENSING_PAUSES,
    delivery=_TEN_DAYS,
)
MARKET_ENTITY = Regime(
    "market_entity",
    "市场主体登记",
    date(2022, 3, 1),
    AcceptanceRule(
        _working(0, "《市场主体登记管理条例实施细则》第十八条", Start.RECEIVED),
        False,
        OnDefect.RETURN,
        "market-entity-18",
    ),
    statutory=_working(3, "《市场主体登记管理条例》第十九条", Start.RECEIVED),
    extension=ExtensionRule(
        _working(3, "《市场主体登记管理条例》第十九条"), Approver.REGISTRATION_HEAD, "market-entity-19"
    ),
)
REAL_ESTATE = Regime(
    "real_estate",
    "不动产登记",
    date(2015, 3, 1),
    AcceptanceRule(
        _working(0, "《不动产登记暂行条例》第十七条", Start.RECEIVED), True, OnDefect.REFUSE, "real-estate-17"
    ),
    statutory=_working(30, "《不动产登记暂行条例》第二十条"),
    pauses=frozenset(("real-estate-rules-17",)),
)
FOOD = Regime(
    "food",
    "食品经营许可",
    date(2023, 12, 1),
    _RECEIPT_CHECK,
    statutory=_working(10, "《食品经营许可和备案管理办法》（待核实）"),
    extension=ExtensionRule(_working(5, "《食品经营许可和备案管理办法》（待核实）"), Approver.AGENCY_HEAD, "food-78"),
    pauses=_LICENSING_PAUSES,
    delivery=_working(5, "《食品经营许可和备案管理办法》（待核实）", Start.DECIDED),
)
SOCIAL_ASSISTANCE = Regime(
    "social_assistance",
    "最低生活保障",
    date(2021, 7, 1),
    AcceptanceRule(None, False, OnDefect.NOTICE, "own-notice"),
    statutory=_working(30, "《最低生活保障审核确认办法》第二十二条"),
    extension=ExtensionRule(
        _working(15, "《最低生活保障审核确认办法》第二十二条"), Approver.CIVIL_AFFAIRS_HEAD, "social-assistance-57-22"
    ),
)
BUILDING_PERMIT = Regime(
    "building_permit",
    "建筑工程施工许可",
    date(2018, 9, 28),
    _RECEIPT_CHECK,
    statutory=Limit(7, Unit.NATURAL_DAY, "《建筑法》第八条", Start.RECEIVED),
    pauses=frozenset(("building-permit-5", "licensing-45")),
    delivery=_TEN_DAYS,
)
DATA_SHARING = Regime(
    "data_sharing",
    "政务数据有条件共享",
    date(2025, 8, 1),
    AcceptanceRule(None, False, OnDefect.NOTICE, "own-notice"),
    statutory=_working(10, "《政务数据共享条例》第二十二条", Start.RECEIVED),
    extension=ExtensionRule(
        _working(10, "《政务数据共享条例》第二十二条"), Approver.DATA_SHARING_BODY, "data-sharing-22"
    ),
)
PLAIN = Regime(
    "plain",
    "依所引法律",
    date(2004, 1, 1),
    AcceptanceRule(None, False, OnDefect.NOTICE, "own-notice"),
)
"""A matter that is no licence and whose law sets no rules of its own: nothing pauses, extends or is deemed."""

REGIMES: tuple[Regime, ...] = (
    LICENCE,
    JOINT_LICENCE,
    MARKET_ENTITY,
    REAL_ESTATE,
    FOOD,
    SOCIAL_ASSISTANCE,
    BUILDING_PERMIT,
    DATA_SHARING,
    PLAIN,
)


def regime_for(timing: str, *, licence: bool, on: date, regimes: Iterable[Regime] = REGIMES) -> Regime | None:
    """The regime a matter names by `timing` (“”: the licensing law for a licence, else `PLAIN`) as in force on a day.

    None when no such regime is in force that day.
    """
    code = timing or ("licence" if licence else "plain")
    return next((regime for regime in regimes if regime.code == code and regime.is_in_force(on)), None)
