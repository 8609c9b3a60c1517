"""number: exact decimals, as people write them."""

from decimal import Decimal

import pytest

NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5", "5"),
        ("-0", "0"),
        ("12 345.60", "12345.60"),
        ("12,345", "12345"),
        ("１２．５", "12.5"),
        ("－3", "-3"),
        (".5", "0.5"),
        ("+7", "7"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),  # 29 digits, none lost
    ],
)
def test_numbers_are_kept_exactly(post, typed, number):
    kept = post(NUMBER, typed).values["x"]
    assert isinstance(kept, Decimal)
    assert str(kept) == number


@pytest.mark.parametrize(
    "typed", ["五", "1e3", "1,5", "1.2.3", "1.", "--1", "NaN", "Infinity", "0x10", "1_000", "٣", "9" * 31]
)
def test_what_is_no_number_is_said(post, typed):
    (error,) = post(NUMBER, typed).errors
    assert error.message.startswith("‘某项’应为数字，现为‘")


def test_bounds_are_said_with_the_value(post):
    at_least = {**NUMBER, "validate": {"min": "0.01"}}
    assert post({**at_least, "label": "注册资本（元）"}, "-5").errors[0].message == (
        "‘注册资本（元）’应为不小于 0.01 的数，现为‘-5’，请更正。"
    )
    assert post(at_least, "0.01").errors == ()
    between = {**NUMBER, "validate": {"min": 1, "max": 9}}
    assert (
        post(between, "9.000000000001").errors[0].message
        == "‘某项’应为 1 到 9 之间的数，现为‘9.000000000001’，请更正。"
    )


def test_decimal_digits(post):
    whole = {**NUMBER, "decimalDigits": 0}
    assert post(whole, "3").errors == ()
    assert post(whole, "3.5").errors[0].message == "‘某项’应为整数，现为‘3.5’，请更正。"
    assert "最多 2 位小数的数" in post({**NUMBER, "decimalDigits": 2}, "0.125").errors[0].message


@pytest.mark.parametrize(("typed", "fits"), [("0.3", True), ("0.35", False), ("1.1", True), ("1E400", False)])
def test_steps_are_exact(post, typed, fits):
    """From 0.1 by 0.1: 0.3 fits exactly (binary floats would say 0.30000000000000004)."""
    stepped = {**NUMBER, "increment": "0.1", "validate": {"min": "0.1"}}
    assert (post(stepped, typed).errors == ()) is fits


def test_text_in_the_data_when_the_schema_asks_for_it(post):
    assert post({**NUMBER, "serializeToString": True}, "1 234.50").values == {"x": "1234.50"}


@pytest.mark.parametrize(("sent", "kept"), [(5, "5"), (0.1, "0.1"), ("7.50", "7.50"), (Decimal("1e2"), "100")])
def test_json_numbers_are_exact(send, sent, kept):
    assert str(send(NUMBER, sent).values["x"]) == kept


@pytest.mark.parametrize("sent", [True, [], {}, float("nan"), Decimal("1e400"), 10**40])
def test_json_of_another_kind_is_refused(send, sent):
    assert len(send(NUMBER, sent).errors) == 1


@pytest.mark.parametrize(
    "wrong", [{"increment": 0}, {"decimalDigits": 1.5}, {"validate": {"min": "=x"}}, {"decimalDigits": True}]
)
def test_a_schema_with_wrong_limits_is_refused(codes, wrong):
    assert codes({**NUMBER, "id": "X", "key": "x", "label": "某项", **wrong}) == ["form-value"]


def test_reads_with_digit_groups(form_of):
    from forms import render

    form = form_of({**NUMBER, "id": "X", "key": "x", "label": "某项"})
    assert "1\u2009234\u2009567.5" in render(form, {"x": Decimal("1234567.5")}, mode="read")
