"""When the holiday notice of an open year arrives, every open case is reckoned anew, on record (R2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from engine.cases import events as e
from engine.cases.audit import Audit
from engine.clock import CENTRE_ZONE
from engine.reckoning import Reckoned, reckon_open_cases
from engine.verify.hall import Hall

NOTICE = """year = 2027
title = "2027年部分节假日安排"
published = 2026-11-25
make_up_days = [2027-01-09]

[[holidays]]
name = "元旦"
first = 2027-01-01
last = 2027-01-04
""".encode()


@pytest.fixture
def hall() -> Iterator[Hall]:
    """A case accepted on Monday 2026-12-21: promised in 10 working days, due in 20 by law."""
    hall = Hall({})
    hall.plain({"promised": (10, "workingDay"), "statutory": (20, "workingDay")})
    hall.until(datetime(2026, 12, 21, 9, tzinfo=CENTRE_ZONE))
    hall.receive()
    hall.complete("受理审核", "受理")
    hall.must()
    yield hall
    hall.close()


def publish(hall: Hall) -> Reckoned:
    """The notice is taken in, some seconds later the open cases are reckoned."""
    hall.run(hall.tenants.save_files({"calendar_2027_cn.toml": NOTICE}))
    hall.clock.set(hall.clock.now() + timedelta(seconds=10))
    found = Reckoned()
    assert hall.tenant is not None
    hall.run(reckon_open_cases(hall.service, hall.tenant.id, "2027年部分节假日安排", found))
    hall.refresh()
    return found


def test_provisional_dates_become_final_and_the_record_says_by_which_notice(hall: Hall) -> None:
    case = hall.current()
    assert case.promised is not None
    # 12-22 … 12-31 eight days; without a notice only 01-01 is off: 01-04, 01-05.
    assert (case.promised.day, case.promised.provisional) == (date(2027, 1, 5), True)
    found = publish(hall)
    case = hall.current()
    assert case.promised is not None
    assert case.statutory is not None
    # 01-04 is off too: 01-05, 01-06; by law 01-07, 01-08, 01-09 (班), 01-11 … 01-15, 01-18, 01-19.
    assert (case.promised.day, case.promised.provisional) == (date(2027, 1, 6), False)
    assert (case.statutory.day, case.statutory.provisional) == (date(2027, 1, 19), False)
    assert (found.cases, found.moved_cases) == (1, 1)
    told = [event for event in hall.events() if isinstance(event, e.DueDatesReckoned)][-1]
    assert told.cause == "2027年部分节假日安排"
    assert {moved.layer for moved in told.moved} >= {"promised", "statutory"}
    assert found.moved_dates == len(told.moved)


def test_doing_it_again_changes_nothing_and_the_audit_agrees(hall: Hall) -> None:
    publish(hall)
    before = hall.current()
    again = publish(hall)
    assert (again.moved_cases, hall.current()) == (0, before)
    found = Audit()
    hall.audit(found)
    assert (found.differences, found.dates > 3) == ([], True)


def test_due_rows_are_timed_anew_and_take_effect(hall: Hall) -> None:
    publish(hall)
    hall.until(datetime(2027, 1, 7, tzinfo=CENTRE_ZONE))
    assert "promised" in hall.current().passed_limits


def test_without_the_notice_a_provisional_date_passes_in_silence(hall: Hall) -> None:
    hall.until(datetime(2027, 1, 6, tzinfo=CENTRE_ZONE))
    assert hall.current().passed_limits == ()
    publish(hall)
    hall.until(datetime(2027, 1, 7, tzinfo=CENTRE_ZONE))
    # The notice came late; the final date is looked at when it comes.
    assert "promised" in hall.current().passed_limits
