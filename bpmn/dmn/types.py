"""Item definitions to FEEL types: structures, collections and allowed values."""

from collections.abc import Mapping

from bpmn.dmn.model import Cell, ItemDefinition
from bpmn.feel.errors import FeelError
from bpmn.feel.expression import Expression, compile_unary_tests
from bpmn.feel.run import ACTIVE, Run
from bpmn.feel.types import (
    ANY,
    BY_NAME,
    LIST,
    Constrained,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
)
from bpmn.feel.values import Value

_PREFIXES = ("feel:", "xsd:")


def build_types(
    definitions: tuple[ItemDefinition, ...], imported: Mapping[str, Mapping[str, FeelType]]
) -> dict[str, FeelType]:
    """The declared types by name; an imported model's come as `alias.name`."""
    builder = _Builder({definition.name: definition for definition in definitions})
    for alias, types in imported.items():
        for name, feel_type in types.items():
            builder.done[f"{alias}.{name}" if alias else name] = feel_type
    for definition in definitions:
        builder.named(definition.name)
    return builder.done


def type_named(reference: str, types: Mapping[str, FeelType]) -> FeelType:
    """The type a `typeRef` names; Any when it is empty or unknown (the check reports unknown ones)."""
    return find_type(reference, types) or ANY


def find_type(reference: str, types: Mapping[str, FeelType]) -> FeelType | None:
    """The type a `typeRef` names; None when there is none of that name."""
    name = " ".join(reference.split())
    if not name:
        return ANY
    if name in types:
        return types[name]
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    if name in types:
        return types[name]
    if name in BY_NAME:
        return BY_NAME[name]
    _, mark, local = name.partition(":")
    return (types.get(local) or BY_NAME.get(local)) if mark else None


class _Builder:
    def __init__(self, definitions: dict[str, ItemDefinition]) -> None:
        self.definitions = definitions
        self.done: dict[str, FeelType] = {}
        self.open: set[str] = set()

    def named(self, name: str) -> FeelType:
        """A declared type; Any where a type holds itself."""
        if name in self.done:
            return self.done[name]
        if name in self.open:
            return ANY
        self.open.add(name)
        built = self.build(self.definitions[name])
        self.open.discard(name)
        self.done[name] = built
        return built

    def reference(self, text: str) -> FeelType:
        name = " ".join(text.split())
        if name in self.definitions:
            return self.named(name)
        local = name.partition(":")[2]
        if local in self.definitions and name not in self.done:
            return self.named(local)
        return type_named(name, self.done)

    def build(self, definition: ItemDefinition) -> FeelType:
        base: FeelType
        if definition.components:
            names = tuple(component.name for component in definition.components)
            base = ContextType(names, tuple(self.build(component) for component in definition.components))
        elif definition.function is not None:
            parameters, result = definition.function
            base = FunctionType(tuple(self.reference(one.type) for one in parameters), self.reference(result))
        else:
            base = self.reference(definition.type)
        if definition.allowed is not None:
            base = Constrained(definition.name, base, Allowed(definition.allowed))
        if definition.collection:
            base = ListType(base) if base not in (LIST,) else base
        if definition.constraint is not None:
            base = Constrained(definition.name, base, Allowed(definition.constraint))
        return base


class Allowed:
    """Whether a value is among the allowed ones; null and unreadable tests let nothing stand in the way."""

    __slots__ = ("cell", "tests")

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.tests: Expression | None
        try:
            self.tests = compile_unary_tests(cell.text)
        except FeelError:
            self.tests = None

    def __call__(self, value: Value) -> bool:
        if self.tests is None or value is None:
            return True
        return self.tests.run_in(ACTIVE.get() or Run(), {"?": value}) is True
