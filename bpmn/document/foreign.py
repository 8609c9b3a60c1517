"""Settings of other products (Camunda 7 and 8, Flowable, Activiti) read as ours, each with a finding that says so.

Ours win where both stand. The other product's setting stays in the file untouched, so that its own tool still works.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bpmn.diagram import Loop, Node, StepFacts
from bpmn.document.expressions import settle
from bpmn.document.juel import is_juel, to_feel
from bpmn.document.notes import Notes
from bpmn.document.parts import Parts
from bpmn.finding import Severity
from bpmn.xml import Element, children, local_name, namespace

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA_LIKE: Mapping[str, str] = MappingProxyType(
    {
        "http://camunda.org/schema/1.0/bpmn": "camunda",
        "http://flowable.org/bpmn": "flowable",
        "http://activiti.org/bpmn": "activiti",
    }
)
PRODUCTS: Mapping[str, str] = MappingProxyType({**CAMUNDA_LIKE, ZEEBE: "zeebe"})

ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "formKey": "form",
        "formRef": "form",
        "candidateGroups": "department",
        "assignee": "post",
        "decisionRef": "decision",
        "decisionTableReferenceKey": "decision",
        "resultVariable": "result",
        "topic": "operation",
        "class": "operation",
        "delegateExpression": "operation",
        "expression": "operation",
    }
)
"""Attribute of a Camunda-like product to the field of a step."""

ZEEBE_ELEMENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "formDefinition": {"formKey": "form", "formId": "form", "externalReference": "form"},
        "assignmentDefinition": {"candidateGroups": "department", "assignee": "post"},
        "calledDecision": {"decisionId": "decision", "resultVariable": "result"},
        "taskDefinition": {"type": "operation"},
        "script": {"resultVariable": "result"},
    }
)
NOT_DONE: Mapping[str, str] = MappingProxyType(
    {
        "executionListener": "执行监听器",
        "executionListeners": "执行监听器",
        "taskListener": "任务监听器",
        "taskListeners": "任务监听器",
        "connector": "连接器",
        "formData": "写在图里的表单字段",
        "formProperty": "写在图里的表单字段",
        "field": "字段注入",
        "inputOutput": "输入输出映射",
    }
)
FIELD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "form": "表单",
        "department": "办理部门",
        "post": "岗位",
        "decision": "决策",
        "result": "结果变量",
        "operation": "系统操作",
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of another product: the field of ours it means, its value, and what the file calls it."""

    field: str
    value: str
    said: str


def adapt_step(facts: StepFacts, parts: Parts, notes: Notes) -> StepFacts:
    """The facts of a step with what another product's settings add to them."""
    for setting in _step_settings(parts):
        if getattr(facts, setting.field):
            continue
        if _is_expression(setting.value):
            _say(
                notes,
                parts,
                f"{setting.said} 是表达式“{setting.value}”，没有读入，请自行填写{FIELD_NAMES[setting.field]}。",
            )
            continue
        facts = replace(facts, **{setting.field: setting.value})  # type: ignore[arg-type]  # a field of text
        _say(notes, parts, f"{setting.said} 已读作{FIELD_NAMES[setting.field]}“{setting.value}”，请核对。")
    _say_not_done(parts, notes)
    return facts


def adapt_node(node: Node, parts: Parts, notes: Notes) -> Node:
    """A node with what Camunda 8 keeps beside it: the process a call activity calls, the script of a script task."""
    if node.kind == "callActivity":
        for element in _zeebe(parts, "calledElement"):
            called = (element.get("processId") or "").strip()
            if called and not node.called and not _is_expression(called):
                node = replace(node, called=called)
                _say(notes, parts, f"zeebe:calledElement 已读作被调用的流程“{called}”，请核对。")
        node = _with_mappings(node, parts, notes)
    for element in _zeebe(parts, "script") if node.kind == "scriptTask" and not node.script else ():
        script = (element.get("expression") or "").strip().removeprefix("=").strip()
        if script:
            node = replace(node, script=script, script_format="feel")
            _say(notes, parts, "zeebe:script 已读作 FEEL 脚本，请核对。")
    return node


def adapt_loop(loop: Loop, inner: Parts, place: str, notes: Notes, names: Mapping[str, str]) -> Loop:
    """Multi-instance with the list and the names another product, or the standard's data references, give it."""
    found: dict[str, tuple[str, str]] = {}
    for uri, prefix in CAMUNDA_LIKE.items():
        for attribute, name in (("collection", "collection"), ("elementVariable", "item")):
            if value := inner.peek(f"{{{uri}}}{attribute}").strip():
                found.setdefault(name, (value, f"{prefix}:{attribute}"))
    for element in _zeebe(inner, "loopCharacteristics"):
        for attribute, name in (
            ("inputCollection", "collection"),
            ("inputElement", "item"),
            ("outputCollection", "output"),
            ("outputElement", "output_item"),
        ):
            if value := (element.get(attribute) or "").strip():
                found.setdefault(name, (value, f"zeebe:{attribute}"))
    for child in inner.children_left():
        name = {"loopDataInputRef": "collection", "loopDataOutputRef": "output"}.get(local_name(child), "")
        reference = (child.text or "").strip().rpartition(":")[2]
        if name and reference:
            found.setdefault(name, (names.get(reference) or reference, local_name(child)))
        name = {"inputDataItem": "item", "outputDataItem": "output_item"}.get(local_name(child), "")
        if name and child.get("name"):
            found.setdefault(name, (str(child.get("name")), local_name(child)))
    for name, (value, said) in found.items():
        if getattr(loop, name):
            continue
        feel, language = settle(value, "", notes, place, f"多实例的 {said} ", inner.line)
        loop = replace(loop, **{name: feel}, **({"language": language} if language else {}))  # type: ignore[arg-type]  # fields of text
        _say(notes, inner, f"多实例的 {said} 已读作“{feel}”，请核对。", place)
    return loop


def correlation(parts: Parts, notes: Notes) -> str:
    """The correlation key Camunda 8 gives a message, as FEEL."""
    for element in _zeebe(parts, "subscription"):
        key = (element.get("correlationKey") or "").strip().removeprefix("=").strip()
        if key:
            _say(notes, parts, f"zeebe:subscription 的关联键已读作“{key}”，请核对。")
            return key
    return ""


def _step_settings(parts: Parts) -> Iterator[Setting]:
    for name, value in parts.attributes().items():
        uri, _, local = name.rpartition("}")
        prefix = CAMUNDA_LIKE.get(uri[1:])
        if prefix and local in ATTRIBUTES and value.strip():
            yield Setting(ATTRIBUTES[local], value.strip(), f"{prefix}:{local}")
    for element in parts.extensions():
        wanted = ZEEBE_ELEMENTS.get(local_name(element), {}) if namespace(element) == ZEEBE else {}
        for attribute, field in wanted.items():
            if value := (element.get(attribute) or "").strip():
                yield Setting(field, value, f"zeebe:{local_name(element)} 的 {attribute}")


def _with_mappings(node: Node, parts: Parts, notes: Notes) -> Node:
    pairs: dict[str, list[tuple[str, str]]] = {"in": [], "out": []}
    for element in parts.extensions():
        name = local_name(element)
        if namespace(element) in CAMUNDA_LIKE and name in pairs and element.get("source") and element.get("target"):
            pairs[name].append((str(element.get("source")), str(element.get("target"))))
    for element in _zeebe(parts, "ioMapping"):
        for child in children(element):
            name = {"input": "in", "output": "out"}.get(local_name(child), "")
            source = (child.get("source") or "").strip().removeprefix("=").strip()
            if name and source and child.get("target"):
                pairs[name].append((source, str(child.get("target"))))
    step = node.step
    if pairs["in"] and not step.maps_in:
        step = replace(step, maps_in=tuple(pairs["in"]))
    if pairs["out"] and not step.maps_out:
        step = replace(step, maps_out=tuple(pairs["out"]))
    if step != node.step:
        _say(notes, parts, "调用活动的输入输出变量已从其他工具的写法读入，请核对。")
    return replace(node, step=step)


def _zeebe(parts: Parts, name: str) -> Iterator[Element]:
    return (each for each in parts.extensions() if namespace(each) == ZEEBE and local_name(each) == name)


def _say_not_done(parts: Parts, notes: Notes) -> None:
    for element in parts.extensions():
        prefix, thing = PRODUCTS.get(namespace(element)), NOT_DONE.get(local_name(element))
        if prefix and thing:
            message = f"{prefix}:{local_name(element)}（{thing}）不会执行，已原样保留；需要的话请改成环节或系统操作。"
            _say(notes, parts, message, severity=Severity.WARNING, code="foreign-ignored")


def _is_expression(value: str) -> bool:
    return value.startswith("=") or is_juel(value) or to_feel(value) is not None


def _say(
    notes: Notes,
    parts: Parts,
    message: str,
    place: str = "",
    *,
    severity: Severity = Severity.NOTE,
    code: str = "foreign-setting",
) -> None:
    notes.say(code, message, severity, element=place or parts.id, line=parts.line)
