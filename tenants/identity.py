"""Ids of tenants and people: uuid version 7, made by us, so that keys sort by time and the month can be read off.

The clock and the randomness are arguments: the caller that owns a clock passes `now`.
"""

from datetime import UTC, datetime
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
PersonId = NewType("PersonId", UUID)

RANDOM_BYTES = 10
"""How many random bytes an id takes (74 bits of them are kept)."""


def new_id(now: datetime, random: bytes) -> UUID:
    """A uuid of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    `now` must know its zone; `random` is ten fresh random bytes. ValueError otherwise: both are the caller's promise.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware of its zone")
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"an id takes {RANDOM_BYTES} random bytes, got {len(random)}")
    milliseconds = int(now.timestamp() * 1000)
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("now is outside the years an id can hold")
    high, low = int.from_bytes(random[:2]) & 0x0FFF, int.from_bytes(random[2:]) & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def month_of(identity: UUID) -> str:
    """The month (UTC) an id was made in, as `2026-03`; ValueError when it is not of version 7."""
    if identity.version != 7:
        raise ValueError("only ids of version 7 carry their time")
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC).strftime("%Y-%m")
