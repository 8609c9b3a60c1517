"""Which characters a person may send: no invisible, direction-changing or broken ones, said plainly when met."""

from typing import Final
from unicodedata import category, normalize

MAX_CHARACTERS: Final = 20_000
"""The longest text of any field, in characters, whatever the schema allows."""

_ALLOWED_IN_PARAGRAPHS: Final = frozenset("\n\t")
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Joiners, fillers and blanks that Unicode counts among letters, marks and signs, and that nobody sees."""
_NAMES: Final = {"Cc": "控制字符", "Cf": "看不见的字符", "Cs": "残缺的字符", "Zl": "换行符", "Zp": "换行符"}


def line(raw: str) -> str:
    """A single-line text as it is kept: without blanks around it (also the ideographic blank)."""
    return raw.strip()


def paragraphs(raw: str) -> str:
    """A text of several lines as it is kept: line ends as `\\n`, no blanks around it."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()


def plain_width(raw: str) -> str:
    """Digits and letters of full width as plain ones: for numbers and codes, never for names."""
    return normalize("NFKC", raw).strip()


def line_fault(text: str) -> str | None:
    """Why the text cannot be kept as a single line, to follow the field's name; None when nothing is wrong."""
    return _fault(text, frozenset())


def paragraphs_fault(text: str) -> str | None:
    """The same for a text of several lines."""
    return _fault(text, _ALLOWED_IN_PARAGRAPHS)


def shown(text: str) -> str:
    """A text to be kept as it was sent, with every character to be seen: `管‹U+202E›理`."""
    return "".join(f"‹U+{ord(char):04X}›" if _unwanted(char) else char for char in text)


def _fault(text: str, allowed: frozenset[str]) -> str | None:
    if len(text) > MAX_CHARACTERS:
        return f"最多 {MAX_CHARACTERS} 个字，现为 {len(text)} 个字，请删减。"
    if text.isascii() and text.isprintable():
        return None
    for place, char in enumerate(text, 1):
        if char not in allowed and (kind := _unwanted(char)):
            return f"第 {place} 个字是{kind}（U+{ord(char):04X}），请删去后重新填写，不要从其他文件粘贴。"
    return None


def _unwanted(char: str) -> str:
    """Bidirectional marks, zero-width and control characters are Cc or Cf; lone surrogates cannot be stored. Private
    use stays allowed: names written with self-made characters are still found on identity cards."""
    if char in "\r\n":
        return "换行符"
    return "看不见的字符" if char in _UNSEEN else _NAMES.get(category(char), "")
