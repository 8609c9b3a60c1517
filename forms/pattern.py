"""A pattern of a schema, matched by google-re2 only: linear time, whatever a tenant writes.

form-js patterns are JavaScript's and unanchored (`search`). The one spelling RE2 lacks and Chinese forms use all the
time, `\\u4e00`, is rewritten to `\\x{4e00}`; anything else RE2 cannot do (look-around, back references) is refused.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

import re2

MAX_PATTERN: Final = 500
_MEMORY: Final = 1 << 20
_HEX: Final = frozenset("0123456789abcdefABCDEF")


class Searcher(Protocol):
    """What we use of a compiled re2 expression, which has no types of its own."""

    def search(self, text: str) -> object | None: ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; two patterns are equal when their texts are."""

    text: str
    compiled: Searcher = field(compare=False, repr=False)

    def found_in(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the text."""
        return self.compiled.search(text) is not None


def compile_pattern(text: str) -> Pattern | str:
    """The pattern, or in Chinese why it cannot be used."""
    if len(text) > MAX_PATTERN:
        return f"超过 {MAX_PATTERN} 个字符"
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return Pattern(text, re2.compile(_without_js_escapes(text), options))
    except re2.error as error:
        said = error.args[0] if error.args else b""
        return f"无法识别（{said.decode(errors='replace') if isinstance(said, bytes) else said}）"
    except UnicodeEncodeError:
        return "含有残缺的字符"


def _without_js_escapes(text: str) -> str:
    """`\\uXXXX` and `\\u{X…}` as RE2 writes them; every other escape is left alone."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        digits, length = _code_point(text, at)
        out.append(f"\\x{{{digits}}}" if digits else text[at : at + 2])
        at += length if digits else 2
    return "".join(out)


def _code_point(text: str, at: int) -> tuple[str, int]:
    """The hexadecimal digits of a `\\u` escape at the place and the escape's length; ("", 0) when there is none."""
    if text[at + 1 : at + 2] != "u":
        return "", 0
    if text[at + 2 : at + 3] == "{":
        end = text.find("}", at)
        digits = text[at + 3 : end] if end > 0 else ""
        return (digits, end + 1 - at) if digits and len(digits) <= 6 and _HEX.issuperset(digits) else ("", 0)
    digits = text[at + 2 : at + 6]
    return (digits, 6) if len(digits) == 4 and _HEX.issuperset(digits) else ("", 0)
