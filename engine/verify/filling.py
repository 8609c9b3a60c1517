"""Filling in forms for scenarios and the demonstration: the bundle's samples first, then the plainest valid answer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from engine.cases.codec import from_bytes
from forms import Form, validate_json
from forms.components import COMPONENTS
from forms.condition import Budget, Scope
from forms.field import Field
from tenants.bundle import SAMPLES_FOLDER, Bundle
from tenants.pack import Pack

RESIDENT_ID = "361123199003070017"
CREDIT_CODE = "91361123MA35ABCD4R"
"""Synthetic numbers with right check digits."""


def samples_of(pack: Pack, matter: str) -> dict[str, dict[str, Any]]:
    """The sample answers of a matter's bundle by form name."""
    bundle = pack.bundle(matter)
    return samples_in(bundle) if bundle else {}


def samples_in(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """The bundle's sample answers by form name."""
    found: dict[str, dict[str, Any]] = {}
    for path, content in bundle.files.items():
        if path.startswith(SAMPLES_FOLDER) and path.endswith(".json"):
            try:
                value = from_bytes(content)
            except msgspec.DecodeError:
                continue
            if isinstance(value, dict):
                found[path.removeprefix(SAMPLES_FOLDER).removesuffix(".json")] = value
    return found


def fill(form: Form, known: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Answers that the form accepts: what is known under its names, the plainest for what is required besides."""
    values = {name: known[name] for name in _names(form) if name in known}
    for _ in range(20):
        checked = validate_json(form, values, known=known, today=today)
        if checked.accepted:
            return dict(checked.values)
        changed = False
        for error in checked.errors:
            field = next((each for each in form.walk() if each.key == error.key), None)
            if field is not None:
                changed |= _put(values, error.path, _plain(field, today))
        if not changed:
            break
    return dict(validate_json(form, values, known=known, today=today).values)


def _names(form: Form) -> set[str]:
    return {str(each.local[0]) for each in form.walk() if each.local}


def _put(values: dict[str, Any], path: str, value: Any) -> bool:
    """Put a value where an error was; False when that changes nothing."""
    *way, last = path.split(".")
    place: Any = values
    for part in way:
        if isinstance(place, list):
            place = place[int(part)] if part.isdigit() and int(part) < len(place) else None
        else:
            place = place.setdefault(part, {})
        if not isinstance(place, dict | list):
            return False
    if isinstance(place, dict) and place.get(last) != value:
        place[last] = value
        return True
    return False


def _plain(field: Field, today: date) -> Any:
    """The plainest answer of a field by its kind."""
    choices = COMPONENTS[field.type].choices(field, Scope({}, Budget()))
    if choices:
        first = choices[0].value
        return [first] if field.type in ("checklist", "taglist") else first
    if field.type == "number":
        return field.rules.least if field.rules.least is not None else Decimal(1)
    plain: dict[str, Any] = {
        "checkbox": True,
        "resident_id": RESIDENT_ID,
        "credit_code": CREDIT_CODE,
        "phone": "13800000000",
        "money": Decimal("1.00"),
        "datetime": today.isoformat(),
        "dynamiclist": [{}],
    }
    return plain.get(field.type, "无" * max(1, field.rules.min_length or 1))
