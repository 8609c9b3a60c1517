"""A drawing in the making that knows where each step stands: columns from left to right, rows inside lanes.

What is put on it is placed as it comes, so that a composed drawing reads like one that was drawn: ways that go round a
step pass above it, ways back pass below, no way runs through a shape.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from bpmn.diagram import Bounds, Edge, Flow, Lane, Node, Shape
from bpmn.layout import EVENT, GATEWAY, LANE_HEAD, TASK

PITCH_X, PITCH_Y = 170.0, 130.0
HEADROOM, FOOTROOM = 60.0, 40.0
"""Above the first row of a lane: for the ways that go round; below its last: for names."""
LEFT, TOP = 160.0, 80.0
CHANNEL = 25.0
"""So far before a column the upright part of a way into it runs."""
ROUND = 22.0
Point = tuple[float, float]


class Way(Enum):
    """How a flow is drawn: ahead to the right, over the steps between, below to a row underneath, back along it, or
    down to another lane from below the gateway."""

    AHEAD = auto()
    OVER = auto()
    BELOW = auto()
    BACK = auto()
    DOWN = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    lane: str
    column: int
    row: int = 0


@dataclass
class Sheet:
    """Nodes with their cells, flows with their ways; `lanes` are (id, name, department) from top to bottom."""

    process: str
    lanes: tuple[tuple[str, str, str], ...]
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)

    @property
    def next(self) -> int:
        """The first column nobody stands in."""
        return max((cell.column for cell in self.cells.values()), default=-1) + 1

    def put(self, node: Node, lane: str, column: int | None = None, row: int = 0) -> str:
        """A node in a cell, in the next column where none is given."""
        self.nodes.append(replace(node, parent=self.process, line=0))
        self.cells[node.id] = Cell(lane, self.next if column is None else column, row)
        return node.id

    def gateway(
        self, identity: str, kind: str, lane: str, name: str = "", column: int | None = None, row: int = 0
    ) -> str:
        return self.put(Node(identity, kind, name), lane, column, row)

    def link(
        self,
        source: str,
        target: str,
        name: str = "",
        condition: str = "",
        *,
        rounds: int | None = None,
        way: Way = Way.AHEAD,
    ) -> str:
        """A flow; its id is that of its ends."""
        identity = f"flow_{source}_{target}"
        self.flows.append(Flow(identity, source, target, name, condition, max_rounds=rounds, parent=self.process))
        self.ways[identity] = way
        return identity

    def otherwise(self, gateway: str, flow: str) -> None:
        """The way a gateway takes when no other holds."""
        at = next(number for number, node in enumerate(self.nodes) if node.id == gateway)
        self.nodes[at] = replace(self.nodes[at], default=flow)

    def drawn_lanes(self) -> tuple[Lane, ...]:
        """The lanes that hold something."""
        found = []
        for identity, name, department in self.lanes:
            held = tuple(node.id for node in self.nodes if self.cells[node.id].lane == identity)
            if held:
                found.append(Lane(identity, name, held, department=department))
        return tuple(found)

    def drawn(self, pool: str) -> tuple[tuple[Shape, ...], tuple[Edge, ...]]:
        """Every shape and edge. `pool` is the id of the pool around the lanes."""
        tops, heights = self._heights()
        width = self.next * PITCH_X + LANE_HEAD + PITCH_X / 2
        whole = sum(heights.values())
        shapes = [Shape(pool, Bounds(LEFT - LANE_HEAD, TOP, width + LANE_HEAD, whole), horizontal=True)]
        shapes += [Shape(lane, Bounds(LEFT, top, width, heights[lane]), horizontal=True) for lane, top in tops.items()]
        boxes = {node.id: self._box(node, tops) for node in self.nodes}
        for node in self.nodes:
            marker = True if node.kind == "exclusiveGateway" else None
            expanded = False if node.kind == "callActivity" else None
            shapes.append(
                Shape(node.id, boxes[node.id], self._name(node, boxes[node.id]), expanded, marker_visible=marker)
            )
        return tuple(shapes), tuple(self._edge(flow, boxes, tops) for flow in self.flows)

    def _heights(self) -> tuple[dict[str, float], dict[str, float]]:
        tops: dict[str, float] = {}
        heights: dict[str, float] = {}
        y = TOP
        for lane in self.drawn_lanes():
            rows = 1 + max(self.cells[node].row for node in lane.nodes)
            tops[lane.id], heights[lane.id] = y, HEADROOM + rows * PITCH_Y - (PITCH_Y - TASK[1]) + FOOTROOM
            y += heights[lane.id]
        return tops, heights

    def _box(self, node: Node, tops: dict[str, float]) -> Bounds:
        cell = self.cells[node.id]
        width, height = EVENT if node.is_event else GATEWAY if node.is_gateway else TASK
        middle = LEFT + LANE_HEAD + cell.column * PITCH_X + PITCH_X / 2
        row = tops[cell.lane] + HEADROOM + cell.row * PITCH_Y + TASK[1] / 2
        return Bounds(middle - width / 2, row - height / 2, width, height)

    def _name(self, node: Node, box: Bounds) -> Bounds | None:
        """Names of events and gateways stand below, above where a way leaves below."""
        if not node.name or not (node.is_event or node.is_gateway):
            return None
        below = any(flow.source == node.id and self.ways[flow.id] in (Way.BELOW, Way.DOWN) for flow in self.flows)
        width = max(24.0, min(110.0, 12.0 * len(node.name)))
        lines = -(-12 * len(node.name) // 110)
        y = box.y - 4 - 14 * lines if below else box.y + box.height + 4
        return Bounds(box.x + box.width / 2 - width / 2, y, width, 14.0 * lines)

    def _edge(self, flow: Flow, boxes: dict[str, Bounds], tops: dict[str, float]) -> Edge:
        source, target, way = boxes[flow.source], boxes[flow.target], self.ways[flow.id]
        points = tuple(_tidy(self._points(flow, source, target, way, tops)))
        return Edge(flow.id, points, _label(points, way) if flow.name else None)

    def _points(self, flow: Flow, source: Bounds, target: Bounds, way: Way, tops: dict[str, float]) -> Iterable[Point]:
        right, left = (source.x + source.width, _middle(source)[1]), (target.x, _middle(target)[1])
        above, below = (_middle(source)[0], source.y), (_middle(source)[0], source.y + source.height)
        cell = self.cells[flow.source]
        if way is Way.OVER:
            high = tops[cell.lane] + HEADROOM + cell.row * PITCH_Y - ROUND
            return (above, (above[0], high), (_middle(target)[0], high), (_middle(target)[0], target.y))
        if way is Way.BELOW:
            return (below, (below[0], left[1]), (target.x + target.width, left[1]))
        if way is Way.BACK:
            bottom = (_middle(target)[0], target.y + target.height)
            return ((source.x, right[1]), (bottom[0], right[1]), bottom)
        if way is Way.DOWN:
            return (below, (below[0], left[1]), left)
        channel = LEFT + LANE_HEAD + self.cells[flow.target].column * PITCH_X + (PITCH_X - TASK[0]) / 2 - CHANNEL
        return (right, (channel, right[1]), (channel, left[1]), left)


def _middle(box: Bounds) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def _tidy(points: Iterable[Point]) -> list[Point]:
    """Without points on the straight way between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return kept


def _label(points: tuple[Point, ...], way: Way) -> Bounds:
    """The words on a way stand where it has left the others."""
    if way in (Way.BELOW, Way.DOWN):
        x, y = points[0]
        return Bounds(x + 5, y + 5, 54, 14)
    if way is Way.OVER:
        x, y = points[1]
        return Bounds(x + 5, y + 3, 54, 14)
    x, y = points[-2]
    return Bounds(x + 4 if len(points) == 2 else x - 58, y - 18, 54, 14)
