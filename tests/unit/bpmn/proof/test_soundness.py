"""The quick ways to soundness against looking at every marking, on random small diagrams."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from bpmn.diagram import Diagram
from bpmn.proof.counterexample import explain
from bpmn.proof.explore import explore_everything
from bpmn.proof.net import Net
from bpmn.proof.reduce import Fault
from bpmn.proof.soundness import Judgement, Sound, Stage, judge, structural_defect
from bpmn.proof.tokens import Tokens
from bpmn.testing import Taste, diagram_from, random_diagram

NetOf = Callable[[Diagram], Net]


def tastes(damages: int) -> tuple[Taste, ...]:
    return (
        Taste(6, damages=damages),
        Taste(6, loops=False, damages=damages),
        Taste(5, loops=False, inclusive=True, damages=damages),
        Taste(5, inclusive=True, damages=damages),
        Taste(5, boundaries=True, damages=damages),
    )


def small_nets(net_of: NetOf, count: int) -> Iterator[tuple[int, int, Net]]:
    """(seed, damages, net) with every taste and zero to three damages in turn."""
    for seed in range(count):
        damages = seed // 5 % 4
        yield seed, damages, net_of(random_diagram(seed, tastes(damages)[seed % 5]))


def referee(net: Net) -> Sound:
    """Every interleaving of a small net."""
    if structural_defect(net) is not None:
        return Sound.UNSOUND
    found = explore_everything(net, fuel=30_000)
    if not found.decided:
        return Sound.UNDECIDED
    return Sound.SOUND if found.defect is None else Sound.UNSOUND


def compare_with_referee(net_of: NetOf, count: int) -> Counter[str]:
    """Judges so many nets twice; fails on the first that the two ways judge differently."""
    seen: Counter[str] = Counter()
    for seed, damages, net in small_nets(net_of, count):
        judgement = judge(net)
        verdict = referee(net)
        seen[judgement.sound.value] += 1
        seen[judgement.stage.value] += 1
        if Sound.UNDECIDED not in (judgement.sound, verdict):
            assert judgement.sound is verdict, seed
        if not damages:
            assert judgement.sound is not Sound.UNSOUND, seed
        if judgement.sound is Sound.UNSOUND:
            seen["walk" if check_explained(net, judgement) else "named"] += 1
    return seen


def check_explained(net: Net, judgement: Judgement) -> bool:
    """Whether the fault is shown by a walk (which must replay) rather than by naming what is wrong with the drawing."""
    shown = explain(net, judgement)
    assert shown is not None
    if not shown.walk:
        assert shown.defect.fault in {Fault.UNREACHABLE, Fault.NO_WAY_OUT, Fault.NO_START, Fault.NO_END, Fault.DEAD}
        return False
    tokens = Tokens(net)
    marking = tokens.initial()
    for name, taken in shown.walk:
        assert name in tokens.enabled(marking)
        marking = next(after for flows, after in tokens.fire(marking, name) if flows == taken)
    if shown.defect.fault is Fault.DEADLOCK:
        assert not tokens.enabled(marking)
        assert tokens.stuck(marking) is not None
    elif shown.defect.fault is not Fault.LIVELOCK:
        assert tokens.trouble(marking) is not None
    return True


def test_same_verdict_as_looking_at_every_marking(net_of: NetOf) -> None:
    seen = compare_with_referee(net_of, 1_500)

    assert seen["undecided"] <= 15
    assert min(seen[stage.value] for stage in Stage) > 0
    assert seen["walk"] > 200


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_same_verdict_on_fifteen_thousand_diagrams(net_of: NetOf) -> None:
    seen = compare_with_referee(net_of, 15_000)

    print(dict(seen))
    assert seen["undecided"] <= 150


def test_the_same_drawing_is_judged_the_same_again(net_of: NetOf) -> None:
    for seed in range(40):
        diagram = random_diagram(seed, Taste(30, inclusive=True, damages=2))
        assert judge(net_of(diagram)) == judge(net_of(diagram))


def test_fuel_that_runs_out_is_admitted(net_of: NetOf) -> None:
    # the crossing of two pairs is left over by reduction; OR keeps the free-choice rules away
    diagram = diagram_from("S o0 x1 +a P:1 x3 T:2 +z o9 E ; o0 A:1 o9 ; x1 +b Q:4 x3 ; +a R:3 x4 U:5 +z ; +b V:1 x4")
    net = net_of(diagram)

    assert judge(net).sound is Sound.SOUND
    assert judge(net, fuel=3).sound is Sound.UNDECIDED


def test_an_inclusive_block_in_a_loop_is_judged_by_itself(net_of: NetOf) -> None:
    # inside it two pairs cross, so that it does not vanish by reduction
    crossing = "x1 +a P:1 x3 T:2 +z o9 x9 E ; o0 A:1 o9 ; x9 x0 ; x1 +b Q:4 x3 ; +a R:3 x4 U:5 +z ; +b V:1 x4"

    assert judge(net_of(diagram_from(f"S x0 o0 {crossing}"))).sound is Sound.SOUND


def test_an_or_join_that_would_wait_round_a_loop_is_not_judged(net_of: NetOf) -> None:
    # the way back leads into the middle of the block
    judgement = judge(net_of(diagram_from("S o1 A:1 x2 o2 x3 E ; o1 B:1 o2 ; x3 x2")))

    assert judgement.sound is Sound.UNDECIDED
    assert judgement.defect is not None
    assert judgement.defect.fault is Fault.OR_IN_LOOP


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A:1 B:2 A", Fault.NO_START),  # nothing leads in, nothing leads out
        ("S A:1 E ; B:1 E", Fault.UNREACHABLE),
        ("S x1 A:1 E ; x1 x2 B:1 x2", Fault.NO_WAY_OUT),
        ("S +1 A:1 E ; +1 B:1 E", Fault.MULTIPLE_TERMINATION),
        ("S x1 +1 A:1 E ; +1 x1", Fault.MULTIPLE_TERMINATION),
    ],
)
def test_named_faults(net_of: NetOf, text: str, fault: Fault) -> None:
    net = net_of(diagram_from(text))
    judgement = judge(net)

    assert judgement.sound is Sound.UNSOUND
    shown = explain(net, judgement)
    assert shown is not None
    assert fault in {shown.defect.fault, judgement.defect.fault if judgement.defect else None}
