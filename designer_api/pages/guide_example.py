"""What the promise of a guide means for somebody accepted today."""

from datetime import datetime

from designer_api.pages import words
from engine.cases.terms import Terms
from engine.legal_clock import Unit
from engine.legal_clock.explain import explain

FEW = 5
"""So many days are listed one by one."""


def example_of(terms: Terms, now: datetime) -> str:
    """The last day of the promise, with every day while they are few; "" without a promise of days."""
    limit = terms.rules_promise()
    if limit is None or limit.amount == 0 or limit.unit not in (Unit.WORKING_DAY, Unit.NATURAL_DAY):
        return ""
    told = explain(limit, now, terms.calendar)
    counted = [f"第 {line.number} 日 {words.short_day(line.day, terms.calendar)}" for line in told.days if line.number]
    days = f"{'、'.join(counted)}，" if len(counted) <= FEW else ""
    doubt = "（暂定，放假安排公布后重算）" if told.provisional else ""
    today = words.day(now.astimezone(terms.calendar.zone).date(), terms.calendar)
    return f"今天 {today}受理，当日不算，{days}最迟 {words.day(told.due, terms.calendar)}办结{doubt}。"
