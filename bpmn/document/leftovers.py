"""Writing back what the reader kept without understanding it, and putting everything in the standard's order."""

from collections.abc import Iterable

from bpmn.diagram import FLOW_NODES, Extension
from bpmn.document.vocabulary import BPMN, NODES_RANK, RANK, REST_RANK, bpmn
from bpmn.xml import Element, add, children, graft, local_name, namespace, reorder


def holder(element: Element) -> Element:
    """The `extensionElements` of an element, made when missing."""
    for child in children(element):
        if local_name(child) == "extensionElements" and namespace(child) == BPMN:
            return child
    return add(element, bpmn("extensionElements"))


def write_rest(element: Element, extensions: Iterable[Extension]) -> None:
    """Put back attributes, foreign elements and the standard's other parts."""
    for each in extensions:
        if not each.xml:
            element.set(f"{{{each.namespace}}}{each.name}" if each.namespace else each.name, each.value)
        elif each.namespace == BPMN:
            graft(element, each.xml)
        else:
            graft(holder(element), each.xml)


def write_documentation(element: Element, text: str) -> None:
    if text:
        add(element, bpmn("documentation"), text=text)


def in_order(element: Element) -> None:
    """Sort the children of one element as the standard's schema wants them."""
    reorder(element, _rank)


def _rank(element: Element) -> int:
    name = local_name(element)
    if name in FLOW_NODES:
        return NODES_RANK
    return RANK.get(name, REST_RANK)
