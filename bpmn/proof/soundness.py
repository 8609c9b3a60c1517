"""Soundness of one net, each stage cheaper than the next: structure, graph reduction, free-choice reduction, random
runs, persistent search with fuel. Sound means: every node lies on a way from start to end and can fire, no marking but
the last is stuck, no flow ever holds two tokens, no end is reached twice, the end stays reachable.

Data is ignored on purpose: a drawing that is safe only because two conditions happen to agree is refused.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bpmn.proof import freechoice
from bpmn.proof.explore import Exploration, Search, Walk, random_runs
from bpmn.proof.fragments import fragments
from bpmn.proof.net import ENDS, Draft, Kind, Net
from bpmn.proof.reduce import Defect, Fault, Remainder, reduced
from bpmn.proof.tokens import Tokens

MARKINGS = 20_000
"""The fuel of one search: after so many markings the answer is that it could not be decided."""


class Sound(StrEnum):
    SOUND = "sound"
    UNSOUND = "unsound"
    UNDECIDED = "undecided"


class Stage(StrEnum):
    """Which stage gave the answer."""

    STRUCTURE = "structure"
    REDUCTION = "reduction"
    FREE_CHOICE = "free-choice"
    RANDOM_RUNS = "random-runs"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one net; `walk` is on the remainder, and `markings` the fuel spent."""

    sound: Sound
    stage: Stage
    defect: Defect | None = None
    walk: Walk = ()
    markings: int = 0


def structural_defect(net: Net) -> Defect | None:
    """The first node that is on no way from a start to an end."""
    starts, ends = net.of_kind(Kind.START), net.of_kind(*ENDS)
    if not starts or not any(net.outs[name] for name in starts):
        return Defect(Fault.NO_START, starts)
    if not ends:
        return Defect(Fault.NO_END, ())
    down, up = net.reached_from(starts), net.leading_to(ends)
    lost = tuple(name for name in net.nodes if name not in down)
    if lost:
        return Defect(Fault.UNREACHABLE, lost)
    endless = tuple(name for name in net.nodes if name not in up)
    return Defect(Fault.NO_WAY_OUT, endless) if endless else None


def with_one_end(net: Net) -> Net:
    """All plain ends meet in one OR join (the case is done when every token is); a choice that goes straight to a
    terminate end ends the case, so nobody need follow it."""
    draft = Draft(net.nodes, net.arcs)
    for name in net.of_kind(Kind.XOR):
        straight = [n for n in net.outs[name] if _only_terminates(net, net.arcs[n].target)]
        for number in straight[:-1] if len(straight) == len(net.outs[name]) else straight:
            del draft.nodes[draft.arcs.pop(number).target]
    ends = [name for name in net.of_kind(Kind.END) if name in draft.nodes]
    if len(ends) > 1:
        template = net.nodes[ends[0]]
        meet = draft.add(replace(template, id="//ends", kind=Kind.OR))
        last = draft.add(replace(template, id="//end"))
        for name in ends:
            draft.add(replace(net.nodes[name], kind=Kind.XOR))
            draft.connect(name, meet)
        draft.connect(meet, last)
    return draft.net()


def _only_terminates(net: Net, name: str) -> bool:
    return net.nodes[name].kind is Kind.TERMINATE and len(net.ins[name]) == 1


def remainder_net(net: Net, rest: Remainder) -> Net:
    """What reduction left, as a net with the same ids."""
    draft = Draft({name: net.nodes[name] for name in rest.kinds})
    for number, (source, target) in rest.ends.items():
        arc = net.arcs[number]
        draft.arcs[number] = replace(arc, source=source, target=target, must=rest.must[number])
    return draft.net()


def judge(net: Net, fuel: int = MARKINGS) -> Judgement:
    """Whether a net is sound, by the first stage that knows."""
    defect = structural_defect(net)
    if defect is not None:
        return Judgement(Sound.UNSOUND, Stage.STRUCTURE, defect)
    net = with_one_end(net)
    while True:
        rest = reduced(net)
        if rest.defect is not None:
            return Judgement(Sound.UNSOUND, Stage.REDUCTION, rest.defect)
        if rest.is_one_flow:
            return Judgement(Sound.SOUND, Stage.REDUCTION)
        net = remainder_net(net, rest)
        folded = _fold_inclusive(net, fuel) if waits_round_a_loop(net) else None
        if isinstance(folded, Judgement):
            return folded
        if folded is None:
            return _judge_remainder(net, fuel)
        net = folded


def _fold_inclusive(net: Net, fuel: int) -> Net | Judgement | None:
    """The net with its smallest sound inclusive fragment folded; the judgement of one that is unsound."""
    for fragment in fragments(net):
        alone = fragment.alone(net)
        if waits_round_a_loop(alone):
            continue
        rest = reduced(alone)
        if rest.defect is not None:
            return Judgement(Sound.UNSOUND, Stage.REDUCTION, rest.defect)
        judgement = _judge_remainder(remainder_net(alone, rest), fuel)
        if judgement.sound is Sound.UNSOUND:
            return replace(judgement, walk=())
        if judgement.sound is Sound.SOUND:
            return fragment.folded(net)
    return None


def _judge_remainder(net: Net, fuel: int) -> Judgement:
    choice = freechoice.decide(net)
    if choice is not None and choice.sound:
        return Judgement(Sound.SOUND, Stage.FREE_CHOICE)
    runs = random_runs(Tokens(net))
    if runs.defect is not None:
        return Judgement(Sound.UNSOUND, Stage.RANDOM_RUNS, runs.defect, runs.walk, runs.markings)
    looping = waits_round_a_loop(net)
    if looping:
        return Judgement(Sound.UNDECIDED, Stage.RANDOM_RUNS, Defect(Fault.OR_IN_LOOP, looping))
    found = Search(net, reduced=True, fuel=fuel).run()
    if found.defect is None and choice is not None and choice.defect is not None:
        return Judgement(Sound.UNSOUND, Stage.FREE_CHOICE, choice.defect, (), found.markings)
    return _from_search(found)


def waits_round_a_loop(net: Net) -> tuple[str, ...]:
    """OR joins that lie on a cycle: what they wait for would depend on the next round, so they are not judged."""
    return tuple(name for name in net.nodes if net.waiting_or(name) and name in net.reached_from(net.after(name)))


def _from_search(found: Exploration) -> Judgement:
    if found.defect is not None:
        return Judgement(Sound.UNSOUND, Stage.SEARCH, found.defect, found.walk, found.markings)
    sound = Sound.SOUND if found.decided else Sound.UNDECIDED
    return Judgement(sound, Stage.SEARCH, None, (), found.markings)
