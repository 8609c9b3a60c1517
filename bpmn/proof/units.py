"""What the calendar says of each unit, in working days.

Units are never mixed silently. Working days add exactly, because the day of an event is not counted; a natural-day
length is bounded by the most (and the fewest) working days it can cover from any start of the published calendar, the
roll to the next working day included; working hours one after the other are summed before they are rounded up to the
day ends they can cross.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import accumulate

from bpmn.proof.limits import MONTH, NATURAL_DAY, WORKING_DAY, WORKING_HOUR, YEAR
from bpmn.proof.net import Length


def _same(days: int) -> int:
    return days


def _none(days: int) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Units:
    """What the calendar says of the other units, in working days.

    `natural_most(n)` and `natural_least(n)`: the most and the fewest working days that n natural days can cover from
    any start of the published years. Without a calendar nothing better is known than n and 0. `hours_per_day` are the
    working hours of one working day.
    """

    natural_most: Callable[[int], int] = _same
    natural_least: Callable[[int], int] = _none
    hours_per_day: Fraction = Fraction(8)

    def most(self, length: Length) -> Fraction:
        """The most working days it can take; hours stay a fraction of a day, for the caller to sum and round up."""
        if length.unit == WORKING_HOUR:
            return length.amount / self.hours_per_day
        days = _natural(length, 31, 366)
        return Fraction(length.amount if days is None else self.natural_most(days))

    def least(self, length: Length) -> Fraction:
        """The fewest working days it covers when it takes its full length."""
        if length.unit == WORKING_HOUR:
            return length.amount / self.hours_per_day
        days = _natural(length, 28, 365)
        return Fraction(length.amount if days is None else self.natural_least(days))


def _natural(length: Length, month: int, year: int) -> int | None:
    """The length in natural days, None for working days."""
    factor = {NATURAL_DAY: 1, MONTH: month, YEAR: year}.get(length.unit)
    return None if factor is None else length.amount * factor


def units_of(
    is_working_day: Callable[[date], bool],
    first: date,
    last: date,
    hours_per_day: Fraction = Fraction(8),
    *,
    from_rest_days: bool = False,
) -> Units:
    """The units of a published calendar: its working days from `first` to `last`, both published.

    A length is tried from every working day (and from every rest day too, for a centre that accepts on those) whose due
    day is still published; one longer than that is bounded by itself.

    >>> weekdays = units_of(lambda day: day.weekday() < 5, date(2026, 1, 1), date(2026, 12, 31))
    >>> weekdays.natural_most(7), weekdays.natural_least(7)
    (5, 5)
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    works = [is_working_day(day) for day in days]
    counted = list(accumulate(works, initial=0))
    rolled = _next_working(works)

    @cache
    def covered(length: int) -> tuple[int, int] | None:
        """The fewest and the most working days after a day, up to the rolled day that many days later."""
        starts = (start for start in range(len(days) - length) if works[start] or from_rest_days)
        ends = ((start, rolled[start + length]) for start in starts)
        found = [counted[end + 1] - counted[start + 1] for start, end in ends if end is not None]
        return (min(found), max(found)) if found else None

    def most(length: int) -> int:
        bounds = covered(length) if length > 0 else (0, 0)
        return length if bounds is None else bounds[1]

    def least(length: int) -> int:
        bounds = covered(length) if length > 0 else (0, 0)
        return 0 if bounds is None else bounds[0]

    return Units(most, least, hours_per_day)


def _next_working(works: list[bool]) -> list[int | None]:
    """For each day the first working day from it on."""
    found: list[int | None] = [None] * len(works)
    following: int | None = None
    for day in reversed(range(len(works))):
        following = day if works[day] else following
        found[day] = following
    return found


def common_unit(lengths: Iterable[Length]) -> str:
    """The unit in which all the lengths may be added up without a calendar; working days when there is none.

    Hours add among themselves. Natural days and months do not, because each due date rolls to a working day: they
    stand for themselves only when there is just one of them.
    """
    counted = [length for length in lengths if length.amount]
    units = {length.unit for length in counted}
    if units == {WORKING_HOUR} or (len(counted) == 1 and units <= {NATURAL_DAY, MONTH, YEAR}):
        return counted[0].unit
    return WORKING_DAY
