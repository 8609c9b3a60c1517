"""Writing a canonical `tenant.toml`: what `read_tenant` reads back as the same values."""

from collections.abc import Iterator
from dataclasses import fields

from tenants.organisation import Organisation
from tenants.people import HeldPost, PersonProfile, Training
from tenants.tenant import Settings, TenantProfile
from tenants.term import Term
from tenants.toml_writer import Plain, write_toml


def write_tenant(tenant: TenantProfile, organisation: Organisation, people: tuple[PersonProfile, ...]) -> bytes:
    """The file's bytes: the same values always give the same bytes."""
    root: dict[str, Plain] = {"tenant": _written(tenant, leave_out=("settings", "remarks", "renames", "merged"))}
    if settings := _written_settings(tenant.settings):
        root["settings"] = settings
    for key in ("departments", "posts", "sites", "zones", "windows"):
        root[key] = [_written(each) for each in getattr(organisation, key)]
    root["people"] = [_written(person) for person in people]
    root["renames"] = [_written(rename) for rename in tenant.renames]
    if tenant.merged is not None:
        root["merged"] = _written(tenant.merged)
    root["remarks"] = [_written(remark) for remark in tenant.remarks]
    return write_toml({key: value for key, value in root.items() if value})


def _written_settings(settings: Settings) -> dict[str, Plain]:
    values = _written(settings, leave_out=("business_hours", "severities"))
    if settings.business_hours != Settings().business_hours:
        values["business_hours"] = [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in settings.business_hours]
    if settings.severities:
        values["severities"] = {rule: severity.value for rule, severity in settings.severities}
    return values


def _written(value: object, leave_out: tuple[str, ...] = ()) -> dict[str, Plain]:
    """The fields of a value in their order, those at their default left out."""
    return {
        name: plain
        for name, each, default in _fields(value)
        if name not in leave_out and each != default and (plain := _plain(each)) is not None
    }


def _fields(value: object) -> Iterator[tuple[str, object, object]]:
    for each in fields(value):  # type: ignore[arg-type]  # only dataclasses come here
        if each.init:
            yield each.name, getattr(value, each.name), each.default


def _plain(value: object) -> "Plain | None":
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {str(key.value): count for key, count in value}
    if isinstance(value, tuple):
        return [_plain(item) or "" for item in value]
    if isinstance(value, HeldPost | Training):
        return _written(value)
    if isinstance(value, Term):
        return value.value
    return value  # type: ignore[return-value]  # text, whole number, flag, day or None
