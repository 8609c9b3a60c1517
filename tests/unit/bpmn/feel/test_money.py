"""Money to the 分: decimals of 34 digits, never a binary float. The sum stands in the comment where it is not plain."""

from decimal import Decimal

import pytest

from bpmn.feel import compile_expression, from_json_text, to_json_text
from bpmn.feel.values import shown

SUMS = [
    ("0.1 + 0.2", "0.3"),
    ("0.1 + 0.2 = 0.3", "true"),
    ("1.10 + 2.20 = 3.30", "true"),
    ("0.1 * 3", "0.3"),
    ("1.005 * 100", "100.5"),
    ("4.35 * 100", "435"),
    ("1.15 * 100 = 115", "true"),
    ("19.99 * 3", "59.97"),
    ("0.07 * 100", "7"),
    ("100.00 - 99.99", "0.01"),
    ("12345678901234567890 + 1", "12345678901234567891"),
    ("99999999999999.99 + 0.01", "100000000000000"),
    ("0.01 * 0.01", "0.0001"),
    ("1 / 3 * 3 = 1", "false"),  # 0.333…(34 digits) * 3 = 0.999…
    ("10 / 4", "2.5"),
    ("2 / 3", "0.6666666666666666666666666666666667"),
    ("1 / 8", "0.125"),
    ("100 * 1.0", "100"),
    ("3.00", "3"),
    ("-0.00 = 0", "true"),
    ("sum([0.1, 0.2, 0.3])", "0.6"),
    ("sum(for i in 1..10 return 0.1)", "1"),
    ("mean([0.1, 0.2, 0.3])", "0.2"),
    ("max(0.1, 0.10, 0.09)", "0.1"),
    ("product([0.1, 0.1, 0.1])", "0.001"),
    ("0.1 in [0.1..0.2)", "true"),
    ("0.2 in [0.1..0.2)", "false"),
    ("1e2", "100"),
    ("1.5E-3", "0.0015"),
    ("2 ** 10", "1024"),
    ("1.1 ** 2", "1.21"),
    ("2 ** 0.5 > 1.414", "true"),
    ("sqrt(2.25)", "1.5"),
]

ROUNDINGS = [  # amount, places, half up (四舍五入), decimal (half to even), up, down, half down
    ("2.345", 2, "2.35", "2.34", "2.35", "2.34", "2.34"),
    ("2.355", 2, "2.36", "2.36", "2.36", "2.35", "2.35"),
    ("2.3451", 2, "2.35", "2.35", "2.35", "2.34", "2.35"),
    ("-2.345", 2, "-2.35", "-2.34", "-2.35", "-2.34", "-2.34"),
    ("0.5", 0, "1", "0", "1", "0", "0"),
    ("1.5", 0, "2", "2", "2", "1", "1"),
    ("2.5", 0, "3", "2", "3", "2", "2"),
    ("1234.5", -2, "1200", "1200", "1300", "1200", "1200"),
    ("1250", -2, "1300", "1200", "1300", "1200", "1200"),
    ("1.005", 2, "1.01", "1", "1.01", "1", "1"),
    ("99.995", 2, "100", "100", "100", "99.99", "99.99"),
    ("7", 2, "7", "7", "7", "7", "7"),
    ("0.004", 2, "0", "0", "0.01", "0", "0"),
]

CHARGES = [  # what a window charges: expression over 面积 (m²), 单价 (元/m²), 天数
    ("面积 * 单价", {"面积": "88.88", "单价": "1.25"}, "111.1"),
    ("round half up(面积 * 单价, 2)", {"面积": "33.33", "单价": "0.35"}, "11.67"),  # 11.6655
    ("if 面积 <= 100 then 50 else 50 + (面积 - 100) * 0.3", {"面积": "130.5", "单价": "0"}, "59.15"),  # 50 + 30.5 * 0.3
    ("max(20, 面积 * 单价)", {"面积": "10", "单价": "1.5"}, "20"),
    ("min(500, 面积 * 单价)", {"面积": "1000", "单价": "1.5"}, "500"),
    ("面积 * 单价 * (1 - 0.5)", {"面积": "66.67", "单价": "3"}, "100.005"),
    ("floor(面积 * 单价)", {"面积": "9.99", "单价": "1"}, "9"),
    ("ceiling(面积 * 单价)", {"面积": "9.01", "单价": "1"}, "10"),
    ("modulo(面积, 单价)", {"面积": "10.5", "单价": "3"}, "1.5"),
    ("abs(单价 - 面积)", {"面积": "10.5", "单价": "3"}, "7.5"),
]


@pytest.mark.parametrize(("text", "value"), SUMS)
def test_sums_are_exact(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value


NAMES = ("round half up", "decimal", "round up", "round down", "round half down")


@pytest.mark.parametrize("row", ROUNDINGS, ids=lambda row: f"{row[0]}@{row[1]}")
@pytest.mark.parametrize("place", range(5), ids=NAMES)
def test_every_rounding_does_what_its_name_says(row: tuple[str, int, str, str, str, str, str], place: int) -> None:
    value = compile_expression(f"{NAMES[place]}({row[0]}, {row[1]})").evaluate({})
    assert shown(value) == row[2 + place]


@pytest.mark.parametrize(("text", "facts", "value"), CHARGES)
def test_charges(text: str, facts: dict[str, str], value: str) -> None:
    given = {name: Decimal(number) for name, number in facts.items()}
    assert shown(compile_expression(text, given).evaluate(given)) == value


@pytest.mark.parametrize("text", ["0.1", "12345678901234567890.12", "1E-30", "-7", "0", "100", "0.30"])
def test_json_numbers_keep_their_digits(text: str) -> None:
    value = from_json_text(text)
    assert value == Decimal(text)
    assert Decimal(to_json_text(value)) == Decimal(text)


def test_a_python_float_is_taken_by_its_shortest_text() -> None:
    assert compile_expression("a + b = 0.3").holds({"a": 0.1, "b": 0.2})
    assert compile_expression("n").evaluate({"n": float("nan")}) is None
    assert compile_expression("n").evaluate({"n": 10**20}) == Decimal(10**20)
