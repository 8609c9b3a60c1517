"""Conditions as boxes: for each variable the set of its regions in which the condition is true.

A gateway takes a flow when its condition is true; null is not true. So every condition is kept twice, where it is true
and where it is false. What FEEL can say of one variable against constants is understood; anything else is opaque: a
truth of its own, keyed by its text, so that the same text agrees with itself, and the result is no longer exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bpmn.feel import Expression, FeelError, compile_expression
from bpmn.feel.tree import And, AnyTest, Between, Call, Compare, In, Literal, Name, Node, Or, RangeLiteral, Test, walk
from bpmn.proof.regions import OPAQUE, Constants, Domain, Variable, domain

Box = Mapping[str, int]
"""Regions by variable; a variable not named is free."""
Boxes = tuple[Box, ...]
"""Any of these; empty is never, one empty box is always."""
ALWAYS: Boxes = ({},)
MOST = 32
"""Boxes of one condition: with more, it is not understood."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a condition is true and where it is false; None where that takes too many boxes."""

    true: Boxes | None
    false: Boxes | None


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition that is not understood: its key among the variables, its text and what it reads."""

    key: str
    text: str
    reads: frozenset[str]


def plain_variable(node: Node) -> str | None:
    """The variable that a test compares with constants only, None for any other test."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Compare):
        left, right = node.left, node.right
        if isinstance(left, Name) and isinstance(right, Literal):
            return left.name
        return right.name if isinstance(right, Name) and isinstance(left, Literal) else None
    if isinstance(node, Between) and isinstance(node.operand, Name):
        return node.operand.name if isinstance(node.low, Literal) and isinstance(node.high, Literal) else None
    if isinstance(node, In) and isinstance(node.operand, Name):
        return node.operand.name if all(constant_test(test) for test in node.tests) else None
    return None


def constant_test(node: Node) -> bool:
    """Whether a unary test compares with constants only."""
    if isinstance(node, RangeLiteral):
        return isinstance(node.low, Literal) and isinstance(node.high, Literal)
    return isinstance(node, Literal | AnyTest) or (isinstance(node, Test) and isinstance(node.endpoint, Literal))


def is_not(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.name == "not"
        and len(node.arguments) == 1
    )


def compiled(text: str) -> Expression | None:
    """The expression, None when FEEL cannot read it (the lint rules say so)."""
    try:
        return compile_expression(text)
    except FeelError:
        return None


def leaves(tree: Node) -> Sequence[Node]:
    """The tests that `and`, `or` and `not` put together."""
    found: list[Node] = []
    todo: list[Node] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, And | Or):
            todo.extend(node.operands)
        elif is_not(node) and isinstance(node, Call):
            todo.append(node.arguments[0])
        else:
            found.append(node)
    return found


class Space:
    """All variables with their regions, and the boxes of every condition over them."""

    def __init__(self, texts: Iterable[str], variables: Sequence[Variable], extra: Mapping[str, Constants]) -> None:
        self.opaque: dict[str, Opaque] = {}
        self._known: dict[str, list[Variable]] = {}
        for variable in variables:
            self._known.setdefault(variable.name, []).append(variable)
        constants = {name: extra[name] for name in extra}
        for text in dict.fromkeys(texts):
            expression = compiled(text)
            for leaf in leaves(expression.tree) if expression is not None else ():
                _collect(leaf, constants)
        self._domains = {
            name: domain(self._known.get(name, ()), constants.get(name, Constants()))
            for name in [*self._known, *(name for name in constants if name not in self._known)]
        }
        self._truths: dict[str, Truth] = {}

    def domain(self, name: str) -> Domain:
        return self._domains.get(name, OPAQUE)

    def knows(self, name: str) -> bool:
        """Whether the variable has regions of its own."""
        return name in self._domains

    @property
    def names(self) -> tuple[str, ...]:
        """The variables that have regions of their own."""
        return tuple(self._domains)

    def full(self, name: str) -> int:
        return self.domain(name).full

    # --- boxes ---

    def meet(self, one: Box, two: Box) -> Box | None:
        """Both at once, None when they exclude each other."""
        if not two:
            return one
        both = dict(one)
        for name, mask in two.items():
            mask &= both.get(name, mask)
            if not mask:
                return None
            both[name] = mask
        return both

    def both(self, one: Boxes | None, two: Boxes | None) -> Boxes | None:
        if one is None or two is None:
            return None
        found = [box for a in one for b in two if (box := self.meet(a, b)) is not None]
        return _bounded(found)

    def either(self, one: Boxes | None, two: Boxes | None) -> Boxes | None:
        return None if one is None or two is None else _bounded([*one, *two])

    def outside(self, boxes: Boxes | None) -> Boxes | None:
        """Everything that none of the boxes holds."""
        result: Boxes | None = ALWAYS if boxes is not None else None
        for box in boxes or ():
            faces = tuple({name: left} for name, mask in box.items() if (left := self.full(name) & ~mask))
            result = self.both(result, faces)
        return result

    # --- conditions ---

    def truth(self, text: str) -> Truth:
        """Where a condition is true and false."""
        if text not in self._truths:
            expression = compiled(text)
            self._truths[text] = self.unknown(text) if expression is None else self._of_tree(expression.tree, text)
        return self._truths[text]

    def _of_tree(self, tree: Node, text: str) -> Truth:
        """Puts the tests together from the inside out."""
        values: list[Truth] = []
        todo: list[tuple[Node, bool]] = [(tree, False)]
        while todo:
            node, ready = todo.pop()
            inside = _operands(node)
            if inside and not ready:
                todo.append((node, True))
                todo.extend((each, False) for each in inside)
            elif inside:
                parts = [values.pop() for _ in inside]
                values.append(self._together(node, parts))
            else:
                values.append(self._leaf(node, text))
        whole = values[0]
        return self.unknown(text) if whole.true is None or whole.false is None else whole

    def _together(self, node: Node, parts: Sequence[Truth]) -> Truth:
        if is_not(node):
            return Truth(parts[0].false, parts[0].true)
        whole = parts[0]
        for part in parts[1:]:
            if isinstance(node, And):
                whole = Truth(self.both(whole.true, part.true), self.either(whole.false, part.false))
            else:
                whole = Truth(self.either(whole.true, part.true), self.both(whole.false, part.false))
        return whole

    def _leaf(self, node: Node, text: str) -> Truth:
        if isinstance(node, Literal):
            return Truth(ALWAYS if node.value is True else (), ALWAYS if node.value is False else ())
        part = text[node.start : node.end]
        expression = compiled(part)
        if expression is None or len(expression.reads) != 1:
            return self.unknown(part)
        (name,) = expression.reads
        if name not in self._domains or not (plain_variable(node) == name or self._domains[name].closed):
            return self.unknown(part)
        return self.sampled(name, expression, name)

    def sampled(self, name: str, expression: Expression, asked: str) -> Truth:
        """Asks FEEL about every region's sample, given as the variable `asked`."""
        true = false = 0
        try:
            for number, sample in enumerate(self._domains[name].samples):
                value = expression.evaluate({asked: sample})
                true |= (value is True) << number
                false |= (value is False) << number
        except FeelError:
            return self.unknown(expression.text)
        return Truth(({name: true},) if true else (), ({name: false},) if false else ())

    def unknown(self, text: str) -> Truth:
        """A truth of its own for a text that is not understood."""
        expression = compiled(text)
        key = "?" + " ".join(text.split())
        self.opaque[key] = Opaque(key, text, expression.reads if expression is not None else frozenset())
        return Truth(({key: 1},), ({key: 2},))


def _operands(node: Node) -> tuple[Node, ...]:
    if isinstance(node, And | Or):
        return node.operands
    return (node.arguments[0],) if is_not(node) and isinstance(node, Call) else ()


def _collect(leaf: Node, constants: dict[str, Constants]) -> None:
    """Notes the constants that a test compares its variable with."""
    name = plain_variable(leaf)
    if name is None:
        return
    known = constants.setdefault(name, Constants())
    if isinstance(leaf, Name):
        known.truth = True
    for part in walk(leaf):
        if isinstance(part, Literal):
            known.add(part.value)


def _bounded(boxes: Sequence[Box]) -> Boxes | None:
    """The boxes without those that lie in another; None when they are too many."""
    kept: list[Box] = []
    for box in boxes:
        if not any(inside(box, other) for other in kept):
            kept = [other for other in kept if not inside(other, box)]
            kept.append(box)
        if len(kept) > MOST:
            return None
    return tuple(kept)


def inside(small: Box, large: Box) -> bool:
    """Whether every value of the one box lies in the other."""
    return all(name in small and small[name] & ~mask == 0 for name, mask in large.items())
