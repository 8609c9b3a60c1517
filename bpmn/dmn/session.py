"""`Session`: the decisions of one evaluation, each made once, with what they require and the trace of how."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpmn.dmn import model
from bpmn.dmn.errors import DecisionError
from bpmn.dmn.model import Decision, Element, InputData, Knowledge, Service
from bpmn.dmn.tables import CompiledTable
from bpmn.dmn.trace import DecisionTrace
from bpmn.feel.errors import FeelError
from bpmn.feel.run import ACTIVE, Frame, Run
from bpmn.feel.types import ANY, FeelType, coerce
from bpmn.feel.values import Function, Value, import_context
from bpmn.finding import Finding

if TYPE_CHECKING:
    from bpmn.dmn.graph import Model

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


class Session:
    """The decisions of one evaluation, each made once. A service asked as a function has a session of its own."""

    __slots__ = ("_seen", "cache", "depth", "inputs", "model", "noted", "run", "trace", "traced")

    def __init__(self, model: "Model", run: Run, inputs: Mapping[str, object], *, traced: bool = False) -> None:
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
            inner = Session(found.home, run, {})
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


def _path_to(root: "Model", home: "Model") -> list[str] | None:
    """The import names that lead from one model to another; None when none do."""
    if root is home:
        return []
    for alias, other in root.imports.items():
        path = _path_to(other, home)
        if path is not None:
            return [alias, *path] if alias else path
    return None
