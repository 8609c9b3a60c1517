"""At an exclusive gateway the first condition that holds wins; when two may hold, the order of the lines decides, and
nobody sees that order. Looked at are conditions over one and the same variable, at the values they name and between.

Wrong: 面积 >= 50 and 面积 <= 50: both hold at 50.
Right: 面积 >= 50 and 面积 < 50.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from bpmn.diagram import Diagram, Flow
from bpmn.feel import Expression, FeelError, compile_expression
from bpmn.finding import Finding, Severity
from bpmn.graph import choices, flow_label
from bpmn.rule import Rule, about

MOST_FLOWS = 20
"""Of a gateway with more ways out than these, only the first ones are compared with one another."""


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in choices(diagram):
        if node.kind != "exclusiveGateway":
            continue
        asked = [(flow, read) for flow in diagram.outgoing(node.id) if (read := _read(flow)) is not None]
        for (first, one), (second, other) in combinations(asked[:MOST_FLOWS], 2):
            example = _example(one, other)
            if example:
                yield about(
                    second,
                    f"判断“{node.label}”的“{flow_label(diagram, first)}”和“{flow_label(diagram, second)}”可能同时成立"
                    f"（例如{example}），只会走前一条；请把条件改得互不重叠。",
                    met=example,
                )


def _read(flow: Flow) -> Expression | None:
    """The condition of a flow, unless there is none or it cannot be understood, which other rules say."""
    if not flow.condition or flow.language:
        return None
    try:
        return compile_expression(flow.condition)
    except FeelError:
        return None


def _example(one: Expression, other: Expression) -> str:
    """A value of their only variable at which both hold, as `name = value`; "" when none is found."""
    if one.reads != other.reads or len(one.reads) != 1:
        return "条件文字相同" if one.text.split() == other.text.split() else ""
    (name,) = one.reads
    for value in _candidates(f"{one.text} {other.text}"):
        try:
            if one.holds({name: value}) and other.holds({name: value}):
                return f"{name} = {_said(value)}"
        except FeelError:
            continue
    return ""


def _candidates(text: str) -> Iterator[Decimal | str | bool]:
    """Values worth trying: the numbers and texts of the conditions, what lies between and beyond, true and false."""
    pieces = text.split('"')
    yield from pieces[1::2]
    numbers = sorted({number for piece in pieces[::2] for number in _numbers(piece)})
    yield from numbers
    yield from ((low + high) / 2 for low, high in pairwise(numbers))
    yield from ((numbers[0] - 1, numbers[-1] + 1) if numbers else ())
    yield from (True, False)


def _numbers(text: str) -> Iterator[Decimal]:
    word = ""
    for sign in f"{text} ":
        if sign.isascii() and (sign.isdigit() or (sign == "." and word)):
            word += sign
        elif word:
            yield Decimal(word.rstrip(".").split("..")[0])
            word = ""


def _said(value: Decimal | str | bool) -> str:
    return f"“{value}”" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else f"{value:f}"


RULE = Rule("overlapping-conditions", "几个条件可能同时成立", Severity.WARNING, look)
