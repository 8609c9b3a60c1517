"""The matters a tenant may take cases for, ready to run: terms and compiled diagram, shared by a version's cases."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from engine.cases.terms import Terms
from engine.runtime import Definition


@dataclass(frozen=True, slots=True)
class Prepared:
    """One published version, ready: what binds its cases and the diagram they move on."""

    terms: Terms
    definition: Definition


class Matters(Protocol):
    """Where the shell finds matters; acts for the tenant of `tenants.scope`."""

    async def current(self, matter: str) -> Prepared | None:
        """The version new cases of a matter run on today; None when nothing is published."""
        ...

    async def version(self, matter: str, number: int) -> Prepared:
        """A version that open cases still run on, retired or not."""
        ...


class Shelf:
    """Prepared versions by key, the least used dropped first. Holds no state of any case."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def get(self, key: str) -> Prepared | None:
        prepared = self._kept.get(key)
        if prepared is not None:
            self._kept.move_to_end(key)
        return prepared

    def put(self, key: str, prepared: Prepared) -> None:
        self._kept[key] = prepared
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
