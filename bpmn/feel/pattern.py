"""Regular expressions of XPath (F&O 3.1, 5.6) translated for google-re2, whose time is linear in the text.

What a linear engine cannot do (back-references, looking around) is refused with a message. Character class subtraction
`[a-z-[aeiou]]` is worked out here as a set.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import re2

from bpmn.feel.run import Run

MAX_PATTERN = 2_000
"""Characters of a pattern."""

_BLOCKS = {
    "IsBasicLatin": (0x0, 0x7F),
    "IsLatin-1Supplement": (0x80, 0xFF),
    "IsLatinExtended-A": (0x100, 0x17F),
    "IsLatinExtended-B": (0x180, 0x24F),
    "IsGreek": (0x370, 0x3FF),
    "IsGreekandCoptic": (0x370, 0x3FF),
    "IsCyrillic": (0x400, 0x4FF),
    "IsHebrew": (0x590, 0x5FF),
    "IsArabic": (0x600, 0x6FF),
    "IsGeneralPunctuation": (0x2000, 0x206F),
    "IsCurrencySymbols": (0x20A0, 0x20CF),
    "IsCJKSymbolsandPunctuation": (0x3000, 0x303F),
    "IsHiragana": (0x3040, 0x309F),
    "IsKatakana": (0x30A0, 0x30FF),
    "IsBopomofo": (0x3100, 0x312F),
    "IsCJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "IsCJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "IsHangulSyllables": (0xAC00, 0xD7AF),
    "IsHalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_CATEGORIES = frozenset(
    major + minor
    for major, minors in (("L", "ultmo"), ("M", "nce"), ("N", "dlo"), ("P", "cdseifo"), ("Z", "slp"), ("S", "mcko"))
    for minor in ("", *minors)
) | {"C", "Cc", "Cf", "Co", "Cn"}
_SHORTHANDS = {
    "d": r"\p{Nd}",
    "s": r" \t\n\r",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{Nd}\p{Mn}\p{Mc}._:\-\x{B7}",
}
_NOT_WORD = r"\p{P}\p{Z}\p{C}"
_ESCAPABLE = frozenset(r"nrt\|.-^?*+{}()[]$")
_LAST = 0x10FFFF
_SAMPLED = 0x2FFFF
"""Beyond the third plane there are no letters; categories are worked out up to here."""


class PatternFault(ValueError):
    """A pattern or replacement that cannot be used; the message is Chinese."""


class Pattern:
    """A pattern ready to run."""

    __slots__ = ("_groups", "_regexp", "empty")

    def __init__(self, source: str, flags: str) -> None:
        options = re2.Options()
        options.log_errors = False
        options.never_capture = False
        options.max_mem = 1 << 20
        try:
            self._regexp = re2.compile(source, options)
        except re2.error as error:
            detail = error.args[0] if error.args else ""
            text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
            raise PatternFault(f"正则表达式有误：{text}。") from None
        self._groups = self._regexp.groups
        self.empty = self._regexp.search("") is not None

    def matches(self, text: str) -> bool:
        return self._regexp.search(text) is not None

    def replace(self, text: str, replacement: str, run: Run) -> str:
        """Every match replaced, `$1` being a group; PatternFault when the pattern matches nothing at all."""
        if self.empty:
            raise PatternFault("正则表达式能匹配空文字，不能用于替换。")
        pieces = _replacement(replacement, self._groups)
        made: list[str] = []
        last = size = 0
        for match in self._regexp.finditer(text):
            run.burn()
            made.append(text[last : match.start()])
            made.extend(piece if isinstance(piece, str) else match.group(piece) or "" for piece in pieces)
            last = match.end()
            size += len(replacement) + match.end() - match.start()
            if size > run.limits.size * 2:
                run.check_size(size, "文字")
        return "".join([*made, text[last:]])

    def split(self, text: str, run: Run) -> list[object]:
        """The parts between the matches; PatternFault when the pattern matches nothing at all."""
        if self.empty:
            raise PatternFault("正则表达式能匹配空文字，不能用于分割。")
        parts: list[object] = []
        last = 0
        for match in self._regexp.finditer(text):
            run.burn()
            parts.append(text[last : match.start()])
            last = match.end()
        return [*parts, text[last:]]


@lru_cache(maxsize=128)
def compile_pattern(text: str, flags: str) -> Pattern:
    """The pattern for XPath's flags s, m, i, x and q; PatternFault when it cannot be used."""
    if len(text) > MAX_PATTERN:
        raise PatternFault(f"正则表达式超过 {MAX_PATTERN} 个字。")
    if not set(flags) <= set("smixq"):
        raise PatternFault(f"正则表达式的选项只能是 s、m、i、x、q，现在是“{flags}”。")
    if "x" in flags and "q" not in flags:
        text = _without_spaces(text)
    source = re2.escape(text) if "q" in flags else "".join(_Translator(text, flags).translate())
    inline = "".join(flag for flag in "ims" if flag in flags)
    return Pattern(f"(?{inline})(?:{source})" if inline else source, flags)


def _without_spaces(text: str) -> str:
    """The pattern of flag x: white space taken out, but for that inside character classes."""
    kept: list[str] = []
    depth = at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            kept.append(char)
            at += 1
            char = text[at] if at < len(text) else ""
        elif char in "[]":
            depth += 1 if char == "[" else -1
        if depth > 0 or char not in (" ", "\t", "\n", "\r"):
            kept.append(char)
        at += 1
    return "".join(kept)


def _replacement(text: str, groups: int) -> list[str | int]:
    """A replacement as texts and group numbers; a lone `$` or `\\` is a fault."""
    pieces: list[str | int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            if text[at + 1 : at + 2] not in ("\\", "$"):
                raise PatternFault("替换文字里的“\\”后面只能是“\\”或“$”。")
            pieces.append(text[at + 1])
            at += 2
        elif char == "$":
            end = at + 1
            while (
                end < len(text) and "0" <= text[end] <= "9" and (end == at + 1 or int(text[at + 1 : end + 1]) <= groups)
            ):
                end += 1
            if end == at + 1:
                raise PatternFault("替换文字里的“$”后面应为组号，例如 $1；要写 $ 本身请用 \\$。")
            number = int(text[at + 1 : end])
            pieces.append(number if number <= groups else "")
            at = end
        else:
            pieces.append(char)
            at += 1
    return pieces


class _Translator:
    """One pass over an XPath pattern."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.at = 0
        self.flags = flags

    def translate(self) -> Iterator[str]:
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char == "\\":
                yield self.escape()
            elif char == "[":
                yield self.char_class()
            elif char == "]":
                raise PatternFault("正则表达式里多了一个“]”。")
            elif text.startswith("(?:", self.at):
                self.at += 3
                yield "(?:"
            elif text.startswith("(?", self.at):
                raise PatternFault("不支持正则表达式的“(?”写法（前后查找、命名组等）。")
            elif char == "{":
                yield self.quantity()
            elif char == "." and "s" not in self.flags:
                self.at += 1
                yield r"[^\n\r]"
            else:
                self.at += 1
                yield re2.escape(char) if char not in "().|?*+}^$,-" and not char.isalnum() else char

    def escape(self) -> str:
        """An escape outside a class."""
        kind, inside = self.escaped()
        if kind == "char":
            return inside
        found = f"[{inside}]" if kind == "set" else f"[^{inside}]"
        return f"(?-i:{found})" if "i" in self.flags else found

    def quantity(self) -> str:
        """`{2}`, `{2,}` or `{2,3}`; XPath knows no other use of a brace."""
        end = self.text.find("}", self.at)
        least, _, most = self.text[self.at + 1 : end].partition(",")
        if end < 0 or not least or not (least + most).isdigit() or not (least + most).isascii():
            raise PatternFault("正则表达式的“{”后面应为次数，例如 {2} 或 {2,3}；要写 { 本身请用 \\{。")
        found = self.text[self.at : end + 1]
        self.at = end + 1
        return found

    def escaped(self) -> tuple[str, str]:
        """An escape as ("char", text), ("set", class content) or ("not", class content)."""
        mark = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if mark in _ESCAPABLE and mark:
            return "char", "\\" + mark
        if mark in ("p", "P"):
            return ("set" if mark == "p" else "not"), self.category()
        if mark.lower() in _SHORTHANDS and mark:
            return ("set" if mark.islower() else "not"), _SHORTHANDS[mark.lower()]
        if mark in ("w", "W"):
            return ("not" if mark == "w" else "set"), _NOT_WORD
        if mark.isdigit():
            raise PatternFault("不支持正则表达式的反向引用（例如 \\1）。")
        raise PatternFault(f"正则表达式里没有“\\{mark}”这种写法。")

    def category(self) -> str:
        end = self.text.find("}", self.at)
        if self.text[self.at : self.at + 1] != "{" or end < 0:
            raise PatternFault("\\p 后面应写字符类别，例如 \\p{L}。")
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        if name in _BLOCKS:
            first, last = _BLOCKS[name]
            return f"\\x{{{first:X}}}-\\x{{{last:X}}}"
        if name not in _CATEGORIES:
            raise PatternFault(f"没有名为“{name}”的字符类别。")
        return f"\\p{{{name}}}" if name != "Cn" else "\\x{FFFE}-\\x{FFFF}"

    def char_class(self) -> str:
        content = self.class_content(0)
        return content if content.startswith("[") else f"[{content}]"

    def class_content(self, depth: int) -> str:
        """A whole `[...]`, as a class of re2's."""
        if depth > 10:
            raise PatternFault("正则表达式的字符集嵌套太深。")
        text = self.text
        self.at += 1
        negated = text.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        ranges: list[tuple[int, int]] = []
        negative_sets: list[str] = []
        subtracted: list[tuple[int, int]] | None = None
        while True:
            if self.at >= len(text):
                raise PatternFault("正则表达式的“[”没有配对的“]”。")
            char = text[self.at]
            if char == "]":
                self.at += 1
                break
            if text.startswith("-[", self.at) and (parts or ranges or negative_sets):
                self.at += 1
                subtracted = _ranges_of(self.class_content(depth + 1))
                if not text.startswith("]", self.at):
                    raise PatternFault("字符集相减后面应为“]”。")
                continue
            self.class_part(parts, ranges, negative_sets)
        if not (parts or ranges or negative_sets):
            raise PatternFault("正则表达式的字符集是空的。")
        inside = "".join(parts) + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges)
        if not negative_sets and subtracted is None:
            return f"[{'^' if negated else ''}{inside}]"
        found = _ranges_of(f"[{inside}]") if inside else []
        for content in negative_sets:
            found = _union(found, _complement(_ranges_of(f"[{content}]")))
        if negated:
            found = _complement(found)
        if subtracted is not None:
            found = _complement(_union(_complement(found), subtracted))
        return _as_class(found)

    def class_part(self, parts: list[str], ranges: list[tuple[int, int]], negative_sets: list[str]) -> None:
        """One character, range or escape inside a class."""
        low = self.class_char(parts, negative_sets)
        if low is None:
            return
        text = self.text
        if text.startswith("-", self.at) and text[self.at + 1 : self.at + 2] not in ("]", "["):
            self.at += 1
            high = self.class_char([], [])
            if high is None or high < low:
                raise PatternFault("正则表达式的字符范围有误，例如应写 a-z。")
            ranges.append((low, high))
        else:
            ranges.append((low, low))

    def class_char(self, parts: list[str], negative_sets: list[str]) -> int | None:
        """The next single character's code point; None when it was a set, which goes to the lists."""
        char = self.text[self.at]
        if char == "[":
            raise PatternFault("字符集里的“[”要写成“\\[”。")
        if char != "\\":
            self.at += 1
            return ord(char)
        kind, inside = self.escaped()
        if kind == "char":
            return ord({"n": "\n", "r": "\r", "t": "\t"}.get(inside[1], inside[1]))
        (parts if kind == "set" else negative_sets).append(inside)
        return None


# ---------------------------------------------------------------------- sets of characters


_Ranges = list[tuple[int, int]]


@lru_cache(maxsize=64)
def _members(class_text: str) -> tuple[tuple[int, int], ...]:
    """The code points of a class of re2's, found by asking re2 about every one of the first three planes."""
    regexp = re2.compile(class_text)
    found: _Ranges = []
    for match in re2.compile(f"{class_text}+").finditer(_alphabet()):
        first, last = ord(match.group()[0]), ord(match.group()[-1])
        found.extend(_without_surrogates(first, last))
    if regexp.search(chr(_LAST)):
        found.append((_SAMPLED + 1, _LAST))
    return tuple(found)


def _ranges_of(class_text: str) -> _Ranges:
    return list(_members(class_text))


@lru_cache(maxsize=1)
def _alphabet() -> str:
    return "".join(chr(code) for code in range(_SAMPLED + 1) if unicodedata.category(chr(code)) != "Cs")


def _without_surrogates(first: int, last: int) -> _Ranges:
    if first < 0xD800 and last > 0xDFFF:
        return [(first, 0xD7FF), (0xE000, last)]
    return [(first, last)]


def _union(one: _Ranges, other: _Ranges) -> _Ranges:
    merged: _Ranges = []
    for low, high in sorted([*one, *other]):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _complement(ranges: _Ranges) -> _Ranges:
    gaps: _Ranges = []
    start = 0
    for low, high in _union(ranges, [(0xD800, 0xDFFF)]):
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    return [*gaps, (start, _LAST)] if start <= _LAST else gaps


def _as_class(ranges: _Ranges) -> str:
    if not ranges:
        return r"[^\x{0}-\x{10FFFF}]"
    return "[" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges) + "]"
