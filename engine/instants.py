"""Instants as the databases keep them: whole microseconds since 1970-01-01 UTC, the same on both and sorting right."""

from datetime import UTC, datetime, timedelta

from engine.clock import CENTRE_ZONE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

NEVER = 253402300799_000_000
"""Sorts after every real moment: what has no due date comes last."""


def to_micros(moment: datetime) -> int:
    """An aware instant as microseconds; ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("时刻必须带有时区。")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, in the centre's zone."""
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(CENTRE_ZONE)
