"""`Above`: which tenant above set each field, so that a refusal names the source of what it may not loosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.finding import Finding

LOOSER = "overlay-looser"
"""The code of every finding that a lower level is looser."""


@dataclass(frozen=True, slots=True)
class Above:
    """`name` is the tenant where the matter is at home, `set_by` the tenants between that changed a field."""

    name: str
    set_by: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, key: str) -> str:
        """Who set a field."""
        return self.set_by.get(key, self.name)

    def changed(self, keys: Iterable[str], by: str) -> "Above":
        """The same with these fields set by a tenant further down."""
        return Above(self.name, MappingProxyType({**self.set_by, **dict.fromkeys(keys, by)}))


def looser(key: str, message: str, *, expected: str, met: str, advice: str = "", element: str = "") -> Finding:
    """A field that a lower level made looser: both values, and what to do."""
    return Finding(
        code=LOOSER,
        message=message,
        element=element or key,
        expected=expected,
        met=met,
        advice=advice or "下级只能收紧：请改为不宽于上级的内容，或删去这一项，沿用上级的规定。",
    )
