"""The variables an expression reads: names that neither it nor the language itself defines."""

from collections.abc import Iterator

from bpmn.feel import tree
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.names import Names
from bpmn.feel.tree import Node


def free_names(node: Node, names: Names) -> frozenset[str]:
    """The free names. Inside a filter an undeclared name is taken for a member of the items, so it is no read.

    A built-in's name is one only where it is called or handed to a call: `年龄 >= 65` reads a variable.
    """
    return frozenset(name.name for name in free_name_nodes(node, names))


def free_name_nodes(node: Node, names: Names) -> Iterator[tree.Name]:
    """Every place where a free variable is read."""
    yield from _free(node, frozenset(), names, False)


def _free(node: Node, bound: frozenset[str], names: Names, filtered: bool) -> Iterator[tree.Name]:
    if isinstance(node, tree.Name):
        if node.name in bound or node.name == "?":
            return
        if node.name in names.variables or not filtered:
            yield node
    elif isinstance(node, tree.Call):
        for part in (node.function, *node.arguments):
            if not _is_builtin(part, bound, names):
                yield from _free(part, bound, names, filtered)
    elif isinstance(node, tree.Filter):
        yield from _free(node.source, bound, names, filtered)
        yield from _free(node.condition, bound | {"item"}, names, True)
    elif isinstance(node, tree.For | tree.Quantified):
        yield from _iterated(node, bound, names, filtered)
    elif isinstance(node, tree.FunctionLiteral):
        inner = bound | {parameter.name for parameter in node.parameters}
        yield from _free(node.body, inner, names, filtered)
    elif isinstance(node, tree.ContextLiteral):
        for key, value in node.entries:
            yield from _free(value, bound, names, filtered)
            bound = bound | {key}
    elif isinstance(node, tree.Arithmetic):
        chain: Node = node
        while isinstance(chain, tree.Arithmetic):
            yield from _free(chain.right, bound, names, filtered)
            chain = chain.left
        yield from _free(chain, bound, names, filtered)
    else:
        for child in tree.children(node):
            yield from _free(child, bound, names, filtered)


def _is_builtin(node: Node, bound: frozenset[str], names: Names) -> bool:
    """Whether a function called or handed on is the language's own."""
    if not isinstance(node, tree.Name) or node.name in bound or node.name in names.variables:
        return False
    return node.name in BUILTINS


def _iterated(
    node: tree.For | tree.Quantified, bound: frozenset[str], names: Names, filtered: bool
) -> Iterator[tree.Name]:
    for step in node.iterators:
        yield from _free(step.source, bound, names, filtered)
        if step.last is not None:
            yield from _free(step.last, bound, names, filtered)
        bound = bound | {step.name}
    if isinstance(node, tree.For):
        bound = bound | {"partial"}
    yield from _free(node.body, bound, names, filtered)
