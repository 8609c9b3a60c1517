"""What the worst case gains when one step gives back one unit of its limit."""

from bpmn.proof.assess import Assessment, Timed
from bpmn.proof.search import longest_feasible
from bpmn.proof.track import GOAL, Phase
from bpmn.proof.worst import NONE, Measured, heads, measure

COST = 20
"""Places of a track that are summed up again for one unit of fuel."""


def gains(timed: Timed, assessment: Assessment) -> tuple[tuple[str, int], ...]:
    """By step on the worst way; steps beside it gain nothing. Where the fuel runs out, the rest is left out.

    Without conditions a step that is gone through once, in working days, gains its day exactly when every longest way
    passes it. Others are measured again.
    """
    measured = assessment.measured
    found = []
    bottlenecks = _bottlenecks(measured) if assessment.track_data is None else {}
    for owner in _owners(assessment):
        gain = bottlenecks.get(owner)
        if gain is None:
            timed.fuel.left -= len(measured.track.names) // COST + 1
            if timed.fuel.left <= 0:
                continue
            gain = _measured_again(timed, assessment, owner)
        found.append((owner, gain))
    return tuple(found)


def _owners(assessment: Assessment) -> list[str]:
    measured = assessment.measured
    places = assessment.way.places if assessment.way is not None else ()
    names = (measured.track.names[place] for place in places if measured.track.phases[place])
    return list(dict.fromkeys(measured.track.net.nodes[name].owner for name in names if measured.weights.of[name]))


def _measured_again(timed: Timed, assessment: Assessment, owner: str) -> int:
    shorter = measure(assessment.measured.track, assessment.measured.weights.less(owner))
    length = shorter.longest
    if assessment.track_data is not None:
        found = longest_feasible(shorter, assessment.track_data, timed.fuel)
        length = length if found.never else found.length
    return max(assessment.measured.weights.days(assessment.longest) - shorter.weights.days(length), 0)


def _bottlenecks(measured: Measured) -> dict[str, int]:
    """For the steps that one simple node stands for, outside loops: 1 when all longest ways pass it, else 0."""
    track, weights = measured.track, measured.weights
    if weights.scale > 1:
        return {}
    nodes = track.net.nodes
    shares: dict[str, int] = {}
    for place, name in enumerate(track.names):
        if track.phases[place] is not Phase.BEFORE and weights.of[name]:
            shares[nodes[name].owner] = shares.get(nodes[name].owner, 0) + 1
    looped = {place for loop in track.loops for place in loop.body}
    passed = _passed_by_all(measured)
    found: dict[str, int] = {}
    for place, name in enumerate(track.names):
        node = nodes[name]
        simple = (
            len(node.lengths or ()) == 1 and node.rounds == 1 and (node.lengths or ())[0].unit == weights.ruler.unit
        )
        if simple and shares.get(node.owner) == 1 and place not in looped and track.phases[place] is not Phase.BEFORE:
            found[node.owner] = int(place in passed)
    return found


def _passed_by_all(measured: Measured) -> set[int]:
    """The places that every longest way passes: in topological order, no tight edge jumps over them."""
    track, tails, worst = measured.track, measured.tails, measured.longest
    before = heads(measured)
    tight = {place for place, head in before.items() if tails[place] != NONE and head + tails[place] == worst}
    rank = {place: k for k, place in enumerate(track.order)}
    passed, reach = set(), 0
    for place in track.order:
        if place not in tight:
            continue
        if rank[place] >= reach:
            passed.add(place)
        for edge in track.outs[place]:
            if edge.target == GOAL and tails[place] == 0:
                reach = len(track.order) + 1
            elif edge.target in tight and before[place] + measured.add(0, edge.target) == before[edge.target]:
                reach = max(reach, rank[edge.target])
    return passed
