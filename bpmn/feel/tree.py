"""The syntax tree of FEEL: frozen nodes, each with the span of source it was read from (`start`, `end` offsets).

Chains that people write long are flat (`And`, `Or`, `If` with many branches), so a tree is never deeper than the
nesting of its brackets. `walk` visits every node.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, boolean, null or at-literal, already as its value."""

    value: object
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or built-in, by its whole name."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Path:
    """`source.name`."""

    source: "Node"
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`source[condition]`."""

    source: "Node"
    condition: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`; `names` is empty for positional arguments, else one name an argument."""

    function: "Node"
    arguments: tuple["Node", ...]
    names: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` with + - * / or **."""

    operator: str
    left: "Node"
    right: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negate:
    """`-operand`."""

    operand: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right` with = != < <= > or >=."""

    operator: str
    left: "Node"
    right: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Between:
    """`operand between low and high`."""

    operand: "Node"
    low: "Node"
    high: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class In:
    """`operand in tests`."""

    operand: "Node"
    tests: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """`a and b and c`."""

    operands: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """`a or b or c`."""

    operands: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class If:
    """`if c1 then v1 else if c2 then v2 else otherwise`."""

    branches: tuple[tuple["Node", "Node"], ...]
    otherwise: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source`, or `name in source..last` when `last` is given."""

    name: str
    source: "Node"
    last: "Node | None"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class For:
    """`for iterators return body`."""

    iterators: tuple[Iteration, ...]
    body: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some|every iterators satisfies body`."""

    every: bool
    iterators: tuple[Iteration, ...]
    body: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[a, b]`."""

    items: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """`{key: value}`."""

    entries: tuple[tuple[str, "Node"], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """`[low..high]` with open or closed ends."""

    low: "Node"
    high: "Node"
    low_closed: bool
    high_closed: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Test:
    """A unary test with an operator: `< 10`; in brackets it is a range value."""

    operator: str
    endpoint: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnyTest:
    """`-`: always met."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The tests of a decision table cell, negated by `not(...)`."""

    tests: tuple["Node", ...]
    negated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as written: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`, `tPerson`."""

    name: str
    arguments: tuple["TypeName", ...]
    members: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`operand instance of type`."""

    operand: "Node"
    type: TypeName
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter, with its type when one is written."""

    name: str
    type: TypeName | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FunctionLiteral:
    """`function(parameters) body`; `external` bodies are read but never run."""

    parameters: tuple[Parameter, ...]
    body: "Node"
    external: bool
    start: int
    end: int


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Arithmetic
    | Negate
    | Compare
    | Between
    | In
    | And
    | Or
    | If
    | Iteration
    | For
    | Quantified
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | Test
    | AnyTest
    | UnaryTests
    | InstanceOf
    | FunctionLiteral
)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside, in the order of the source."""
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node inside it, without recursion."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(list(children(top))))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, NODES):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


NODES = (
    Literal,
    Name,
    Path,
    Filter,
    Call,
    Arithmetic,
    Negate,
    Compare,
    Between,
    In,
    And,
    Or,
    If,
    Iteration,
    For,
    Quantified,
    ListLiteral,
    ContextLiteral,
    RangeLiteral,
    Test,
    AnyTest,
    UnaryTests,
    InstanceOf,
    FunctionLiteral,
)
