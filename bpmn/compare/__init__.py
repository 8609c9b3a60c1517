"""What changed between two versions of a diagram, in words and ids: for publishing, for the record, for the public.

Elements are matched by id; one that was redrawn under a new id is matched by kind and name. Changes of position and
size alone are one line at the end. `days_by_department` sums what limits gained or lost.
"""

from collections.abc import Iterable, Mapping

from bpmn.compare.change import Change, ChangeKind, came_or_went, limit_words, pairs
from bpmn.compare.rest import flow_changes, other_changes, process_changes
from bpmn.compare.steps import node_changes
from bpmn.compare.texts import compare_texts
from bpmn.diagram import Diagram, Edge, Shape

__all__ = ["Change", "ChangeKind", "compare", "compare_texts", "days_by_department", "limit_words"]


def compare(before: Diagram, after: Diagram) -> tuple[Change, ...]:
    """Every change from one version to the next: process, steps, flows, the rest, and last the drawing."""
    found: list[Change] = []
    olds, news = before.processes, after.processes
    for old, new in pairs(olds, news, lambda each: each.name):
        found.extend(came_or_went(old, new, lambda each: f"流程“{each.name or each.id}”"))
        if old is not None and new is not None:
            found.extend(process_changes(old, new))
    found.extend(node_changes(before, after))
    found.extend(flow_changes(before, after))
    found.extend(other_changes(before, after))
    moved = _moved(before, after)
    if moved:
        message = f"另有 {len(moved)} 个图形只是位置或大小有变动，不影响办理。"
        found.append(Change(ChangeKind.LAYOUT, "", message, "drawing", after=" ".join(moved)))
    return tuple(found)


def _moved(before: Diagram, after: Diagram) -> list[str]:
    """The elements of both versions that are drawn elsewhere or otherwise."""
    olds, news = _drawn(before), _drawn(after)
    return [key[0] for key, drawn in news.items() if key in olds and olds[key] != drawn]


def _drawn(diagram: Diagram) -> dict[tuple[str, str], Shape | Edge]:
    shapes: dict[tuple[str, str], Shape | Edge] = {(each.element, each.plane): each for each in diagram.shapes}
    return shapes | {(each.element, each.plane): each for each in diagram.edges}


def days_by_department(changes: Iterable[Change]) -> Mapping[tuple[str, str], int]:
    """What the limits of steps gained or lost, by (department, unit). Units are never added to one another."""
    total: dict[tuple[str, str], int] = {}
    for change in changes:
        if change.days and change.field == "limit":
            key = (change.department, change.unit)
            total[key] = total.get(key, 0) + change.days
    return {key: days for key, days in total.items() if days}
