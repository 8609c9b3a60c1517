"""Which version new cases run on, on which day; what may be published and what may not."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bpmn.finding import Finding
from tenants.bundle import Bundle
from tenants.identity import PersonId, TenantId
from tenants.versions import Version, VersionState, in_force, next_version, retired, state_on

YUSHAN, WANG = TenantId(UUID(int=1)), PersonId(UUID(int=2))
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def version(number: int, begins: str, content: str = "", ends: str = "") -> Version:
    made = Bundle("x", {"matter.toml": (content or str(number)).encode()})
    end = date.fromisoformat(ends) if ends else None
    return Version(YUSHAN, "x", number, made.hash, date.fromisoformat(begins), WANG, NOW, end)


def published(history: list[Version], content: str, begins: str) -> Version | Finding:
    return next_version(
        history,
        Bundle("x", {"matter.toml": content.encode()}),
        tenant=YUSHAN,
        effective_from=date.fromisoformat(begins),
        published_by=WANG,
        published_at=NOW,
        today=TODAY,
    )


HISTORY = [version(1, "2026-01-05"), version(2, "2026-03-01"), version(3, "2026-03-01"), version(4, "2026-06-01")]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2026-01-04", None),  # nothing has begun
        ("2026-01-05", 1),
        ("2026-02-28", 1),
        ("2026-03-01", 3),  # two begin that day: the later number
        ("2026-05-31", 3),
        ("2026-06-01", 4),
    ],
)
def test_the_latest_version_in_effect_is_in_force(day: str, number: int | None) -> None:
    found = in_force(HISTORY, date.fromisoformat(day))
    assert (found.number if found else None) == number


def test_a_retired_matter_takes_no_new_case_and_no_older_version_comes_back() -> None:
    history = [version(1, "2026-01-05"), version(2, "2026-03-01", ends="2026-05-01")]
    assert in_force(history, date(2026, 4, 30)) == history[1]
    assert in_force(history, date(2026, 5, 1)) is None


def test_states_follow_the_day() -> None:
    history = [version(1, "2026-01-05"), version(2, "2026-03-01", ends="2026-05-01"), version(3, "2026-06-01")]
    states = [state_on(each, history, date(2026, 3, 1)) for each in history]
    assert states == [VersionState.REPLACED, VersionState.IN_FORCE, VersionState.COMING]
    assert state_on(history[1], history, date(2026, 5, 1)) is VersionState.RETIRED


def test_numbers_go_on_and_the_first_is_one() -> None:
    first = published([], "a", "2026-03-02")
    assert isinstance(first, Version)
    assert first.number == 1
    fifth = published(HISTORY, "new", "2026-07-01")
    assert isinstance(fifth, Version)
    assert fifth.number == 5


def test_a_past_day_is_refused() -> None:
    refusal = published([], "a", "2026-03-01")
    assert isinstance(refusal, Finding)
    assert (refusal.code, refusal.met) == ("version-effective-date", "2026-03-01")


def test_content_that_is_in_force_anyway_is_refused() -> None:
    refusal = published(HISTORY, "3", "2026-04-01")
    assert isinstance(refusal, Finding)
    assert (refusal.code, refusal.met) == ("version-unchanged", "第3版")


def test_going_back_is_publishing_the_old_content_anew() -> None:
    back = published(HISTORY, "1", "2026-04-01")
    assert isinstance(back, Version)
    assert (back.number, back.hash) == (5, HISTORY[0].hash)


def test_publishing_needs_an_aware_moment() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_version(
            [],
            Bundle("x", {}),
            tenant=YUSHAN,
            effective_from=TODAY,
            published_by=None,
            published_at=datetime(2026, 3, 2),
            today=TODAY,
        )


def test_retiring_touches_only_versions_that_still_take_cases() -> None:
    history = [version(1, "2026-01-05", ends="2026-02-01"), version(2, "2026-03-01"), version(3, "2026-06-01")]
    ended = retired(history, date(2026, 4, 1))
    assert [(each.number, each.retired_from) for each in ended] == [(2, date(2026, 4, 1)), (3, date(2026, 4, 1))]
