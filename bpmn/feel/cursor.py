"""A place among the tokens of an expression: what stands there, what was expected, and how deep it is nested."""

from bpmn.feel.errors import FeelLimitError, FeelSyntaxError
from bpmn.feel.lexer import BAD, END, NAME, NUMBER, OPERATOR, STRING, tokenize, unescape

MAX_DEPTH = 80
"""How deep brackets, calls and branches may nest in one expression."""

NAME_SIGNS = frozenset("./-+*'")
_FULL_WIDTH = {
    "“": '英文引号 "',
    "”": '英文引号 "',
    "‘": '英文引号 "',
    "’": '英文引号 "',
    "'": '英文双引号 "',
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "&": "and",
    "|": "or",
    "!": "not(...)",
    "%": "小数，例如 5% 写作 0.05",
    ";": "英文逗号",
}


class Cursor:
    """The tokens with the place of the next one."""

    def __init__(self, text: str) -> None:
        tokens = tokenize(text)
        self.text = text
        self.kinds, self.texts, self.starts, self.ends = tokens.kinds, tokens.texts, tokens.starts, tokens.ends
        self.at = 0
        self.depth = 0

    def fail(self, message: str, at: int | None = None) -> FeelSyntaxError:
        place = self.starts[self.at if at is None else at]
        return FeelSyntaxError(message, text=self.text, position=place)

    def unexpected(self, wanted: str) -> FeelSyntaxError:
        kind, word = self.kinds[self.at], self.texts[self.at]
        if kind == END:
            return self.fail(f"表达式没有写完，这里应为{wanted}。")
        if word in _FULL_WIDTH and kind in (BAD, OPERATOR):
            return self.fail(f"这里不能用“{word}”，请改用{_FULL_WIDTH[word]}。")
        if kind == BAD:
            return self.fail(f"表达式里不能用“{word}”，这里应为{wanted}。")
        return self.fail(f"这里应为{wanted}，遇到“{_short(word)}”。")

    def take(self, word: str, wanted: str = "") -> None:
        if self.texts[self.at] != word or self.kinds[self.at] == STRING:
            raise self.unexpected(wanted or f"“{word}”")
        self.at += 1

    def met(self, word: str) -> bool:
        if self.texts[self.at] == word and self.kinds[self.at] != STRING:
            self.at += 1
            return True
        return False

    def end(self) -> int:
        """The offset after the token just read."""
        return self.ends[self.at - 1]

    def finish(self) -> None:
        if self.kinds[self.at] != END:
            raise self.unexpected("运算符或表达式的末尾")

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()

    def too_deep(self) -> FeelLimitError:
        message = f"表达式嵌套超过 {MAX_DEPTH} 层，请拆成几个决定或变量。"
        return FeelLimitError(message, text=self.text, position=self.starts[self.at])

    def label(self, closers: tuple[str, ...]) -> str | None:
        """A name up to one of the closing signs, which is read too when it is a colon; None when it is none."""
        at = self.at
        kinds, texts = self.kinds, self.texts
        while kinds[at] in (NAME, NUMBER) or texts[at] in NAME_SIGNS or (kinds[at] == STRING and at == self.at):
            at += 1
            if kinds[at - 1] == STRING:
                break
        if at == self.at or texts[at] not in closers or kinds[at] == STRING or kinds[self.at] == NUMBER:
            return None
        name = unescape(texts[self.at]) if kinds[self.at] == STRING else self.spelled(self.at, at)
        self.at = at
        self.met(":")
        return name

    def spelled(self, first: int, after: int) -> str:
        """The tokens as one name: one space where the source has any."""
        parts = [self.texts[first]]
        for at in range(first + 1, after):
            touching = self.starts[at - 1] + len(self.texts[at - 1]) == self.starts[at]
            parts.append(self.texts[at] if touching else " " + self.texts[at])
        return "".join(parts)


def _short(word: str) -> str:
    return word if len(word) <= 20 else word[:20] + "…"
