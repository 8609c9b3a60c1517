"""Writing a canonical `matter.toml`: what `read_matter` reads back as the same matter."""

from dataclasses import fields

from tenants.matter import Basis, Matter, MatterLimit
from tenants.term import Term
from tenants.toml_writer import Plain, write_toml

ALWAYS = {
    Matter: ("code", "name", "type", "kind", "lead"),
    MatterLimit: ("amount", "unit"),
    Basis: ("id", "law", "authority", "mark"),
}
"""What the reader asks for even where it is the default."""


def write_matter(matter: Matter) -> bytes:
    """The file's bytes: the same matter always gives the same bytes."""
    return write_toml(written_fields(matter))


def written_fields(value: object) -> dict[str, Plain]:
    """The fields of a matter or of a part of one in their order, those at their default left out."""
    asked = ALWAYS.get(type(value), ())
    found: dict[str, Plain] = {}
    for each in fields(value):  # type: ignore[arg-type]  # only dataclasses come here
        content = getattr(value, each.name) if each.init else None
        if content is not None and (each.name in asked or content != each.default):
            found[each.name] = _plain(content)
    return found


def _plain(value: object) -> Plain:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Term):
        return value.value
    if isinstance(value, str | int):
        return value
    return written_fields(value)
