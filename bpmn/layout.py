"""A plain automatic layout for diagrams that come without a drawing: left to right, lanes one below the other,
edges at right angles, no shape over another. The same diagram always gives the same drawing.

Each scope (process or sub-process) is a grid: the column of a node is the longest way to it from a start, back flows
aside; in a column the nodes of a lane are stacked in the order they are met. A sub-process is drawn as large as what
it holds. An edge leaves its column to the right, runs down the channel before its target's column, and passes other
columns in the channel above the row it leads to, so that it crosses no shape.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bpmn.diagram import GATEWAYS, SUB_PROCESSES, Bounds, Diagram, Edge, Flow, Lane, Node, Process, Shape
from bpmn.graph import scopes

TASK = (100.0, 80.0)
GATEWAY = (50.0, 50.0)
EVENT = (36.0, 36.0)
NOTE = (100.0, 50.0)
GAP_X = 100.0
"""Between columns: room for the vertical part of edges and for the words on them."""
GAP_Y = 60.0
"""Between rows: room for the horizontal part of edges and for labels."""
PADDING = 40.0
LANE_HEAD = 30.0
MARGIN = 160.0

Size = tuple[float, float]


@dataclass(slots=True)
class _Grid:
    """One scope laid out from (0, 0): where each node is, how high each row is, and the size of it all."""

    places: dict[str, Bounds] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    column_left: list[float] = field(default_factory=list)
    row_top: list[float] = field(default_factory=list)
    row_bottom: list[float] = field(default_factory=list)
    lanes: list[tuple[Lane, float, float]] = field(default_factory=list)
    size: Size = (0.0, 0.0)


def lay_out(diagram: Diagram) -> Diagram:
    """The diagram with shapes and edges for everything in it; a drawing it had is replaced."""
    shapes: list[Shape] = []
    edges: list[Edge] = []
    top = 80.0
    pools = {pool.process: pool for pool in diagram.participants if pool.process}
    for process in diagram.processes:
        drawn = _Drawn(diagram, process)
        width, height = drawn.size
        left = MARGIN
        pool = pools.get(process.id)
        if pool is not None:
            bounds = Bounds(left - LANE_HEAD, top, width + LANE_HEAD, height)
            shapes.append(Shape(pool.id, bounds, horizontal=True))
        shapes += drawn.shapes(left, top)
        edges += drawn.edges()
        top += height + 80
    for pool in diagram.participants:
        if not pool.process:
            shapes.append(Shape(pool.id, Bounds(MARGIN - LANE_HEAD, top, 600, 60), horizontal=True))
            top += 140
    boxes = {shape.element: shape.bounds for shape in shapes}
    for message in diagram.message_flows:
        if message.source in boxes and message.target in boxes:
            edges.append(Edge(message.id, _upright(boxes[message.source], boxes[message.target])))
    return replace(diagram, shapes=tuple(shapes), edges=tuple(edges))


def _upright(source: Bounds, target: Bounds) -> tuple[tuple[float, float], ...]:
    """A message flow: out of the nearer side, across between the pools, into the other."""
    down = source.y < target.y
    start = (source.x + source.width / 2, source.y + source.height if down else source.y)
    end = (target.x + target.width / 2, target.y if down else target.y + target.height)
    middle = (start[1] + end[1]) / 2
    return (start, end) if start[0] == end[0] else (start, (start[0], middle), (end[0], middle), end)


class _Drawn:
    """One process being drawn: the grids of its scopes, innermost first, then everything moved to its place."""

    def __init__(self, diagram: Diagram, process: Process) -> None:
        self._diagram, self._process = diagram, process
        self._grids: dict[str, _Grid] = {}
        self._boxes: dict[str, Bounds] = {}
        for holder, nodes in reversed(scopes(process)):
            lanes = () if holder else _leaf_lanes(process.lanes)
            self._grids[holder.id if holder else process.id] = self._grid(nodes, lanes)

    @property
    def size(self) -> Size:
        return self._grids[self._process.id].size

    def shapes(self, left: float, top: float) -> list[Shape]:
        """The shapes of the process when its grid starts at (left, top)."""
        grid, found = self._grids[self._process.id], []
        for lane, offset, height in grid.lanes:
            found.append(Shape(lane.id, Bounds(left, top + offset, grid.size[0], height), horizontal=True))
        self._place(self._process.id, left, top)
        for node in self._process.nodes:
            expanded = True if node.kind in SUB_PROCESSES else None
            marker = True if node.kind == "exclusiveGateway" else None
            box = self._boxes[node.id]
            found.append(Shape(node.id, box, _label(node, box), expanded, marker_visible=marker))
        return [*found, *self._artifacts(top + self.size[1] + 20, left)]

    def edges(self) -> list[Edge]:
        found = []
        for flow in self._process.flows:
            points = self._route(flow)
            label = Bounds(points[-2][0] + 4, points[-1][1] - 18, 54, 14) if flow.name else None
            found.append(Edge(flow.id, points, label))
        for artifact in self._process.artifacts:
            ends = (self._boxes.get(artifact.source), self._boxes.get(artifact.target))
            if ends[0] is not None and ends[1] is not None:
                found.append(Edge(artifact.id, (_centre(ends[0]), _centre(ends[1]))))
        return found

    def _artifacts(self, top: float, left: float) -> list[Shape]:
        """Notes and data objects in a row below the process."""
        found = []
        for artifact in self._process.artifacts:
            if artifact.kind.lower().endswith("association") or artifact.kind == "dataObject":
                continue
            self._boxes[artifact.id] = Bounds(left, top, *NOTE)
            found.append(Shape(artifact.id, self._boxes[artifact.id]))
            left += NOTE[0] + 30
        return found

    def _place(self, scope: str, left: float, top: float) -> None:
        waiting = [(scope, left, top)]
        while waiting:
            inside, x, y = waiting.pop()
            for element, box in self._grids[inside].places.items():
                self._boxes[element] = replace(box, x=box.x + x, y=box.y + y)
                if element in self._grids:
                    waiting.append((element, box.x + x, box.y + y))
        for node in self._process.nodes:
            if node.kind == "boundaryEvent" and node.attached_to in self._boxes:
                beside = self._diagram.boundary(node.attached_to)
                host = self._boxes[node.attached_to]
                step = host.width / (len(beside) + 1)
                x = host.x + step * (beside.index(node) + 1) - EVENT[0] / 2
                self._boxes[node.id] = Bounds(x, host.y + host.height - EVENT[1] / 2, *EVENT)

    def _grid(self, nodes: Sequence[Node], lanes: Sequence[Lane]) -> _Grid:
        grid = _Grid()
        placed = [node for node in nodes if not (node.kind == "boundaryEvent" and node.attached_to)]
        column = self._columns(placed)
        lane_of = {each: number for number, lane in enumerate(lanes) for each in lane.nodes}
        count = max(1, len(lanes))
        rows_in = [0] * count
        filled: dict[tuple[int, int], int] = {}
        rough: dict[str, tuple[int, int, int]] = {}
        for node in sorted(placed, key=lambda each: column[each.id]):
            lane = lane_of.get(node.id, 0)
            row = filled.get((lane, column[node.id]), 0)
            filled[lane, column[node.id]] = row + 1
            rows_in[lane] = max(rows_in[lane], row + 1)
            rough[node.id] = (column[node.id], lane, row)
        first_row = [sum(max(1, rows) for rows in rows_in[:number]) for number in range(count)]
        sizes = {node.id: self._size(node) for node in placed}
        grid.cells = {node: (where[0], first_row[where[1]] + where[2]) for node, where in rough.items()}
        self._measure(grid, sizes, sum(max(1, rows) for rows in rows_in), LANE_HEAD if lanes else 0.0)
        tops = [*grid.row_top, grid.size[1] - PADDING + GAP_Y]
        for number, lane_drawn in enumerate(lanes):
            start = grid.row_top[first_row[number]] - GAP_Y * 0.4 if number else 0.0
            last = first_row[number] + max(1, rows_in[number])
            end = tops[last] - GAP_Y * 0.4 if number + 1 < len(lanes) else grid.size[1]
            grid.lanes.append((lane_drawn, start, end - start))
        return grid

    def _measure(self, grid: _Grid, sizes: Mapping[str, Size], rows: int, indent: float) -> None:
        """Fix the left of each column and the top of each row, then the box of each node in the middle of its cell."""
        columns = max((cell[0] for cell in grid.cells.values()), default=-1) + 1
        widths, heights = [TASK[0]] * columns, [TASK[1]] * rows
        for node, (column, row) in grid.cells.items():
            widths[column] = max(widths[column], sizes[node][0])
            heights[row] = max(heights[row], sizes[node][1])
        x, y = PADDING + indent + GAP_X / 2, PADDING + GAP_Y
        for width in widths:
            grid.column_left.append(x)
            x += width + GAP_X
        for height in heights:
            grid.row_top.append(y)
            grid.row_bottom.append(y + height)
            y += height + GAP_Y
        for node, (column, row) in grid.cells.items():
            width, height = sizes[node]
            left = grid.column_left[column] + (widths[column] - width) / 2
            grid.places[node] = Bounds(left, grid.row_top[row] + (heights[row] - height) / 2, width, height)
        grid.size = (x - GAP_X / 2 + PADDING, y - GAP_Y + PADDING + GAP_Y / 2)

    def _size(self, node: Node) -> Size:
        if node.kind in SUB_PROCESSES:
            width, height = self._grids[node.id].size
            return max(width, TASK[0]), max(height, TASK[1])
        if node.is_event:
            return EVENT
        return GATEWAY if node.kind in GATEWAYS else TASK

    def _columns(self, nodes: Sequence[Node]) -> dict[str, int]:
        """The longest way to each node, flows that lead back left out; border events lead on from their step."""
        inside = {node.id for node in nodes}
        following: dict[str, list[str]] = {}
        for node in nodes:
            sources = [node.id, *(each.id for each in self._diagram.boundary(node.id))]
            targets = [flow.target for source in sources for flow in self._diagram.outgoing(source)]
            following[node.id] = [target for target in targets if target in inside]
        order = _forward(nodes, following, self._diagram)
        column = dict.fromkeys(order, 0)
        position = {node: number for number, node in enumerate(order)}
        for before in order:
            for after in following[before]:
                if position[after] > position[before]:
                    column[after] = max(column[after], column[before] + 1)
        return column

    def _route(self, flow: Flow) -> tuple[tuple[float, float], ...]:
        source, target = self._boxes[flow.source], self._boxes[flow.target]
        node = self._diagram.node(flow.source)
        grid = self._grids[flow.parent]
        entry = (target.x, target.y + target.height / 2)
        host = node.attached_to if node.kind == "boundaryEvent" and node.attached_to in grid.cells else ""
        from_cell = grid.cells.get(host or node.id)
        to_cell = grid.cells.get(flow.target)
        if from_cell is None or to_cell is None:
            return (_centre(source), _centre(target))
        shift_x, shift_y = self._shift(flow.parent, grid)
        channel = grid.column_left[to_cell[0]] + shift_x - GAP_X * 0.6
        above = grid.row_top[to_cell[1]] + shift_y - GAP_Y / 3
        if host:
            below = grid.row_bottom[grid.cells[host][1]] + shift_y + GAP_Y * 0.45
            leave = (source.x + source.width / 2, source.y + source.height)
            return _tidy((leave, (leave[0], below), (channel, below), (channel, entry[1]), entry))
        leave = (source.x + source.width, source.y + source.height / 2)
        if to_cell[0] == from_cell[0] + 1:
            return _tidy((leave, (channel, leave[1]), (channel, entry[1]), entry))
        first = self._right_of(grid, from_cell[0], source, shift_x)
        return _tidy((leave, (first, leave[1]), (first, above), (channel, above), (channel, entry[1]), entry))

    def _right_of(self, grid: _Grid, column: int, source: Bounds, shift: float) -> float:
        """The channel right of a column."""
        if column + 1 < len(grid.column_left):
            return grid.column_left[column + 1] + shift - GAP_X * 0.8
        return max(source.x + source.width, shift + grid.size[0] - PADDING - GAP_X / 2) + GAP_X * 0.2

    def _shift(self, scope: str, grid: _Grid) -> Size:
        """How far a grid was moved: from the first node's box in it."""
        node = next(iter(grid.places))
        return self._boxes[node].x - grid.places[node].x, self._boxes[node].y - grid.places[node].y


def _leaf_lanes(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    """The lanes that hold nodes themselves, those of sub-processes left out."""
    every = tuple(lanes)
    parents = {lane.parent for lane in every}
    known = {lane.id for lane in every} | {""}
    return tuple(lane for lane in every if lane.id not in parents and lane.parent in known)


def _forward(nodes: Sequence[Node], following: Mapping[str, Sequence[str]], diagram: Diagram) -> list[str]:
    """The nodes so that only flows leading back go against the order: finishing order of a walk, reversed."""
    seen: set[str] = set()
    finished: list[str] = []
    roots = [node.id for node in nodes if node.kind == "startEvent"]
    roots += [node.id for node in nodes if not diagram.incoming(node.id) and node.kind != "startEvent"]
    for root in [*reversed(roots), *(node.id for node in nodes)]:
        if root not in seen:
            _walk(root, following, seen, finished)
    return finished[::-1]


def _walk(root: str, following: Mapping[str, Sequence[str]], seen: set[str], finished: list[str]) -> None:
    seen.add(root)
    walk = [(root, iter(reversed(following[root])))]
    while walk:
        node, after = walk[-1]
        step = next((each for each in after if each not in seen), None)
        if step is None:
            finished.append(node)
            walk.pop()
        else:
            seen.add(step)
            walk.append((step, iter(reversed(following[step]))))


def _centre(box: Bounds) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _label(node: Node, box: Bounds) -> Bounds | None:
    """Names of events and gateways stand below them."""
    if not node.name or not (node.is_event or node.is_gateway):
        return None
    width = max(24.0, min(90.0, 12.0 * len(node.name)))
    return Bounds(box.x + box.width / 2 - width / 2, box.y + box.height + 4, width, 14)


def _tidy(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The points without those on the straight way between their neighbours, and without repetition."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    return (first[0] == middle[0] == last[0]) or (first[1] == middle[1] == last[1])
