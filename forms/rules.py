"""Parts of the schema that all components share: layout, `validate`, and the default value."""

from typing import Any

from forms.component import Component, Facts, Fault
from forms.errors import NotJsonValue
from forms.field import Field, Rules
from forms.source import Source
from forms.values import Value, exact


def read_layout(source: Source) -> tuple[str, int | None]:
    layout = source.inner("layout", "布局")
    row, columns = layout.text("row"), layout.whole("columns", 1, 16)
    layout.leftovers("属性")
    return row, columns


def read_rules(source: Source, component: Component[Any]) -> Rules:
    """`validate`, as far as the component knows its names; the others are findings."""
    inner = source.inner("validate", "校验")
    names = component.rule_names
    rules = Rules(
        required="required" in names and inner.flag("required"),
        min_length=inner.whole("minLength", 0, 20_000) if "minLength" in names else None,
        max_length=inner.whole("maxLength", 0, 20_000) if "maxLength" in names else None,
        least=inner.number("min") if "min" in names else None,
        most=inner.number("max") if "max" in names else None,
        pattern=inner.pattern("pattern") if "pattern" in names else None,
        pattern_message=inner.plain("patternErrorMessage") if "patternErrorMessage" in names else "",
        kind=inner.one_of("validationType", ("custom", "email", "phone"), "") if "validationType" in names else "",
    )
    inner.leftovers("校验")
    if rules.min_length is not None and rules.max_length is not None and rules.min_length > rules.max_length:
        inner.complain("form-limits", "里最短长度大于最长长度，谁也填不对，请更正。")
    if rules.least is not None and rules.most is not None and rules.least > rules.most:
        inner.complain("form-limits", "里最小值大于最大值，谁也填不对，请更正。")
    return rules


def read_default(source: Source, component: Component[Any], field: Field) -> Value:
    """`defaultValue`, checked like an entry; one that may not be entered is a finding."""
    raw = source.take("defaultValue")
    if raw is None or raw == "" or not component.keyed or component.computed:
        if raw not in (None, ""):
            source.complain("form-value", "不能有默认值，请去掉。")
        return None
    try:
        value = component.from_json(field, exact(raw))
    except NotJsonValue as error:
        value = Fault(error.message)
    if not isinstance(value, Fault) and value is not None:
        fixed = getattr(field.settings, "fixed", ())
        dynamic = hasattr(field.settings, "fixed") and not fixed
        checked = None if dynamic or field.type == "datetime" else component.check(field, value, Facts(tuple(fixed)))
        value = checked or value
    if isinstance(value, Fault):
        source.complain("form-default", f"的默认值{value.words}")
        return None
    return value
