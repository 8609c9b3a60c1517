"""Events and cases as JSON bytes and back: exact numbers (no binary float on the way), zones kept."""

from decimal import Decimal
from typing import Any

import msgspec

from engine.cases.case import Case
from engine.cases.events import AnyEvent, Event

_encoder = msgspec.json.Encoder(decimal_format="number")
_events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent, float_hook=Decimal)
_cases = msgspec.json.Decoder(Case, float_hook=Decimal)
_values = msgspec.json.Decoder(float_hook=Decimal)


def event_to_bytes(event: AnyEvent) -> bytes:
    return _encoder.encode(event)


def event_from_bytes(raw: bytes) -> AnyEvent:
    return _events.decode(raw)


def event_kind(event: Event) -> str:
    """The stable name with its version, such as `case_accepted/1`."""
    return str(type(event).__struct_config__.tag)


def case_to_bytes(case: Case) -> bytes:
    return _encoder.encode(case)


def case_from_bytes(raw: bytes) -> Case:
    return _cases.decode(raw)


def to_bytes(value: Any) -> bytes:
    """Any JSON value, numbers exact."""
    return _encoder.encode(value)


def from_bytes(raw: bytes) -> Any:
    return _values.decode(raw)
