"""What the prover is told beside the drawing: what forms may fill in, what the calendar says of days and hours.

Pure: the facts of a matter and of a calendar turned into arguments of `bpmn.proof.prove`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from bpmn.diagram import Diagram
from bpmn.dmn import Decision
from bpmn.feel import FeelError, Value, compile_expression
from bpmn.proof import Units, Variable, Verdict, prove, units_of
from bpmn.step_kind import Marks, StepKind
from engine.legal_clock import OFFICE_HOURS, BusinessHours
from forms import Field, Form
from forms.choices import ChoiceSettings
from forms.components import COMPONENTS
from forms.components.number import NumberSettings
from tenants.calendar import LegalCalendar
from tenants.fragment import fragments_of
from tenants.matter import LimitStart
from tenants.model import MatterModel

YEARS: Final = 2
"""Natural days are bounded over this many published years, the newest: those in which a case of today runs."""
MICROSECONDS_AN_HOUR: Final = 3_600_000_000
TEXTS: Final = frozenset({"textfield", "textarea", "phone", "resident_id", "credit_code"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside a drawing; the names are those of `prove`'s parameters. `variables` None: nothing is known
    of the forms, so that a step with one may change anything."""

    kinds: Mapping[str, StepKind]
    units: Units
    decisions: Mapping[str, Decision]
    variables: tuple[Variable, ...] | None = None
    library: Mapping[str, Diagram] = field(default_factory=lambda: MappingProxyType({}))
    starts_at: Marks = Marks.ACCEPT

    def prove(self, diagram: Diagram) -> Verdict:
        """The verdict of a drawing with these facts."""
        return prove(
            diagram,
            kinds=self.kinds,
            units=self.units,
            decisions=self.decisions,
            variables=self.variables,
            library=library_of(diagram, self.library),
            starts_at=self.starts_at,
        )


def library_of(diagram: Diagram, known: Mapping[str, Diagram]) -> dict[str, Diagram]:
    """What call activities of a drawing may name: what is known beside it, and its own other processes."""
    main = diagram.main()
    own = (each for each in fragments_of(diagram, "") if main is not None and each.process.id != main.id)
    return {each.process.id: each.diagram for each in own} | dict(known)


def facts_of(
    model: MatterModel,
    kinds: Mapping[str, StepKind],
    calendar: LegalCalendar,
    hours: BusinessHours = OFFICE_HOURS,
) -> Facts:
    """The facts of a matter at a centre with that calendar and those hours."""
    promised = model.matter.promised
    received = promised is not None and promised.start is LimitStart.RECEIVED
    return Facts(
        kinds,
        units(calendar, hours),
        decisions_asked(model),
        variables_of(model),
        model.library,
        Marks.RECEIVE if received else Marks.ACCEPT,
    )


def facts_of_drawing(
    kinds: Mapping[str, StepKind], calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS
) -> Facts:
    """The facts beside a drawing that comes without forms, decisions and matter."""
    return Facts(kinds, units(calendar, hours), {})


# --- the calendar -----------------------------------------------------------------------------------------------------


def units(calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS) -> Units:
    """Natural days bounded over the newest published years (7 of them cover at most 6 working days in 2025 and 2026),
    and the business hours of a working day."""
    a_day = Fraction(hours.a_day(), MICROSECONDS_AN_HOUR)
    years = sorted(calendar.published)[-YEARS:]
    if not years:
        return Units(hours_per_day=a_day)
    return units_of(calendar.is_working_day, date(years[0], 1, 1), date(years[-1], 12, 31), a_day)


# --- the decisions ----------------------------------------------------------------------------------------------------


def decisions_asked(model: MatterModel) -> dict[str, Decision]:
    """The decisions that steps ask, by id, without those whose answer nothing on the drawing reads: they send no case
    another way, so that nothing depends on whether the prover can follow them."""
    asked = {node.step.decision: node.step.result for node in model.diagram.nodes() if node.step.decision}
    found = {key: decision for key in asked if (decision := model.decision(key)) is not None}
    read = read_by(model)
    return {key: decision for key, decision in found.items() if (asked[key] or decision.name) in read}


def read_by(model: MatterModel) -> set[str]:
    """The variables that conditions of flows and decisions read; of a condition that FEEL cannot read, none."""
    read = _read_by_flows(model.diagram)
    for node in model.diagram.nodes():
        if node.step.decision:
            read |= model.decision_reads(node.step.decision)
    return read


def _read_by_flows(diagram: Diagram) -> set[str]:
    read: set[str] = set()
    for process in diagram.processes:
        for flow in process.flows:
            try:
                read |= compile_expression(flow.condition).reads if flow.condition else frozenset()
            except FeelError:
                continue
    return read


# --- the forms --------------------------------------------------------------------------------------------------------


def variables_of(model: MatterModel) -> tuple[Variable, ...]:
    """What the forms of the steps say of the variables they fill in, as far as anything reads these."""
    read = read_by(model)
    steps = [node.step for node in model.nodes() if node.step.form]
    first = next((step.form for step in steps if step.kind == "receive"), "")
    forms = dict.fromkeys(step.form for step in steps)
    return tuple(
        variable
        for name in forms
        if name in model.forms
        for variable in variables_of_form(model.forms[name], name, always=name == first)
        if variable.name in read
    )


def variables_of_form(form: Form, name: str, *, always: bool = False) -> tuple[Variable, ...]:
    """The variables a form fills in. `always`: no case moves on before it is filled in, as with the application; a
    field of any other form is null until then."""
    found: dict[str, Variable] = {}
    for each in _fields(form.fields, name, always):
        known = found.get(each.name)
        found[each.name] = each if known is None else Variable(each.name, form=name)
    return tuple(found.values())


def _fields(fields: Iterable[Field], form: str, always: bool) -> Iterator[Variable]:
    """The fields of a form or of a container that only groups; `always` turns false where a condition may hide them."""
    for each in fields:
        shown = always and each.hide is None and each.readonly is False
        component = COMPONENTS[each.type]
        if component.container and not component.repeats and not each.local:
            yield from _fields(each.children, form, shown)
        elif len(each.local) == 1 and component.keyed:
            yield _variable(each, form, shown)
        elif each.local:
            yield Variable(str(each.local[0]), form=form)


def _variable(field: Field, form: str, shown: bool) -> Variable:
    """One field. Bounds and options hold whenever it has a value at all; a computed one may be anything."""
    name, rules, settings = str(field.local[0]), field.rules, field.settings
    required = shown and rules.required
    if field.type == "number" and isinstance(settings, NumberSettings) and not settings.as_text:
        whole = settings.digits == 0
        return Variable(name, "number", rules.least, rules.most, whole=whole, required=required, form=form)
    if field.type == "money":
        least = rules.least if rules.least is not None else Decimal(0)
        return Variable(name, "number", least, rules.most, required=required, form=form)
    if field.type == "checkbox":
        ticked: tuple[Value, ...] = (True,) if rules.required and field.readonly is False else ()
        return Variable(name, "boolean", values=ticked, required=shown, form=form)
    if field.type in ("radio", "select") and isinstance(settings, ChoiceSettings) and settings.fixed:
        options: tuple[Value, ...] = tuple(choice.value for choice in settings.fixed)
        return Variable(name, "string", values=options, required=required, form=form)
    if field.type in TEXTS or field.type == "number":
        return Variable(name, "string", required=required, form=form)
    return Variable(name, form=form)
