"""A drawing with its empty space folded, so that its words can be read at the width of a page.

Drawings are made on a wide canvas, their words at 12 units; beside a case they must be read at a glance. Each axis is
scaled piece by piece: what steps cover down to a fixed size, what only words cover up to the size words are drawn at,
and of every empty band only a gap is kept. One rising map an axis keeps every shape in its lane, edges at right angles
and everything in its order. Pure.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from bpmn.diagram import Bounds, Diagram

LETTER = 19.0
"""How high words are drawn, in units of the drawing."""
_DRAWN_FOR = 12.0
"""The letters that the boxes of words in drawings are made for."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """How an axis is scaled: what steps come down to at most, and what is left of an empty band."""

    step: float
    gap: float


ACROSS = Axis(inf, 20.0)
DOWN = Axis(46.0, 12.0)
"""Steps keep room for two lines of words."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A rising map of one axis, straight between its points; beyond its ends nothing is scaled."""

    old: tuple[float, ...]
    new: tuple[float, ...]

    def at(self, place: float) -> float:
        """Where a place comes to lie."""
        if not self.old:
            return place
        if place <= self.old[0] or place >= self.old[-1]:
            end = 0 if place <= self.old[0] else -1
            return place + self.new[end] - self.old[end]
        piece = bisect_right(self.old, place) - 1
        start, end_of = self.old[piece], self.old[piece + 1]
        share = (place - start) / (end_of - start)
        return self.new[piece] + share * (self.new[piece + 1] - self.new[piece])


def folded(diagram: Diagram) -> Diagram:
    """The same diagram, drawn narrower and lower."""
    across, down = _folds(diagram)

    def box(bounds: Bounds) -> Bounds:
        left, top = across.at(bounds.x), down.at(bounds.y)
        right, bottom = across.at(bounds.x + bounds.width), down.at(bounds.y + bounds.height)
        return Bounds(left, top, right - left, bottom - top)

    shapes = (replace(s, bounds=box(s.bounds), label=box(s.label) if s.label else None) for s in diagram.shapes)
    edges = (
        replace(
            e,
            waypoints=tuple((across.at(x), down.at(y)) for x, y in e.waypoints),
            label=box(e.label) if e.label else None,
        )
        for e in diagram.edges
    )
    return replace(diagram, shapes=tuple(shapes), edges=tuple(edges))


def _folds(diagram: Diagram) -> tuple[Fold, Fold]:
    """The maps of both axes, from the steps and words that stand in the drawing; open sub-processes count by what they
    hold."""
    holders = {node.parent for node in diagram.nodes()}
    drawn = [s for s in diagram.shapes if diagram.find(s.element) and s.element not in holders]
    steps = [s.bounds for s in drawn]
    words = [s.label for s in drawn if s.label] + [e.label for e in diagram.edges if e.label]
    across = _fold([(b.x, b.x + b.width) for b in steps], [(b.x, b.x + b.width) for b in words], ACROSS)
    down = _fold([(b.y, b.y + b.height) for b in steps], [(b.y, b.y + b.height) for b in words], DOWN)
    return across, down


def _fold(steps: Sequence[Span], words: Sequence[Span], axis: Axis) -> Fold:
    points = sorted({place for span in (*steps, *words) for place in span})
    new = points[:1]
    for start, end in pairwise(points):
        new.append(new[-1] + (end - start) * _scale(start, end, steps, words, axis))
    return Fold(tuple(points), tuple(new))


def _scale(start: float, end: float, steps: Sequence[Span], words: Sequence[Span], axis: Axis) -> float:
    """How a piece between two points is scaled."""
    covering = [last - first for first, last in steps if first <= start and end <= last]
    if covering:
        return min(1.0, axis.step / max(covering))
    if any(first <= start and end <= last for first, last in words):
        return LETTER / _DRAWN_FOR
    return min(1.0, axis.gap / (end - start))
