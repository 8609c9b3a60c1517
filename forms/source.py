"""`Source`: one JSON object of a schema while it is read. Everything nobody took is reported, so nothing unsupported
passes silently; every complaint becomes a finding and reading goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from bpmn.finding import Finding, Severity
from forms.characters import line_fault, paragraphs_fault
from forms.component import Choice
from forms.condition import Condition, compile_condition
from forms.pattern import Pattern, compile_pattern

MAX_LABEL: Final = 200
MAX_PROSE: Final = 20_000
MAX_CHOICES: Final = 1_000
MAX_FEEL: Final = 2_000


@dataclass(slots=True)
class Findings:
    """The findings of one file, collected while it is read."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, message: str, *, element: str = "", severity: Severity = Severity.ERROR) -> None:
        self.found.append(Finding(code, message, severity, file=self.file, element=element))


class Source:
    """A JSON object with a name for people (`字段‘注册资本’的 validate`) and the element a finding points to."""

    def __init__(self, data: dict[str, object], findings: Findings, *, element: str = "", title: str = "") -> None:
        self.data = data
        self.findings = findings
        self.element = element
        self.title = title
        self._taken: set[str] = set()

    def complain(self, code: str, words: str, *, severity: Severity = Severity.ERROR) -> None:
        """A finding about this object; `words` follow its title."""
        self.findings.add(code, f"{self.title}{words}", element=self.element, severity=severity)

    def take(self, name: str) -> object:
        """The raw value (None when absent); the name counts as read from now on."""
        self._taken.add(name)
        return self.data.get(name)

    def leftovers(self, what: str) -> None:
        """One finding for each name nobody took."""
        for name in self.data:
            if name not in self._taken:
                self.complain("form-key-unknown", f"：不支持{what}“{shortened(name)}”，请在表单设计器里去掉。")

    def wrong(self, name: str, expected: str) -> None:
        self.complain("form-value", f"的“{name}”应为{expected}，现为“{shortened(self.data.get(name))}”，请更正。")

    def text(self, name: str, *, most: int = MAX_LABEL, several_lines: bool = False) -> str:
        """A text, "" when absent. Expressions are refused here: what is shown must be plain."""
        raw = self.take(name)
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self.wrong(name, "文字")
            return ""
        text = raw.strip()
        if len(text) > most:
            self.complain("form-size", f"的“{name}”超过 {most} 个字，请缩短。")
            return ""
        if fault := (paragraphs_fault(text) if several_lines else line_fault(text)):
            self.complain("form-value", f"的“{name}”{fault}")
            return ""
        return text

    def plain(self, name: str, *, most: int = MAX_LABEL, several_lines: bool = False) -> str:
        """A text that is shown as it stands: no `=` expression and no `{{ }}` inside."""
        text = self.text(name, most=most, several_lines=several_lines)
        if text.startswith("=") or "{{" in text:
            self.complain("form-value", f"的“{name}”不能用表达式，请写成普通文字。")
            return ""
        return text

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        raw = self.take(name)
        if raw is None or raw == "":
            return default
        if not isinstance(raw, str) or raw not in allowed:
            self.wrong(name, "、".join(allowed) + "之一")
            return default
        return raw

    def flag(self, name: str, default: bool = False) -> bool:
        raw = self.take(name)
        if raw is None:
            return default
        if not isinstance(raw, bool):
            self.wrong(name, "是或否（true、false）")
            return default
        return raw

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds, also when written as text (the designer does so); None when absent."""
        number = self.number(name)
        if number is None:
            return None
        if number != number.to_integral_value() or not least <= number <= most:
            self.wrong(name, f"{least} 到 {most} 的整数")
            return None
        return int(number)

    def number(self, name: str) -> Decimal | None:
        raw = self.take(name)
        if raw is None or raw == "":
            return None
        number: Decimal | None = None
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
            number = Decimal(raw)
        elif isinstance(raw, str) and len(raw) <= 40:
            number = _decimal(raw)
        if number is None or not number.is_finite() or abs(number.adjusted()) > 40:
            self.wrong(name, "数字（不超过 40 位，不能用表达式）")
            return None
        return number

    def feel(self, name: str) -> Condition | None:
        """A FEEL expression, written with or without the leading `=`; None when absent or empty."""
        raw = self.take(name)
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            self.wrong(name, "FEEL 表达式")
            return None
        return self.compile(raw.removeprefix("="), f"的“{name}”")

    def compile(self, text: str, where: str) -> Condition | None:
        """The expression compiled; a fault becomes a finding that says where it is wrong."""
        if len(text) > MAX_FEEL:
            self.complain("form-size", f"{where}超过 {MAX_FEEL} 个字符，请缩短。")
            return None
        condition = compile_condition(text)
        if isinstance(condition, str):
            self.complain("form-feel", f"{where}不是正确的表达式：{condition}")
            return None
        return condition

    def flag_or_feel(self, name: str) -> bool | Condition:
        raw = self.data.get(name)
        if isinstance(raw, str):
            return self.feel(name) or False
        return self.flag(name)

    def pattern(self, name: str) -> Pattern | None:
        raw = self.take(name)
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            self.wrong(name, "正则表达式")
            return None
        pattern = compile_pattern(raw)
        if isinstance(pattern, str):
            self.complain(
                "form-pattern", f"的正则表达式“{shortened(raw)}”{pattern}；请改用不含前后查找和反向引用的写法。"
            )
            return None
        return pattern

    def inner(self, name: str, title: str) -> "Source":
        """The object under the name; an empty one when absent."""
        raw = self.take(name)
        if raw is not None and not isinstance(raw, dict):
            self.wrong(name, "对象")
        data = raw if isinstance(raw, dict) else {}
        return Source(data, self.findings, element=self.element, title=f"{self.title}的{title}")

    def items(self, name: str, most: int, what: str) -> list["Source"]:
        """The objects of a list, each named `…第N项`; what is no object becomes a finding."""
        raw = self.take(name)
        if raw is None:
            return []
        if not isinstance(raw, list):
            self.wrong(name, "列表")
            return []
        if len(raw) > most:
            self.complain("form-size", f"的{what}超过 {most} 项，请减少或拆成几张表单。")
            return []
        found: list[Source] = []
        for count, part in enumerate(raw, 1):
            if isinstance(part, dict):
                title = f"{self.title}的{what}第 {count} 项"
                found.append(Source(part, self.findings, element=self.element, title=title))
            else:
                self.complain("form-value", f"的{what}第 {count} 项应为对象，请更正。")
        return found

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """An object of texts (`properties`), in its order."""
        inner = self.inner(name, f"“{name}”")
        names = list(inner.data)[:50]
        if len(inner.data) > len(names):
            self.complain("form-size", f"的“{name}”超过 50 项，请减少。")
        return tuple((entry, inner.text(entry)) for entry in names)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """Options `[{label, value}]` with values that are texts and all different."""
        found: dict[str, Choice] = {}
        for item in self.items(name, MAX_CHOICES, "选项"):
            value, label = item.text("value"), item.plain("label")
            item.leftovers("属性")
            if not value:
                item.complain("form-choices", "没有选项值，请填写。")
            elif value in found:
                item.complain("form-choices", f"的选项值“{shortened(value)}”重复，请改成不同的值。")
            else:
                found[value] = Choice(value, label or value)
        return tuple(found.values())


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text.isascii() else None
    except InvalidOperation:
        return None


def shortened(raw: object, most: int = 40) -> str:
    """What was met, short enough for a message."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if raw is None or isinstance(raw, dict | list):
        return "空" if raw is None else "对象" if isinstance(raw, dict) else "列表"
    text = str(raw) if isinstance(raw, str | Decimal) else format(raw, "")
    text = "".join(char if char.isprintable() else "�" for char in text[: most + 1])
    return text if len(text) <= most else text[:most] + "…"
