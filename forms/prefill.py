"""Asked once (一表申请): what a form says in terms of the shared data dictionary, and what another form may take over.

A field belongs to a fact by its custom property `fact` (`{"fact": "企业.名称"}`), without one by its own place. Forms
that share facts are filled from one another; nothing is taken over that the receiving field would not accept.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.component import Facts, Fault
from forms.components import COMPONENTS
from forms.condition import Budget, Scope
from forms.errors import NotJsonValue
from forms.field import Field, Form
from forms.values import MISSING, Missing, Place, Value, exact, find, name_of, nest


@dataclass(frozen=True, slots=True)
class Shared:
    """A field that known data can fill: its path in the form, the fact, and the value as the field keeps it."""

    path: str
    fact: str
    label: str
    value: Value


def fact_of(field: Field, place: Place) -> str:
    """The name of the fact a field at a place asks for."""
    return field.fact or name_of(place)


def facts(form: Form, values: Mapping[str, object]) -> dict[str, Value]:
    """What the values of a form say, by fact; empty values say nothing. Lists are one fact as a whole."""
    found: dict[str, Value] = {}
    for field, place in _askers(form):
        value = find(values, place)
        if not isinstance(value, Missing) and (said := exact(value)) not in (None, []):
            found[fact_of(field, place)] = said
    return found


def shared(form: Form, known: Mapping[str, object]) -> tuple[Shared, ...]:
    """The fields a form shares with data already known: `known` maps facts to values, by whole name or nested. Values
    a field would refuse (a choice it does not offer, a text too long) are left for the person to fill in."""
    found: list[Shared] = []
    scope = Scope({}, Budget())
    for field, place in _askers(form):
        value = _acceptable(field, _known(known, fact_of(field, place)), scope)
        if value is not None:
            found.append(Shared(name_of(place), fact_of(field, place), field.title, value))
    return tuple(found)


def prefill(form: Form, known: Mapping[str, object]) -> dict[str, Value]:
    """Nested values for a new form, from facts known already."""
    return nest({tuple(each.path.split(".")): each.value for each in shared(form, known)})


def asked_once(forms: Mapping[str, Form]) -> dict[str, tuple[str, ...]]:
    """Facts that more than one of the forms asks for, with the names of those forms: what one form spares."""
    asked: dict[str, list[str]] = {}
    for name, form in forms.items():
        for field, place in _askers(form):
            asked.setdefault(fact_of(field, place), []).append(name)
    return {fact: tuple(dict.fromkeys(names)) for fact, names in asked.items() if len(set(names)) > 1}


def fields_by_fact(form: Form) -> dict[str, Field]:
    """The fields a form asks by, each under the fact it asks for; the first where two ask for the same."""
    found: dict[str, Field] = {}
    for field, place in _askers(form):
        found.setdefault(fact_of(field, place), field)
    return found


def _askers(form: Form) -> list[tuple[Field, Place]]:
    """Fields that ask a person for something, outside of rows, and lists as a whole."""
    found: list[tuple[Field, Place]] = []

    def visit(field: Field, scope: Place) -> None:
        component = COMPONENTS[field.type]
        place = scope + field.local
        if component.repeats or (component.keyed and not component.computed):
            found.append((field, place))
        elif component.container:
            for child in field.children:
                visit(child, place)

    for field in form.fields:
        visit(field, ())
    return found


def _known(known: Mapping[str, object], fact: str) -> object:
    return known[fact] if fact in known else find(known, tuple(fact.split(".")))


def _acceptable(field: Field, raw: object, scope: Scope) -> Value:
    """The value as the field keeps it; None when there is none or the field would refuse it."""
    component = COMPONENTS[field.type]
    if raw is MISSING:
        return None
    try:
        value = exact(raw)
    except NotJsonValue:
        return None
    if component.repeats:
        return value if isinstance(value, list) and all(isinstance(row, dict) for row in value) else None
    taken = component.from_json(field, value)
    if taken is None or isinstance(taken, Fault):
        return None
    if field.type == "datetime" and getattr(field.settings, "not_past", False):
        return taken
    return taken if component.check(field, taken, Facts(component.choices(field, scope))) is None else None
