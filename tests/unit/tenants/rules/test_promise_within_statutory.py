"""承诺时限 ≤ 法定时限: in one unit by number, in two by dates of the published calendar."""

from datetime import date, datetime, time, timedelta

import pytest

from bpmn.finding import Severity
from engine.legal_clock import Limit, Unit, due
from tenants.calendar import SHANGHAI, national_calendar
from tenants.matter import LimitUnit, MatterLimit
from tenants.rules.promise_within_statutory import RULE
from tenants.testing import Workbench

WD, ND, MONTH = LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY, LimitUnit.MONTH


def last_day(limit: MatterLimit, start: date) -> date:
    noon = datetime.combine(start, time(12), SHANGHAI)
    return due(Limit(limit.amount, Unit(limit.unit.value)), noon, national_calendar()).day


def days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range(count))


@pytest.mark.parametrize(("promised", "statutory", "found"), [(5, 5, 0), (4, 5, 0), (0, 5, 0), (6, 5, 1), (12, 10, 1)])
def test_one_unit_is_compared_by_number(bench: Workbench, promised: int, statutory: int, found: int) -> None:
    model = bench.model(promised=MatterLimit(promised), statutory=MatterLimit(statutory))
    findings = bench.findings(RULE, model)
    assert [finding.severity for finding in findings] == [Severity.ERROR] * found


def test_a_promise_that_is_sometimes_later_is_a_warning_with_the_day(bench: Workbench) -> None:
    """Five working days against seven natural ones (建筑法8). From Wed 2026-02-11: working days 12, 13, 14 (Sat·班),
    24, 25 → 02-25; natural 02-18 is in the Spring Festival → 02-24. From Mon 2026-03-02: 03-09 both."""
    model = bench.model(promised=MatterLimit(5, WD), statutory=MatterLimit(7, ND))
    (finding,) = bench.findings(RULE, model, last_day=last_day, days=(date(2026, 3, 2), date(2026, 2, 11)))
    assert finding.severity is Severity.WARNING
    assert "2026-02-11受理：承诺到2026-02-25，法定到2026-02-24" in finding.message
    assert finding.met == "1/2天"


def test_a_promise_that_is_always_later_is_an_error(bench: Workbench) -> None:
    model = bench.model(promised=MatterLimit(20, WD), statutory=MatterLimit(7, ND))
    (finding,) = bench.findings(RULE, model, last_day=last_day, days=days(date(2026, 1, 1), 300))
    assert finding.severity is Severity.ERROR


def test_a_promise_that_is_never_later_is_fine(bench: Workbench) -> None:
    model = bench.model(promised=MatterLimit(10, WD), statutory=MatterLimit(2, MONTH))
    assert bench.findings(RULE, model, last_day=last_day, days=days(date(2026, 1, 1), 250)) == []


def test_without_a_calendar_nothing_is_guessed(bench: Workbench) -> None:
    model = bench.model(promised=MatterLimit(5, WD), statutory=MatterLimit(7, ND))
    (finding,) = bench.findings(RULE, model)
    assert finding.severity is Severity.NOTE


def test_on_the_spot_and_no_limit_are_never_later(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(promised=MatterLimit(0, WD), statutory=MatterLimit(7, ND))) == []
    assert bench.findings(RULE, bench.model(promised=MatterLimit(5, WD), statutory=None)) == []
