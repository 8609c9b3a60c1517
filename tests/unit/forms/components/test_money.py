"""money: yuan with two places, never below 0 unless the schema allows it."""

from decimal import Decimal

import pytest

MONEY = {"type": "money"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("500 000", "500000.00"), ("0.1", "0.10"), ("￥12.50", "12.50"), ("3元", "3.00"), ("1.500", "1.50")],
)
def test_two_places_always(post, typed, kept):
    assert str(post(MONEY, typed).values["x"]) == kept


@pytest.mark.parametrize("typed", ["0.001", "-1.00", "一万", "9" * 29, "99999999999999999"])
def test_what_is_no_amount_is_said(post, typed):
    (error,) = post(MONEY, typed).errors
    assert error.message == f"‘某项’应为不小于 0、最多两位小数的数，现为‘{typed}’，请更正。"


def test_a_lower_bound_of_the_schema_counts(post):
    refund = {**MONEY, "validate": {"min": -100, "max": 100}}
    assert post(refund, "-100").errors == ()
    assert "应为 -100 到 100 之间、最多两位小数的数" in post(refund, "-100.01").errors[0].message


def test_json_numbers_are_amounts(send):
    assert send(MONEY, 0.1).values == {"x": Decimal("0.10")}
    assert len(send(MONEY, "1/3").errors) == 1


def test_reads_in_yuan(form_of):
    from forms import render

    form = form_of({**MONEY, "id": "X", "key": "x", "label": "资本"})
    assert "500\u2009000.00 元" in render(form, {"x": Decimal("500000.00")}, mode="read")
