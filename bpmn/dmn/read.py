"""A DMN file's bytes to `Definitions`: DMN 1.1 to 1.6, told apart by nothing but their namespace."""

from collections.abc import Iterator

from bpmn.dmn import model
from bpmn.dmn.errors import DmnError
from bpmn.errors import XmlError
from bpmn.finding import Finding
from bpmn.xml import Element, children, line_of, local_name, namespace, read_xml, text_of

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
_EXPRESSIONS = frozenset(
    ("literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition")
) | {
    "invocation",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
}


def read_definitions(source: bytes, *, file: str = "") -> model.Definitions:
    """What the file says; DmnError with findings when it is no DMN file or its references are broken."""
    try:
        root = read_xml(source)
    except XmlError as error:
        raise DmnError(findings=[_finding("xml", error.message, file, line=error.line, advice=error.advice)]) from None
    version = VERSIONS.get(namespace(root), "")
    if local_name(root) != "definitions" or not version:
        message = "这不是 DMN 决策文件：根元素应为 DMN 1.1 至 1.5 的 definitions。"
        raise DmnError(findings=[_finding("dmn-root", message, file, line=line_of(root))])
    definitions = _definitions(root, version, file)
    problems = list(_problems(definitions))
    if problems:
        raise DmnError(findings=problems)
    return definitions


def _finding(code: str, message: str, file: str, *, element: str = "", line: int = 0, advice: str = "") -> Finding:
    return Finding(code, message, file=file, element=element, line=line, advice=advice)


def _definitions(root: Element, version: str, file: str) -> model.Definitions:
    return model.Definitions(
        namespace=root.get("namespace") or "",
        name=root.get("name") or "",
        version=version,
        inputs=tuple(_input_data(child) for child in _kids(root, "inputData")),
        decisions=tuple(_decision(child) for child in _kids(root, "decision")),
        knowledge=tuple(_knowledge(child) for child in _kids(root, "businessKnowledgeModel")),
        services=tuple(_service(child) for child in _kids(root, "decisionService")),
        types=tuple(_item_definition(child) for child in _kids(root, "itemDefinition")),
        imports=tuple(
            model.Import(
                child.get("name") or "", child.get("namespace") or "", child.get("importType") or "", line_of(child)
            )
            for child in _kids(root, "import")
        ),
        language=root.get("expressionLanguage") or "",
        file=file,
    )


# ---------------------------------------------------------------------- the requirements graph


def _input_data(element: Element) -> model.InputData:
    return model.InputData(_id(element), _name(element), _variable_type(element), line_of(element))


def _decision(element: Element) -> model.Decision:
    question = _kid(element, "question")
    return model.Decision(
        id=_id(element),
        name=_name(element),
        logic=_inner(element),
        requires=_requirements(element),
        type=_variable_type(element),
        question=(question.text or "").strip() if question is not None else "",
        line=line_of(element),
    )


def _knowledge(element: Element) -> model.Knowledge:
    logic = _kid(element, "encapsulatedLogic")
    return model.Knowledge(
        id=_id(element),
        name=_name(element),
        logic=_function(logic) if logic is not None else None,
        requires=_requirements(element),
        type=_variable_type(element),
        line=line_of(element),
    )


def _service(element: Element) -> model.Service:
    return model.Service(
        id=_id(element),
        name=_name(element),
        outputs=_hrefs(element, "outputDecision"),
        encapsulated=_hrefs(element, "encapsulatedDecision"),
        input_decisions=_hrefs(element, "inputDecision"),
        input_data=_hrefs(element, "inputData"),
        type=_variable_type(element),
        line=line_of(element),
    )


def _requirements(element: Element) -> model.Requirements:
    inputs: list[str] = []
    decisions: list[str] = []
    knowledge: list[str] = []
    for requirement in children(element):
        if local_name(requirement) in ("informationRequirement", "knowledgeRequirement"):
            inputs.extend(_hrefs(requirement, "requiredInput"))
            decisions.extend(_hrefs(requirement, "requiredDecision"))
            knowledge.extend(_hrefs(requirement, "requiredKnowledge"))
    return model.Requirements(tuple(inputs), tuple(decisions), tuple(knowledge))


def _hrefs(element: Element, tag: str) -> tuple[str, ...]:
    return tuple((child.get("href") or "").strip() for child in _kids(element, tag))


def _variable_type(element: Element) -> str:
    variable = _kid(element, "variable")
    return _type(variable) if variable is not None else ""


# ---------------------------------------------------------------------- boxed expressions


def _inner(element: Element) -> model.Box:
    """The one expression inside an element."""
    for child in children(element):
        if local_name(child) in _EXPRESSIONS:
            return _box(child)
    return model.Missing("这里没有写表达式", _id(element), line_of(element))


def _box(element: Element) -> model.Box:
    tag, type_ref = local_name(element), _type(element)
    if tag == "literalExpression":
        return model.Literal(_cell(element), type_ref)
    if tag == "decisionTable":
        return _table(element)
    if tag == "context":
        return model.Context(tuple(_entries(element)), type_ref)
    if tag == "list":
        return model.Items(tuple(_boxes(element)), type_ref)
    if tag == "relation":
        columns = tuple(_name(column) for column in _kids(element, "column"))
        rows = tuple(tuple(_boxes(row)) for row in _kids(element, "row"))
        return model.Relation(columns, rows, type_ref)
    if tag == "functionDefinition":
        return _function(element)
    if tag == "invocation":
        function = next(_boxes(element), None)
        return model.Invocation(function, tuple(_binding(child) for child in _kids(element, "binding")), type_ref)
    if tag == "conditional":
        return model.Conditional(_part(element, "if"), _part(element, "then"), _part(element, "else"), type_ref)
    if tag == "filter":
        return model.FilterBox(_part(element, "in"), _part(element, "match"), type_ref)
    body = _part(element, "return" if tag == "for" else "satisfies")
    return model.IteratorBox(tag, element.get("iteratorVariable") or "", _part(element, "in"), body, type_ref)


def _boxes(element: Element) -> Iterator[model.Box]:
    return (_box(child) for child in children(element) if local_name(child) in _EXPRESSIONS)


def _part(element: Element, tag: str) -> model.Box:
    part = _kid(element, tag)
    return _inner(part) if part is not None else model.Missing(f"缺少“{tag}”部分", _id(element), line_of(element))


def _entries(element: Element) -> Iterator[model.Entry]:
    for entry in _kids(element, "contextEntry"):
        variable = _kid(entry, "variable")
        name = _name(variable) if variable is not None else ""
        yield model.Entry(name, _type(variable) if variable is not None else "", _inner(entry))


def _binding(element: Element) -> tuple[str, model.Box | None]:
    parameter = _kid(element, "parameter")
    return (_name(parameter) if parameter is not None else ""), next(_boxes(element), None)


def _function(element: Element) -> model.FunctionBox:
    kind = {"F": "FEEL", "J": "Java", "P": "PMML"}.get(element.get("kind") or "F", element.get("kind") or "FEEL")
    return model.FunctionBox(
        parameters=tuple(model.Parameter(_name(child), _type(child)) for child in _kids(element, "formalParameter")),
        body=next(_boxes(element), None),
        kind=kind,
        type=_type(element),
        element=_id(element),
    )


# ---------------------------------------------------------------------- decision tables


def _table(element: Element) -> model.Table:
    return model.Table(
        element=_id(element),
        inputs=tuple(_input(child) for child in _kids(element, "input")),
        outputs=tuple(_output(child) for child in _kids(element, "output")),
        rules=tuple(_rule(child) for child in _kids(element, "rule")),
        hit_policy=element.get("hitPolicy") or "UNIQUE",
        aggregation=element.get("aggregation") or "",
        type=_type(element),
        line=line_of(element),
    )


def _input(element: Element) -> model.InputClause:
    expression = _kid(element, "inputExpression")
    return model.InputClause(
        element=_id(element),
        label=(element.get("label") or "").strip(),
        expression=_cell(expression) if expression is not None else model.Cell("", _id(element), line_of(element)),
        type=_type(expression) if expression is not None else "",
        values=_optional(element, "inputValues"),
    )


def _output(element: Element) -> model.OutputClause:
    return model.OutputClause(
        element=_id(element),
        name=(element.get("name") or "").strip(),
        label=(element.get("label") or "").strip(),
        type=_type(element),
        values=_optional(element, "outputValues"),
        default=_optional(element, "defaultOutputEntry"),
    )


def _rule(element: Element) -> model.Rule:
    notes = [_text(child) for child in _kids(element, "annotationEntry")]
    description = _kid(element, "description")
    if description is not None and description.text:
        notes.append(description.text.strip())
    return model.Rule(
        element=_id(element),
        inputs=tuple(_cell(child) for child in _kids(element, "inputEntry")),
        outputs=tuple(_cell(child) for child in _kids(element, "outputEntry")),
        annotations=tuple(note for note in notes if note),
        line=line_of(element),
    )


# ---------------------------------------------------------------------- types


def _item_definition(element: Element) -> model.ItemDefinition:
    type_ref = _kid(element, "typeRef")
    function = _kid(element, "functionItem")
    return model.ItemDefinition(
        name=_name(element),
        type=(type_ref.text or "").strip() if type_ref is not None else _type(element),
        collection=(element.get("isCollection") or "").strip() == "true",
        allowed=_optional(element, "allowedValues"),
        constraint=_optional(element, "typeConstraint"),
        components=tuple(_item_definition(child) for child in _kids(element, "itemComponent")),
        function=_function_item(function) if function is not None else None,
        line=line_of(element),
    )


def _function_item(element: Element) -> tuple[tuple[model.Parameter, ...], str]:
    parameters = tuple(model.Parameter(_name(child), _type(child)) for child in _kids(element, "parameters"))
    return parameters, (element.get("outputTypeRef") or "").strip()


# ---------------------------------------------------------------------- small readers


def _kids(element: Element, tag: str) -> Iterator[Element]:
    return (child for child in children(element) if local_name(child) == tag)


def _kid(element: Element, tag: str) -> Element | None:
    return next(_kids(element, tag), None)


def _id(element: Element) -> str:
    return (element.get("id") or "").strip()


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split())


def _type(element: Element) -> str:
    return (element.get("typeRef") or "").strip()


def _text(element: Element) -> str:
    text = _kid(element, "text")
    return text_of(text) if text is not None else ""


def _cell(element: Element) -> model.Cell:
    language = (element.get("expressionLanguage") or "").strip()
    return model.Cell(_text(element), _id(element), line_of(element), language)


def _optional(element: Element, tag: str) -> model.Cell | None:
    child = _kid(element, tag)
    return _cell(child) if child is not None and _text(child) else None


# ---------------------------------------------------------------------- what no model can be made of


def _problems(definitions: model.Definitions) -> Iterator[Finding]:
    """Ids that stand twice, tables whose rows do not fit their columns."""
    seen: dict[str, str] = {}
    elements: tuple[model.Element, ...] = (
        *definitions.inputs,
        *definitions.decisions,
        *definitions.knowledge,
        *definitions.services,
    )
    for element in elements:
        if element.id and element.id in seen:
            message = f"标识“{element.id}”被“{seen[element.id]}”和“{element.name}”同时使用，请改掉其中一个。"
            yield _finding("duplicate-id", message, definitions.file, element=element.id, line=element.line)
        seen[element.id] = element.name
    for decision in definitions.decisions:
        if decision.table:
            yield from _table_problems(decision.table, decision.name, definitions.file)
    for knowledge in definitions.knowledge:
        if knowledge.logic and isinstance(knowledge.logic.body, model.Table):
            yield from _table_problems(knowledge.logic.body, knowledge.name, definitions.file)


def _table_problems(table: model.Table, name: str, file: str) -> Iterator[Finding]:
    for row, rule in enumerate(table.rules, 1):
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            message = (
                f"决策表“{name}”第{row}条规则有 {len(rule.inputs)} 个条件、{len(rule.outputs)} 个结论，"
                f"应为 {len(table.inputs)} 个条件、{len(table.outputs)} 个结论。"
            )
            yield Finding(
                "table-row", message, file=file, element=rule.element or table.element, line=rule.line, row=row
            )
