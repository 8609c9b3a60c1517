"""The type an expression will have, as far as it shows in the text, and the mistakes of type that show with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.feel import tree
from bpmn.feel.tree import Node
from bpmn.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    Constrained,
    ContextType,
    FeelType,
    ListType,
    Simple,
    conforms,
    type_of,
)
from bpmn.feel.values import CHINESE_KINDS

_SCALARS = frozenset((NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS))
_SUMS: Mapping[str, frozenset[tuple[FeelType, FeelType]]] = {
    "+": frozenset(
        [(NUMBER, NUMBER), (STRING, STRING), (DAYS_TIME, DAYS_TIME), (YEARS_MONTHS, YEARS_MONTHS)]
        + [(moment, DAYS_TIME) for moment in (DATE, TIME, DATE_TIME)]
        + [(DAYS_TIME, moment) for moment in (DATE, TIME, DATE_TIME)]
        + [(moment, YEARS_MONTHS) for moment in (DATE, DATE_TIME)]
        + [(YEARS_MONTHS, moment) for moment in (DATE, DATE_TIME)]
    ),
    "-": frozenset(
        [(NUMBER, NUMBER), (DAYS_TIME, DAYS_TIME), (YEARS_MONTHS, YEARS_MONTHS), (TIME, TIME)]
        + [(one, other) for one in (DATE, DATE_TIME) for other in (DATE, DATE_TIME)]
        + [(moment, DAYS_TIME) for moment in (DATE, TIME, DATE_TIME)]
        + [(moment, YEARS_MONTHS) for moment in (DATE, DATE_TIME)]
    ),
    "*": frozenset(
        [(NUMBER, NUMBER), (DAYS_TIME, NUMBER), (NUMBER, DAYS_TIME), (YEARS_MONTHS, NUMBER), (NUMBER, YEARS_MONTHS)]
    ),
    "/": frozenset(
        [(one, NUMBER) for one in (NUMBER, DAYS_TIME, YEARS_MONTHS)] + [(one, one) for one in (DAYS_TIME, YEARS_MONTHS)]
    ),
    "**": frozenset([(NUMBER, NUMBER)]),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Two types that do not go together, at a node."""

    node: Node
    expected: str
    met: str
    message: str


Report = Callable[[Mistake], None]


def chinese_type(feel_type: FeelType) -> str:
    """The type for people: 数字, 文字, 日期…"""
    if isinstance(feel_type, Constrained):
        return f"{feel_type.name}（{chinese_type(feel_type.base)}）"
    if isinstance(feel_type, ListType):
        return "列表" if feel_type.item == ANY else f"{chinese_type(feel_type.item)}列表"
    if isinstance(feel_type, ContextType):
        return "数据组"
    return CHINESE_KINDS.get(str(feel_type), str(feel_type))


def plain(feel_type: FeelType | None) -> FeelType | None:
    """The type without its constraints; None for what may be anything."""
    while isinstance(feel_type, Constrained):
        feel_type = feel_type.base
    return None if feel_type in (ANY, NULL) else feel_type


def infer(node: Node, variables: Mapping[str, FeelType], report: Report) -> FeelType | None:
    """The type of a node, None when the text does not tell; every mistake that shows is reported."""
    if isinstance(node, tree.Literal):
        return plain(type_of(node.value))
    if isinstance(node, tree.Name):
        return plain(variables.get(node.name))
    if isinstance(node, tree.Path):
        return _path(node, variables, report)
    if isinstance(node, tree.Arithmetic):
        return _arithmetic(node, variables, report)
    if isinstance(node, tree.Compare):
        left, right = infer(node.left, variables, report), infer(node.right, variables, report)
        _comparable(node.right, left, right, report)
        return BOOLEAN
    if isinstance(node, tree.Between):
        value = infer(node.operand, variables, report)
        for end in (node.low, node.high):
            _comparable(end, value, infer(end, variables, report), report)
        return BOOLEAN
    if isinstance(node, tree.In):
        check_tests(node.tests, infer(node.operand, variables, report), variables, report)
        return BOOLEAN
    if isinstance(node, tree.And | tree.Or):
        return _junction(node, variables, report)
    if isinstance(node, tree.If):
        return _if(node, variables, report)
    if isinstance(node, tree.Negate):
        return infer(node.operand, variables, report)
    if isinstance(node, tree.ListLiteral):
        items = [infer(item, variables, report) for item in node.items]
        first = items[0] if items else None
        return ListType(first if first is not None and all(item == first for item in items) else ANY)
    return BOOLEAN if isinstance(node, tree.InstanceOf | tree.Quantified) else None


def check_tests(
    tests: tuple[Node, ...], value: FeelType | None, variables: Mapping[str, FeelType], report: Report
) -> None:
    """Whether unary tests can be met by values of a type."""
    for test in tests:
        if isinstance(test, tree.Test):
            _comparable(test.endpoint, value, infer(test.endpoint, variables, report), report)
        elif isinstance(test, tree.RangeLiteral):
            for end in (test.low, test.high):
                _comparable(end, value, infer(end, variables, report), report)
        elif isinstance(test, tree.Literal):
            _comparable(test, value, infer(test, variables, report), report)
        else:
            infer(test, variables, report)


def _comparable(node: Node, left: FeelType | None, right: FeelType | None, report: Report) -> None:
    """Simple types that differ are never equal and have no order."""
    if left in _SCALARS and right in _SCALARS and left is not None and right is not None and left != right:
        message = f"{chinese_type(left)}不能与{chinese_type(right)}比较"
        report(Mistake(node, str(left), str(right), message))


def _path(node: tree.Path, variables: Mapping[str, FeelType], report: Report) -> FeelType | None:
    source = infer(node.source, variables, report)
    if not isinstance(source, ContextType):
        return None
    members = dict(zip(source.names, source.members, strict=True))
    if node.name not in members:
        known = "、".join(members)
        message = f"这个数据组里没有“{node.name}”，只有：{known}"
        report(Mistake(node, known, node.name, message))
    return plain(members.get(node.name))


def _arithmetic(node: tree.Arithmetic, variables: Mapping[str, FeelType], report: Report) -> FeelType | None:
    chain: list[tree.Arithmetic] = []
    first: Node = node
    while isinstance(first, tree.Arithmetic):
        chain.append(first)
        first = first.left
    left = infer(first, variables, report)
    for step in reversed(chain):
        left = _sum(step, left, infer(step.right, variables, report), report)
    return left


def _sum(node: tree.Arithmetic, left: FeelType | None, right: FeelType | None, report: Report) -> FeelType | None:
    if left not in _SCALARS or right not in _SCALARS or left is None or right is None:
        return None
    if (left, right) not in _SUMS[node.operator]:
        message = f"{chinese_type(left)}与{chinese_type(right)}不能用“{node.operator}”计算"
        report(Mistake(node.right, str(left), str(right), message))
        return None
    if left == right and isinstance(left, Simple) and node.operator == "-" and left in (DATE, TIME, DATE_TIME):
        return DAYS_TIME
    if node.operator == "/" and left == right:
        return NUMBER
    if node.operator in ("-", "/"):
        return left
    return right if left in (DAYS_TIME, YEARS_MONTHS, NUMBER) and right != NUMBER else left


def _junction(node: tree.And | tree.Or, variables: Mapping[str, FeelType], report: Report) -> FeelType:
    for operand in node.operands:
        found = infer(operand, variables, report)
        if found is not None and found != BOOLEAN:
            word = "and" if isinstance(node, tree.And) else "or"
            report(Mistake(operand, "boolean", str(found), f"“{word}”两边应为条件，这里是{chinese_type(found)}"))
    return BOOLEAN


def _if(node: tree.If, variables: Mapping[str, FeelType], report: Report) -> FeelType | None:
    results = []
    for condition, value in node.branches:
        found = infer(condition, variables, report)
        if found is not None and found != BOOLEAN:
            report(Mistake(condition, "boolean", str(found), f"if 后面应为条件，这里是{chinese_type(found)}"))
        results.append(infer(value, variables, report))
    results.append(infer(node.otherwise, variables, report))
    return results[0] if all(result == results[0] for result in results) else None


def fits(found: FeelType | None, expected: FeelType) -> bool:
    """Whether a value of a found type may be given where a type is expected; what is not known may be anything."""
    wanted = plain(expected)
    if found is None or wanted is None or conforms(found, wanted):
        return True
    if isinstance(wanted, ListType):
        return isinstance(found, ListType) or fits(found, wanted.item)
    return not (found in _SCALARS and wanted in _SCALARS) or (found == DATE and wanted == DATE_TIME)
