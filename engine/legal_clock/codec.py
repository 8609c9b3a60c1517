"""Events of the ledger as JSON and back: the kind names the shape, so that an old record reads for ever."""

from typing import get_args

import msgspec

from engine.legal_clock.errors import ClockError
from engine.legal_clock.event import Event

_SHAPES: dict[str, type[Event]] = {shape.kind: shape for shape in get_args(Event)}


class UnknownEvent(ClockError):
    """时限账中有本版本不认识的记录。"""

    code = "unknown-event"


class _Record(msgspec.Struct):
    kind: str
    event: msgspec.Raw


def to_record(event: Event) -> bytes:
    """The event as JSON: `{"kind": "paused/1", "event": {…}}`."""
    return msgspec.json.encode({"kind": event.kind, "event": event})


def from_record(record: bytes) -> Event:
    """The event a record holds. A record of an unknown kind or shape is a fault, never skipped."""
    try:
        read = msgspec.json.decode(record, type=_Record)
        shape = _SHAPES.get(read.kind)
        if shape is None:
            raise UnknownEvent(f"时限账中有本版本不认识的记录“{read.kind}”。")
        return msgspec.json.decode(read.event, type=shape)
    except msgspec.DecodeError as error:
        raise UnknownEvent(f"时限账中的记录读不出来：{error}。") from error
