"""The errors of FEEL: one family, each with the place in the expression and a Chinese message that says what to do."""

from bpmn.errors import ModelError


class FeelError(ModelError):
    """表达式无法读取或计算。"""

    code = "feel"

    def __init__(self, message: str = "", *, text: str = "", position: int = -1) -> None:
        """`position` is the offset into `text` of the first character in question; -1 when there is none."""
        super().__init__(message)
        self.text = text
        self.position = position

    @property
    def line(self) -> int:
        """The line of the expression, from 1; 0 when the place is not known."""
        return 0 if self.position < 0 else self.text.count("\n", 0, self.position) + 1

    @property
    def column(self) -> int:
        """The character within its line, from 1; 0 when the place is not known."""
        return 0 if self.position < 0 else self.position - self.text.rfind("\n", 0, self.position)

    def shown(self) -> str:
        """The message with the line of the expression and a mark under the place."""
        if self.position < 0:
            return self.message
        line = self.text.split("\n")[self.line - 1]
        before = line[max(0, self.column - 41) : self.column - 1]
        wide = sum(2 if ord(char) > 0x2E7F else 1 for char in before)
        return f"{self.message}\n    {before}{line[self.column - 1 : self.column + 39]}\n    {' ' * wide}^"


class FeelSyntaxError(FeelError):
    """表达式写法有误。"""

    code = "feel-syntax"


class FeelLimitError(FeelError):
    """表达式太复杂，已停止计算。"""

    code = "feel-limit"


class FeelValueError(FeelError):
    """交给表达式的值不是可以计算的值。"""

    code = "feel-value"
