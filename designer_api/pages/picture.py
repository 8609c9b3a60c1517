"""A diagram as an SVG picture from its own drawing, with the way a case took. Pure; no script, no style attribute."""

from collections.abc import Collection, Mapping
from html import escape
from itertools import pairwise

from bpmn.diagram import Bounds, Diagram, Edge, EventKind, Node, Shape
from designer_api.pages.fold import LETTER, folded

_PAD = 12
_EDGE = 28
"""Room right of and below the last shape, for its name."""
_HEAD = 124
"""Room for the names of lanes."""
_LINE = 5
_LANE_LINE = 6
"""Chinese characters that fit a step's line of 100 units."""
_BASELINE = 6
"""From the middle of a line of words down to what they stand on."""
_SCALE, _PAGE = 0.75, 1000
"""Pixels a unit of a small drawing, and from how many pixels on a drawing fills the page."""
_LEADING = 20
"""From one line of a step's words to the next."""


def picture(
    diagram: Diagram,
    *,
    walked: Collection[str] = (),
    open_steps: Collection[str] = (),
    skipped: Collection[str] = (),
    marks: Mapping[str, str] | None = None,
    title: str = "流程图",
) -> str:
    """The SVG, empty space folded. `walked` holds ids of elements and flows passed, `open_steps` those waiting now,
    `skipped` those that will not be needed any more; `marks` gives single elements a class of their own."""
    diagram, marks = folded(diagram), marks or {}
    boxes = [shape.bounds for shape in diagram.shapes if diagram.find(shape.element)]
    if not boxes:
        return f'<p class="mut">{escape(title)}没有图形信息。</p>'
    names = _lane_names(diagram)
    lanes = [s for s in diagram.shapes if s.element in names]
    right, bottom = max(b.x + b.width for b in boxes) + _EDGE, max(b.y + b.height for b in boxes) + _EDGE
    left, top = min(b.x for b in boxes) - _PAD, min(b.y for b in boxes) - _EDGE
    if lanes:
        left -= _HEAD
        top, bottom = min(s.bounds.y for s in lanes), max(s.bounds.y + s.bounds.height for s in lanes)
    view = f"{left - 1:g} {top - 1:g} {right - left + 2:g} {bottom - top + 2:g}"
    parts = [
        f'<svg class="flow"{_narrow(right - left)} viewBox="{view}" role="img" aria-label="{escape(title)}">',
        *(_lane(names[s.element], s.bounds, left, right) for s in lanes),
        *(_edge(diagram, edge, walked, skipped, marks) for edge in diagram.edges),
        *(_shape(diagram, shape, walked, open_steps, skipped, marks) for shape in diagram.shapes),
        "</svg>",
    ]
    return "".join(parts)


def _narrow(width: float) -> str:
    """The width of a small drawing, which is not stretched over the page; "" for one that fills it."""
    shown = round(width * _SCALE)
    return f' width="{shown}"' if shown < _PAGE else ""


def _lane_names(diagram: Diagram) -> dict[str, str]:
    """Lanes that hold no others, by id; pools only where they have no lanes."""
    lanes = [lane for process in diagram.processes for lane in process.lanes]
    if lanes:
        above = {lane.parent for lane in lanes}
        return {lane.id: lane.name for lane in lanes if lane.id not in above}
    return {pool.id: pool.name for pool in diagram.participants}


def _lane(name: str, bounds: Bounds, left: float, right: float) -> str:
    """A band across the picture, its name at the left."""
    lines = _wrapped(name, _LANE_LINE)
    first = bounds.y + bounds.height / 2 - (len(lines) - 1) * _LEADING / 2 + _BASELINE
    words = "".join(
        f'<text class="t2" x="{left + 8:g}" y="{first + at * _LEADING:g}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    band = f'x="{left:g}" y="{bounds.y:g}" width="{right - left:g}" height="{bounds.height:g}"'
    return f'<g class="lane"><rect {band}/>{words}</g>'


def _edge(
    diagram: Diagram, edge: Edge, walked: Collection[str], skipped: Collection[str], marks: Mapping[str, str]
) -> str:
    flow = next((f for f in diagram.flows() if f.id == edge.element), None)
    if flow is None or len(edge.waypoints) < 2:
        return ""
    state = " walk" if flow.id in walked else " off" if flow.target in skipped or flow.source in skipped else ""
    state += f" {marks[flow.id]}" if flow.id in marks else ""
    points = " ".join(f"{x:g},{y:g}" for x, y in edge.waypoints)
    (x1, y1), (x2, y2) = edge.waypoints[-2:]
    label = _edge_label(flow.name, edge) if flow.name else ""
    return f'<polyline class="e{state}" points="{points}"/>{_arrow(x1, y1, x2, y2, state)}{label}'


def _arrow(x1: float, y1: float, x2: float, y2: float, state: str) -> str:
    length = max(1e-6, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bx, by = x2 - ux * 9, y2 - uy * 9
    corners = f"{x2:g},{y2:g} {bx - uy * 4:.1f},{by + ux * 4:.1f} {bx + uy * 4:.1f},{by - ux * 4:.1f}"
    return f'<polygon class="ah{state}" points="{corners}"/>'


def _edge_label(name: str, edge: Edge) -> str:
    """The words of a flow: where they were drawn, but clear of the line they belong to."""
    if edge.label is None:
        (x1, y1), (x2, y2) = edge.waypoints[:2]
        x, y = (x1 + x2) / 2 + 4, (y1 + y2) / 2
    else:
        x, y = edge.label.x, edge.label.y + edge.label.height / 2
    for (x1, y1), (x2, y2) in pairwise(edge.waypoints):
        if y1 == y2 and min(x1, x2) <= x + LETTER <= max(x1, x2) and abs(y - y1) < LETTER:
            y = y1 - LETTER / 2 - 3 if y < y1 else y1 + LETTER / 2 + 5
    return f'<text class="t2" x="{x:g}" y="{y + _BASELINE:g}">{escape(name)}</text>'


def _shape(
    diagram: Diagram,
    shape: Shape,
    walked: Collection[str],
    open_steps: Collection[str],
    skipped: Collection[str],
    marks: Mapping[str, str],
) -> str:
    node = diagram.find(shape.element)
    if node is None:
        return ""
    if node.id in open_steps:
        state = "open"
    elif node.id in walked:
        state = "done"
    else:
        state = "skip" if node.id in skipped else ""
    body = (
        _gateway(node, shape)
        if node.is_gateway
        else _event(node, shape)
        if node.is_event
        else _step(node, shape, state)
    )
    state = f"{state} {marks[node.id]}".strip() if node.id in marks else state
    return f'<g class="n {state}">{body}</g>'


def _step(node: Node, shape: Shape, state: str) -> str:
    b = shape.bounds
    lines = _wrapped(node.label)
    middle = b.y + b.height / 2 - (len(lines) - 1) * _LEADING / 2 + _BASELINE
    texts = "".join(
        f'<text x="{b.x + b.width / 2:g}" y="{middle + at * _LEADING:g}" text-anchor="middle">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    mark = ""
    if state == "done":
        x, y = b.x + b.width - 6, b.y
        mark = f'<circle class="badge" cx="{x:g}" cy="{y:g}" r="9"/><path class="mark" d="M{x - 4:g} {y:g}l3 3 5-6"/>'
    dashed = ' stroke-dasharray="2 2"' if node.kind in ("subProcess",) and node.on_event else ""
    return f'<rect x="{b.x:g}" y="{b.y:g}" width="{b.width:g}" height="{b.height:g}" rx="4"{dashed}/>{texts}{mark}'


def _gateway(node: Node, shape: Shape) -> str:
    b = shape.bounds
    cx, cy, half = b.x + b.width / 2, b.y + b.height / 2, min(b.width, b.height) / 2
    diamond = f"{cx:g},{b.y:g} {b.x + b.width:g},{cy:g} {cx:g},{b.y + b.height:g} {b.x:g},{cy:g}"
    arm = half * 0.5
    signs = {
        "parallelGateway": f"M{cx:g} {cy - arm:g}v{2 * arm:g}M{cx - arm:g} {cy:g}h{2 * arm:g}",
        "exclusiveGateway": (
            f"M{cx - arm * 0.7:g} {cy - arm * 0.7:g}l{arm * 1.4:g} {arm * 1.4:g}"
            f"m0 {-arm * 1.4:g}l{-arm * 1.4:g} {arm * 1.4:g}"
        ),
        "inclusiveGateway": (
            f"M{cx - arm:g} {cy:g}a{arm:g} {arm:g} 0 1 0 {2 * arm:g} 0a{arm:g} {arm:g} 0 1 0 {-2 * arm:g} 0"
        ),
    }
    sign = f'<path class="gm" d="{signs[node.kind]}"/>' if node.kind in signs else ""
    return f'<polygon points="{diamond}"/>{sign}{_outside_label(node, shape)}'


def _event(node: Node, shape: Shape) -> str:
    b = shape.bounds
    cx, cy, r = b.x + b.width / 2, b.y + b.height / 2, b.width / 2
    heavy = ' stroke-width="3"' if node.kind == "endEvent" else ""
    inner = ""
    if node.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        inner = f'<circle cx="{cx:g}" cy="{cy:g}" r="{r - 3:g}"/>'
    if node.event.kind is EventKind.TIMER:
        inner += f'<path class="gm" d="M{cx:g} {cy:g}v{-r * 0.5:g}m0 {r * 0.5:g}h{r * 0.4:g}"/>'
    return f'<circle cx="{cx:g}" cy="{cy:g}" r="{r:g}"{heavy}/>{inner}{_outside_label(node, shape)}'


def _outside_label(node: Node, shape: Shape) -> str:
    """The name of an event or gateway beside its shape: where it was drawn, below when nobody said."""
    if not node.name:
        return ""
    b = shape.bounds
    cx, cy, below = b.x + b.width / 2, b.y + b.height / 2, b.width / 2 + LETTER / 2 + 3
    if shape.label is None:
        x, y = cx, cy + below
    else:
        x, y = shape.label.x + shape.label.width / 2, shape.label.y + shape.label.height / 2
        if abs(x - cx) < b.width:
            y = max(y, cy + below) if y > cy else min(y, cy - below)
    return f'<text class="t2" x="{x:g}" y="{y + _BASELINE:g}" text-anchor="middle">{escape(node.name)}</text>'


def _wrapped(text: str, width: int = _LINE) -> list[str]:
    """Lines of about the same length, at most `width` Chinese characters each (a Latin letter counts half)."""
    total = sum(_width(sign) for sign in text)
    rows = max(1, -(-int(total) // width))
    wanted, line, length = total / rows, "", 0.0
    lines: list[str] = []
    for sign in text:
        if line and length + _width(sign) > wanted + 0.5 and len(lines) < rows - 1:
            lines.append(line)
            line, length = "", 0.0
        line += sign
        length += _width(sign)
    return [*lines, line]


def _width(sign: str) -> float:
    return 0.55 if sign.isascii() else 1.0
