"""What one evaluation may cost. Whatever a tenant's text asks for, it ends within these with a clear error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`fuel` counts items made or looked at and calls; `calls` how deep functions may call one another; `size` the
    characters of a string and the items of a list; `seconds` is by a clock that only runs forward."""

    fuel: int = 500_000
    calls: int = 60
    size: int = 200_000
    seconds: float = 2.0


DEFAULT_LIMITS = Limits()
