"""Messages and signals that a case throws, as parcels for other cases: written with the case, delivered afterwards."""

from collections.abc import Callable, Iterable
from uuid import UUID

from engine.cases import events as e
from engine.cases.case import Case
from engine.cases.rows import Parcel

CARRIED = ("message", "signal")
"""What reaches other cases; an escalation is only told in the record."""


def parcels(case: Case, events: Iterable[e.AnyEvent], new_id: Callable[[], UUID]) -> tuple[Parcel, ...]:
    """The parcels these events bring about."""
    return tuple(
        Parcel(str(new_id()), each.kind, each.name, each.key, each.payload, each.at, case.number, case.id)
        for each in events
        if isinstance(each, e.MessageThrown) and each.kind in CARRIED
    )
