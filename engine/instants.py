"""Instants as the engine keeps and shows them: microseconds in the databases, the centre's zone outside."""

from datetime import datetime

from engine.clock import CENTRE_ZONE
from tenants.instants import from_micros as _from_micros
from tenants.instants import to_micros

__all__ = ["NEVER", "from_micros", "to_micros"]

NEVER = 253402300799_000_000
"""Sorts after every real moment: what has no due date comes last."""


def from_micros(micros: int) -> datetime:
    """The instant, in the centre's zone."""
    return _from_micros(micros).astimezone(CENTRE_ZONE)
