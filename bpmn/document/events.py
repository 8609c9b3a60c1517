"""Event definitions and loop characteristics of a file (BPMN 2.0.2, 10.5 and 10.3.7), read and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bpmn.diagram import Definition, Event, EventKind, Loop, TimerKind
from bpmn.document.expressions import read_expression, write_expression
from bpmn.document.foreign import adapt_loop
from bpmn.document.leftovers import in_order, write_rest
from bpmn.document.notes import Notes
from bpmn.document.parts import Keeper, Parts
from bpmn.document.step_facts import LOOP_TEXTS
from bpmn.document.vocabulary import EVENT_DEFINITIONS, LOOPS, REFERENCE_OF, bpmn, gov
from bpmn.xml import Element, add, line_of, local_name, text_of


@dataclass(slots=True)
class Roots:
    """The root elements events refer to: messages and the rest by id, and shared event definitions by id."""

    notes: Notes
    keeper: Keeper
    definitions: dict[str, Definition] = field(default_factory=dict)
    shared: dict[str, Element] = field(default_factory=dict)

    def label(self, reference: str) -> str:
        """What the thing referred to is matched by; the reference itself where it leads nowhere."""
        found = self.definitions.get(reference)
        return found.label if found else reference


def local_reference(reference: str) -> str:
    """A reference without the prefix some tools put before it: ids of BPMN hold no colon."""
    return reference.strip().rpartition(":")[2]


def read_event(parts: Parts, roots: Roots) -> Event:
    """What an event waits for or throws; several definitions make it `MULTIPLE`."""
    found = [_definition(each, roots) for each in parts.all(*EVENT_DEFINITIONS)]
    for reference in parts.all("eventDefinitionRef"):
        shared = roots.shared.get(local_reference(text_of(reference)))
        if shared is not None:
            found.append(_definition(shared, roots))
        else:
            roots.notes.say(
                "dangling-reference",
                f"事件引用的定义“{text_of(reference)}”在文件里不存在，请重新选择事件类型。",
                element=parts.id,
                line=line_of(reference),
                met=text_of(reference),
            )
    together = parts.flag("parallelMultiple", False)
    if not found:
        return Event(parallel_multiple=together)
    if len(found) == 1:
        return replace(found[0], parallel_multiple=together)
    return Event(EventKind.MULTIPLE, parallel_multiple=together, several=tuple(found))


def _definition(element: Element, roots: Roots) -> Event:
    parts = Parts(element, roots.notes)
    owner = element.getparent()
    place = (owner.get("id") or "") if owner is not None else ""
    kind = EVENT_DEFINITIONS[local_name(element)]
    attribute = REFERENCE_OF.get(kind, "")
    reference = local_reference(parts.text(attribute)) if attribute else ""
    name = ""
    if reference and kind is not EventKind.COMPENSATION:
        name = roots.label(reference)
        _look_up(reference, roots, place, parts.line)
    if kind is EventKind.LINK:
        name = parts.text("name")
    timer, expression, language = None, "", ""
    if kind is EventKind.TIMER:
        timer, expression, language = _timer(parts, roots.notes, place)
    elif kind is EventKind.CONDITIONAL:
        expression, language = read_expression(parts.one("condition"), roots.notes, place, "条件事件的条件")
    extensions = parts.rest(roots.keeper)
    return Event(kind, name, reference, expression, timer, language=language, extensions=extensions)


def _look_up(reference: str, roots: Roots, place: str, line: int) -> None:
    if reference not in roots.definitions:
        roots.notes.say(
            "dangling-reference",
            f"事件引用的“{reference}”（消息、信号、错误或升级）在文件里不存在，请重新选择。",
            element=place,
            line=line,
            met=reference,
        )


def _timer(parts: Parts, notes: Notes, place: str) -> tuple[TimerKind | None, str, str]:
    for kind in TimerKind:
        element = parts.one(kind.value)
        if element is not None:
            text, language = read_expression(element, notes, place, "定时器", timer=True)
            return kind, text, language
    return None, "", ""


def read_loop(parts: Parts, notes: Notes, keeper: Keeper, names: Mapping[str, str]) -> Loop | None:
    """How often an activity is done; None when once. `names` gives the name of the data a file refers to by id."""
    elements = parts.all(*LOOPS)
    if not elements:
        return None
    inner = Parts(elements[0], notes)
    if local_name(elements[0]) == "standardLoopCharacteristics":
        condition, language = read_expression(inner.one("loopCondition"), notes, parts.id, "循环条件")
        before, most = inner.flag("testBefore", False), inner.count("loopMaximum")
        loop = Loop("standard", condition=condition, test_before=before, maximum=most, language=language)
        return replace(loop, extensions=inner.rest(keeper))
    kind = "sequential" if inner.flag("isSequential", False) else "parallel"
    cardinality, language = read_expression(inner.one("loopCardinality"), notes, parts.id, "多实例的个数")
    until, other = read_expression(inner.one("completionCondition"), notes, parts.id, "多实例的结束条件")
    ours = {name: inner.text(gov(attribute)) for attribute, name in LOOP_TEXTS.items()}
    loop = Loop(
        kind,
        ours["collection"],
        cardinality,
        ours["item"],
        ours["output"],
        ours["output_item"],
        until,
        language=language or other,
    )
    loop = adapt_loop(loop, inner, parts.id, notes, names)
    return replace(loop, extensions=inner.rest(keeper))


def write_event(parent: Element, event: Event, references: Mapping[tuple[EventKind, str], str]) -> None:
    """Append the event's definitions; `references` gives the root id of a name where the event has no `ref`."""
    for each in event.several or ((event,) if event.kind is not EventKind.NONE else ()):
        element = add(parent, bpmn(f"{each.kind.value}EventDefinition"))
        write_rest(element, each.extensions)
        attribute = REFERENCE_OF.get(each.kind)
        reference = each.ref or references.get((each.kind, each.name), "")
        if attribute and reference:
            element.set(attribute, reference)
        if each.kind is EventKind.LINK and each.name:
            element.set("name", each.name)
        if each.kind is EventKind.CONDITIONAL:
            write_expression(element, "condition", each.expression, each.language)
        elif each.timer is not None:
            write_expression(element, each.timer.value, each.expression, each.language)
        in_order(element)


def write_loop(parent: Element, loop: Loop) -> None:
    """Append the loop characteristics of an activity."""
    if loop.kind == "standard":
        element = add(parent, bpmn("standardLoopCharacteristics"))
        write_rest(element, loop.extensions)
        if loop.test_before:
            element.set("testBefore", "true")
        if loop.maximum is not None:
            element.set("loopMaximum", str(loop.maximum))
        if loop.condition:
            write_expression(element, "loopCondition", loop.condition, loop.language)
    else:
        element = add(parent, bpmn("multiInstanceLoopCharacteristics"))
        write_rest(element, loop.extensions)
        if loop.kind == "sequential":
            element.set("isSequential", "true")
        for attribute, name in LOOP_TEXTS.items():
            if value := getattr(loop, name):
                element.set(gov(attribute), value)
        if loop.cardinality:
            write_expression(element, "loopCardinality", loop.cardinality, loop.language)
        if loop.until:
            write_expression(element, "completionCondition", loop.until, loop.language)
    in_order(element)
