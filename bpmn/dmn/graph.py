"""`Model`: a DMN file that can be asked. Decisions find what they require, each is made once an evaluation."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bpmn.dmn import model
from bpmn.dmn.compiler import Compiler
from bpmn.dmn.errors import DmnError
from bpmn.dmn.members import add_members
from bpmn.dmn.model import Decision, Definitions, Element, InputData, Knowledge, Service
from bpmn.dmn.read import read_definitions
from bpmn.dmn.session import Found, Session
from bpmn.dmn.tables import compile_table
from bpmn.dmn.trace import Evaluation
from bpmn.dmn.types import build_types, type_named
from bpmn.feel.compile import Code
from bpmn.feel.limits import Limits
from bpmn.feel.names import Names
from bpmn.feel.run import Run, WorkingDays
from bpmn.feel.types import FeelType
from bpmn.feel.values import Value
from bpmn.finding import Finding


class Model:
    """A DMN model: `evaluate` a decision or service by name or id, `explain` how its value came about."""

    def __init__(self, definitions: Definitions, imports: "Mapping[str, Model]") -> None:
        self.definitions = definitions
        self.imports = dict(imports)
        self.types: dict[str, FeelType] = build_types(
            definitions.types, {alias: other.types for alias, other in self.imports.items()}
        )
        self.items = {definition.name: definition for definition in definitions.types}
        elements: tuple[Element, ...] = (
            *definitions.inputs,
            *definitions.decisions,
            *definitions.knowledge,
            *definitions.services,
        )
        self._by_id: dict[str, Element] = {element.id: element for element in elements if element.id}
        self._code: dict[tuple[str, str], Code] = {}
        self.members = self._members()
        self.decisions: tuple[Decision, ...] = tuple(self._with_reads(decision) for decision in definitions.decisions)
        for decision in self.decisions:
            if decision.id:
                self._by_id[decision.id] = decision

    def __repr__(self) -> str:
        return f"Model({self.definitions.name!r}, {len(self.decisions)} decisions)"

    @property
    def file(self) -> str:
        return self.definitions.file

    @property
    def services(self) -> tuple[Service, ...]:
        return self.definitions.services

    @property
    def inputs(self) -> tuple[InputData, ...]:
        return self.definitions.inputs

    # ------------------------------------------------------------------ asking

    def evaluate(
        self,
        name_or_id: str,
        inputs: Mapping[str, object],
        *,
        calendar: WorkingDays | None = None,
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> Value:
        """The value of a decision or decision service over the input data; missing inputs are null.

        An imported model's inputs stand in a mapping under its import name, or under `namespace#name`.

        DecisionError, naming the cell, when a table's hit policy is broken or an expression cannot be read or costs
        too much; DmnError when there is no such decision.
        """
        return Session(self, Run(limits, calendar, now), inputs).ask(name_or_id)

    def explain(
        self,
        name_or_id: str,
        inputs: Mapping[str, object],
        *,
        calendar: WorkingDays | None = None,
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> Evaluation:
        """The value together with the trace of every decision made on the way."""
        session = Session(self, Run(limits, calendar, now), inputs, traced=True)
        value = session.ask(name_or_id)
        return Evaluation(value, tuple(session.trace))

    def find(self, name_or_id: str) -> Decision | Service | Knowledge:
        """The decision, service or knowledge model of an id or name; DmnError when there is none."""
        askable: tuple[Decision | Service | Knowledge, ...] = (
            *self.decisions,
            *self.definitions.services,
            *self.definitions.knowledge,
        )
        for element in askable:
            if element.id == name_or_id:
                return element
        for element in askable:
            if element.name == name_or_id:
                return element
        known = "、".join(element.name for element in askable[:20]) or "（无）"
        raise DmnError(f"决策模型里没有“{name_or_id}”；有的是：{known}。")

    # ------------------------------------------------------------------ references

    def resolve(self, reference: str) -> Found | None:
        """What `#id`, `id` or `namespace#id` leads to."""
        space, mark, local = reference.rpartition("#")
        if not mark:
            space, local = "", reference
        if space in ("", self.definitions.namespace) and local in self._by_id:
            return Found(self._by_id[local], self)
        for alias, other in self.imports.items():
            found = other.resolve(f"{space}#{local}")
            if found is not None and (not space or found.home.definitions.namespace == space):
                nested = ".".join(part for part in (alias, found.alias) if part)
                return Found(found.element, found.home, nested)
        return None

    def required(self, requires: model.Requirements) -> Iterator[Found]:
        """What a decision or knowledge model requires, broken references left out."""
        for reference in (*requires.inputs, *requires.decisions, *requires.knowledge):
            found = self.resolve(reference)
            if found is not None:
                yield found

    def _with_reads(self, decision: Decision) -> Decision:
        references = (*decision.requires.inputs, *decision.requires.decisions)
        found = [self.resolve(reference) for reference in references]
        names = tuple(_qualified(one) for one in found if one is not None)
        return Decision(
            decision.id,
            decision.name,
            decision.logic,
            decision.requires,
            decision.type,
            names,
            decision.question,
            decision.line,
        )

    # ------------------------------------------------------------------ code

    def names_for(self, requires: model.Requirements) -> Names:
        """The names in scope of an element's logic."""
        variables = set()
        for found in self.required(requires):
            alias = found.alias
            variables.add(alias.split(".")[0] if alias else found.element.name)
        return Names(frozenset(variables), self.members, frozenset(name for name in self.types if not name.isalnum()))

    def compiler(self, element: Decision | Knowledge) -> Compiler:
        return Compiler(
            names=self.names_for(element.requires),
            types=self.types,
            definitions=self.items,
            owner=element.name,
            file=self.file,
            language=self.definitions.language,
            make_table=_table_code,
        )

    def code(self, element: Decision | Knowledge) -> Code:
        """The element's logic, compiled on first use."""
        key = (type(element).__name__, element.id or element.name)
        code = self._code.get(key)
        if code is None:
            compiler = self.compiler(element)
            if isinstance(element, Decision):
                code = compiler.box(element.logic)
            else:
                logic = element.logic or model.FunctionBox((), None, element=element.id)
                code = compiler.function(logic, element.name)
            self._code[key] = code
        return code

    def type_of(self, element: Element) -> FeelType:
        return type_named(element.type, self.types)

    def _members(self) -> frozenset[str]:
        """Every name that may follow a dot somewhere in the model."""
        found: set[str] = set()
        stack = list(self.definitions.types)
        while stack:
            item = stack.pop()
            found.update(component.name for component in item.components)
            stack.extend(item.components)
        for decision in self.definitions.decisions:
            add_members(decision.logic, found)
        for knowledge in self.definitions.knowledge:
            if knowledge.logic is not None:
                add_members(knowledge.logic, found)
        for service in self.definitions.services:
            for reference in service.outputs:
                element = self._by_id.get(reference.rpartition("#")[2])
                found.update([element.name] if element else [])
        for alias, other in self.imports.items():
            definitions = other.definitions
            others: tuple[Element, ...] = (
                *definitions.inputs,
                *definitions.decisions,
                *definitions.knowledge,
                *definitions.services,
            )
            found.update(element.name for element in others)
            found.update((*other.members, alias))
        return frozenset(found)


def _qualified(found: Found) -> str:
    return f"{found.alias}.{found.element.name}" if found.alias else found.element.name


def read_model(source: bytes, *, file: str = "", imports: Iterable[Model] = ()) -> Model:
    """The model in a file's bytes; `imports` are the models it imports, already read.

    DmnError carries findings when the bytes are no DMN, an imported model is not given, or decisions go in a circle.
    """
    try:
        return _read_model(source, file, list(imports))
    except RecursionError:
        message = "模型里的类型或表达式嵌套太深，不予读取，请拆分。"
        raise DmnError(findings=[Finding("dmn-depth", message, file=file)]) from None


def _read_model(source: bytes, file: str, given: list[Model]) -> Model:
    definitions = read_definitions(source, file=file)
    found: dict[str, Model] = {}
    problems: list[Finding] = []
    for wanted in definitions.imports:
        other = next((one for one in given if one.definitions.namespace == wanted.namespace), None)
        if other is not None:
            found[wanted.name] = other
        elif "/DMN/" in wanted.kind:
            message = f"没有给出要引入的模型“{wanted.name}”（命名空间 {wanted.namespace}）。"
            problems.append(Finding("dmn-import", message, file=file, line=wanted.line))
    made = Model(definitions, found)
    problems.extend(_circles(made))
    if problems:
        raise DmnError(findings=problems)
    return made


def _circles(made: Model) -> Iterator[Finding]:
    """Decisions or knowledge models that require themselves."""
    done: set[str] = set()
    starts: tuple[Decision | Knowledge, ...] = (*made.decisions, *made.definitions.knowledge)
    for start in starts:
        path: list[str] = []
        if _circle(made, start, path, done):
            message = f"“{'” → “'.join(path)}” 互相依赖成环，请去掉其中一条依赖。"
            yield Finding("dmn-circle", message, file=made.file, element=start.id, line=start.line)
            return


def _circle(made: Model, start: Decision | Knowledge, path: list[str], done: set[str]) -> bool:
    """Depth first without recursion; `path` ends as the names of a circle."""
    stack: list[tuple[Decision | Knowledge, Iterator[Found]]] = [(start, made.required(start.requires))]
    trail = [start.id]
    while stack:
        _, needed = stack[-1]
        step = next((found for found in needed if isinstance(found.element, Decision | Knowledge)), None)
        if step is None or step.home is not made:
            if step is None:
                stack.pop()
                done.add(trail.pop())
            continue
        element = step.element
        assert isinstance(element, Decision | Knowledge)
        if element.id in trail:
            path.extend(other.name for other, _ in stack[trail.index(element.id) :])
            path.append(element.name)
            return True
        if element.id not in done:
            stack.append((element, made.required(element.requires)))
            trail.append(element.id)
    return False


def _table_code(table: model.Table, compiler: Compiler) -> Code:
    return compile_table(table, compiler.owner, compiler.file, compiler).run
