"""Readers for the tables of the clock: dates and limits as a jurist writes them."""

from collections.abc import Callable
from datetime import datetime

import pytest

from engine.legal_clock import Limit, read_instant, read_limit
from tenants.calendar import LegalCalendar, national_calendar


@pytest.fixture(scope="session")
def calendar() -> LegalCalendar:
    """The country's calendar."""
    return national_calendar()


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """“2026-02-13 15:00” as the centre's time."""

    def read(text: str) -> datetime:
        moment = read_instant(text)
        assert isinstance(moment, datetime), moment
        return moment

    return read


@pytest.fixture(scope="session")
def limit() -> Callable[[str], Limit]:
    """“3工作日” as a limit."""

    def read(text: str) -> Limit:
        given = read_limit(text)
        assert isinstance(given, Limit), given
        return given

    return read
