"""A tree to closures: `compile_node(node)` is a function from a `Frame` to a value, made once and called often."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from bpmn.feel import arithmetic, tree
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.calls import call
from bpmn.feel.compare import COMPARERS, and_, any_of, at_least, at_most, equal, meets, not_
from bpmn.feel.infer import infer
from bpmn.feel.iterate import domain
from bpmn.feel.members import member
from bpmn.feel.run import Frame, Run
from bpmn.feel.tree import Node
from bpmn.feel.types import ANY, FeelType, is_instance, resolve
from bpmn.feel.values import Function, Range, Value, chinese_kind

Code: TypeAlias = Callable[[Frame], Value]
Types: TypeAlias = Mapping[str, FeelType]


def compile_node(node: Node, types: Types) -> Code:
    """The code of a node. Its depth is that of the tree, which the parser has limited."""
    return _COMPILERS[type(node)](node, types)


def mentions_input(node: Node) -> bool:
    """Whether `?` stands anywhere inside."""
    return any(isinstance(part, tree.Name) and part.name == "?" for part in tree.walk(node))


# ---------------------------------------------------------------------- values and names


def _literal(node: tree.Literal, types: Types) -> Code:
    value = node.value
    return lambda frame: value


def _name(node: tree.Name, types: Types) -> Code:
    name = node.name
    builtin = BUILTINS.get(name)

    def look(frame: Frame) -> Value:
        at: Frame | None = frame
        while at is not None:
            values = at.values
            if name in values:
                return values[name]
            at = at.up
        if builtin is None:
            frame.run.note(f"没有名为“{name}”的变量，按空值计算。")
        return builtin

    return look


def _path(node: tree.Path, types: Types) -> Code:
    source, name = compile_node(node.source, types), node.name

    def read(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and name in value:
            return value[name]
        return member(frame.run, value, name)

    return read


def _list(node: tree.ListLiteral, types: Types) -> Code:
    items = [compile_node(item, types) for item in node.items]

    def build(frame: Frame) -> Value:
        frame.run.burn(1 + len(items))
        return [item(frame) for item in items]

    return build


def _context(node: tree.ContextLiteral, types: Types) -> Code:
    entries = [(key, compile_node(value, types)) for key, value in node.entries]
    if len({key for key, _ in entries}) != len(entries):
        return _null("数据组里有重复的名称，结果为空值。")

    def build(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        inner = Frame(values, frame, frame.run)
        frame.run.burn(1 + len(entries))
        for key, value in entries:
            values[key] = value(inner)
        return values

    return build


def _null(message: str) -> Code:
    def nothing(frame: Frame) -> Value:
        frame.run.note(message)
        return None

    return nothing


def _range(node: tree.RangeLiteral, types: Types) -> Code:
    low_code, high_code = compile_node(node.low, types), compile_node(node.high, types)
    low_closed, high_closed = node.low_closed, node.high_closed

    def build(frame: Frame) -> Value:
        low, high = low_code(frame), high_code(frame)
        if low is None and high is None:
            return None
        if low is not None and high is not None and at_most(low, high) is not True:
            frame.run.note(f"区间的起点{chinese_kind(low)}与终点{chinese_kind(high)}不能组成区间，结果为空值。")
            return None
        return Range(low, high, low_closed, high_closed)

    return build


def _test(node: tree.Test, types: Types) -> Code:
    """A test in brackets is the range of what meets it."""
    endpoint, operator = compile_node(node.endpoint, types), node.operator

    def build(frame: Frame) -> Value:
        value = endpoint(frame)
        if value is None:
            return None
        low = value if operator not in ("<", "<=") else None
        high = value if operator not in (">", ">=") else None
        return Range(low, high, operator in (">=", "="), operator in ("<=", "="), operator)

    return build


# ---------------------------------------------------------------------- operators


def _arithmetic(node: tree.Arithmetic, types: Types) -> Code:
    """A left-leaning chain is run in a loop, so that a long sum is not a deep one."""
    steps: list[tuple[arithmetic.Operation, Code]] = []
    first: Node = node
    while isinstance(first, tree.Arithmetic):
        steps.append((arithmetic.OPERATIONS[first.operator], compile_node(first.right, types)))
        first = first.left
    steps.reverse()
    start = compile_node(first, types)
    if len(steps) == 1:
        operation, right = steps[0]
        return lambda frame: operation(frame.run, start(frame), right(frame))

    def chain(frame: Frame) -> Value:
        value = start(frame)
        for step, operand in steps:
            value = step(frame.run, value, operand(frame))
        return value

    return chain


def _negate(node: tree.Negate, types: Types) -> Code:
    operand = compile_node(node.operand, types)
    return lambda frame: arithmetic.negate(frame.run, operand(frame))


def _compare(node: tree.Compare, types: Types) -> Code:
    left, right = compile_node(node.left, types), compile_node(node.right, types)
    comparer, operator = COMPARERS[node.operator], node.operator

    def compare(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        answer = comparer(one, other)
        if answer is None and one is not None and other is not None:
            frame.run.note(f"{chinese_kind(one)}与{chinese_kind(other)}不能用“{operator}”比较，结果为空值。")
        return answer

    return compare


def _between(node: tree.Between, types: Types) -> Code:
    operand = compile_node(node.operand, types)
    low, high = compile_node(node.low, types), compile_node(node.high, types)

    def between(frame: Frame) -> Value:
        value = operand(frame)
        return and_(at_least(value, low(frame)), at_most(value, high(frame)))

    return between


def _and(node: tree.And, types: Types) -> Code:
    operands = [compile_node(operand, types) for operand in node.operands]

    def all_(frame: Frame) -> Value:
        answer: bool | None = True
        for operand in operands:
            value = operand(frame)
            if value is False:
                return False
            if value is not True:
                answer = None
        return answer

    return all_


def _or(node: tree.Or, types: Types) -> Code:
    operands = [compile_node(operand, types) for operand in node.operands]

    def any_(frame: Frame) -> Value:
        answer: bool | None = False
        for operand in operands:
            value = operand(frame)
            if value is True:
                return True
            if value is not False:
                answer = None
        return answer

    return any_


def _if(node: tree.If, types: Types) -> Code:
    branches = [(compile_node(condition, types), compile_node(value, types)) for condition, value in node.branches]
    otherwise = compile_node(node.otherwise, types)

    def choose(frame: Frame) -> Value:
        for condition, value in branches:
            if condition(frame) is True:
                return value(frame)
        return otherwise(frame)

    return choose


def _instance_of(node: tree.InstanceOf, types: Types) -> Code:
    operand, expected = compile_node(node.operand, types), resolve(node.type, types)
    if expected is None:
        return _null(f"没有名为“{node.type.name}”的类型，结果为空值。")
    return lambda frame: is_instance(operand(frame), expected)


# ---------------------------------------------------------------------- unary tests


Tester: TypeAlias = Callable[[Frame, Value], "bool | None"]


def compile_test(node: Node, types: Types, *, cell: bool) -> Tester:
    """One positive unary test as a function of the frame and the value tested.

    In a decision table cell `?` is in the frame already, and a boolean is the answer itself unless the input is one.
    """
    if isinstance(node, tree.Test):
        endpoint, comparer = compile_node(node.endpoint, types), COMPARERS[node.operator]
        if isinstance(node.endpoint, tree.Literal):
            constant = node.endpoint.value
            return lambda frame, value: comparer(value, constant)
        return lambda frame, value: comparer(value, endpoint(frame))
    if isinstance(node, tree.Literal) and not isinstance(node.value, bool):
        constant = node.value
        return lambda frame, value: equal(value, constant)
    code = compile_node(node, types)
    if mentions_input(node):
        return _input_test(code, bind=not cell)
    if not cell:
        return lambda frame, value: meets(value, code(frame))

    def test(frame: Frame, value: Value) -> bool | None:
        answer = code(frame)
        return answer if isinstance(answer, bool) and not isinstance(value, bool) else meets(value, answer)

    return test


def _input_test(code: Code, *, bind: bool) -> Tester:
    def test(frame: Frame, value: Value) -> bool | None:
        answer = code(Frame({"?": value}, frame, frame.run) if bind else frame)
        return answer if answer is None or isinstance(answer, bool) else meets(value, answer)

    return test


def _in(node: tree.In, types: Types) -> Code:
    operand = compile_node(node.operand, types)
    tests = [compile_test(test, types, cell=False) for test in node.tests]
    if len(tests) == 1:
        test = tests[0]
        return lambda frame: test(frame, operand(frame))

    def member_of(frame: Frame) -> Value:
        value = operand(frame)
        return any_of(test(frame, value) for test in tests)

    return member_of


def _unary_tests(node: tree.UnaryTests, types: Types) -> Code:
    tests = [compile_test(test, types, cell=True) for test in node.tests]
    negated = node.negated
    if len(tests) == 1 and not negated:
        only = tests[0]
        return lambda frame: only(frame, frame.values.get("?"))

    def met(frame: Frame) -> Value:
        value = frame.values.get("?")
        answer = any_of(test(frame, value) for test in tests)
        return not_(answer) if negated else answer

    return met


def _any_test(node: tree.AnyTest, types: Types) -> Code:
    return lambda frame: True


# ---------------------------------------------------------------------- filters


def _filter(node: tree.Filter, types: Types) -> Code:
    source, condition = compile_node(node.source, types), compile_node(node.condition, types)

    def choose(frame: Frame) -> Value:
        value = source(frame)
        return apply_filter(frame, value, condition)

    return choose


def apply_filter(frame: Frame, value: Value, condition: Code) -> Value:
    """`value[condition]`: by position when the condition is a number, else the items for which it is true."""
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    run = frame.run
    run.burn(1 + len(items))
    if not items:
        index = condition(frame)
        return None if isinstance(index, Decimal) else []
    first = condition(_item_frame(items[0], frame))
    if isinstance(first, Decimal):
        return _at(run, items, first)
    chosen = [items[0]] if first is True else []
    for item in items[1:]:
        run.burn()
        if condition(_item_frame(item, frame)) is True:
            chosen.append(item)
    return chosen


def choose_where(frame: Frame, value: Value, condition: Code) -> Value:
    """A boxed filter: the items for which the condition is true; null unless it is a boolean for every one."""
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    chosen: list[Value] = []
    for item in items:
        frame.run.burn()
        answer = condition(_item_frame(item, frame))
        if not isinstance(answer, bool):
            frame.run.note(f"筛选条件应得出是或否，得到的是{chinese_kind(answer)}，结果为空值。")
            return None
        if answer:
            chosen.append(item)
    return chosen


def _item_frame(item: Value, frame: Frame) -> Frame:
    inner = Frame({"item": item}, frame, frame.run)
    return Frame(item, inner, frame.run) if isinstance(item, dict) else inner


def _at(run: Run, items: list[Value], index: Decimal) -> Value:
    """The item at a position from 1, or from the end with a negative one; null when there is none."""
    if index == index.to_integral_value() and 0 < abs(index) <= len(items):
        place = int(index)
        return items[place - 1 if place > 0 else place]
    run.note(f"列表只有 {len(items)} 项，没有第 {index:f} 项，结果为空值。")
    return None


# ---------------------------------------------------------------------- iteration

_Step: TypeAlias = tuple[str, Code, "Code | None"]


def _steps(iterations: tuple[tree.Iteration, ...], types: Types) -> list[_Step]:
    return [
        (step.name, compile_node(step.source, types), compile_node(step.last, types) if step.last else None)
        for step in iterations
    ]


def _for(node: tree.For, types: Types) -> Code:
    steps, body = _steps(node.iterators, types), compile_node(node.body, types)

    def loop(frame: Frame) -> Value:
        results: list[Value] = []
        done = each(frame, steps, {"partial": results}, lambda inner: results.append(body(inner)))
        return results if done else None

    return loop


def each(frame: Frame, steps: list[_Step], shared: dict[str, Value], visit: Callable[[Frame], object]) -> bool:
    """Visit every combination of the iterators; False when one of them goes over nothing that can be gone over."""
    name, source, last = steps[0]
    run = frame.run
    values = domain(run, source(frame), last(frame) if last else None, ranged=last is not None)
    if values is None:
        return False
    for value in values:
        run.burn()
        inner = Frame({**shared, name: value}, frame, run)
        if len(steps) == 1:
            visit(inner)
        elif not each(inner, steps[1:], shared, visit):
            return False
    return True


def _quantified(node: tree.Quantified, types: Types) -> Code:
    steps, body = _steps(node.iterators, types), compile_node(node.body, types)
    wanted = not node.every

    def ask(frame: Frame) -> Value:
        answers: list[Value] = []
        if not each(frame, steps, {}, lambda inner: answers.append(body(inner))):
            return None
        if any(answer is wanted for answer in answers):
            return wanted
        return not wanted if all(isinstance(answer, bool) for answer in answers) else None

    return ask


# ---------------------------------------------------------------------- functions


def _call(node: tree.Call, types: Types) -> Code:
    function = compile_node(node.function, types)
    arguments = [compile_node(argument, types) for argument in node.arguments]
    names = node.names
    label = node.function.name if isinstance(node.function, tree.Name) else ""

    def invoke(frame: Frame) -> Value:
        target = function(frame)
        if target is None:
            if label:
                frame.run.note(f"没有名为“{label}”的函数，结果为空值。")
            return None
        return call(frame.run, target, [argument(frame) for argument in arguments], names)

    return invoke


def _function(node: tree.FunctionLiteral, types: Types) -> Code:
    if node.external:
        return _null("不支持外部函数（Java 等），请改写为 FEEL；结果为空值。")
    names = tuple(parameter.name for parameter in node.parameters)
    body = compile_node(node.body, types)
    expected: tuple[FeelType, ...] = ()
    if any(parameter.type for parameter in node.parameters):
        found = [resolve(parameter.type, types) if parameter.type else ANY for parameter in node.parameters]
        expected = tuple(ANY if one is None else one for one in found)

    shows = infer(node.body, dict(zip(names, expected, strict=False)), lambda mistake: None)

    def make(frame: Frame) -> Value:
        def run_body(run: Run, arguments: list[Value]) -> Value:
            return body(Frame(dict(zip(names, arguments, strict=True)), frame, run))

        return Function(names, run_body, expected, shows=shows)

    return make


_COMPILERS: dict[type, Callable[..., Code]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Call: _call,
    tree.Arithmetic: _arithmetic,
    tree.Negate: _negate,
    tree.Compare: _compare,
    tree.Between: _between,
    tree.In: _in,
    tree.And: _and,
    tree.Or: _or,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.RangeLiteral: _range,
    tree.Test: _test,
    tree.AnyTest: _any_test,
    tree.UnaryTests: _unary_tests,
    tree.InstanceOf: _instance_of,
    tree.FunctionLiteral: _function,
}
