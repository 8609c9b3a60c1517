"""Text to tokens, in one pass over a fixed pattern.

The pattern is ours, every quantifier in it is possessive and every alternative starts with a different character, so
it cannot backtrack: the time is linear in the text whatever the text is. (google-re2's wrapper costs 7 µs a token
here, ten times as much; a tenant's own patterns go there, see `builtins/patterns.py`.)
"""

import re
from dataclasses import dataclass

from bpmn.feel.errors import FeelLimitError, FeelSyntaxError

MAX_TEXT = 200_000
"""Characters of one expression; longer text is refused before it is read."""

NAME, NUMBER, STRING, OPERATOR, BAD, END = "name", "number", "string", "operator", "bad", "end"

_START = (
    "A-Za-z_?\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_SPACE = "\\s\u0085\u180e\u200b\ufeff"

_PATTERN = re.compile(  # noqa: TID251 - our own pattern, possessive throughout: linear on any text
    rf"[{_SPACE}]*+(?:"
    rf"(?P<name>[{_START}][{_START}0-9\u00b7\u0300-\u036f\u203f\u2040]*+)"
    r"|(?P<number>(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+)"
    r'|(?P<string>"(?:[^"\\]++|\\.)*+"?+)'
    r"|(?P<comment>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+)"
    r"|(?P<operator>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{},.:@])"
    r"|(?P<end>\Z)|(?P<bad>.))",
    re.DOTALL,
)


@dataclass(slots=True)
class Tokens:
    """The tokens of a text as parallel lists, closed by one END token with an empty text."""

    text: str
    kinds: list[str]
    texts: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> Tokens:
    """The tokens of an expression; comments and white space are left out."""
    if len(text) > MAX_TEXT:
        raise FeelLimitError(f"表达式有 {len(text)} 个字，超过 {MAX_TEXT} 个字的上限，请拆分。")
    kinds: list[str] = []
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        assert kind is not None
        word = match[kind]
        if kind == "comment":
            if word.startswith("/*") and not (len(word) > 3 and word.endswith("*/")):
                raise FeelSyntaxError("注释没有结束，请在末尾补上“*/”。", text=text, position=match.start(kind))
            continue
        if kind == END:
            break
        if kind == "string" and (len(word) == 1 or not _closed(word)):
            raise FeelSyntaxError('文字没有结束，请补上右边的英文引号 "。', text=text, position=match.start(kind))
        kinds.append(kind)
        texts.append(word)
        end = match.end()
        starts.append(end - len(word))
        ends.append(end)
    kinds.append(END)
    texts.append("")
    starts.append(len(text))
    ends.append(len(text))
    return Tokens(text, kinds, texts, starts, ends)


def words(name: str) -> tuple[str, ...]:
    """The token texts of a name, so that it can be found among the tokens of an expression."""
    return tuple(match[kind] for match in _PATTERN.finditer(name) if (kind := match.lastgroup) and match[kind])


def _closed(word: str) -> bool:
    """Whether a string token ends in a quote that is not escaped."""
    if word[-1] != '"':
        return False
    body = word[1:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 0


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def unescape(word: str) -> str:
    """The text a string token (with its quotes) stands for; an unknown escape is kept as it is written."""
    body = word[1:-1]
    if "\\" not in body:
        return body
    parts: list[str] = []
    at = 0
    while True:
        slash = body.find("\\", at)
        if slash < 0:
            parts.append(body[at:])
            return _join_surrogates("".join(parts))
        parts.append(body[at:slash])
        char, width = _escape(body, slash + 1)
        parts.append(char)
        at = slash + 1 + width


def _escape(body: str, at: int) -> tuple[str, int]:
    mark = body[at] if at < len(body) else ""
    if mark in _ESCAPES:
        return _ESCAPES[mark], 1
    size = {"u": 4, "U": 6}.get(mark, 0)
    digits = body[at + 1 : at + 1 + size]
    if size and len(digits) == size and all(char in "0123456789abcdefABCDEF" for char in digits):
        number = int(digits, 16)
        if number <= 0x10FFFF:
            return chr(number), 1 + size
    return "\\" + mark, 1 if mark else 0


def _join_surrogates(text: str) -> str:
    """Pairs written as two \\u escapes become one character; a lone half becomes the replacement character."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
