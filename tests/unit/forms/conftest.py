"""A form of a few components, read from the JSON the designer would write."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from forms import Form, Reading, Submission, read_form, validate, validate_json

Json = dict[str, Any]


def _schema(*components: Json, **top: Any) -> bytes:
    body = {"type": "default", "id": "test", "schemaVersion": 19, "components": list(components), **top}
    return json.dumps(body, ensure_ascii=False).encode()


@pytest.fixture
def read() -> Callable[..., Reading]:
    """What reading a form of these components gives."""
    return lambda *components, **top: read_form(_schema(*components, **top), file="forms/test.json")


@pytest.fixture
def form_of() -> Callable[..., Form]:
    """The form of these components, which must read clean."""

    def make(*components: Json) -> Form:
        reading = read_form(_schema(*components), file="forms/test.json")
        assert reading.findings == ()
        return reading.required()

    return make


@pytest.fixture
def codes(read: Callable[..., Reading]) -> Callable[..., list[str]]:
    """The codes of what reading these components found."""
    return lambda *components: [finding.code for finding in read(*components).findings]


@pytest.fixture
def post(form_of: Callable[..., Form]) -> Callable[..., Submission]:
    """One component posted with these entries under its key `x`."""

    def send(component: Json, *entries: Any, **more: Any) -> Submission:
        form = form_of({"id": "X", "key": "x", "label": "某项", **component})
        return validate(form, {"x": list(entries)}, **more)

    return send


@pytest.fixture
def send(form_of: Callable[..., Form]) -> Callable[..., Submission]:
    """One component sent as JSON under its key `x`."""

    def go(component: Json, value: Any, **more: Any) -> Submission:
        form = form_of({"id": "X", "key": "x", "label": "某项", **component})
        return validate_json(form, {"x": value}, **more)

    return go
