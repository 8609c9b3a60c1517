"""`validate`: a posted form or an API client's JSON against a form → exact values, or every error at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from forms import intake as taking
from forms.component import Facts, Fault
from forms.components import conditions_of
from forms.field import Form
from forms.intake import Intake, Posted
from forms.settle import Settled, settle
from forms.slots import MAX_ROWS, Slot
from forms.values import Place, Value, exact, nest

MAX_ERRORS: Final = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to correct. `key` is the schema's key, `path` the place (`股东.0.姓名`); `message` is a whole sentence
    that names the field, says what is wrong and what to do."""

    key: str
    label: str
    message: str
    path: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of it. `values` holds exactly the fields in sight, nested; it may be kept only when there are no
    errors. `typed` is what to show again; `dropped` the paths of hidden fields, whose kept values must go."""

    values: dict[str, Value]
    errors: tuple[FieldError, ...] = ()
    typed: dict[str, Value] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.errors

    def merged(self, known: Mapping[str, object]) -> dict[str, Value]:
        """The kept data with this form's values put in and those of hidden fields taken out; `known` stays as it is."""
        data = exact(known)
        top = data if isinstance(data, dict) else {}
        for path in self.dropped:
            _remove(top, path.split("."))
        return _put_over(top, self.values)


def validate(
    form: Form,
    submitted: Posted,
    *,
    known: Mapping[str, object] | None = None,
    today: date | None = None,
    not_needed: Collection[str] = (),
) -> Submission:
    """Check a posted form. `known` is data kept so far (for readonly fields and conditions), `today` the day at the
    centre (needed where past days are refused), `not_needed` the names of fields nobody has to fill in."""
    kept = known or {}
    return _judge(form, taking.from_post(form, submitted, kept), kept, today, not_needed)


def validate_json(
    form: Form,
    submitted: Mapping[str, object],
    *,
    known: Mapping[str, object] | None = None,
    today: date | None = None,
    not_needed: Collection[str] = (),
) -> Submission:
    """Check nested JSON by the same rules. Absent is empty: defaults are what a page shows first, not what an API
    client said. Names the form does not have are errors."""
    kept = known or {}
    return _judge(form, taking.from_json(form, submitted, kept), kept, today, not_needed)


def _judge(
    form: Form, intake: Intake, known: Mapping[str, object], today: date | None, not_needed: Collection[str]
) -> Submission:
    settled = settle(intake, known, not_needed=frozenset(not_needed))
    errors = [*_structure_errors(intake), *_restless_errors(settled), *_failure_errors(settled)]
    for slot in intake.laid_out.walk():
        if not settled.is_hidden(slot) and (fault := _fault(slot, intake, settled, today)):
            errors.append(_error(slot, fault))
    hidden = [slot for slot in intake.laid_out.walk() if settled.is_hidden(slot) and _has_place(slot)]
    return Submission(
        values=nest(settled.values),
        errors=tuple(errors[:MAX_ERRORS]),
        typed=typed_values(intake, settled),
        dropped=tuple(slot.name for slot in hidden if not any(isinstance(part, int) for part in slot.place)),
    )


def _fault(slot: Slot, intake: Intake, settled: Settled, today: date | None) -> Fault | None:
    """Why the slot's value may not stand; readonly and computed values are not the person's to correct."""
    component, of = slot.component, slot.field
    if settled.is_fixed(slot) or component.computed or not (slot.carries_value() or component.repeats):
        return None
    if slot.place in intake.faults:
        return intake.faults[slot.place]
    value = settled.values[slot.place]
    if of.rules.required and (missing := component.missing(of, value)):
        return Fault(missing)
    if value is None:
        return None
    return component.check(of, value, Facts(component.choices(of, settled.scope(slot)), today))


def _error(slot: Slot, fault: Fault) -> FieldError:
    return FieldError(slot.field.key, slot.title, f"‘{slot.title}’{fault.words}", slot.name)


def _structure_errors(intake: Intake) -> list[FieldError]:
    errors = [
        FieldError(name, name, f"‘{name}’不是本表单的内容，或应为对象、列表而不是，请按接口说明更正。", name)
        for name in intake.strange
    ]
    for slot in intake.laid_out.walk():
        if slot.place in intake.laid_out.cut:
            errors.append(_error(slot, Fault(f"的行数太多（每个列表最多 {MAX_ROWS} 行），请删减。")))
    return errors


def _restless_errors(settled: Settled) -> list[FieldError]:
    if not settled.restless:
        return []
    slots = [slot for slot in settled.laid_out.walk() if slot.mark in settled.restless]
    fault = Fault("的显示条件与其他字段互相矛盾，无法判断，请告诉事项管理员修改表单。")
    return [_error(slot, fault) for slot in slots]


def _failure_errors(settled: Settled) -> list[FieldError]:
    """Fields whose own expressions could not be worked out: what they would have said is not known."""
    if not settled.failures:
        return []
    errors = []
    for slot in settled.laid_out.walk():
        for condition in conditions_of(slot.field):
            if condition.text in settled.failures and not settled.is_hidden(slot):
                reason = settled.failures[condition.text]
                errors.append(
                    _error(slot, Fault(f"的表达式“{condition.text[:60]}”无法计算，请告诉事项管理员：{reason}"))
                )
    return errors


def _shown_again(slot: Slot, intake: Intake, settled: Settled) -> Value:
    if settled.is_hidden(slot) or (slot.place in intake.faults and not settled.is_fixed(slot)):
        return intake.typed[slot.place]
    return settled.values.get(slot.place)


def typed_values(intake: Intake, settled: Settled) -> dict[str, Value]:
    """What to show again: entries as they were typed, also those of fields now hidden (they may come back); readonly
    and computed values as they settled. Fields that were not in sight are absent, so that their defaults show."""
    typed: dict[Place, Value] = {}

    def visit(slot: Slot) -> None:
        if slot.component.repeats and settled.is_fixed(slot) and not settled.is_hidden(slot):
            typed[slot.place] = settled.values.get(slot.place)
            return
        if slot.component.repeats:
            typed[slot.place] = [{} for _ in slot.rows]
        elif slot.carries_value() and slot.place in intake.typed:
            typed[slot.place] = _shown_again(slot, intake, settled)
        for row in slot.rows:
            for inner in row:
                visit(inner)

    for slot in intake.laid_out.slots:
        visit(slot)
    return nest(typed)


def _has_place(slot: Slot) -> bool:
    return slot.carries_value() or slot.component.repeats


def _remove(top: dict[str, Value], path: list[str]) -> None:
    here: Value = top
    for part in path[:-1]:
        here = here.get(part) if isinstance(here, dict) else None
    if isinstance(here, dict):
        here.pop(path[-1], None)


def _put_over(top: dict[str, Value], values: dict[str, Value]) -> dict[str, Value]:
    """Objects are merged, everything else (also lists) is replaced."""
    for name, value in values.items():
        before = top.get(name)
        both = isinstance(before, dict) and isinstance(value, dict)
        top[name] = _put_over(before, value) if both else value  # type: ignore[arg-type]
    return top
