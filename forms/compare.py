"""`compare`: what changed between two versions of a form, in words, for whoever has to approve the new one."""

from collections.abc import Iterator
from typing import NamedTuple

from forms import numbers
from forms.components import COMPONENTS
from forms.condition import Condition
from forms.field import Field, Form, Rules
from forms.values import Place, Value, name_of


class Change(NamedTuple):
    """One change: a stable code, a Chinese sentence, and the field's path in the newer form that has it."""

    code: str
    words: str
    path: str


def compare(before: Form, after: Form) -> tuple[Change, ...]:
    """Fields added, removed, renamed, moved; what became required or optional; limits, conditions and options. In the
    order of the new form, removed fields first."""
    old, new = dict(_fields(before)), dict(_fields(after))
    changes = [
        Change("field-removed", f"删除字段‘{field.title}’（{_kind(field)}）。", name)
        for name, field in old.items()
        if name not in new
    ]
    for name, field in new.items():
        if name not in old:
            must = "，必填" if field.rules.required else ""
            changes.append(Change("field-added", f"新增字段‘{field.title}’（{_kind(field)}{must}）。", name))
        else:
            changes.extend(Change(code, words, name) for code, words in _changed(old[name], field))
    kept_before = [name for name in old if name in new]
    kept_after = [name for name in new if name in old]
    if kept_before != kept_after:
        changes.append(Change("order-changed", "字段的先后次序有变化。", ""))
    return tuple(changes)


def _fields(form: Form) -> Iterator[tuple[str, Field]]:
    """Fields by path; what carries no value goes by its id, marked with #."""

    def visit(field: Field, scope: Place) -> Iterator[tuple[str, Field]]:
        component = COMPONENTS[field.type]
        place = scope + field.local
        yield (name_of(place) if component.keyed or component.repeats else f"#{field.id}"), field
        for child in field.children:
            yield from visit(child, place)

    for field in form.fields:
        yield from visit(field, ())


def _kind(field: Field) -> str:
    return COMPONENTS[field.type].name


def _changed(old: Field, new: Field) -> Iterator[tuple[str, str]]:
    name = f"字段‘{new.title}’"
    if old.type != new.type:
        yield "field-type", f"{name}由{_kind(old)}改为{_kind(new)}。"
    if old.label != new.label:
        yield "field-label", f"字段‘{old.title}’改名为‘{new.title}’。"
    if old.help != new.help:
        yield "field-help", f"{name}的说明由“{old.help or '无'}”改为“{new.help or '无'}”。"
    if old.rules.required != new.rules.required:
        yield "field-required", f"{name}由{'必填改为选填' if old.rules.required else '选填改为必填'}。"
    yield from _conditions(name, old, new)
    if old.default != new.default:
        yield "field-default", f"{name}的默认值由“{_said(old.default)}”改为“{_said(new.default)}”。"
    if old.fact != new.fact:
        yield "field-fact", f"{name}对应的数据项由“{old.fact or '无'}”改为“{new.fact or '无'}”。"
    details = [*_limits(name, old, new), *_choices(name, old, new)]
    yield from details
    if old.type == new.type and old.settings != new.settings and not details:
        yield "field-settings", f"{name}（{_kind(new)}）的内容或设置有变化。"


def _conditions(name: str, old: Field, new: Field) -> Iterator[tuple[str, str]]:
    if old.hide != new.hide:
        before, after = _condition(old.hide, "总是显示"), _condition(new.hide, "总是显示")
        yield "field-hide", f"{name}的隐藏条件由“{before}”改为“{after}”。"
    if old.readonly != new.readonly:
        yield "field-readonly", f"{name}由“{_readonly(old)}”改为“{_readonly(new)}”。"


def _condition(condition: Condition | None, none: str) -> str:
    return none if condition is None else condition.text


def _readonly(field: Field) -> str:
    if isinstance(field.readonly, Condition):
        return f"满足 {field.readonly.text} 时只读"
    return "只读" if field.readonly else "可修改"


def _limits(name: str, old: Field, new: Field) -> Iterator[tuple[str, str]]:
    """Lengths, bounds, patterns, and the component's own limits."""
    before = dict([*rule_words(old.rules), *COMPONENTS[old.type].limits(old)])
    after = dict([*rule_words(new.rules), *COMPONENTS[new.type].limits(new)])
    for limit in dict.fromkeys([*before, *after]):
        was, now = before.get(limit) or "不限", after.get(limit) or "不限"
        if was != now:
            yield "field-limit", f"{name}的{limit}由{_spaced(was)}改为{_spaced(now).rstrip()}。"


def _spaced(words: str) -> str:
    """Figures and formulas stand apart from the Chinese around them."""
    before, after = (" " if edge.isascii() else "" for edge in (words[:1], words[-1:]))
    return f"{before}{words}{after}"


def rule_words(rules: Rules) -> Iterator[tuple[str, str]]:
    """The general limits of a field as (name, words), "" where there is none."""
    yield "最短长度", "" if rules.min_length is None else str(rules.min_length)
    yield "最长长度", "" if rules.max_length is None else str(rules.max_length)
    yield "最小值", "" if rules.least is None else numbers.plain(rules.least)
    yield "最大值", "" if rules.most is None else numbers.plain(rules.most)
    yield "格式", "" if rules.pattern is None else rules.pattern.text
    yield "格式种类", {"email": "电子邮箱", "phone": "电话"}.get(rules.kind, "")


def _choices(name: str, old: Field, new: Field) -> Iterator[tuple[str, str]]:
    before = {choice.value: choice.label for choice in getattr(old.settings, "fixed", ())}
    after = {choice.value: choice.label for choice in getattr(new.settings, "fixed", ())}
    for value, label in before.items():
        if value not in after:
            yield "choice-removed", f"{name}删除选项‘{label}’。"
        elif after[value] != label:
            yield "choice-label", f"{name}的选项‘{label}’改为‘{after[value]}’。"
    for value, label in after.items():
        if value not in before:
            yield "choice-added", f"{name}新增选项‘{label}’。"
    sources = [(getattr(f.settings, "key", ""), getattr(f.settings, "expression", None)) for f in (old, new)]
    if sources[0] != sources[1]:
        yield "choice-source", f"{name}的选项来源有变化。"


def _said(value: Value) -> str:
    return "无" if value is None else str(value)
