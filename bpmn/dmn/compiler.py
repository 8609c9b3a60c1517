"""Boxed expressions to code. A text that cannot be read becomes code that fails with the finding, naming its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bpmn.dmn import model
from bpmn.dmn.errors import DecisionError
from bpmn.dmn.types import find_type, type_named
from bpmn.feel import tree
from bpmn.feel.calls import call
from bpmn.feel.compile import Code, choose_where, each
from bpmn.feel.errors import FeelError
from bpmn.feel.expression import Expression, compile_expression, compile_unary_tests
from bpmn.feel.names import Names
from bpmn.feel.run import Frame, Run
from bpmn.feel.types import ANY, FeelType, coerce
from bpmn.feel.values import Function, Value, chinese_kind
from bpmn.finding import Finding

FEEL_LANGUAGES = frozenset(
    (
        "",
        "feel",
        "FEEL",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20151101/FEEL",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "https://www.omg.org/spec/DMN/20240513/FEEL/",
    )
)


class Watch(Protocol):
    """Who checks a model sees every text as it is compiled."""

    def read(self, compiler: "Compiler", cell: model.Cell, expression: Expression, row: int, column: str) -> None: ...

    def broken(self, finding: Finding) -> None: ...

    def table(self, compiler: "Compiler", table: model.Table) -> None: ...


TableMaker = Callable[[model.Table, "Compiler"], Code]


@dataclass(frozen=True, slots=True)
class Compiler:
    """What is in scope while one element's logic is compiled."""

    names: Names
    types: Mapping[str, FeelType]
    definitions: Mapping[str, model.ItemDefinition]
    owner: str
    file: str
    language: str
    make_table: TableMaker
    watch: "Watch | None" = field(default=None)

    def type(self, reference: str) -> FeelType:
        return type_named(reference, self.types)

    def known_type(self, reference: str) -> bool:
        return find_type(reference, self.types) is not None

    def allowed_of(self, reference: str) -> model.Cell | None:
        """The allowed values of a declared type."""
        definition = self.definitions.get(reference)
        return (definition.allowed or definition.constraint) if definition is not None else None

    def with_names(self, *names: str) -> "Compiler":
        variables = self.names.variables | {name for name in names if name}
        return replace(self, names=Names(variables, self.names.members, self.names.types))

    # ------------------------------------------------------------------ texts

    def literal(self, cell: model.Cell, *, row: int = 0, column: str = "") -> Code:
        """The code of an expression; of an empty cell, null."""
        if cell.text == "" or (cell.text == "-" and row):
            return lambda frame: None
        return self._read(compile_expression, cell, row, column)[1]

    def tests(self, cell: model.Cell, *, row: int = 0, column: str = "") -> tuple[tree.Node, Code]:
        """The tests of a cell with their tree."""
        return self._read(compile_unary_tests, cell, row, column)

    def expression(self, cell: model.Cell) -> tree.Node:
        """The tree of an expression; that of an always met test when it cannot be read."""
        return self._read(compile_expression, cell, 0, "")[0]

    def listed(self, cell: model.Cell) -> Code:
        """The values that allowed values list, in their order."""
        node, _ = self._read(compile_unary_tests, cell, 0, "")
        if not isinstance(node, tree.UnaryTests):
            return lambda frame: []
        values = [test.value for test in node.tests if isinstance(test, tree.Literal)]
        return lambda frame: list(values)

    def _read(
        self, compiled: Callable[..., Expression], cell: model.Cell, row: int, column: str
    ) -> tuple[tree.Node, Code]:
        if (cell.language or self.language) not in FEEL_LANGUAGES:
            return self._broken(
                cell, row, column, "dmn-language", f"表达式语言“{cell.language or self.language}”不是 FEEL"
            )
        try:
            expression = compiled(cell.text, self.names, self.types)
        except FeelError as error:
            place = f"第{error.line}行第{error.column}个字：" if error.position >= 0 else ""
            return self._broken(
                cell,
                row,
                column,
                error.code,
                f"的表达式“{_short(cell.text)}”读不懂：{place}{error.message.rstrip('。')}",
            )
        if self.watch is not None:
            self.watch.read(self, cell, expression, row, column)
        return expression.tree, self._located(expression, cell, row, column)

    def _located(self, expression: Expression, cell: model.Cell, row: int, column: str) -> Code:
        """The code, a limit it breaks becoming a failure that names the cell."""
        code = expression.code
        if isinstance(expression.tree, tree.Literal | tree.Name):
            return code

        def located(frame: Frame) -> Value:
            try:
                return code(frame)
            except FeelError as error:
                message = f"的表达式“{_short(cell.text)}”没有算完：{error.message.rstrip('。')}"
                raise DecisionError(findings=[self.finding(cell, row, column, error.code, message)]) from None

        return located

    def finding(self, cell: model.Cell, row: int, column: str, code: str, message: str) -> Finding:
        """A finding at a cell, its message beginning with where it is."""
        where = f"“{self.owner}”" + (f"第{row}条规则" if row else "") + (f"“{column}”列" if column else "")
        return Finding(
            code, f"{where}{message}。", file=self.file, element=cell.element, line=cell.line, row=row, cell=column
        )

    def _broken(self, cell: model.Cell, row: int, column: str, code: str, message: str) -> tuple[tree.Node, Code]:
        return tree.AnyTest(0, 0), self._fail(self.finding(cell, row, column, code, message))

    def _fail(self, finding: Finding) -> Code:
        if self.watch is not None:
            self.watch.broken(finding)
        return fail_with(finding)

    # ------------------------------------------------------------------ boxes

    def box(self, box: model.Box) -> Code:
        """The code of a boxed expression, its value coerced to the type it names."""
        code = self._box(box)
        expected = self.type(box.type)
        if expected == ANY or isinstance(box, model.FunctionBox):
            return code
        return lambda frame: coerce(code(frame), expected)

    def _box(self, box: model.Box) -> Code:
        if isinstance(box, model.Literal):
            return self.literal(box.cell)
        if isinstance(box, model.Table):
            if self.watch is not None:
                self.watch.table(self, box)
            return self.make_table(box, self)
        if isinstance(box, model.Context):
            return self._context(box)
        if isinstance(box, model.Items):
            items = [self.box(item) for item in box.items]
            return lambda frame: [item(frame) for item in items]
        if isinstance(box, model.Relation):
            return self._relation(box)
        if isinstance(box, model.FunctionBox):
            return self.function(box, "")
        if isinstance(box, model.Invocation):
            return self._invocation(box)
        if isinstance(box, model.Conditional):
            return self._conditional(box)
        if isinstance(box, model.FilterBox):
            source = self.box(box.source)
            match = self.with_names("item").box(box.match)
            return lambda frame: choose_where(frame, source(frame), match)
        if isinstance(box, model.IteratorBox):
            return self._iterator(box)
        return self._missing(box)

    def _conditional(self, box: model.Conditional) -> Code:
        """A boxed if: null counts as false, anything but a boolean makes the whole null."""
        condition, then, otherwise = self.box(box.condition), self.box(box.then), self.box(box.otherwise)

        def choose(frame: Frame) -> Value:
            answer = condition(frame)
            if answer is not None and not isinstance(answer, bool):
                frame.run.note(f"条件应得出是或否，得到的是{chinese_kind(answer)}，结果为空值。")
                return None
            return then(frame) if answer else otherwise(frame)

        return choose

    def _missing(self, box: model.Missing) -> Code:
        message = f"“{self.owner}”{box.reason}，请补上。"
        return self._fail(Finding("dmn-missing", message, file=self.file, element=box.element, line=box.line))

    def _context(self, box: model.Context) -> Code:
        compiler = self
        steps: list[tuple[str, Code, FeelType]] = []
        for entry in box.entries:
            steps.append((entry.name, compiler.box(entry.value), self.type(entry.type)))
            compiler = compiler.with_names(entry.name)

        def build(frame: Frame) -> Value:
            values: dict[str, Value] = {}
            inner = Frame(values, frame, frame.run)
            for name, code, expected in steps:
                value = code(inner)
                value = value if expected == ANY else coerce(value, expected)
                if not name:
                    return value
                values[name] = value
            return values

        return build

    def _relation(self, box: model.Relation) -> Code:
        rows = [[self.box(part) for part in row] for row in box.rows]
        columns = box.columns
        return lambda frame: [{name: code(frame) for name, code in zip(columns, row, strict=False)} for row in rows]

    def function(self, box: model.FunctionBox, name: str) -> Code:
        """A function over the variables in sight where it is made."""
        names = tuple(parameter.name for parameter in box.parameters)
        if box.kind != "FEEL" or box.body is None:
            reason = f"是 {box.kind} 函数，不予执行，请改写为 FEEL" if box.kind != "FEEL" else "没有写函数体"
            return self._fail(
                Finding("dmn-external", f"“{name or self.owner}”{reason}。", file=self.file, element=box.element)
            )
        body = self.with_names(*names).box(box.body)
        types = tuple(self.type(parameter.type) for parameter in box.parameters)
        expected = () if all(one == ANY for one in types) else types

        def make(frame: Frame) -> Value:
            def run_body(run: Run, arguments: list[Value]) -> Value:
                return body(Frame(dict(zip(names, arguments, strict=True)), frame, run))

            return Function(names, run_body, expected, None, name)

        return make

    def _invocation(self, box: model.Invocation) -> Code:
        function = self.box(box.function) if box.function is not None else None
        names = tuple(name for name, _ in box.bindings)
        arguments = [self.box(value) if value is not None else None for _, value in box.bindings]

        def invoke(frame: Frame) -> Value:
            if function is None:
                return None
            values = [code(frame) if code else None for code in arguments]
            return call(frame.run, function(frame), values, names)

        return invoke

    def _iterator(self, box: model.IteratorBox) -> Code:
        source = self.box(box.source)
        body = self.with_names(box.variable, "partial").box(box.body)
        steps = [(box.variable, source, None)]

        def collect(frame: Frame) -> Value:
            results: list[Value] = []
            shared: dict[str, Value] = {"partial": results} if box.kind == "for" else {}
            if not each(frame, [*steps], shared, lambda inner: results.append(body(inner))):
                return None
            if box.kind == "for":
                return results
            wanted = box.kind == "some"
            if any(result is wanted for result in results):
                return wanted
            return not wanted if all(isinstance(result, bool) for result in results) else None

        return collect


def fail_with(finding: Finding) -> Code:
    """Code that fails with the finding whenever it is run."""

    def fail(frame: Frame) -> Value:
        raise DecisionError(findings=[finding])

    return fail


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
