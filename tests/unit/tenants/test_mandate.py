"""Mandates by themselves and beside one another: dates, powers, bodies that may not approve, overlaps."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.mandate import Holder, HolderKind, Mandate, Power, faults, overlaps
from tenants.organisation import BodyKind, Department

BUREAU = Holder(HolderKind.DEPARTMENT, "market_regulation")
LI, WANG = Holder(HolderKind.PERSON, "1", "李明"), Holder(HolderKind.PERSON, "2", "王芳")
FIRST = Mandate(
    document="1号",
    department="market_regulation",
    delegator=BUREAU,
    delegate=LI,
    powers=frozenset({Power.DECIDE, Power.SEAL}),
    since=date(2026, 1, 1),
    until=date(2026, 6, 30),
)
SECOND = replace(FIRST, document="2号", delegate=WANG, since=date(2026, 6, 1), until=date(2026, 12, 31))


def test_two_holders_of_one_power_on_the_same_days_overlap() -> None:
    (finding,) = overlaps([SECOND, FIRST])
    assert finding.message == "授权书1号（李明）与2号（王芳）在2026-06-01至2026-06-30重叠：审批决定权、专用章使用权。"
    assert finding.advice


@pytest.mark.parametrize(
    "other",
    [
        replace(SECOND, since=date(2026, 7, 1)),
        replace(SECOND, department="tax"),
        replace(SECOND, powers=frozenset({Power.REPORT})),
        replace(SECOND, deputy=True),
        replace(SECOND, under="1号"),
        replace(SECOND, revoked_from=date(2026, 6, 1)),
    ],
    ids=["later", "other-department", "other-power", "deputy", "passed-on", "revoked-at-once"],
)
def test_these_do_not_overlap(other: Mandate) -> None:
    assert overlaps([FIRST, other]) == ()


def test_different_matters_do_not_overlap() -> None:
    assert overlaps([replace(FIRST, matters=frozenset({"a"})), replace(SECOND, matters=frozenset({"b"}))]) == ()
    assert len(overlaps([FIRST, replace(SECOND, matters=frozenset({"b"}))])) == 1


def test_a_whole_chain_does_not_overlap_with_itself() -> None:
    window, town = Holder(HolderKind.WINDOW, "C01"), Holder(HolderKind.TOWNSHIP, "xiatang")
    chain = (
        replace(FIRST, delegate=window),
        replace(FIRST, document="2号", delegator=window, delegate=town, under="1号"),
        replace(FIRST, document="3号", delegator=town, delegate=WANG, under="2号"),
    )
    assert overlaps(chain) == ()


def test_a_number_used_twice_is_named() -> None:
    (finding,) = overlaps([FIRST, replace(SECOND, document="1号")])
    assert finding.code == "mandate-document"


@pytest.mark.parametrize(
    ("mandate", "code"),
    [
        (replace(FIRST, until=date(2025, 12, 31)), "mandate-dates"),
        (replace(FIRST, powers=frozenset()), "mandate-powers"),
        (replace(FIRST, delegate=BUREAU), "mandate-self"),
    ],
)
def test_a_faulty_mandate_is_named(mandate: Mandate, code: str) -> None:
    (finding,) = faults(mandate)
    assert finding.code == code
    assert finding.advice


def test_an_intermediary_has_no_approval_to_give_away() -> None:
    agency = Department("survey", "某测绘公司", "测绘", BodyKind.INTERMEDIARY)
    (finding,) = faults(FIRST, agency)
    assert (finding.code, finding.met) == ("mandate-body", "中介")
    assert list(faults(FIRST, Department("market_regulation", "某局", "市监", BodyKind.ADMINISTRATIVE))) == []
