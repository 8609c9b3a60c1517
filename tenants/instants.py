"""Instants as the databases keep them: whole microseconds since 1970-01-01 UTC, the same on both and sorting right."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """An aware instant as microseconds; ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("moment must be aware of its zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)
