"""Reading a TOML file that people write: every mistake becomes a finding, all at once, and reading goes on.

`open_document` gives the root `TomlTable`; each getter names what it expects and returns a usable default after a
mistake; `close` names the keys nobody asked for with the nearest known one. Findings name file, key, line, what was
expected, what was met and what to do.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar

from bpmn.finding import Finding
from forms.characters import line_fault, paragraphs_fault
from tenants.term import AnyTerm, term_of, words_of
from tenants.toml_notes import Notes

MAX_BYTES = 1024 * 1024
"""The largest TOML file read, in bytes."""

MOST_DOTS = 60
"""Dots on one line. A key stands on one line, and tomllib takes time by the square of a dotted key's parts."""

CODE_LENGTH = 60
Default = TypeVar("Default")
_KINDS = {str: "文字", bool: "true 或 false", int: "整数", float: "小数", list: "列表", dict: "表", date: "日期"}


@dataclass(slots=True)
class TomlTable:
    """One table of a file. Getters never raise: a mistake is noted and the default returned."""

    values: Mapping[str, object]
    path: tuple[str | int, ...]
    notes: Notes
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, default: str = "", *, required: bool = False, longest: int = 4000) -> str:
        """A text without invisible or direction-changing characters, stripped; several lines are allowed."""
        value = self._value(key, str, required)
        if value is None:
            return default
        stripped = value.strip()
        if fault := paragraphs_fault(stripped):
            self.fault(key, f"：{fault}", expected="看得见的文字", met=repr(stripped[:40]))
            return default
        if len(stripped) > longest:
            self.fault(
                key,
                f"太长：最多{longest}个字，现有{len(stripped)}个字。",
                expected=f"≤{longest}字",
                met=str(len(stripped)),
            )
            return default
        if required and not stripped:
            self.fault(key, "不能是空的。", expected="文字", met="空", advice="请填写。")
        return stripped

    def name(self, key: str, default: str = "", *, required: bool = True) -> str:
        """A name: one line of at most 200 characters."""
        value = self.text(key, default, required=required, longest=200)
        if fault := line_fault(value):
            self.fault(key, f"：{fault}", expected="一行文字", met=repr(value[:40]))
            return default
        return value

    def code(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A code: lower-case letters, digits and underscores, a letter first."""
        value = self.text(key, default, required=required)
        if value and not is_code(value):
            self.fault(
                key,
                f"不能用“{value}”作代码。",
                expected=f"小写字母开头，只有小写字母、数字、下划线，最长{CODE_LENGTH}个字符",
                met=value,
                advice="请改代码；给人看的名称写在 name 里。",
            )
            return default
        return value

    def whole(self, key: str, default: int = 0, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds, both included."""
        value = self._value(key, int, required=False)
        if value is None:
            return default
        if not least <= value <= most:
            self.fault(key, f"应在{least}到{most}之间，现在是{value}。", expected=f"{least}–{most}", met=str(value))
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._value(key, bool, required=False)
        return default if value is None else value

    def day(self, key: str) -> date | None:
        """A TOML date, written without quotes."""
        return self._value(key, date, required=False)

    def term(self, key: str, kind: type[AnyTerm], default: AnyTerm, *, required: bool = False) -> AnyTerm:
        """A word of a closed list, by code or Chinese word."""
        value = self._value(key, str, required)
        return default if value is None else self._term((key,), kind, value) or default

    def term_or_none(self, key: str, kind: type[AnyTerm]) -> AnyTerm | None:
        value = self._value(key, str, required=False)
        return self._term((key,), kind, value) if value else None

    def terms(self, key: str, kind: type[AnyTerm], default: tuple[AnyTerm, ...] = ()) -> tuple[AnyTerm, ...]:
        """Several words of a closed list, without repetition."""
        if key not in self.values:
            self.asked.add(key)
            return default
        found = (self._term((key, place), kind, word) for place, word in enumerate(self.texts(key)))
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts without repetition."""
        kept: dict[str, None] = {}
        for place, value in enumerate(self._value(key, list, required=False) or []):
            if not isinstance(value, str):
                self.fault(key, f"第{place + 1}项应是文字。", expected="文字", met=met_kind(value), advice="请加引号。")
            elif fault := paragraphs_fault(value):
                self.fault(key, f"第{place + 1}项：{fault}", expected="看得见的文字", met=repr(value[:40]))
            elif value in kept:
                self.fault(key, f"里“{value}”写了两次。", met=value, advice="请删去一个。")
            else:
                kept[value.strip()] = None
        return tuple(kept)

    def table(self, key: str) -> "TomlTable | None":
        value = self._value(key, dict, required=False)
        return None if value is None else TomlTable(value, (*self.path, key), self.notes)

    def tables(self, key: str) -> tuple["TomlTable", ...]:
        """An array of tables."""
        found = []
        for place, value in enumerate(self._value(key, list, required=False) or []):
            if isinstance(value, dict):
                found.append(TomlTable(value, (*self.path, key, place), self.notes))
            else:
                text = f"第{place + 1}项应是表。"
                self.fault(key, text, expected="表", met=met_kind(value), advice=f"请写成 [[{key}]] 的样子。")
        return tuple(found)

    def fault(self, key: str, message: str, *, expected: str = "", met: str = "", advice: str = "") -> None:
        """Note a mistake at a key of this table."""
        self.notes.add("toml-value", (*self.path, key), message, expected=expected, met=met, advice=advice)

    def close(self) -> None:
        """Name the keys nobody asked for, each with the nearest known one."""
        for key in self.values:
            if key not in self.asked:
                near = get_close_matches(key, sorted(self.asked), n=1, cutoff=0.5)
                advice = f"是不是想写“{near[0]}”？" if near else f"这里可以写：{'、'.join(sorted(self.asked))}。"
                path = (*self.path, key)
                self.notes.add("toml-unknown-key", path, "不是认识的键。", expected="认识的键", met=key, advice=advice)

    def _value(self, key: str, kind: type[Default], required: bool) -> Default | None:
        self.asked.add(key)
        value = self.values.get(key)
        if value is None:
            if required:
                advice = f"请写上 {key} = …。"
                self.notes.add(
                    "toml-missing", (*self.path, key), "没有写。", expected=_KINDS[kind], met="没有", advice=advice
                )
            return None
        if not _is(value, kind):
            expected = _KINDS[kind]
            self.fault(
                key,
                f"应是{expected}，现在是{met_kind(value)}。",
                expected=expected,
                met=met_kind(value),
                advice="请改写。",
            )
            return None
        return value  # type: ignore[return-value]  # checked by _is

    def _term(self, path: tuple[str | int, ...], kind: type[AnyTerm], word: str) -> AnyTerm | None:
        found = term_of(kind, word)
        if found is None:
            words = [each for member in kind for each in (member.value, member.chinese)]
            near = get_close_matches(word, words, n=1, cutoff=0.5)
            advice = f"是不是想写“{near[0]}”？" if near else f"可以写：{words_of(kind)}。"
            text = f"不能写“{word}”。"
            self.notes.add("toml-value", (*self.path, *path), text, expected=words_of(kind), met=word, advice=advice)
        return found


def open_document(source: bytes, file: str) -> tuple[TomlTable | None, Notes]:
    """The root table of a file, or None with a finding that says why it cannot be read."""
    notes = Notes(file)
    if len(source) > MAX_BYTES:
        text = f"文件有{len(source) // 1024} KB，超过{MAX_BYTES // 1024} KB 的上限。"
        notes.add("toml-size", (), text, expected=f"≤{MAX_BYTES}字节", met=str(len(source)), advice="请精简后再导入。")
        return None, notes
    try:
        text = source.decode("utf-8-sig")
        notes.lines = tuple(text.splitlines())
        crowded = next((number for number, line in enumerate(notes.lines, 1) if line.count(".") > MOST_DOTS), 0)
        if crowded:
            notes.findings.append(_crowded_finding(file, crowded))
            return None, notes
        return TomlTable(tomllib.loads(text), (), notes), notes
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        notes.findings.append(
            Finding(
                code="toml-encoding",
                message=f"文件不是 UTF-8 编码（第{line}行起）。",
                file=file,
                line=line,
                expected="UTF-8",
                advice="请另存为 UTF-8 后再导入。",
            )
        )
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        notes.findings.append(_syntax_finding(str(error), file))
    except ValueError:  # a whole number of more digits than Python reads
        notes.findings.append(_syntax_finding("", file))
    return None, notes


def is_code(text: str) -> bool:
    """Whether a text may be a code (see `TomlTable.code`)."""
    allowed = all(char.islower() or char.isdigit() or char == "_" for char in text)
    return text.isascii() and allowed and text[:1].isalpha() and len(text) <= CODE_LENGTH


def met_kind(value: object) -> str:
    """What kind of value was met, in Chinese."""
    for kind in (bool, int, float, str, list, dict):
        if isinstance(value, kind):
            return _KINDS[kind]
    return "日期时间" if isinstance(value, datetime) else "日期" if isinstance(value, date) else "时间"


def _is(value: object, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)


def _crowded_finding(file: str, line: int) -> Finding:
    return Finding(
        code="toml-syntax",
        message=f"第{line}行的“.”太多，不予读取。",
        file=file,
        line=line,
        expected=f"一行不超过{MOST_DOTS}个",
        advice="键的层级不要太多；长文字请分成几行，省略号用“……”。",
    )


def _syntax_finding(error: str, file: str) -> Finding:
    """tomllib says where in its message: `... (at line 3, column 7)`."""
    line = column = 0
    if "(at line " in error:
        where = error.rsplit("(at line ", 1)[1].rstrip(")").split(", column ")
        line, column = int(where[0]), int(where[1])
    reason = "同一个键写了两次" if "overwrite" in error or "twice" in error else "这里不合 TOML 的写法"
    return Finding(
        code="toml-syntax",
        message=f"{reason}，文件读不下去。",
        file=file,
        line=line,
        column=column,
        expected='键 = 值；文字加引号，如 name = "公司章程"',
        met=error,
        advice="请检查这一行的引号、括号和等号。",
    )
