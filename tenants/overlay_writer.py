"""Writing `overlay.toml`: only what differs from above, so that everything else follows the level above."""

from dataclasses import fields

from tenants.matter import Basis, Condition, MatterLimit, Visits
from tenants.matter_writer import written_fields
from tenants.overlay import FeeChange, MaterialChange, Overlay
from tenants.term import Term
from tenants.toml_writer import Plain, write_toml


def write_overlay(overlay: Overlay) -> bytes:
    """The file's bytes: the same differences always give the same bytes. A drawing of one's own is a file beside it."""
    found: dict[str, Plain] = {}
    for each in fields(overlay):
        value = getattr(overlay, each.name)
        if each.name in ("code", "diagram") or value is None or value == each.default:
            continue
        if each.name == "steps":
            found["steps"] = {step: written_fields(limit) for step, limit in value}
        else:
            found[each.name] = _plain(value)
    return write_toml(found)


def _plain(value: object) -> Plain:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Term):
        return value.value
    if isinstance(value, MatterLimit | Basis | Condition):
        return written_fields(value)
    if isinstance(value, Visits):
        return {"most": value.most} | ({"reason": value.reason} if value.reason else {})
    if isinstance(value, MaterialChange | FeeChange):
        said = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(content) for name, content in said if content is not None}
    return value  # type: ignore[return-value]  # text, whole number or flag
