"""`Limit` (时限): so many units, from which event, on which legal basis."""

from dataclasses import dataclass
from enum import StrEnum

from engine.legal_clock.unit import WORDS, Unit
from engine.refusal import Refusal

_DIGITS = frozenset("0123456789")


class Start(StrEnum):
    """The event a limit runs from."""

    ACCEPTED = "accepted"
    """受理 (行政许可法42)."""
    RECEIVED = "received"
    """收到申请 (行政许可法32, 建筑法8)."""
    DECIDED = "decided"
    """作出决定 (行政许可法44)."""


class Roll(StrEnum):
    """What becomes of a last day that is no working day."""

    FORWARD = "forward"
    """The next working day is the last (民法典203)."""
    NONE = "none"
    """It stays (a law that says so, 民法典204)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` whole units (0: on the spot). `basis` is law and article as shown to people."""

    amount: int
    unit: Unit
    basis: str = ""
    start: Start = Start.ACCEPTED
    roll: Roll = Roll.FORWARD

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"时限不能小于零：{self.amount}{self.unit.chinese}")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.chinese}"


def read_limit(text: str, *, basis: str = "") -> Limit | Refusal:
    """Read “3工作日”, “10 个工作日”, “7自然日”, “4工作小时”, “2个月”, “5年”, “3 workingDay”. A bare “日” is refused."""
    stripped = text.strip()
    digits = "".join(_leading_digits(stripped))
    unit = WORDS.get(stripped[len(digits) :].strip().removeprefix("个").strip())
    if digits and unit is not None and len(digits) <= 4:
        return Limit(int(digits), unit, basis)
    return Refusal(
        "limit-unit",
        f"时限“{text}”没有写明数量和单位。",
        "民法典第二百条、行政许可法第八十二条",
        "请写成“3工作日”“7自然日”“4工作小时”“2个月”“1年”；只写“日”或“天”分不清工作日和自然日。",
    )


def _leading_digits(text: str) -> list[str]:
    digits: list[str] = []
    for sign in text:
        if sign not in _DIGITS:
            break
        digits.append(sign)
    return digits
