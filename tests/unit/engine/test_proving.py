"""What the prover is told beside the drawing: fields of forms, days of the calendar, hours of the centre."""

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from bpmn.proof import Bound, Variable
from bpmn.step_kind import Marks
from engine.legal_clock import BusinessHours
from engine.proving import decisions_asked, facts_of, facts_of_drawing, units, variables_of, variables_of_form
from engine.publishing import Gate, check_pack
from forms import Form, read_form
from tenants.calendar import national_calendar
from tenants.matter import LimitStart
from tenants.model import MatterModel
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.step_kinds import KINDS

CALENDAR = national_calendar()


def form(*components: dict[str, Any]) -> Form:
    for number, component in enumerate(components):
        component["id"] = f"field{number}"
    schema = {"id": "form", "type": "default", "schemaVersion": 19, "components": list(components)}
    return read_form(json.dumps(schema, ensure_ascii=False).encode()).required()


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    label = "dateLabel" if kind == "datetime" else "label"
    return {"type": kind, "key": key, label: key, **more}


OPTIONS = [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (
            field("number", "n", decimalDigits=0, validate={"required": True, "min": 1, "max": 9}),
            Variable("n", "number", Decimal(1), Decimal(9), whole=True, required=True, form="f"),
        ),
        (field("number", "n"), Variable("n", "number", form="f")),
        (field("number", "n", serializeToString=True), Variable("n", "string", form="f")),
        (field("money", "n"), Variable("n", "number", Decimal(0), form="f")),
        (field("checkbox", "n"), Variable("n", "boolean", required=True, form="f")),
        (
            field("checkbox", "n", validate={"required": True}),
            Variable("n", "boolean", values=(True,), required=True, form="f"),
        ),
        (field("radio", "n", values=OPTIONS), Variable("n", "string", values=("a", "b"), form="f")),
        (field("select", "n", valuesKey="其他数据"), Variable("n", form="f")),
        (field("checklist", "n", values=OPTIONS), Variable("n", form="f")),
        (
            field("textfield", "n", validate={"required": True}),
            Variable("n", "string", required=True, form="f"),
        ),
        (
            field("textfield", "n", validate={"required": True}, conditional={"hide": "=m = 1"}),
            Variable("n", "string", form="f"),
        ),
        (field("datetime", "n", subtype="date"), Variable("n", form="f")),
        (field("textfield", "n.x"), Variable("n", form="f")),
    ],
)
def test_a_field_says_what_its_variable_may_be(component: dict[str, Any], expected: Variable) -> None:
    assert variables_of_form(form(component), "f", always=True) == (expected,)


def test_only_the_application_is_filled_in_before_the_case_moves() -> None:
    required = form(field("textfield", "n", validate={"required": True}))

    (later,) = variables_of_form(required, "f")

    assert not later.required


def test_fields_that_share_an_object_are_one_variable_that_may_be_anything() -> None:
    both = form(field("number", "股东.出资"), field("textfield", "股东.姓名"))

    assert variables_of_form(both, "f") == (Variable("股东", form="f"),)


def test_the_units_of_the_published_calendar() -> None:
    # any seven days from a working day of 2025 or 2026 cover at most six: a make-up day and five weekdays
    hours = BusinessHours(((time(9), time(12)), (time(13), time(17))))

    found = units(CALENDAR, hours)

    assert (found.natural_most(7), found.natural_least(7)) == (6, 1)
    assert found.hours_per_day == Fraction(7)
    assert {2025, 2026} <= CALENDAR.published


def test_the_most_is_met_on_some_day_and_passed_on_none() -> None:
    found = units(CALENDAR)
    starts = [date(2025, 1, 1).toordinal() + n for n in range(700)]
    days = [date.fromordinal(each) for each in starts if CALENDAR.is_working_day(date.fromordinal(each))]
    for length in (1, 5, 7, 10, 15, 30):
        ends = [CALENDAR.working_day_from(date.fromordinal(day.toordinal() + length)) for day in days]
        met = [CALENDAR.working_days_between(day, end) for day, end in zip(days, ends, strict=True)]
        assert max(met) == found.natural_most(length)


def packs() -> list[Pack]:
    return [pack for path in shipped_packs() if (pack := read_pack(path).pack) is not None]


@pytest.fixture(scope="module")
def models() -> dict[str, MatterModel]:
    """Every shipped matter by `tenant/code`."""
    gate = Gate(CALENDAR, KINDS)
    return {f"{p.tenant.code}/{j.code}": j.model for p in packs() for j in check_pack(p, gate) if j.model is not None}


def test_of_a_matter_only_what_is_read_is_told(models: dict[str, MatterModel]) -> None:
    opening = models["yushan/enterprise_opening"]

    # 同时办理 by the situation, the three checks by the registration advice, which itself sends nobody anywhere
    assert {each.name for each in variables_of(opening)} == {"同时办理", "名称核查", "住所核查", "失信核查"}
    assert set(decisions_asked(opening)) == {"situation"}


def test_the_days_of_the_shipped_matters_are_reached_where_nothing_is_doubtful(models: dict[str, MatterModel]) -> None:
    days = {
        "duyun/enterprise_opening": 3,
        "mochong/resident_insurance_enrolment": 1,
        "xiatang/elder_card": 0,
        "yushan/enterprise_opening": 3,
        "yushan/restaurant_opening": 10,
    }
    verdicts = {name: facts_of(models[name], KINDS, CALENDAR).prove(models[name].diagram) for name in days}

    assert {name: verdict.worst for name, verdict in verdicts.items()} == days
    doubtful = {reason for verdict in verdicts.values() for reason in verdict.because}
    assert doubtful <= {"route"}
    assert all((verdict.bound is Bound.EXACT) == (not verdict.because) for verdict in verdicts.values())
    assert verdicts["mochong/resident_insurance_enrolment"].bound is Bound.EXACT


def test_a_limit_from_receipt_starts_the_clock_there(models: dict[str, MatterModel]) -> None:
    model = models["xiatang/elder_card"]
    promised = model.matter.promised
    assert promised is not None
    from_receipt = replace(model, matter=replace(model.matter, promised=replace(promised, start=LimitStart.RECEIVED)))

    assert facts_of(model, KINDS, CALENDAR).starts_at is Marks.ACCEPT
    assert facts_of(from_receipt, KINDS, CALENDAR).starts_at is Marks.RECEIVE


def test_beside_a_drawing_alone_nothing_is_known_of_forms() -> None:
    known = facts_of_drawing(KINDS, CALENDAR)

    assert (known.variables, dict(known.decisions)) == (None, {})
