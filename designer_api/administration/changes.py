"""What changed between two values, in one line for the audit: `简称：税务 → 县税务局；电话：空 → 0793-1`."""

from collections.abc import Mapping, Sequence

from designer_api.administration.field import Field


def changes(fields: Sequence[Field], before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Every field whose value changed, with both values in words."""
    return "；".join(
        f"{field.label}：{in_words(field, before.get(field.name))} → {in_words(field, after.get(field.name))}"
        for field in fields
        if field.name in after and in_words(field, before.get(field.name)) != in_words(field, after.get(field.name))
    )


def in_words(field: Field, value: object) -> str:
    """A value as people call it; an empty one is 空."""
    names = dict(field.options)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        if field.kind == "hours":
            return "，".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in value)
        return "、".join(names.get(str(each), str(each)) for each in value) or "空"
    text = "" if value is None else str(value)
    return names.get(text, text) or "空"
