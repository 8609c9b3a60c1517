"""The inputs of a decision table cut into regions: between two neighbouring cuts every value meets the same cells.

A region is shown by one concrete value, which is what a counterexample is made of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from bpmn.dmn.compiler import Compiler
from bpmn.dmn.model import InputClause, Table
from bpmn.feel import tree
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.compare import less
from bpmn.feel.compile import Code
from bpmn.feel.run import ACTIVE, Frame, Run
from bpmn.feel.temporal import TEMPORAL, Date, DateTime, DaysTime, Time, YearsMonths
from bpmn.feel.tree import Node
from bpmn.feel.types import BOOLEAN, Constrained, FeelType, Simple
from bpmn.feel.values import Value

ELSE = "其他"
"""A string that is none of those a table names."""


@dataclass(frozen=True, slots=True)
class Region:
    """One value that stands for all like it, with the rules (one bit each) whose cell it meets."""

    value: Value
    rules: int


@dataclass(frozen=True, slots=True)
class Axis:
    """One input of a table as its regions."""

    name: str
    regions: tuple[Region, ...]
    reads: frozenset[str]


def axes(table: Table, compiler: Compiler) -> list[Axis] | str:
    """The inputs as axes, or in Chinese why they cannot be compared."""
    found: list[Axis] = []
    for place, clause in enumerate(table.inputs):
        axis = _axis(table, place, clause, compiler)
        if isinstance(axis, str):
            return axis
        found.append(axis)
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if one.reads & other.reads:
                return f"“{one.name}”和“{other.name}”两列取自同一个数据"
    return found


def _axis(table: Table, place: int, clause: InputClause, compiler: Compiler) -> Axis | str:
    tests: list[tuple[int, Code]] = []
    always = 0
    cuts: list[Value] = []
    for row, rule in enumerate(table.rules):
        cell = rule.inputs[place]
        if cell.empty:
            always |= 1 << row
            continue
        node, code = compiler.tests(cell)
        points = constants(node)
        if points is None:
            return f"“{clause.name}”列第{row + 1}条规则不是与固定值的比较"
        cuts.extend(points)
        tests.append((1 << row, code))
    allowed, allowed_cuts = _allowed(clause, compiler)
    cuts.extend(allowed_cuts)
    values = samples(cuts, compiler.type(clause.type))
    if values is None:
        return f"“{clause.name}”列混用了不同类型的值"
    values = [value for value in values if all(test(value) for test in allowed)]
    regions = [Region(value, always | sum(bit for bit, code in tests if _meets(code, value))) for value in values]
    expression = clause.expression
    reads = frozenset((expression.text,)) if expression.empty else _reads(compiler.expression(expression))
    return Axis(clause.name, tuple(regions), reads)


def _reads(node: Node) -> frozenset[str]:
    names = (part.name for part in tree.walk(node) if isinstance(part, tree.Name))
    return frozenset(name for name in names if name not in BUILTINS)


def _meets(code: Code, value: Value) -> bool:
    run = Run()
    token = ACTIVE.set(run)
    try:
        return code(Frame({"?": value}, None, run)) is True
    finally:
        ACTIVE.reset(token)


def _allowed(clause: InputClause, compiler: Compiler) -> tuple[list[Callable[[Value], bool]], list[Value]]:
    """What the column's allowed values and its type let through, and the constants they name."""
    tests: list[Callable[[Value], bool]] = []
    cuts: list[Value] = []
    cells = [cell for cell in (clause.values, compiler.allowed_of(clause.type)) if cell is not None]
    for cell in cells:
        node, code = compiler.tests(cell)
        points = constants(node)
        if points is not None:
            cuts.extend(points)
            tests.append(lambda value, code=code: _meets(code, value))  # type: ignore[misc]
    expected: FeelType = compiler.type(clause.type)
    while isinstance(expected, Constrained):
        tests.append(expected.allows)
        expected = expected.base
    return tests, cuts


# ---------------------------------------------------------------------- cuts


def constants(node: Node) -> list[Value] | None:
    """The constants a cell compares its input with; None when it does anything else."""
    if isinstance(node, tree.AnyTest):
        return []
    if not isinstance(node, tree.UnaryTests):
        return None
    found: list[Value] = []
    for test in node.tests:
        for part in _ends(test):
            value = constant(part)
            if value is _UNKNOWN:
                return None
            found.append(value)
    return found


_UNKNOWN = object()
_MAKERS = frozenset(("date", "time", "date and time", "duration"))


def constant(node: Node) -> Value:
    """The value of a literal, a negated literal or `date("…")` and its like; `_UNKNOWN` for anything else."""
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name in _MAKERS:
        arguments = [constant(argument) for argument in node.arguments]
        if _UNKNOWN not in arguments:
            return BUILTINS[node.function.name].call(Run(), arguments, node.names)
    return _UNKNOWN


def _ends(test: Node) -> tuple[Node, ...]:
    if isinstance(test, tree.Test):
        return (test.endpoint,)
    if isinstance(test, tree.RangeLiteral):
        return (test.low, test.high)
    if isinstance(test, tree.ListLiteral):
        return tuple(end for item in test.items for end in _ends(item))
    return (test,)


def samples(cuts: list[Value], expected: FeelType) -> list[Value] | None:
    """One value for every region the cuts make; None when the cuts are of several kinds."""
    known = [cut for cut in cuts if cut is not None]
    kinds = {type(cut) for cut in known}
    if len(kinds) > 1:
        return None
    if kinds == {bool} or (not kinds and expected == BOOLEAN):
        return [True, False]
    if not kinds:
        return [_anything(expected)]
    if kinds == {str}:
        return _strings([cut for cut in known if isinstance(cut, str)])
    if kinds == {Decimal} or issubclass(next(iter(kinds)), TEMPORAL):
        return _line(known)
    return None


def _anything(expected: FeelType) -> Value:
    """Some value for an input no cell looks at."""
    while isinstance(expected, Constrained):
        expected = expected.base
    starts: dict[FeelType, Value] = {Simple("number"): Decimal(0), Simple("date"): Date(0)}
    return starts.get(expected, ELSE)


def _strings(cuts: list[str]) -> list[Value]:
    other = ELSE
    while other in cuts:
        other += "…"
    return [*dict.fromkeys(cuts), other]


def _line(cuts: list[Value]) -> list[Value]:
    """Every cut, a value between each two neighbours, and one beyond either end."""
    ordered: list[Value] = []
    for cut in sorted(cuts, key=_Ordered):
        if not ordered or less(ordered[-1], cut) is True:
            ordered.append(cut)
    values: list[Value] = [_beside(ordered[0], -1)]
    for one, other in pairwise(ordered):
        values.extend((one, _between(one, other)))
    values.extend((ordered[-1], _beside(ordered[-1], 1)))
    return [value for value in values if value is not None]


class _Ordered:
    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __lt__(self, other: "_Ordered") -> bool:
        return less(self.value, other.value) is True


def _beside(value: Value, step: int) -> Value:
    """A value just beyond: one, one day, one minute or one month away."""
    if isinstance(value, Decimal):
        return value + step
    if isinstance(value, Date):
        return Date(value.days + step)
    if isinstance(value, DateTime):
        return DateTime(value.days + step, value.nanoseconds, value.zone)
    if isinstance(value, Time):
        moved = value.nanoseconds + step * 60_000_000_000
        return Time(moved, value.zone) if 0 <= moved < 86_400_000_000_000 else None
    if isinstance(value, YearsMonths):
        return YearsMonths(value.months + step)
    return DaysTime(value.nanoseconds + step * 86_400_000_000_000) if isinstance(value, DaysTime) else None


def _between(one: Value, other: Value) -> Value:
    """A value between two, a whole one where there is one; None when there is none between."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        whole = one.to_integral_value(ROUND_FLOOR) + 1
        return whole if whole < other else (one + other) / 2
    if isinstance(one, Date) and isinstance(other, Date):
        return Date(one.days + 1) if other.days - one.days > 1 else None
    if isinstance(one, YearsMonths) and isinstance(other, YearsMonths):
        return YearsMonths(one.months + 1) if other.months - one.months > 1 else None
    if isinstance(one, DaysTime) and isinstance(other, DaysTime):
        return DaysTime((one.nanoseconds + other.nanoseconds) // 2)
    if isinstance(one, Time) and isinstance(other, Time):
        return Time((one.nanoseconds + other.nanoseconds) // 2 // 1_000_000_000 * 1_000_000_000, one.zone)
    if isinstance(one, DateTime) and isinstance(other, DateTime):
        middle = (one.days * 86_400 + one.nanoseconds // 10**9 + other.days * 86_400 + other.nanoseconds // 10**9) // 2
        return DateTime(middle // 86_400, middle % 86_400 * 10**9, one.zone)
    return None
