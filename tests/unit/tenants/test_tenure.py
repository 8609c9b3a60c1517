"""Window posts are held for two years; an earlier replacement needs the record of an opinion (F13)."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.organisation import Organisation, Post, PostKind
from tenants.people import HeldPost
from tenants.tenure import replacement_fault, tenure_ends

CENTRE = Organisation(
    posts=(
        Post("window", "综合窗口", "centre", PostKind.WINDOW),
        Post("registrar", "登记岗", "market", PostKind.BACK),
    )
)
HELD = HeldPost("centre", "window", since=date(2025, 3, 3))


@pytest.mark.parametrize(
    ("since", "free"),
    [
        (date(2024, 3, 3), date(2026, 3, 3)),
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2024, 12, 31), date(2026, 12, 31)),
    ],
)
def test_two_years_run_to_the_same_day(since: date, free: date) -> None:
    assert tenure_ends(since) == free


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        (HELD, False),  # nothing changes
        (None, True),  # struck out
        (replace(HELD, until=date(2027, 3, 1)), True),  # a day short of two years less one
        (replace(HELD, until=date(2027, 3, 2)), False),  # the last day of the second year
        (replace(HELD, until=date(2026, 6, 30)), True),
        (replace(HELD, until=date(2026, 6, 30), consent="玉政务函〔2026〕3号"), False),
        (replace(HELD, since=date(2023, 3, 3)), True),  # the first day moved to look older
    ],
)
def test_an_early_replacement_needs_a_record(after: HeldPost | None, refused: bool) -> None:
    fault = replacement_fault((HELD,), (after,) if after else (), CENTRE)
    assert (fault is not None) is refused, fault
    if fault:
        assert "征求意见" in fault


def test_back_office_posts_and_deputies_come_and_go() -> None:
    back = HeldPost("market", "registrar", since=date(2026, 1, 1))
    deputy = replace(HELD, deputy=True)
    gone = HeldPost("nowhere", "closed", since=date(2026, 1, 1))
    assert replacement_fault((back, deputy, gone), (), CENTRE) is None


def test_a_post_without_a_first_day_counts_as_new() -> None:
    assert "起始日期不详" in (replacement_fault((replace(HELD, since=None),), (), CENTRE) or "")
