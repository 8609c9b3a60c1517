"""How much longer each step might take without lengthening the worst case, and what each department spends on it."""

from bpmn.proof.net import Kind
from bpmn.proof.worst import NONE, Measured, heads, round_heads


def slacks(measured: Measured, worst: int) -> dict[str, int]:
    """For each element whose step counts: the worst case less the longest way through it, in the weights' scale.

    Heads and tails give it in one pass. A step inside a loop may lie on a further round only, then the way goes through
    the loop's entry and loses what that round is shorter than the longest. Exact without conditions; with them it is
    the least there can be, because ways that no data allows count too.
    """
    gaps = _place_gaps(measured, worst)
    net = measured.track.net
    found: dict[str, int] = {}
    for place, gap in gaps.items():
        node = net.nodes[measured.track.names[place]]
        spends = node.kind is Kind.STEP and (node.lengths or f"{node.id}/done" not in net.nodes)
        if node.element and spends and measured.track.phases[place]:
            found[node.element] = min(found.get(node.element, gap), gap)
    return found


def _place_gaps(measured: Measured, worst: int) -> dict[int, int]:
    track, up = measured.track, measured.weights.up
    gaps = {
        place: max(worst - up(head + measured.tails[place]), 0)
        for place, head in heads(measured).items()
        if measured.tails[place] != NONE
    }
    rank = {place: k for k, place in enumerate(track.order)}
    for loop in track.loops:
        if loop.head not in gaps or not any(each.times for each in loop.rounds):
            continue
        outer = gaps[loop.head]
        inside = round_heads(measured, loop, rank)
        for each in loop.rounds:
            if not each.times or each.source not in inside:
                continue
            for place, tail in _round_tails(measured, loop.body, each.source, rank).items():
                if place in inside:
                    gap = outer + up(inside[each.source]) - up(inside[place] + tail)
                    gaps[place] = min(gaps.get(place, gap), gap)
    return gaps


def _round_tails(measured: Measured, body: frozenset[int], last: int, rank: dict[int, int]) -> dict[int, int]:
    """For the places of a loop's body: the longest way from after them to the end of the round."""
    found = {last: 0}
    for place in sorted(body & rank.keys(), key=rank.__getitem__, reverse=True):
        for edge in measured.track.outs[place]:
            if edge.target in found and edge.target in body:
                value = measured.add(found[edge.target], edge.target)
                found[place] = max(found.get(place, NONE), value)
    return found
