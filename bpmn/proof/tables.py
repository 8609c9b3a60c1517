"""Decision tables as boxes: which inputs go with which result."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from bpmn.dmn.model import Decision, Table
from bpmn.feel import Expression, FeelError, compile_unary_tests
from bpmn.feel.tree import AnyTest, Literal, Name, UnaryTests, walk
from bpmn.proof.conditions import ALWAYS, Box, Boxes, Space, Truth, compiled, constant_test
from bpmn.proof.regions import Constants

MOST_RULES = 256
HIT_POLICIES = frozenset({"UNIQUE", "ANY", "FIRST"})


def understood(decision: Decision) -> Table | None:
    """The table of a decision whose result can be followed: one output, constants only, no decision behind it."""
    table = decision.table
    if table is None or len(table.outputs) != 1 or table.hit_policy not in HIT_POLICIES or decision.requires.decisions:
        return None
    constant = all(len(rule.outputs) == 1 and constant_value(rule.outputs[0].text) for rule in table.rules)
    return table if constant and len(table.rules) <= MOST_RULES else None


def constant_value(text: str) -> tuple[object] | None:
    """The constant a text spells, in a tuple of one; None when it is no constant."""
    expression = compiled(text)
    if expression is None or not isinstance(expression.tree, Literal):
        return None
    value = expression.tree.value
    return (value,) if value is None or isinstance(value, bool | str | Decimal) else None


def constants_of(decisions: Iterable[tuple[Decision, str]]) -> Mapping[str, Constants]:
    """The constants that the tables compare inputs with, and those they conclude (into the named variable)."""
    found: dict[str, Constants] = {}
    for decision, result in decisions:
        table = understood(decision)
        for column, clause in enumerate(table.inputs if table is not None else ()):
            name = _plain_name(clause.expression.text)
            if name is not None and table is not None:
                known = found.setdefault(name, Constants())
                for rule in table.rules:
                    _collect(rule.inputs[column].text, known)
        for rule in table.rules if table is not None else ():
            value = constant_value(rule.outputs[0].text)
            found.setdefault(result, Constants()).add(value[0] if value is not None else None)
    return found


def _plain_name(text: str) -> str | None:
    expression = compiled(text)
    return expression.tree.name if expression is not None and isinstance(expression.tree, Name) else None


def _tests(text: str) -> Expression | None:
    try:
        return compile_unary_tests(text or "-")
    except FeelError:
        return None


def _collect(text: str, known: Constants) -> None:
    tests = _tests(text)
    for part in walk(tests.tree) if tests is not None else ():
        if isinstance(part, Literal):
            known.add(part.value)


def boxes(space: Space, table: Table, result: str) -> Boxes | None:
    """One box for each way a table may conclude, inputs and result together; a hole concludes null (or the default)."""
    found: list[Box] = []
    before: Boxes | None = ()
    for rule in table.rules:
        when = _when(space, table, [cell.text for cell in rule.inputs])
        fresh = space.both(when, space.outside(before)) if table.hit_policy == "FIRST" else when
        then = _concludes(space, rule.outputs[0].text, result)
        here = space.both(fresh, then)
        before = space.either(before, when)
        if here is None or before is None:
            return None
        found.extend(here)
    default = table.outputs[0].default
    hole = space.both(space.outside(before), _concludes(space, default.text if default is not None else "null", result))
    return None if hole is None else (*found, *hole)


def _concludes(space: Space, text: str, result: str) -> Boxes | None:
    value = constant_value(text)
    if value is None:
        return None
    mask = space.domain(result).of_values(value)
    return ({result: mask},) if mask else ()


def _when(space: Space, table: Table, cells: list[str]) -> Boxes | None:
    when: Boxes | None = ALWAYS
    for clause, cell in zip(table.inputs, cells, strict=True):
        when = space.both(when, _cell(space, clause.expression.text, cell).true)
    return when


def _cell(space: Space, asked: str, cell: str) -> Truth:
    """Where one cell is met by the input of its column."""
    tests, name = _tests(cell), _plain_name(asked)
    if tests is not None and isinstance(tests.tree, AnyTest):
        return Truth(ALWAYS, ())
    if tests is None or name is None or tests.reads - {"?"}:
        return space.unknown(f"{asked} in ({cell})")
    plain = isinstance(tests.tree, UnaryTests) and all(constant_test(test) for test in tests.tree.tests)
    if not space.knows(name) or not (plain or space.domain(name).closed):
        return space.unknown(f"{asked} in ({cell})")
    return space.sampled(name, tests, "?")
