"""Which of two fields takes less: limit by limit, and nothing where it cannot be told."""

from typing import Any

import pytest

from forms.strictness import at_least_as_strict, stricter

TEXT: dict[str, Any] = {"type": "textfield", "id": "a", "key": "k", "label": "k"}
NUMBER: dict[str, Any] = {"type": "number", "id": "a", "key": "k", "label": "k"}


def rules(base: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**base, "validate": more}


def options(*values: str) -> dict[str, Any]:
    return {**TEXT, "type": "radio", "values": [{"label": each, "value": each} for each in values]}


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        (rules(TEXT, required=True), TEXT),
        (rules(TEXT, minLength=2), TEXT),
        (rules(TEXT, maxLength=5), rules(TEXT, maxLength=9)),
        (rules(TEXT, pattern="^a+$"), TEXT),
        (rules(NUMBER, min=2, max=5), rules(NUMBER, min=1, max=5)),
        ({**NUMBER, "decimalDigits": 0}, {**NUMBER, "decimalDigits": 2}),
        (options("甲"), options("甲", "乙")),
        ({**TEXT, "type": "phone", "mobileOnly": True}, {**TEXT, "type": "phone"}),
    ],
    ids=["required", "shortest", "longest", "pattern", "range", "digits", "options", "mobile"],
)
def test_the_stricter_takes_the_place_of_both(form_of: Any, strict: Any, loose: Any) -> None:
    one, other = form_of(strict).fields[0], form_of(loose).fields[0]
    assert at_least_as_strict(one, other)
    assert not at_least_as_strict(other, one)
    assert stricter(one, other) is one
    assert stricter(other, one) is one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEXT, NUMBER),
        (rules(TEXT, minLength=2), rules(TEXT, maxLength=5)),
        (rules(TEXT, pattern="^a+$"), rules(TEXT, pattern="^[a]+$")),
        (options("甲", "乙"), options("乙", "丙")),
        ({**options("甲"), "valuesKey": "k", "values": None}, options("甲")),
        (TEXT, {**TEXT, "readonly": True}),
    ],
    ids=["kind", "crossed", "patterns", "options", "source", "readonly"],
)
def test_what_cannot_be_told_is_left_to_a_person(form_of: Any, one: Any, other: Any) -> None:
    pair = [form_of({k: v for k, v in each.items() if v is not None}).fields[0] for each in (one, other)]
    assert stricter(*pair) is None
