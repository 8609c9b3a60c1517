"""The order of limits: shorter is tighter; units that differ are compared day by day, never by a factor."""

from datetime import date, timedelta

import pytest

from bpmn.diagram import LimitText
from tenants.calendar import national_calendar
from tenants.matter import LimitStart, LimitUnit, MatterLimit
from tenants.rule import Centre
from tenants.tightening.limits import Order, limit_of, order_of

CALENDAR = national_calendar()


def last_day(limit: MatterLimit, start: date) -> date:
    """Enough of a calendar for this test: working days and natural days."""
    if limit.unit is LimitUnit.WORKING_DAY:
        return CALENDAR.nth_working_day(start, limit.amount)
    return start + timedelta(days=limit.amount)


YEAR = Centre(last_day=last_day, days=tuple(date(2025, 1, 1) + timedelta(days=each) for each in range(365)))
WORKING, NATURAL = LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY


@pytest.mark.parametrize(
    ("upper", "lower", "order"),
    [
        (MatterLimit(10), MatterLimit(10), Order.WITHIN),
        (MatterLimit(10), MatterLimit(7), Order.WITHIN),
        (MatterLimit(10), MatterLimit(12), Order.LONGER),
        # on the spot is the tightest, in whatever unit
        (MatterLimit(0), MatterLimit(1), Order.LONGER),
        (MatterLimit(1), MatterLimit(0, NATURAL), Order.WITHIN),
        # 10 working days last at least 12 natural days
        (MatterLimit(10), MatterLimit(10, NATURAL), Order.WITHIN),
        # 5 natural days end before 5 working days, yet 5 working days last 13 over the National Day
        (MatterLimit(5, NATURAL), MatterLimit(5), Order.LONGER),
        # the same number from receipt ends no later than from acceptance; the other way round it may
        (MatterLimit(10), MatterLimit(10, start=LimitStart.RECEIVED), Order.WITHIN),
        (MatterLimit(10, start=LimitStart.RECEIVED), MatterLimit(9), Order.LONGER),
    ],
)
def test_which_limit_is_longer(upper: MatterLimit, lower: MatterLimit, order: Order) -> None:
    assert order_of(upper, lower, YEAR) is order


def test_without_a_calendar_units_that_differ_have_no_order() -> None:
    assert order_of(MatterLimit(10), MatterLimit(1, NATURAL), Centre()) is Order.UNKNOWN


def test_a_drawn_limit_is_a_value_or_none() -> None:
    assert limit_of(LimitText("3", "workingDay")) == MatterLimit(3)
    assert limit_of(LimitText("0", "")) == MatterLimit(0)
    assert limit_of(LimitText("3", "")) is None
    assert limit_of(LimitText("drei", "workingDay")) is None
