"""`Term`: a closed list of words that have a code (for files and databases) and a Chinese word (for people)."""

from enum import StrEnum
from typing import TypeVar

AnyTerm = TypeVar("AnyTerm", bound="Term")


class Term(StrEnum):
    """A member is written `NAME = "code", "中文"`; its value is the code, `chinese` the word shown to people."""

    chinese: str

    def __new__(cls, code: str, chinese: str) -> "Term":
        member = str.__new__(cls, code)
        member._value_ = code
        member.chinese = chinese
        return member


def term_of(kind: type[AnyTerm], word: str) -> AnyTerm | None:
    """The member with that code or that Chinese word; None when there is none."""
    return next((member for member in kind if word in (member.value, member.chinese)), None)


def words_of(kind: type[Term]) -> str:
    """The list for a message: `window（窗口）、back（后台）`."""
    return "、".join(f"{member.value}（{member.chinese}）" for member in kind)
