"""A second opinion on soundness by another tool's workflow-net check, asked over thousands of random nets.

Only collected where that tool is installed (the extra `peers`); nothing that is shipped imports it. Where it alone says
“unsound”, looking at every marking settles it: it is known to refuse nets with a redundant synchronising flow.
"""

import signal
from collections import Counter
from collections.abc import Callable

import pm4py
import pytest
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from bpmn.diagram import Diagram
from bpmn.proof.explore import explore_everything
from bpmn.proof.net import Kind, Net
from bpmn.proof.soundness import Sound, judge, structural_defect
from bpmn.testing import Taste, random_diagram

NetOf = Callable[[Diagram], Net]
NETS = 2_000
CPU_SECONDS = 2.0
"""What the tool may spend on one net; it is known to hang on some of thirty nodes."""


class WorkflowNet:
    """A net of choices and parallel ways as a workflow net: a place for each flow, one source, one sink."""

    def __init__(self, net: Net) -> None:
        self.petri, self.net = PetriNet(), net
        self.places = {number: self._place(f"flow {number}") for number in net.arcs}
        self.source, self.sink = self._place("source"), self._place("sink")
        for name, node in net.nodes.items():
            ins, outs = [*map(self.places.get, net.ins[name])], [*map(self.places.get, net.outs[name])]
            if node.kind is Kind.START:
                self._fire([self.source], outs)
            elif node.kind is Kind.END:
                for each in ins:
                    self._fire([each], [self.sink])
            elif node.kind is Kind.AND:
                self._fire(ins, outs)
            elif node.kind is Kind.XOR:
                for each in ins:
                    for out in outs:
                        self._fire([each], [out])
            else:
                for each in ins:
                    self._fire([each], outs)

    def _place(self, name: str) -> PetriNet.Place:
        place = PetriNet.Place(name)
        self.petri.places.add(place)
        return place

    def _fire(self, before: list[PetriNet.Place], after: list[PetriNet.Place]) -> None:
        step = PetriNet.Transition(f"t{len(self.petri.transitions)}")
        self.petri.transitions.add(step)
        for place in before:
            add_arc_from_to(place, step, self.petri)
        for place in after:
            add_arc_from_to(step, place, self.petri)

    def is_sound(self) -> bool | None:
        """What the tool says; None when it spends too much time."""
        before = signal.signal(signal.SIGVTALRM, _too_long)
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
        try:
            sound, _ = pm4py.check_soundness(self.petri, Marking({self.source: 1}), Marking({self.sink: 1}))
        except TimeoutError:
            return None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
        return bool(sound)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError


@pytest.mark.soak
@pytest.mark.timeout(7_200)
@pytest.mark.filterwarnings("ignore")
def test_the_same_verdicts_as_another_tool_on_two_thousand_nets(net_of: NetOf) -> None:
    seen: Counter[str] = Counter()
    seed = 0
    while sum(seen.values()) < NETS:
        net = net_of(random_diagram(seed, Taste(3 + seed % 6, damages=seed % 4)))
        seed += 1
        if structural_defect(net) is not None:
            continue  # no workflow net: some node lies on no way from start to end
        ours, theirs = judge(net).sound, WorkflowNet(net).is_sound()
        assert ours is not Sound.UNDECIDED, seed
        if theirs is None:
            seen["no answer in time"] += 1
        elif theirs is (ours is Sound.SOUND):
            seen[f"both {ours}"] += 1
        else:
            assert ours is Sound.SOUND, f"{seed}: the other tool calls sound what we call unsound"
            everything = explore_everything(net)
            assert everything.decided, seed
            assert everything.defect is None, seed
            seen["theirs alone unsound, settled by every marking: sound"] += 1
    print(dict(seen))
    assert min(seen["both sound"], seen["both unsound"]) > NETS // 5
    assert seen["no answer in time"] < NETS // 5
