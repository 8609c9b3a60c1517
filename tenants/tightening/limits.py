"""Limits are ordered by when they end: shorter is tighter. Different units are compared by dates, never by a factor."""

from collections.abc import Iterator
from enum import Enum, auto

from bpmn.diagram import LimitText
from bpmn.finding import Finding
from tenants.matter import LimitStart, LimitUnit, MatterLimit
from tenants.model import MatterModel
from tenants.rule import Centre, whole
from tenants.term import term_of
from tenants.tightening.above import Above, looser


class Order(Enum):
    """How a lower limit stands to the one above."""

    WITHIN = auto()
    LONGER = auto()
    UNKNOWN = auto()


def order_of(upper: MatterLimit, lower: MatterLimit, centre: Centre) -> Order:
    """Whether the lower limit never ends later. Units that differ need the centre's calendar: without it the order is
    unknown, and what is unknown is not accepted."""
    if upper.start is LimitStart.RECEIVED and lower.start is LimitStart.ACCEPTED:
        return Order.LONGER
    if lower.amount == 0:
        return Order.WITHIN
    if upper.amount == 0:
        return Order.LONGER
    if upper.unit is lower.unit:
        return Order.WITHIN if lower.amount <= upper.amount else Order.LONGER
    if centre.last_day is None or not centre.days:
        return Order.UNKNOWN
    last_day = centre.last_day
    later = any(last_day(lower, day) > last_day(upper, day) for day in centre.days)
    return Order.LONGER if later else Order.WITHIN


def check(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> Iterator[Finding]:
    """The promised and the statutory limit of the matter."""
    for key, name in (("promised", "承诺时限"), ("statutory", "法定时限")):
        set_above: MatterLimit | None = getattr(upper.matter, key)
        set_here: MatterLimit | None = getattr(lower.matter, key)
        if set_above is None or set_here == set_above:
            continue
        if set_here is None:
            text = f"没有写{name}，{above.of(key)}的是{set_above.chinese}。"
            yield looser(key, text, expected=f"≤{set_above.chinese}", met="没有")
        else:
            yield from compared(key, name, set_above, set_here, above, centre)


def compared(
    key: str, name: str, upper: MatterLimit, lower: MatterLimit, above: Above, centre: Centre, *, element: str = ""
) -> Iterator[Finding]:
    """What there is to say of one limit against the one above."""
    order = order_of(upper, lower, centre)
    if order is Order.WITHIN:
        return
    expected, met = f"≤{_told(upper, lower)}", _told(lower, upper)
    if order is Order.LONGER:
        text = f"{name}{met}宽于{above.of(key)}的{_told(upper, lower)}。"
        yield looser(key, text, expected=expected, met=met, element=element)
    else:
        text = f"{name}{met}与{above.of(key)}的{_told(upper, lower)}单位不同，没有日历不能比较。"
        advice = "请用与上级相同的单位，或导入后按日历比较。"
        yield looser(key, text, expected=expected, met=met, advice=advice, element=element)


def limit_of(text: LimitText) -> MatterLimit | None:
    """A drawn limit as a value; None when it is none."""
    amount, unit = whole(text.amount), term_of(LimitUnit, text.unit)
    if amount is None:
        return None
    return MatterLimit(amount, unit or LimitUnit.WORKING_DAY) if unit or not amount else None


def _told(limit: MatterLimit, other: MatterLimit) -> str:
    """The limit in words, with its start where the two differ in it."""
    return limit.chinese + (f"（自{limit.start.chinese}起算）" if limit.start is not other.start else "")
