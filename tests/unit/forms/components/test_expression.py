"""expression: worked out on the server, whatever is sent."""

from decimal import Decimal

from forms import render, to_json_schema, validate, validate_json

A = {"type": "number", "id": "A", "key": "单价", "label": "单价"}
B = {"type": "number", "id": "B", "key": "数量", "label": "数量"}
SUM = {"type": "expression", "id": "S", "key": "合计", "expression": "=单价 * 数量"}


def test_is_worked_out_from_the_others(form_of):
    form = form_of(A, B, SUM)
    assert validate(form, {"单价": ["1.1"], "数量": ["3"], "合计": ["999"]}).values["合计"] == Decimal("3.3")
    assert validate_json(form, {"单价": 1.1, "数量": 3, "合计": 999}).values["合计"] == Decimal("3.3")


def test_is_null_while_something_is_missing(form_of):
    assert validate(form_of(A, B, SUM), {"单价": ["1"]}).values["合计"] is None


def test_may_stand_before_what_it_reads_and_read_another(form_of):
    double = {"type": "expression", "id": "D", "key": "双倍", "expression": "=合计 * 2"}
    assert validate(form_of(double, SUM, A, B), {"单价": ["2"], "数量": ["3"]}).values["双倍"] == Decimal(12)


def test_dates_come_out_as_text(form_of):
    day = {"type": "expression", "id": "D", "key": "到期", "expression": '=date("2026-03-02") + duration("P10D")'}
    assert validate(form_of(day), {}).values == {"到期": "2026-03-12"}


def test_one_that_counts_itself_up_is_said_not_run_for_ever(form_of):
    endless = {"type": "expression", "id": "D", "key": "次", "expression": "=if 次 = null then 1 else 次 + 1"}
    (error,) = validate(form_of(endless), {}).errors
    assert "互相矛盾" in error.message


def test_nobody_sees_it(form_of):
    assert "合计" not in render(form_of(A, B, SUM), {}, mode="read")
    assert to_json_schema(form_of(A, B, SUM))["properties"]["合计"]["readOnly"] is True


def test_without_expression_is_refused(codes):
    assert codes({"type": "expression", "id": "S", "key": "合计"}) == ["form-feel"]
