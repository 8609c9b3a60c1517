"""Every variable that an expression, decision or form of the matter reads is written by somebody.

Written by: the fields of the forms that steps use, results of steps, decisions and scripts, what a call brings back,
what goes into
a call, what the instances of a step see. An expression that cannot be read is named by the drawing's rule
`unreadable-expression` and passed over here.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagram import Event, EventKind, Node
from bpmn.feel import FeelSyntaxError, compile_expression
from bpmn.finding import Finding
from bpmn.graph import events, flow_label
from forms import Field
from tenants.bundle import DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE
from tenants.model import MatterModel
from tenants.rule import Centre, Rule

COUNTER = "loopCounter"


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    written = frozenset(_written(model, centre))
    for file, element, where, reads in _asked(model, written):
        for name in sorted(reads - written):
            near = get_close_matches(name, sorted(written), n=1, cutoff=0.6)
            advice = f"是不是“{near[0]}”？" if near else "请在前面的表单、决策或环节结果里写出它，或改名。"
            expected = "、".join(sorted(written)) or "先有表单或结果"
            yield Finding(
                code="",
                message=f"{where}读变量“{name}”，可是没有哪一步写它。",
                file=file,
                element=element,
                expected=expected,
                met=name,
                advice=advice,
            )


def _written(model: MatterModel, centre: Centre) -> Iterator[str]:
    yield from _brought(model)
    for node in model.nodes():
        step = node.step
        if step.form in model.forms:
            for top in model.forms[step.form].fields:
                yield from _names(top)
        kind = centre.kind_of(node)
        if step.result:
            yield step.result
        elif kind is not None and kind.result:
            yield kind.result
        decision = model.decision(step.decision)
        if decision is not None and not step.result:
            yield decision.name
        yield from (target for _, target in (*step.maps_out, *step.maps_in))
        if node.loop is not None:
            yield from (name for name in (node.loop.item, node.loop.output, COUNTER) if name)


def _brought(model: MatterModel) -> Iterator[str]:
    """What operations and messages bring along."""
    for operation in model.operations.operations:
        yield from operation.brings
    for heard in model.operations.heard:
        yield from heard.brings


def _names(field: Field) -> Iterator[str]:
    """The variables a field writes at the top of the case: its own first part, or those inside a plain group."""
    if field.local:
        if isinstance(field.local[0], str):
            yield field.local[0]
    else:
        for child in field.children:
            yield from _names(child)


Asked = tuple[str, str, str, frozenset[str]]


def _asked(model: MatterModel, written: frozenset[str]) -> Iterator[Asked]:
    """File, element, place in words, and the variables read there."""
    for diagram in (model.diagram, *(fragment.diagram for fragment in model.fragments.values())):
        for flow in diagram.flows():
            if flow.condition and not flow.language:
                reads = _reads(flow.condition, written)
                yield DIAGRAM_FILE, flow.id, f"连线“{flow_label(diagram, flow)}”的条件", reads
    for node in model.nodes():
        for what, reads in _asked_by(node, model, written):
            yield DIAGRAM_FILE, node.id, f"“{node.label}”的{what}", reads
    used = {node.step.form for node in model.nodes()}
    for name in sorted(used & model.forms.keys()):
        form = model.forms[name]
        own = frozenset(each for top in form.fields for each in _names(top))
        yield f"{FORMS_FOLDER}{name}.json", form.id, f"表单“{name}”", form.watched - own
    for material in model.matter.materials:
        if material.when:
            yield (
                MATTER_FILE,
                f"materials.{material.code}",
                f"材料“{material.name}”的情形",
                _reads(material.when, written),
            )
    for part in model.matter.parts:
        if part.when:
            reads = _reads(part.when, written)
            yield MATTER_FILE, f"parts.{part.matter}", f"组成事项“{part.label}”的选办条件", reads


def _asked_by(node: Node, model: MatterModel, written: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for event in events(node):
        if text := _event_text(event):
            yield "条件" if event.kind is EventKind.CONDITIONAL else "定时器", _reads(text, written)
    loop = node.loop
    if loop is not None and not loop.language:
        inside = written | {loop.output_item, COUNTER}
        for what, text in (("多实例列表", loop.collection), ("多实例个数", loop.cardinality)):
            yield what, _reads(text, inside)
        for what, text in (("结束条件", loop.until), ("循环条件", loop.condition)):
            yield what, _reads(text, inside) - {loop.output_item, COUNTER}
    if node.script:
        yield "脚本", _reads(node.script, written)
    if node.step.decision:
        yield f"决策“{node.step.decision}”", model.decision_reads(node.step.decision)
    yield "传入变量", frozenset(name for source, _ in node.step.maps_in for name in _reads(source, written))


def _event_text(event: Event) -> str:
    if event.kind is EventKind.CONDITIONAL:
        return event.expression
    return event.expression[1:] if event.expression.startswith("=") else ""


def _reads(text: str, known: frozenset[str]) -> frozenset[str]:
    if not text:
        return frozenset()
    try:
        return compile_expression(text, known).reads
    except FeelSyntaxError:
        return frozenset()  # named by `unreadable-expression`


RULE = Rule("variables-written", "读到的变量都有人写", _check)
