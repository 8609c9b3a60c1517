"""JUEL, the `${…}` of Camunda, Flowable and Activiti, into FEEL where both say the same; None where they do not.

Only comparisons, arithmetic, `and`/`or`/`not`, names with dots, numbers and texts have a twin in FEEL; method calls,
`?:`, `empty` and brackets of a list do not, and are left to a person.
"""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
        "and": "and", "or": "or", "true": "true", "false": "false", "null": "null", "div": "/",
    }
)  # fmt: skip
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "==": "=", "!=": "!=", "<=": "<=", ">=": ">=", "&&": "and", "||": "or", "<": "<", ">": ">",
        "+": "+", "-": "-", "*": "*", "/": "/", "(": "(", ")": ")",
    }
)  # fmt: skip
REFUSED_WORDS = frozenset({"empty", "mod", "instanceof"})


def is_juel(text: str) -> bool:
    """Whether the whole text is one `${…}` or `#{…}`."""
    stripped = text.strip()
    return stripped[:2] in ("${", "#{") and stripped.endswith("}")


def to_feel(text: str) -> str | None:
    """The same expression in FEEL; None when JUEL says something FEEL has no twin for."""
    if not is_juel(text):
        return None
    tokens = _tokens(text.strip()[2:-1].strip())
    if not tokens or "${" in text.strip()[2:-1]:
        return None
    said: list[str] = []
    depth = 0
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in ("!", "not"):
            if following != "(" and not _is_name(following):
                return None
            said.append("not")
            continue
        depth += (token == "(") - (token == ")")
        word = _word(token, following)
        if word is None:
            return None
        said.extend(["(", word, ")"] if said and said[-1] == "not" and _is_name(token) else [word])
    return _joined(said) if depth == 0 else None


def _word(token: str, following: str) -> str | None:
    if token[0] in "'\"":
        return '"' + token[1:-1].replace('"', '\\"') + '"'
    if token in SIGNS:
        return SIGNS[token]
    if token in WORDS:
        return WORDS[token]
    if token in REFUSED_WORDS or following == "(":
        return None
    return token


def _is_name(token: str) -> bool:
    return bool(token) and (token[0].isalpha() or token[0] == "_") and token not in WORDS and token not in REFUSED_WORDS


def _joined(said: list[str]) -> str:
    text = ""
    for before, word in zip(["(", *said], said, strict=False):
        text += word if before == "(" or word == ")" or (before == "not" and word == "(") else f" {word}"
    return text


def _tokens(text: str) -> list[str]:
    """The tokens of a JUEL expression; empty when a sign is not one we translate."""
    tokens: list[str] = []
    place = 0
    while place < len(text):
        sign = text[place]
        if sign.isspace():
            place += 1
            continue
        end = _end(text, place)
        if end == place:
            return []
        tokens.append(text[place:end])
        place = end
    return tokens


def _end(text: str, start: int) -> int:
    """Where the token that starts there ends; `start` itself when there is no token."""
    sign = text[start]
    if sign in "'\"":
        end = text.find(sign, start + 1)
        return end + 1 if end > 0 and "\\" not in text[start:end] else start
    if sign.isalnum() or sign == "_":
        end = start
        while end < len(text) and (text[end].isalnum() or text[end] in "_."):
            end += 1
        return end
    if text[start : start + 2] in SIGNS:
        return start + 2
    return start + 1 if sign in SIGNS or sign == "!" else start
