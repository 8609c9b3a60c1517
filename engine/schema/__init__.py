"""The schema as reviewed migrations, one file each (`m0001_….py` with `STATEMENTS`), applied in name order.

They only ever expand: new tables, columns and indexes; nothing is dropped while a running version may still read it.
Words in braces stand for the types of the two databases: {uuid}, {bytes}, {instant} (microseconds since 1970 UTC).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

_SQLITE = {"uuid": "text", "bytes": "blob", "instant": "integer", "bigint": "integer", "json": "text", "real": "real"}
_POSTGRES = {
    "uuid": "uuid",
    "bytes": "bytea",
    "instant": "bigint",
    "bigint": "bigint",
    "json": "text",
    "real": "double precision",
}


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema. A statement that starts with `postgres:` runs there only, `sqlite:` likewise."""

    name: str
    texts: tuple[str, ...]

    def statements(self, *, sqlite: bool) -> Iterator[str]:
        mine, other = ("sqlite:", "postgres:") if sqlite else ("postgres:", "sqlite:")
        types = _SQLITE if sqlite else _POSTGRES
        for text in self.texts:
            if text.lstrip().startswith(other):
                continue
            yield text.lstrip().removeprefix(mine).format_map(types)


def migrations() -> list[Migration]:
    """All migrations in order."""
    names = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("m"))
    return [Migration(name, tuple(import_module(f"{__name__}.{name}").STATEMENTS)) for name in names]
