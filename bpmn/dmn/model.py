"""What a DMN file says, as frozen values: the requirements graph, its decisions and their boxed expressions.

Texts are kept as written; `compile.py` makes code of them. Every place knows its element id and line, for findings.
"""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of FEEL text and where it stands."""

    text: str
    element: str = ""
    line: int = 0
    language: str = ""

    @property
    def empty(self) -> bool:
        return self.text in ("", "-")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression."""

    cell: Cell
    type: str = ""


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions."""

    element: str
    label: str
    expression: Cell
    type: str = ""
    values: Cell | None = None

    @property
    def name(self) -> str:
        """What people call the column."""
        return self.label or self.expression.text


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of conclusions; `values` are its allowed values in the order of their priority."""

    element: str
    name: str
    label: str = ""
    type: str = ""
    values: Cell | None = None
    default: Cell | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one cell of conditions an input, one conclusion an output."""

    element: str
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; `hit_policy` and `aggregation` are spelled as in the file (UNIQUE, COLLECT, SUM…)."""

    element: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    type: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A named part of a boxed context; the result of the context has no name."""

    name: str
    type: str
    value: "Box"


@dataclass(frozen=True, slots=True)
class Context:
    entries: tuple[Entry, ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A boxed list."""

    items: tuple["Box", ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A boxed relation: a list of contexts with the same members."""

    columns: tuple[str, ...]
    rows: tuple[tuple["Box", ...], ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """A boxed function; `kind` is FEEL, Java or PMML, and only the first is ever run."""

    parameters: tuple[Parameter, ...]
    body: "Box | None"
    kind: str = "FEEL"
    type: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    function: "Box | None"
    bindings: tuple[tuple[str, "Box | None"], ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: "Box"
    then: "Box"
    otherwise: "Box"
    type: str = ""


@dataclass(frozen=True, slots=True)
class FilterBox:
    source: "Box"
    match: "Box"
    type: str = ""


@dataclass(frozen=True, slots=True)
class IteratorBox:
    """A boxed for, some or every."""

    kind: str
    variable: str
    source: "Box"
    body: "Box"
    type: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """An expression that is not there, or of a sort DMN does not know."""

    reason: str
    element: str = ""
    line: int = 0
    type: str = ""


Box: TypeAlias = (
    Literal
    | Table
    | Context
    | Items
    | Relation
    | FunctionBox
    | Invocation
    | Conditional
    | FilterBox
    | IteratorBox
    | Missing
)


@dataclass(frozen=True, slots=True)
class InputData:
    """A datum from outside."""

    id: str
    name: str
    type: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Requirements:
    """References (`#id` or `namespace#id`) by what they require."""

    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; `reads` are the names of the inputs and decisions it requires."""

    id: str
    name: str
    logic: Box
    requires: Requirements = field(default_factory=Requirements)
    type: str = ""
    reads: tuple[str, ...] = ()
    question: str = ""
    line: int = 0

    @property
    def table(self) -> Table | None:
        """The decision table, when the logic is one."""
        return self.logic if isinstance(self.logic, Table) else None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions share."""

    id: str
    name: str
    logic: FunctionBox | None
    requires: Requirements = field(default_factory=Requirements)
    type: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions that can be asked together, as a function of their inputs."""

    id: str
    name: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()
    type: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A declared type, as written."""

    name: str
    type: str = ""
    collection: bool = False
    allowed: Cell | None = None
    constraint: Cell | None = None
    components: tuple["ItemDefinition", ...] = ()
    function: tuple[tuple[Parameter, ...], str] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """A use of another model under a name ("" puts its names into scope as they are)."""

    name: str
    namespace: str
    kind: str = ""
    line: int = 0


Element: TypeAlias = InputData | Decision | Knowledge | Service


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file."""

    namespace: str
    name: str
    version: str
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    knowledge: tuple[Knowledge, ...]
    services: tuple[Service, ...]
    types: tuple[ItemDefinition, ...]
    imports: tuple[Import, ...]
    language: str = ""
    file: str = ""
