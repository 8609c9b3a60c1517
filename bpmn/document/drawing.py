"""The drawing of a file (BPMN DI, chapter 12): shapes and edges, read and written."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bpmn.diagram import Bounds, Diagram, Edge, Extension, Shape
from bpmn.document.leftovers import write_rest
from bpmn.document.notes import Notes
from bpmn.document.parts import Parts, settled
from bpmn.document.vocabulary import BPMNDI, DC, DI
from bpmn.finding import Severity
from bpmn.xml import Element, add, children, line_of, local_name, namespace

FARTHEST = 1e7
"""No drawing reaches farther; a number beyond it is a mistake."""


@dataclass(slots=True)
class Drawing:
    """Shapes and edges gathered from the planes of a file, the first plane first."""

    shapes: list[Shape] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def read_drawing(pages: Iterable[Element], ids: Collection[str], notes: Notes) -> Drawing:
    """Every shape and edge of the file; those of further pages name the sub-process whose page it is."""
    drawing = Drawing()
    first = True
    for page in pages:
        for plane in children(page):
            if local_name(plane) != "BPMNPlane":
                continue
            owner = "" if first else _reference(plane)
            first = False
            for each in children(plane):
                _read_one(each, owner, drawing, ids, notes)
    drawing.shapes = list({(shape.element, shape.plane): shape for shape in reversed(drawing.shapes)}.values())[::-1]
    drawing.edges = list({(edge.element, edge.plane): edge for edge in reversed(drawing.edges)}.values())[::-1]
    owners = ["", *(shape.plane for shape in drawing.shapes), *(edge.plane for edge in drawing.edges)]
    order = {owner: place for place, owner in enumerate(dict.fromkeys(owners))}
    drawing.shapes.sort(key=lambda shape: order[shape.plane])
    drawing.edges.sort(key=lambda edge: order[edge.plane])
    return drawing


def _read_one(element: Element, plane: str, drawing: Drawing, ids: Collection[str], notes: Notes) -> None:
    kind, reference = local_name(element), _reference(element)
    if kind not in ("BPMNShape", "BPMNEdge"):
        return
    if reference not in ids:
        notes.say(
            "drawing-dangling",
            f"图形“{element.get('id') or kind}”没有对应的流程元素（{reference or '未写'}），已忽略。",
            Severity.NOTE,
            element=reference,
            line=line_of(element),
        )
        return
    if kind == "BPMNShape":
        shape = _shape(element, reference, plane, notes)
        if shape is not None:
            drawing.shapes.append(shape)
    else:
        drawing.edges.append(_edge(element, reference, plane, notes))


def _shape(element: Element, reference: str, plane: str, notes: Notes) -> Shape | None:
    parts = Parts(element, notes)
    parts.text("bpmnElement")
    bounds = _bounds(element, reference, notes)
    flags = {name: _flag(parts, name) for name in ("isExpanded", "isHorizontal", "isMarkerVisible")}
    if bounds is None:
        return None
    return Shape(
        reference,
        bounds,
        _label(element, reference, notes),
        flags["isExpanded"],
        flags["isHorizontal"],
        flags["isMarkerVisible"],
        plane,
        _kept(parts),
    )


def _edge(element: Element, reference: str, plane: str, notes: Notes) -> Edge:
    parts = Parts(element, notes)
    for name in ("bpmnElement", "sourceElement", "targetElement"):
        parts.text(name)
    points = []
    for each in children(element):
        if local_name(each) == "waypoint":
            numbers = _numbers(each, ("x", "y"), reference, notes)
            if numbers is not None:
                points.append((numbers[0], numbers[1]))
    return Edge(reference, tuple(points), _label(element, reference, notes), plane, _kept(parts))


def _kept(parts: Parts) -> tuple[Extension, ...]:
    """Colours and the like: the attributes nobody took."""
    names = (name.rpartition("}") for name in parts.attributes() if name != "id")
    return settled(Extension(uri[1:], local, parts.attributes()[uri + sign + local]) for uri, sign, local in names)


def _flag(parts: Parts, name: str) -> bool | None:
    return parts.flag(name, False) if parts.peek(name) else None


def _label(element: Element, reference: str, notes: Notes) -> Bounds | None:
    for child in children(element):
        if local_name(child) == "BPMNLabel" and any(local_name(each) == "Bounds" for each in children(child)):
            return _bounds(child, reference, notes)
    return None


def _bounds(element: Element, reference: str, notes: Notes) -> Bounds | None:
    for child in children(element):
        if local_name(child) == "Bounds" and namespace(child) == DC:
            numbers = _numbers(child, ("x", "y", "width", "height"), reference, notes)
            return Bounds(*numbers) if numbers is not None else None
    notes.say(
        "drawing-value",
        "图形没有写位置和大小，已忽略，请在设计器里重新摆放。",
        Severity.WARNING,
        element=reference,
        line=line_of(element),
    )
    return None


def _numbers(element: Element, names: tuple[str, ...], reference: str, notes: Notes) -> list[float] | None:
    found = []
    for name in names:
        text = (element.get(name) or "").strip()
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not abs(number) <= FARTHEST:
            notes.say(
                "drawing-value",
                f"图形的 {name} 应是坐标数字，现在是“{text}”，已忽略，请在设计器里重新摆放。",
                Severity.WARNING,
                element=reference,
                line=line_of(element),
                met=text,
            )
            return None
        found.append(number)
    return found


def _reference(element: Element) -> str:
    return (element.get("bpmnElement") or "").strip().rpartition(":")[2]


def write_drawing(root: Element, diagram: Diagram, main: str) -> None:
    """Append the pages of the drawing; `main` is the collaboration or process the first page shows."""
    if not diagram.shapes and not diagram.edges:
        return
    owners = dict.fromkeys(["", *(shape.plane for shape in diagram.shapes), *(edge.plane for edge in diagram.edges)])
    planes: dict[str, tuple[Element, int]] = {}
    for number, owner in enumerate(owners, 1):
        page = add(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": f"BPMNDiagram_{number}"})
        shown = owner or main
        plane = add(
            page, f"{{{BPMNDI}}}BPMNPlane", {"id": f"BPMNPlane_{number}"} | ({"bpmnElement": shown} if shown else {})
        )
        planes[owner] = (plane, number)
    for shape in diagram.shapes:
        _write_shape(*planes[shape.plane], shape)
    for edge in diagram.edges:
        _write_edge(*planes[edge.plane], edge)


def _write_shape(plane: Element, page: int, shape: Shape) -> None:
    flags = {"isExpanded": shape.expanded, "isHorizontal": shape.horizontal, "isMarkerVisible": shape.marker_visible}
    attributes = {"id": _drawn_id(shape.element, page), "bpmnElement": shape.element}
    attributes |= {name: str(flag).lower() for name, flag in flags.items() if flag is not None}
    element = add(plane, f"{{{BPMNDI}}}BPMNShape", attributes)
    write_rest(element, shape.extensions)
    _write_bounds(element, shape.bounds)
    _write_label(element, shape.label)


def _write_edge(plane: Element, page: int, edge: Edge) -> None:
    element = add(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": _drawn_id(edge.element, page), "bpmnElement": edge.element})
    write_rest(element, edge.extensions)
    for x, y in edge.waypoints:
        add(element, f"{{{DI}}}waypoint", {"x": number(x), "y": number(y)})
    _write_label(element, edge.label)


def _drawn_id(element: str, page: int) -> str:
    return f"{element}_di" if page == 1 else f"{element}_di_{page}"


def _write_label(element: Element, label: Bounds | None) -> None:
    if label is not None:
        _write_bounds(add(element, f"{{{BPMNDI}}}BPMNLabel"), label)


def _write_bounds(element: Element, bounds: Bounds) -> None:
    sides = {"x": bounds.x, "y": bounds.y, "width": bounds.width, "height": bounds.height}
    add(element, f"{{{DC}}}Bounds", {name: number(side) for name, side in sides.items()})


def number(value: float) -> str:
    """A coordinate without a needless fraction."""
    return str(int(value)) if value == int(value) else repr(float(value))
