"""Decision tables as code: columns that only ask for equality are looked up, the rest are tested, rule by rule.

A set of rules is a whole number with one bit a rule, so that columns are put together by `&`.
"""

from dataclasses import dataclass
from decimal import Decimal

from bpmn.dmn.compiler import Compiler
from bpmn.dmn.errors import DecisionError
from bpmn.dmn.model import InputClause, OutputClause, Table
from bpmn.dmn.trace import RuleTrace
from bpmn.feel import arithmetic, tree
from bpmn.feel.builtins.aggregates import maximum, minimum
from bpmn.feel.compare import equal
from bpmn.feel.compile import Code
from bpmn.feel.run import Frame, Run
from bpmn.feel.types import ANY, FeelType, coerce
from bpmn.feel.values import Value, shown
from bpmn.finding import Finding

_LOOKED_UP = (str, Decimal, bool)
Key = tuple[type, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One input: its value, the rules that hold for values looked up, and the tests of the others."""

    name: str
    code: Code
    type: FeelType
    allowed: Code | None
    table: dict[Key, int]
    otherwise: int
    tests: tuple[tuple[int, Code], ...]

    def value(self, frame: Frame) -> Value:
        value = self.code(frame)
        return value if self.type == ANY or value is None else coerce(value, self.type)

    def rules(self, value: Value, frame: Frame, left: int) -> int:
        """The rules among `left` whose cell the value meets."""
        found = self.table.get((type(value), value), self.otherwise) if type(value) in _LOOKED_UP else self.otherwise
        if self.tests and left & ~found:
            inner = Frame({"?": value}, frame, frame.run)
            for bits, test in self.tests:
                if left & bits and test(inner) is True:
                    found |= bits
        return left & found


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table ready to run; `compile_table` makes it."""

    table: Table
    owner: str
    file: str
    columns: tuple[Column, ...]
    conclusions: tuple[tuple[Code, ...], ...]
    types: tuple[FeelType, ...]
    priorities: tuple[Code | None, ...]
    defaults: tuple[Code | None, ...]

    def run(self, frame: Frame) -> Value:
        """The value of the table over the variables in sight; DecisionError names what is broken."""
        watch = frame.run.watcher
        left = (1 << len(self.conclusions)) - 1
        values: list[Value] = []
        for column in self.columns:
            value = column.value(frame)
            values.append(value)
            if column.allowed is not None and value is not None:
                self._check_allowed(column, value, frame)
            if left or watch:
                left = column.rules(value, frame, left)
        if watch:
            watch(self, frame, values, left)
        return self._conclude(frame, left)

    def _conclude(self, frame: Frame, left: int) -> Value:
        policy = self.table.hit_policy
        rows = _rows(left)
        if not rows:
            return self._default(frame)
        if policy == "FIRST":
            return self._shape(self._outputs(frame, rows[0]))
        if policy == "UNIQUE":
            if len(rows) > 1:
                raise self._fail(
                    "table-not-unique", f"同时符合第{_listed(rows)}条规则，而命中策略要求只符合一条", rows[1]
                )
            return self._shape(self._outputs(frame, rows[0]))
        outputs = [self._outputs(frame, row) for row in rows]
        if policy == "ANY":
            return self._any(outputs, rows)
        if policy in ("PRIORITY", "OUTPUT ORDER"):
            order = self._by_priority(frame, outputs)
            return self._shape(order[0]) if policy == "PRIORITY" else [self._shape(row) for row in order]
        results = [self._shape(row) for row in outputs]
        return self._aggregate(frame.run, results) if policy == "COLLECT" and self.table.aggregation else results

    def _outputs(self, frame: Frame, row: int) -> list[Value]:
        return [
            value if kind == ANY or value is None else coerce(value, kind)
            for value, kind in zip((code(frame) for code in self.conclusions[row]), self.types, strict=True)
        ]

    def _shape(self, outputs: list[Value]) -> Value:
        """One output is the value itself, several are a context by their names."""
        if len(outputs) == 1:
            return outputs[0]
        return {clause.name: value for clause, value in zip(self.table.outputs, outputs, strict=True)}

    def _default(self, frame: Frame) -> Value:
        policy, aggregation = self.table.hit_policy, self.table.aggregation
        if any(self.defaults):
            value = self._shape([code(frame) if code else None for code in self.defaults])
            listed = policy in ("RULE ORDER", "OUTPUT ORDER") or (policy == "COLLECT" and not aggregation)
            return [value] if listed and not isinstance(value, list) else value
        return Decimal(0) if policy == "COLLECT" and aggregation == "COUNT" else None

    def _any(self, outputs: list[list[Value]], rows: list[int]) -> Value:
        first = self._shape(outputs[0])
        for row, output in zip(rows[1:], outputs[1:], strict=True):
            if equal(self._shape(output), first) is not True:
                message = f"第{rows[0] + 1}条和第{row + 1}条规则同时符合，但结论不同，而命中策略要求结论一致"
                raise self._fail("table-any-differs", message, row)
        return first

    def _by_priority(self, frame: Frame, outputs: list[list[Value]]) -> list[list[Value]]:
        """The rows by the place of their values in the output values, the first column first."""
        scales = [code(frame) if code else None for code in self.priorities]

        def places(output: list[Value]) -> tuple[int, ...]:
            return tuple(_place(value, scale) for value, scale in zip(output, scales, strict=True))

        return sorted(outputs, key=places)

    def _aggregate(self, run: Run, results: list[Value]) -> Value:
        aggregation = self.table.aggregation
        if aggregation == "COUNT":
            return Decimal(len(results))
        if aggregation == "MIN":
            return minimum(run, results)
        if aggregation == "MAX":
            return maximum(run, results)
        total = results[0]
        for result in results[1:]:
            total = arithmetic.add(run, total, result)
        return total

    def _check_allowed(self, column: Column, value: Value, frame: Frame) -> None:
        assert column.allowed is not None
        if column.allowed(Frame({"?": value}, frame, frame.run)) is not True:
            clause = self.table.inputs[self.columns.index(column)]
            allowed = clause.values.text if clause.values else ""
            message = f"条件“{column.name}”的值 {shown(value)} 不在允许的范围（{allowed}）内"
            raise self._fail("table-input-value", message, -1, column.name)

    def _fail(self, code: str, message: str, row: int, cell: str = "") -> DecisionError:
        finding = Finding(
            code,
            f"决策表“{self.owner}”{message}。",
            file=self.file,
            element=self.table.element,
            line=self.table.rules[row].line if row >= 0 else self.table.line,
            row=row + 1,
            cell=cell,
        )
        return DecisionError(findings=[finding])

    def rule_traces(self, frame: Frame, values: list[Value], left: int) -> tuple[RuleTrace, ...]:
        """For every rule, that it matched, or the first column whose cell turned it down."""
        traces: list[RuleTrace] = []
        alive = (1 << len(self.conclusions)) - 1
        refused: dict[int, int] = {}
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            still = column.rules(value, frame, alive)
            for row in _rows(alive & ~still):
                refused[row] = place
            alive = still
        for row, rule in enumerate(self.table.rules):
            at = refused.get(row)
            if at is None:
                traces.append(RuleTrace(row + 1, bool(left >> row & 1), annotations=rule.annotations))
            else:
                traces.append(RuleTrace(row + 1, False, self.columns[at].name, rule.inputs[at].text))
        return tuple(traces)


def compile_table(table: Table, owner: str, file: str, compiler: Compiler) -> CompiledTable:
    """The table as code; DecisionError when a cell cannot be read."""
    columns = tuple(_column(table, place, clause, compiler) for place, clause in enumerate(table.inputs))
    conclusions = tuple(
        tuple(
            compiler.literal(cell, row=row, column=_label(clause))
            for cell, clause in zip(rule.outputs, table.outputs, strict=True)
        )
        for row, rule in enumerate(table.rules, 1)
    )
    return CompiledTable(
        table=table,
        owner=owner,
        file=file,
        columns=columns,
        conclusions=conclusions,
        types=tuple(compiler.type(clause.type) for clause in table.outputs),
        priorities=tuple(_priorities(clause, compiler) for clause in table.outputs),
        defaults=tuple(compiler.literal(clause.default) if clause.default else None for clause in table.outputs),
    )


def _label(clause: OutputClause) -> str:
    return clause.label or clause.name


def _column(table: Table, place: int, clause: InputClause, compiler: Compiler) -> Column:
    lookup: dict[Key, int] = {}
    always = 0
    tests: dict[str, tuple[int, Code]] = {}
    for row, rule in enumerate(table.rules):
        cell = rule.inputs[place]
        if cell.empty:
            always |= 1 << row
            continue
        node, code = compiler.tests(cell, row=row + 1, column=clause.name)
        keys = _literals(node)
        if keys is None:
            bits, _ = tests.get(cell.text, (0, code))
            tests[cell.text] = (bits | 1 << row, code)
        else:
            for key in keys:
                lookup[key] = lookup.get(key, 0) | 1 << row
    return Column(
        name=clause.name,
        code=compiler.literal(clause.expression, column=clause.name),
        type=compiler.type(clause.type),
        allowed=compiler.tests(clause.values, column=clause.name)[1] if clause.values else None,
        table={key: bits | always for key, bits in lookup.items()},
        otherwise=always,
        tests=tuple(tests.values()),
    )


def _literals(node: tree.Node) -> list[Key] | None:
    """The keys of a cell that only asks for equality with literals; None for any other cell."""
    if not isinstance(node, tree.UnaryTests) or node.negated:
        return None
    keys: list[Key] = []
    for test in node.tests:
        if isinstance(test, tree.Test) and test.operator == "=":
            test = test.endpoint
        if not isinstance(test, tree.Literal) or not isinstance(test.value, _LOOKED_UP):
            return None
        keys.append((type(test.value), test.value))
    return keys


def _priorities(clause: OutputClause, compiler: Compiler) -> Code | None:
    if clause.values is not None:
        return compiler.listed(clause.values)
    allowed = compiler.allowed_of(clause.type)
    return compiler.listed(allowed) if allowed is not None else None


def _place(value: Value, scale: Value) -> int:
    if not isinstance(scale, list):
        return 0
    return next((place for place, known in enumerate(scale) if equal(value, known) is True), len(scale))


def _rows(bits: int) -> list[int]:
    rows: list[int] = []
    while bits:
        low = bits & -bits
        rows.append(low.bit_length() - 1)
        bits ^= low
    return rows


def _listed(rows: list[int]) -> str:
    return "、".join(str(row + 1) for row in rows)
