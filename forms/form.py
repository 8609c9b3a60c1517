"""`read_form`: bytes of a form-js schema (version 19) → a frozen `Form`, or every reason why not, all at once.

What the server cannot render, check or keep is refused here, never ignored: a schema that reads clean behaves the same
in the preview, at the window and through the API.
"""

from dataclasses import dataclass, replace
from typing import Any, Final
from unicodedata import is_normalized

from bpmn.finding import Finding, has_errors
from forms.component import Component
from forms.components import COMPONENTS, conditions_of
from forms.condition import Condition
from forms.errors import FormUnreadable
from forms.field import Field, Form
from forms.grid import widths
from forms.json_file import load_object
from forms.rules import read_default, read_layout, read_rules
from forms.source import Findings, Source, shortened
from forms.values import Place, name_of

SCHEMA_VERSION: Final = 19
MAX_FIELDS: Final = 500
MAX_DEPTH: Final = 6
MAX_CONDITIONS: Final = 200
MAX_KEY: Final = 200
_WRITER_MARKS: Final = ("exporter", "executionPlatform", "executionPlatformVersion", "versionTag", "$schema")
"""What editors write about themselves at the top of a file; nothing depends on it."""
_REFUSED: Final = {
    "html": "会把任意网页代码放进页面",
    "iframe": "会打开站外页面",
    "documentPreview": "会打开站外文件",
    "button": "按钮由系统按环节给出",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A form (None when any finding is an error) and what was found."""

    form: Form | None
    findings: tuple[Finding, ...]

    def required(self) -> Form:
        """The form; raises FormUnreadable with the findings when there is none."""
        if self.form is None:
            raise FormUnreadable(self.findings)
        return self.form


def read_form(source: bytes, *, file: str = "") -> Reading:
    """Read a schema. Never raises; whatever is wrong is among the findings."""
    findings = Findings(file)
    data = load_object(source, findings)
    form = None if data is None else _Reader(findings).form(Source(data, findings, title="表单"))
    if form is None or has_errors(findings.found):
        return Reading(None, tuple(findings.found))
    return Reading(form, tuple(findings.found))


class _Reader:
    """Reads one schema, gathering findings; holds what must be unique in the whole form."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.ids: dict[str, str] = {}
        self.places: dict[Place, str] = {}
        self.count = 0
        self.conditions = 0

    def form(self, top: Source) -> Form | None:
        top.element = top.text("id")
        kind = top.take("type")
        if kind not in (None, "default"):
            top.wrong("type", "“default”")
        version = top.take("schemaVersion")
        if version != SCHEMA_VERSION:
            met = "没有写" if version is None else f"为 {shortened(version)}"
            top.complain(
                "form-version", f"的 schemaVersion 应为 {SCHEMA_VERSION}，现{met}，请用表单设计器打开并重新保存。"
            )
        if not _is_id(top.element):
            top.complain("form-id", "的 id 应以字母开头，只含字母、数字、下划线和连字符，请更正。")
        for mark in _WRITER_MARKS:
            top.take(mark)
        fields = self.fields(top, (), depth=1, rows_change=False)
        top.leftovers("属性")
        if not fields and not has_errors(self.findings.found):
            top.complain("form-empty", "里没有任何字段，请至少放入一个。")
        if self.conditions > MAX_CONDITIONS:
            top.complain(
                "form-size", f"有 {self.conditions} 个表达式，超过 {MAX_CONDITIONS} 个，请减少或拆成几张表单。"
            )
        form = Form(top.element, fields, self.findings.file)
        return Form(form.id, form.fields, form.file, _watched(form))

    def fields(self, holder: Source, scope: Place, *, depth: int, rows_change: bool) -> tuple[Field, ...]:
        """The components of a form or container, with widths that fill their rows."""
        found: list[Field] = []
        layouts: list[tuple[str, int | None]] = []
        for source in holder.items("components", MAX_FIELDS, "字段"):
            self.count += 1
            if self.count > MAX_FIELDS:
                holder.complain("form-size", f"的字段总数超过 {MAX_FIELDS} 个，请拆成几张表单。")
                break
            field, layout = self.field(source, scope, depth=depth, rows_change=rows_change)
            if field is not None:
                found.append(field)
                layouts.append(layout)
        return tuple(
            replace(field, width=width, starts_row=starts)
            for field, (width, starts) in zip(found, widths(layouts), strict=True)
        )

    def field(
        self, source: Source, scope: Place, *, depth: int, rows_change: bool
    ) -> tuple[Field | None, tuple[str, int | None]]:
        kind = source.take("type")
        source.element = source.text("id")
        component = COMPONENTS.get(kind) if isinstance(kind, str) else None
        source.title = _title(source, component)
        if component is None:
            self._unknown(source, kind)
            return None, ("", None)
        self._unique_id(source)
        layout = read_layout(source)
        field = self._common(source, component, scope)
        readonly = self._readonly(source, component, rows_change)
        children: tuple[Field, ...] = ()
        if component.container:
            children = self._children(source, component, field, scope, depth=depth, rows_change=rows_change)
        field = replace(field, readonly=readonly, children=children, default=read_default(source, component, field))
        source.leftovers("属性")
        self.conditions += len(conditions_of(field))
        return field, layout

    def _unknown(self, source: Source, kind: object) -> None:
        name = kind if isinstance(kind, str) else ""
        if name in _REFUSED:
            source.complain("form-component-refused", f"是“{name}”，{_REFUSED[name]}，不能使用，请删去。")
        else:
            source.complain("form-component-unknown", f"的类型“{name[:40]}”不认识，请换成表单设计器里有的组件。")

    def _unique_id(self, source: Source) -> None:
        if not _is_id(source.element):
            source.complain("form-id", "的 id 应以字母开头，只含字母、数字、下划线和连字符，请更正。")
        elif source.element in self.ids:
            source.complain("form-id", f"的 id“{source.element}”与{self.ids[source.element]}相同，请改成不同的。")
        self.ids.setdefault(source.element, source.title)

    def _common(self, source: Source, component: Component[Any], scope: Place) -> Field:
        key = source.text("key", most=MAX_KEY) if component.keyed else ""
        way = source.text("path", most=MAX_KEY) if component.container else ""
        local = self._local(source, component, key or way, scope)
        labels = [label for name in component.label_keys if (label := source.plain(name))]
        conditional = source.inner("conditional", "显示条件")
        appearance = source.inner("appearance", "外观")
        made = Field(
            id=source.element,
            type=component.type,
            key=key,
            local=local,
            label="".join(labels[:1]),
            help=source.plain("description", most=1000, several_lines=True),
            rules=read_rules(source, component),
            hide=conditional.feel("hide"),
            prefix=appearance.plain("prefixAdorner", most=20),
            suffix=appearance.plain("suffixAdorner", most=20),
            properties=source.pairs("properties"),
            settings=component.read(source),
        )
        conditional.leftovers("属性")
        appearance.leftovers("外观")
        if component.keyed and component.seen and not made.label:
            source.complain("form-label", "没有名称，填表的人不知道填什么，请填写名称。")
        return made

    def _local(self, source: Source, component: Component[Any], written: str, scope: Place) -> Place:
        """The key or path in parts; findings for parts that are no names, for keys used twice or one inside another."""
        needed = component.keyed or component.repeats
        if not written:
            if needed:
                source.complain("form-key", f"没有{'键名' if component.keyed else '路径'}，请填写。")
            return ()
        local: Place = tuple(written.split("."))
        if not all(isinstance(part, str) and _is_name(part) for part in local):
            source.complain(
                "form-key", f"的键名“{written[:40]}”应为字母、汉字、数字或下划线，不以数字开头，层级用点分开，请更正。"
            )
            return ()
        place = scope + local
        if len(place) > 2 * MAX_DEPTH:
            source.complain("form-key", f"的键名超过 {2 * MAX_DEPTH} 层，请减少层级。")
        if component.keyed or component.repeats:
            self._unique_place(source, place)
        return local

    def _unique_place(self, source: Source, place: Place) -> None:
        for length in range(1, len(place)):
            if isinstance(place[length], str) and place[:length] in self.places:
                source.complain(
                    "form-key-duplicate", f"的键名“{name_of(place)}”在{self.places[place[:length]]}里面，请改名。"
                )
                return
        inside = next((other for other in self.places if other[: len(place)] == place), None)
        if inside is not None:
            other = self.places[inside]
            source.complain("form-key-duplicate", f"的键名“{name_of(place)}”与{other}重复，请改成不同的。")
            return
        self.places[place] = source.title

    def _readonly(self, source: Source, component: Component[Any], rows_change: bool) -> bool | Condition:
        disabled = source.flag("disabled")
        readonly = source.flag_or_feel("readonly")
        wanted = True if disabled else readonly
        if wanted is not False and rows_change:
            source.complain(
                "form-readonly-row", "在可增删的行里，不能设为只读（行增删后无法对应原值）；请取消只读，或不许增删行。"
            )
        return wanted

    def _children(
        self, source: Source, component: Component[Any], field: Field, scope: Place, *, depth: int, rows_change: bool
    ) -> tuple[Field, ...]:
        if depth >= MAX_DEPTH:
            source.complain("form-depth", f"嵌套超过 {MAX_DEPTH} 层，请减少分组层级。")
            source.take("components")
            return ()
        inner = scope + field.local + ((0,) if component.repeats else ())
        change = rows_change or (component.repeats and bool(getattr(field.settings, "changeable", False)))
        return self.fields(source, inner, depth=depth + 1, rows_change=change)


def _title(source: Source, component: Component[Any] | None) -> str:
    for name in (*(component.label_keys if component else ("label",)), "key", "id"):
        raw = source.data.get(name)
        if isinstance(raw, str) and raw.strip():
            printable = "".join(char if char.isprintable() else "�" for char in raw.strip()[:40])
            return f"字段‘{printable}’"
    return f"{component.name}（没有 id）" if component else source.title


def _watched(form: Form) -> frozenset[str]:
    return frozenset(name for field in form.walk() for condition in conditions_of(field) for name in condition.reads)


def _is_id(text: str) -> bool:
    return text[:1].isalpha() and text.isascii() and len(text) <= 100 and all(c.isalnum() or c in "_-" for c in text)


def _is_name(part: str) -> bool:
    return part.isidentifier() and not part.startswith("__") and is_normalized("NFC", part)
