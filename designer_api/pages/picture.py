"""A diagram as an SVG picture from its own drawing, with the way a case took. Pure; no script, no style attribute."""

from collections.abc import Collection, Iterator
from html import escape

from bpmn.diagram import Bounds, Diagram, Edge, EventKind, Node, Shape

_PAD = 12
_LINE = 6
"""Chinese characters that fit a step's line of 100 units at 15 px, less its padding."""


def picture(
    diagram: Diagram,
    *,
    walked: Collection[str] = (),
    open_steps: Collection[str] = (),
    skipped: Collection[str] = (),
    title: str = "流程图",
) -> str:
    """The SVG. `walked` holds ids of elements and flows passed, `open_steps` those waiting now, `skipped` those that
    will not be needed any more."""
    boxes = [shape.bounds for shape in diagram.shapes if diagram.find(shape.element)]
    if not boxes:
        return f'<p class="mut">{escape(title)}没有图形信息。</p>'
    lanes = [s for s in diagram.shapes if s.horizontal is not None and not diagram.find(s.element)]
    around = boxes + [lane.bounds for lane in lanes]
    left, top = min(b.x for b in around) - _PAD, min(b.y for b in around) - _PAD
    width = max(b.x + b.width for b in around) + _PAD - left
    height = max(b.y + b.height for b in around) + _PAD + 14 - top
    parts = [
        f'<svg class="flow" viewBox="{left:g} {top:g} {width:g} {height:g}" role="img" aria-label="{escape(title)}">',
        *_lanes(diagram, lanes),
        *(_edge(diagram, edge, walked, skipped) for edge in diagram.edges),
        *(_shape(diagram, shape, walked, open_steps, skipped) for shape in diagram.shapes),
        "</svg>",
    ]
    return "".join(parts)


def _lanes(diagram: Diagram, shapes: list[Shape]) -> Iterator[str]:
    names = {lane.id: lane.name for process in diagram.processes for lane in process.lanes}
    names |= {pool.id: pool.name for pool in diagram.participants}
    for shape in shapes:
        if shape.element not in names:
            continue
        b = shape.bounds
        x, y = b.x + 15, b.y + b.height / 2
        yield (
            f'<g class="lane"><rect x="{b.x:g}" y="{b.y:g}" width="{b.width:g}" height="{b.height:g}"/>'
            f'<text class="t2" x="{x:g}" y="{y:g}" text-anchor="middle" transform="rotate(-90 {x:g} {y:g})" '
            f'dy="4">{escape(names[shape.element])}</text></g>'
        )


def _edge(diagram: Diagram, edge: Edge, walked: Collection[str], skipped: Collection[str]) -> str:
    flow = next((f for f in diagram.flows() if f.id == edge.element), None)
    if flow is None or len(edge.waypoints) < 2:
        return ""
    state = " walk" if flow.id in walked else " off" if flow.target in skipped or flow.source in skipped else ""
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
    if edge.label:
        x, y = edge.label.x, edge.label.y + edge.label.height - 3
    else:
        (x1, y1), (x2, y2) = edge.waypoints[:2]
        x, y = (x1 + x2) / 2 + 4, (y1 + y2) / 2 - 4
    return f'<text class="t2" x="{x:g}" y="{y:g}">{escape(name)}</text>'


def _shape(
    diagram: Diagram,
    shape: Shape,
    walked: Collection[str],
    open_steps: Collection[str],
    skipped: Collection[str],
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
    return f'<g class="n {state}">{body}</g>'


def _step(node: Node, shape: Shape, state: str) -> str:
    b = shape.bounds
    lines = _wrapped(node.label)
    middle = b.y + b.height / 2 - (len(lines) - 1) * 9 + 5
    texts = "".join(
        f'<text x="{b.x + b.width / 2:g}" y="{middle + at * 18:g}" text-anchor="middle">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    mark = ""
    if state == "done":
        x, y = b.x + b.width - 18, b.y + 12
        mark = f'<path class="mark" d="M{x:g} {y:g}l4 4 7-8"/>'
    elif state == "open":
        mark = f'<text class="st" x="{b.x + b.width / 2:g}" y="{b.y + b.height - 6:g}" text-anchor="middle">在办</text>'
    dashed = ' stroke-dasharray="2 2"' if node.kind in ("subProcess",) and node.on_event else ""
    return f'<rect x="{b.x:g}" y="{b.y:g}" width="{b.width:g}" height="{b.height:g}" rx="4"{dashed}/>{texts}{mark}'


def _gateway(node: Node, shape: Shape) -> str:
    b = shape.bounds
    cx, cy, half = b.x + b.width / 2, b.y + b.height / 2, b.width / 2
    diamond = f"{cx:g},{b.y:g} {b.x + b.width:g},{cy:g} {cx:g},{b.y + b.height:g} {b.x:g},{cy:g}"
    arm = half * 0.4
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
    if not node.name:
        return ""
    box = shape.label or Bounds(
        shape.bounds.x - 20, shape.bounds.y + shape.bounds.height + 2, shape.bounds.width + 40, 14
    )
    x = box.x + box.width / 2
    return "".join(
        f'<text class="t2" x="{x:g}" y="{box.y + 12 + at * 14:g}" text-anchor="middle">{escape(line)}</text>'
        for at, line in enumerate(_wrapped(node.label, 9))
    )


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
