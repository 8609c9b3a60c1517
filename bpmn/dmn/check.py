"""What is wrong with a model before anybody runs it: every finding names file, element, rule, column and place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bpmn.dmn import model
from bpmn.dmn.compiler import Compiler
from bpmn.dmn.graph import Model
from bpmn.dmn.model import Decision, InputData, Knowledge
from bpmn.dmn.session import Found
from bpmn.dmn.types import find_type, type_named
from bpmn.feel import tree
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.expression import Expression
from bpmn.feel.infer import Mistake, check_tests, chinese_type, fits, infer, plain
from bpmn.feel.reads import free_name_nodes
from bpmn.feel.suggest import nearest
from bpmn.feel.tree import Node
from bpmn.feel.types import ANY, FeelType
from bpmn.finding import Finding


def check(checked: Model) -> tuple[Finding, ...]:
    """Findings on every expression, type, reference and table of the model, in the order of the file."""
    findings = list(_declarations(checked))
    elements: tuple[Decision | Knowledge, ...] = (*checked.decisions, *checked.definitions.knowledge)
    for element in elements:
        findings.extend(_references(checked, element))
        findings.extend(_Checker(checked, element).findings())
    return tuple(dict.fromkeys(findings))


# ---------------------------------------------------------------------- declarations and references


def _declarations(checked: Model) -> Iterator[Finding]:
    """Types that name unknown types."""
    for definition in checked.definitions.types:
        stack = [definition]
        while stack:
            item = stack.pop()
            stack.extend(item.components)
            if item.type and find_type(item.type, checked.types) is None:
                yield _unknown_type(checked, item.type, f"类型“{definition.name}”", "", item.line)
    typed: tuple[model.Element, ...] = (*checked.inputs, *checked.decisions, *checked.services)
    for element in typed:
        if element.type and find_type(element.type, checked.types) is None:
            yield _unknown_type(checked, element.type, f"“{element.name}”", element.id, element.line)


def _unknown_type(checked: Model, name: str, where: str, element: str, line: int) -> Finding:
    near = nearest(name, checked.types)
    advice = f"是否应为“{near}”？" if near else "请在数据类型里定义它，或改用 number、string、boolean、date 等。"
    message = f"{where}用了没有定义的类型“{name}”。{advice}"
    return Finding("unknown-type", message, file=checked.file, element=element, line=line, met=name, advice=advice)


def _references(checked: Model, element: Decision | Knowledge) -> Iterator[Finding]:
    requires = element.requires
    for reference in (*requires.inputs, *requires.decisions, *requires.knowledge):
        if checked.resolve(reference) is None:
            message = f"“{element.name}”依赖的“{reference}”在模型里找不到，请重新连线。"
            yield Finding("dmn-reference", message, file=checked.file, element=element.id, line=element.line)


# ---------------------------------------------------------------------- expressions


class _Checker:
    """Compiles one element's logic and looks at every text on the way."""

    def __init__(self, checked: Model, element: Decision | Knowledge) -> None:
        self.model = checked
        self.element = element
        self.found: list[Finding] = []
        self.variables = self._variables()

    def findings(self) -> list[Finding]:
        compiler = replace(self.model.compiler(self.element), watch=self)
        if isinstance(self.element, Decision):
            compiler.box(self.element.logic)
            self._result(self.element)
        elif self.element.logic is not None:
            compiler.function(self.element.logic, self.element.name)
        return self.found

    def _variables(self) -> Mapping[str, FeelType]:
        variables: dict[str, FeelType] = {}
        for found in self.model.required(self.element.requires):
            if found.alias is None:
                variables[found.element.name] = _declared(found)
        logic = self.element.logic
        if isinstance(self.element, Knowledge) and isinstance(logic, model.FunctionBox):
            variables.update({one.name: type_named(one.type, self.model.types) for one in logic.parameters})
        return variables

    # ------------------------------------------------------------------ what the compiler reports

    def broken(self, finding: Finding) -> None:
        self.found.append(finding)

    def read(self, compiler: Compiler, cell: model.Cell, expression: Expression, row: int, column: str) -> None:
        for name in free_name_nodes(expression.tree, compiler.names):
            if name.name not in compiler.names.variables:
                self._unknown(compiler, cell, name, row, column, test=isinstance(expression.tree, tree.UnaryTests))
        self.infer(compiler, cell, expression.tree, row, column)

    def infer(self, compiler: Compiler, cell: model.Cell, node: Node, row: int, column: str) -> FeelType | None:
        known = {name: kind for name, kind in self.variables.items() if name in compiler.names.variables}
        return infer(node, known, lambda mistake: self._mistake(compiler, cell, mistake, row, column))

    def table(self, compiler: Compiler, table: model.Table) -> None:
        quiet = replace(compiler, watch=None)
        for place, clause in enumerate(table.inputs):
            expected = self._input_type(quiet, clause)
            for row, rule in enumerate(table.rules, 1):
                cell = rule.inputs[place]
                node = None if cell.empty else quiet.tests(cell)[0]
                if isinstance(node, tree.UnaryTests):
                    check_tests(node.tests, expected, {}, self._reporter(compiler, cell, row, clause.name))
        for place, output in enumerate(table.outputs):
            for row, rule in enumerate(table.rules, 1):
                self._output(compiler, rule.outputs[place], output, row)
        self._policy(table)

    def _input_type(self, compiler: Compiler, clause: model.InputClause) -> FeelType | None:
        declared = plain(compiler.type(clause.type))
        if clause.type and not compiler.known_type(clause.type):
            where = f"“{self.element.name}”的“{clause.name}”列"
            self.found.append(_unknown_type(self.model, clause.type, where, clause.element, clause.expression.line))
        if declared is not None or clause.expression.empty:
            return declared
        node = compiler.expression(clause.expression)
        return infer(node, self.variables, lambda mistake: None)

    def _output(self, compiler: Compiler, cell: model.Cell, output: model.OutputClause, row: int) -> None:
        label = output.label or output.name
        if output.type and not compiler.known_type(output.type):
            where = f"“{self.element.name}”的“{label}”列"
            self.found.append(_unknown_type(self.model, output.type, where, output.element, cell.line))
            return
        if cell.empty:
            return
        node = replace(compiler, watch=None).expression(cell)
        found = infer(node, self.variables, lambda mistake: None)
        expected = compiler.type(output.type)
        if not fits(found, expected) and found is not None:
            message = f"结论应为{chinese_type(expected)}，这里是{chinese_type(found)}"
            self._mistake(compiler, cell, Mistake(node, str(expected), str(found), message), row, label)

    def _policy(self, table: model.Table) -> None:
        if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not any(
            output.values or self.model.items.get(output.type) for output in table.outputs
        ):
            message = f"决策表“{self.element.name}”按结论的优先级取值，但没有一列写明结论的优先顺序，请填写“允许的值”。"
            self.found.append(self._finding("table-priority", message, table))
        if table.hit_policy == "COLLECT" and table.aggregation and len(table.outputs) > 1:
            message = f"决策表“{self.element.name}”要汇总（{table.aggregation}），只能有一列结论。"
            self.found.append(self._finding("table-aggregation", message, table))

    def _finding(self, code: str, message: str, table: model.Table) -> Finding:
        return Finding(code, message, file=self.model.file, element=table.element, line=table.line)

    def _reporter(self, compiler: Compiler, cell: model.Cell, row: int, column: str) -> "_Reporter":
        return _Reporter(self, compiler, cell, row, column)

    # ------------------------------------------------------------------ findings

    def _result(self, decision: Decision) -> None:
        """Whether a literal expression can have the type of the decision's variable."""
        expected = self.model.type_of(decision)
        if not isinstance(decision.logic, model.Literal) or expected == ANY or decision.logic.cell.empty:
            return
        compiler = self.model.compiler(decision)
        node = compiler.expression(decision.logic.cell)
        found = infer(node, self.variables, lambda mistake: None)
        if not fits(found, expected) and found is not None:
            message = f"的结果应为{chinese_type(expected)}，这个表达式得出{chinese_type(found)}"
            cell = decision.logic.cell
            self.found.append(compiler.finding(cell, 0, "", "type-mismatch", message))

    def _mistake(self, compiler: Compiler, cell: model.Cell, mistake: Mistake, row: int, column: str) -> None:
        finding = compiler.finding(
            cell, row, column, "type-mismatch", f"的“{_short(cell.text)}”类型不合：{mistake.message}"
        )
        place = _column_of(cell.text, mistake.node.start)
        self.found.append(replace(finding, column=place, expected=mistake.expected, met=mistake.met))

    def _unknown(
        self, compiler: Compiler, cell: model.Cell, name: tree.Name, row: int, column: str, *, test: bool
    ) -> None:
        advice = self._advice(compiler, name.name, test)
        finding = compiler.finding(cell, row, column, "unknown-name", f"里的“{name.name}”不是已知的名称。{advice}")
        place = _column_of(cell.text, name.start)
        message = finding.message.replace("？。", "？")
        self.found.append(replace(finding, column=place, met=name.name, advice=advice, message=message))

    def _advice(self, compiler: Compiler, name: str, test: bool) -> str:
        wide = next((char for char in "，；：＝＜＞＋" if char in name), "")
        if wide:
            return f"其中的“{wide}”是全角符号，请改用半角"
        elsewhere: tuple[InputData | Decision, ...] = (*self.model.inputs, *self.model.decisions)
        if any(element.name == name for element in elsewhere):
            return f"请从“{name}”画一条信息需求连线到“{self.element.name}”"
        near = nearest(name, (*compiler.names.variables, *BUILTINS))
        if near:
            return f"是否应为“{near}”？" + (f'若是文字，请写作 "{name}"' if test else "")
        return f'若是文字，请加英文引号，写作 "{name}"；若是数据，请先连线引入'


class _Reporter:
    """Passes mistakes of one cell on."""

    __slots__ = ("cell", "checker", "column", "compiler", "row")

    def __init__(self, checker: _Checker, compiler: Compiler, cell: model.Cell, row: int, column: str) -> None:
        self.checker, self.compiler, self.cell, self.row, self.column = checker, compiler, cell, row, column

    def __call__(self, mistake: Mistake) -> None:
        self.checker._mistake(self.compiler, self.cell, mistake, self.row, self.column)


def _declared(found: Found) -> FeelType:
    element = found.element
    if isinstance(element, InputData | Decision):
        return found.home.type_of(element)
    return ANY


def _column_of(text: str, position: int) -> int:
    return position - text.rfind("\n", 0, position)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
