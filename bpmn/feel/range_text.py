"""Ranges written as text, for the built-in `range(from)`: `[1..10]`, `("a".."z")`, `[@"2026-01-01"..]`."""

from bpmn.feel import tree
from bpmn.feel.compare import at_most
from bpmn.feel.errors import FeelError
from bpmn.feel.names import Names
from bpmn.feel.values import Range, Value

_NO_NAMES = Names()
_LITERAL_CALLS = frozenset(("date", "time", "date and time", "duration"))


def read_range(text: str) -> Range | None:
    """The range, or None when the text is none or an end is more than a literal."""
    text = text.strip()
    if len(text) < 4 or text[0] not in "[(]" or text[-1] not in "])[" or len(text) > 1000:
        return None
    low_text, dots, high_text = text[1:-1].partition("..")
    if not dots:
        return None
    low_closed, high_closed = text[0] == "[", text[-1] == "]"
    low, high = _end(low_text), _end(high_text)
    if low is _BAD or high is _BAD:
        return None
    if (low is None and low_closed) or (high is None and high_closed) or (low is None and high is None):
        return None
    if low is not None and high is not None and at_most(low, high) is not True:
        return None
    operator = "" if low is not None and high is not None else _operator(low is None, low_closed or high_closed)
    return Range(low, high, low_closed, high_closed, operator)


def _operator(no_low: bool, closed: bool) -> str:
    return ("<" if no_low else ">") + ("=" if closed else "")


_BAD = object()


def _end(text: str) -> Value:
    if not text.strip():
        return None
    from bpmn.feel.expression import compile_expression

    try:
        expression = compile_expression(text, _NO_NAMES)
        value = expression.evaluate({}) if _is_literal(expression.tree) else None
    except FeelError:
        return _BAD
    return _BAD if value is None else value


def _is_literal(node: tree.Node) -> bool:
    if isinstance(node, tree.Call):
        named = isinstance(node.function, tree.Name) and node.function.name in _LITERAL_CALLS
        return named and all(isinstance(argument, tree.Literal) for argument in node.arguments)
    return isinstance(node, tree.Literal)
