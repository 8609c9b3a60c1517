"""`Model`: a DMN file that can be asked. Decisions find what they require, each is made once an evaluation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.dmn import model
from bpmn.dmn.compiler import Compiler
from bpmn.dmn.errors import DecisionError, DmnError
from bpmn.dmn.model import Decision, Definitions, Element, InputData, Knowledge, Service
from bpmn.dmn.read import read_definitions
from bpmn.dmn.tables import CompiledTable, compile_table
from bpmn.dmn.trace import DecisionTrace, Evaluation
from bpmn.dmn.types import build_types, type_named
from bpmn.feel.compile import Code
from bpmn.feel.errors import FeelError
from bpmn.feel.limits import Limits
from bpmn.feel.names import Names
from bpmn.feel.run import ACTIVE, Frame, Run, WorkingDays
from bpmn.feel.types import ANY, FeelType, coerce
from bpmn.feel.values import Function, Value, import_context
from bpmn.finding import Finding

MAX_REQUIRED = 60
"""How deep decisions may require one another."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element a reference leads to, the model it stands in, and the name that model is imported under."""

    element: Element
    home: "Model"
    alias: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.home.definitions.namespace, self.element.id or self.element.name


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
        return _Session(self, Run(limits, calendar, now), inputs).ask(name_or_id)

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
        session = _Session(self, Run(limits, calendar, now), inputs, traced=True)
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
        return Names(frozenset(variables), self.members, frozenset(name for name in self.types if " " in name))

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
            _box_members(decision.logic, found)
        for knowledge in self.definitions.knowledge:
            if knowledge.logic is not None:
                _box_members(knowledge.logic, found)
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


def _box_members(box: model.Box | None, found: set[str]) -> None:
    """The names of context entries, columns and outputs inside a box."""
    stack: list[model.Box | None] = [box]
    while stack:
        top = stack.pop()
        if isinstance(top, model.Context):
            found.update(entry.name for entry in top.entries if entry.name)
            stack.extend(entry.value for entry in top.entries)
        elif isinstance(top, model.Relation):
            found.update(top.columns)
            stack.extend(part for row in top.rows for part in row)
        elif isinstance(top, model.Table):
            found.update(output.name for output in top.outputs if output.name)
        elif isinstance(top, model.Items):
            stack.extend(top.items)
        elif isinstance(top, model.FunctionBox):
            stack.append(top.body)
        elif isinstance(top, model.Invocation):
            stack.extend(value for _, value in top.bindings)
        elif isinstance(top, model.Conditional):
            stack.extend((top.condition, top.then, top.otherwise))
        elif isinstance(top, model.FilterBox):
            stack.extend((top.source, top.match))
        elif isinstance(top, model.IteratorBox):
            stack.extend((top.source, top.body))


def _qualified(found: Found) -> str:
    return f"{found.alias}.{found.element.name}" if found.alias else found.element.name


def read_model(source: bytes, *, file: str = "", imports: Iterable[Model] = ()) -> Model:
    """The model in a file's bytes; `imports` are the models it imports, already read.

    DmnError carries findings when the bytes are no DMN, an imported model is not given, or decisions go in a circle.
    """
    definitions = read_definitions(source, file=file)
    given = list(imports)
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


# ---------------------------------------------------------------------- one evaluation


def _table_code(table: model.Table, compiler: Compiler) -> Code:
    return compile_table(table, compiler.owner, compiler.file, compiler).run


class _Session:
    """The decisions of one evaluation, each made once. A service asked as a function has a session of its own."""

    __slots__ = ("_seen", "cache", "depth", "inputs", "model", "noted", "run", "trace", "traced")

    def __init__(self, model: Model, run: Run, inputs: Mapping[str, object], *, traced: bool = False) -> None:
        self.model = model
        self.run = run
        self.inputs: Mapping[str, Value] = inputs
        self.traced = traced
        self.trace: list[DecisionTrace] = []
        self.cache: dict[tuple[str, str], Value] = {}
        self.depth = 0
        self.noted = 0
        self._seen: tuple[CompiledTable, Frame, list[Value], int] | None = None
        if traced:
            run.watcher = self._watch

    def ask(self, name_or_id: str) -> Value:
        element = self.model.find(name_or_id)
        token = ACTIVE.set(self.run)
        try:
            self.inputs = import_context(self.inputs)
            found = Found(element, self.model)
            if isinstance(element, Service):
                return self.serve(found, element)
            return self.decide(found, element) if isinstance(element, Decision) else self.knowledge(found, element)
        except FeelError as error:
            raise self._failure(element, error.message, error.code) from None
        except RecursionError:
            message = "决定之间或表达式里的嵌套太深，已停止计算。"
            raise self._failure(element, message, "feel-limit") from None
        finally:
            ACTIVE.reset(token)

    def _failure(self, element: Decision | Service | Knowledge, message: str, code: str) -> DecisionError:
        finding = Finding(
            code,
            f"“{element.name}”没有算出来：{message}",
            file=self.model.file,
            element=element.id,
            line=element.line,
        )
        return DecisionError(findings=[finding])

    # ------------------------------------------------------------------ values

    def decide(self, found: Found, decision: Decision) -> Value:
        """The decision's value, coerced to the type of its variable."""
        key = found.key
        if key in self.cache:
            return self.cache[key]
        self.depth += 1
        if self.depth > MAX_REQUIRED:
            raise self._failure(decision, f"决定互相依赖超过 {MAX_REQUIRED} 层。", "dmn-circle")
        home = found.home
        variables = self.variables(found, decision.requires)
        self._seen = None
        value = home.code(decision)(Frame(variables, None, self.run))
        expected = home.type_of(decision)
        if expected != ANY and value is not None:
            value = self._typed(value, expected, decision.name)
        self.depth -= 1
        self.cache[key] = value
        if self.traced:
            self.trace.append(self._traced(decision, variables, value))
        return value

    def _typed(self, value: Value, expected: FeelType, name: str) -> Value:
        typed = coerce(value, expected)
        if typed is None:
            self.run.note(f"“{name}”的值不是 {expected} 类型，结果为空值。")
        return typed

    def variables(self, found: Found, requires: model.Requirements) -> dict[str, Value]:
        """What is in scope: required inputs and decisions, knowledge models and services as functions."""
        variables: dict[str, Value] = {}
        for needed in found.home.required(requires):
            self._put(variables, needed, self.value(needed))
        return variables

    def _put(self, variables: dict[str, Value], needed: Found, value: Value) -> None:
        scope = variables
        for part in needed.alias.split(".") if needed.alias else ():
            inner = scope.setdefault(part, {})
            assert isinstance(inner, dict)
            scope = inner
        scope[needed.element.name] = value

    def value(self, found: Found) -> Value:
        element = found.element
        if isinstance(element, InputData):
            return self.input(found, element)
        if isinstance(element, Decision):
            return self.decide(found, element)
        if isinstance(element, Knowledge):
            return self.knowledge(found, element)
        return self.service(found, element)

    def input(self, found: Found, element: InputData) -> Value:
        """An input's value, coerced to its type; null when it is not given."""
        key = found.key
        if key not in self.cache:
            value = self._given(found, element.name)
            expected = found.home.type_of(element)
            if expected != ANY and value is not None:
                value = self._typed(value, expected, element.name)
            self.cache[key] = value
        return self.cache[key]

    def _given(self, found: Found, name: str) -> Value:
        qualified = f"{found.home.definitions.namespace}#{name}"
        if qualified in self.inputs:
            return self.inputs[qualified]
        path = _path_to(self.model, found.home)
        scope: object = self.inputs
        for part in path or ():
            scope = scope.get(part) if isinstance(scope, Mapping) else None
        if isinstance(scope, Mapping) and name in scope:
            return scope[name]
        return self.inputs.get(name)

    def knowledge(self, found: Found, element: Knowledge) -> Value:
        """The knowledge model as a function that sees only what it requires itself."""
        key = found.key
        if key not in self.cache:
            variables = self.variables(found, element.requires)
            self.cache[key] = found.home.code(element)(Frame(variables, None, self.run))
        return self.cache[key]

    # ------------------------------------------------------------------ services

    def service(self, found: Found, element: Service) -> Function:
        """The service as a function of its input data and input decisions."""
        parameters = self._parameters(found, element)
        names = tuple(one.element.name for one in parameters)
        types = tuple(one.home.type_of(one.element) for one in parameters)

        def run_body(run: Run, arguments: list[Value]) -> Value:
            inner = _Session(found.home, run, {})
            inner.traced, inner.trace, inner.depth = self.traced, self.trace, self.depth + 1
            for parameter, argument in zip(parameters, arguments, strict=True):
                inner.cache[parameter.key] = argument
            return inner.outputs(found, element)

        expected = () if all(one == ANY for one in types) else types
        return Function(names, run_body, expected, None, element.name)

    def serve(self, found: Found, element: Service) -> Value:
        """A service asked from outside: the inputs are its parameters by name."""
        for parameter in self._parameters(found, element):
            value = self._given(parameter, parameter.element.name)
            expected = parameter.home.type_of(parameter.element)
            self.cache[parameter.key] = (
                self._typed(value, expected, parameter.element.name) if value is not None else None
            )
        return self.outputs(found, element)

    def outputs(self, found: Found, element: Service) -> Value:
        """One output decision's value, or a context of several."""
        values: dict[str, Value] = {}
        for reference in element.outputs:
            output = found.home.resolve(reference)
            if output is not None and isinstance(output.element, Decision):
                values[output.element.name] = self.decide(output, output.element)
        value: Value = next(iter(values.values())) if len(values) == 1 else values
        return coerce(value, found.home.type_of(element))

    def _parameters(self, found: Found, element: Service) -> list[Found]:
        references = (*element.input_data, *element.input_decisions)
        resolved = (found.home.resolve(reference) for reference in references)
        return [one for one in resolved if one is not None]

    # ------------------------------------------------------------------ trace

    def _watch(self, table: object, frame: Frame, values: list[Value], left: int) -> None:
        assert isinstance(table, CompiledTable)
        self._seen = (table, frame, values, left)

    def _traced(self, decision: Decision, variables: dict[str, Value], value: Value) -> DecisionTrace:
        shown_inputs = tuple((name, part) for name, part in variables.items() if not isinstance(part, Function))
        seen, self._seen = self._seen, None
        notes = tuple(self.run.notes[self.noted :])
        self.noted = len(self.run.notes)
        if seen is None or decision.table is not seen[0].table:
            return DecisionTrace(decision.id, decision.name, shown_inputs, value, notes=notes)
        table, frame, values, left = seen
        return DecisionTrace(
            decision=decision.id,
            name=decision.name,
            inputs=shown_inputs,
            value=value,
            hit_policy=table.table.hit_policy,
            columns=tuple((column.name, one) for column, one in zip(table.columns, values, strict=True)),
            rules=table.rule_traces(frame, values, left),
            notes=notes,
        )


def _path_to(root: Model, home: Model) -> list[str] | None:
    """The import names that lead from one model to another; None when none do."""
    if root is home:
        return []
    for alias, other in root.imports.items():
        path = _path_to(other, home)
        if path is not None:
            return [alias, *path] if alias else path
    return None
