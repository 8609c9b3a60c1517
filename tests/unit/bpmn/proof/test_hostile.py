"""Drawings that are wrong, empty, deep or huge get an answer, quickly, never an exception."""

import json
from dataclasses import replace
from random import Random
from time import process_time

import pytest

from bpmn.diagram import FLOW_NODES, Diagram, Event, EventKind, Flow, Loop, Node, Process
from bpmn.proof import Sound, prove
from bpmn.testing import Taste, diagram_from, random_diagram


def test_nothing_at_all() -> None:
    verdict = prove(Diagram())

    assert verdict.soundness.sound is Sound.UNDECIDED
    assert verdict.findings[0].code == "no-process"
    assert prove(diagram_from("S E"), process="other").findings[0].code == "no-process"


@pytest.mark.parametrize(
    "process",
    [
        Process("p"),
        Process("p", nodes=(Node("a", "task", parent="p"),), flows=(Flow("f", "a", "b", parent="p"),)),
        Process("p", nodes=(Node("p", "subProcess", parent="p"),)),
        Process("p", nodes=(Node("a", "subProcess", parent="b"), Node("b", "subProcess", parent="a"))),
        Process("p", nodes=(Node("b", "boundaryEvent", parent="p", attached_to="nobody"),)),
        Process("p", nodes=(Node("b", "boundaryEvent", parent="p", attached_to="b"),)),
        Process("p", nodes=(Node("s", "startEvent", parent="p"),), flows=(Flow("f", "s", "s", parent="p"),)),
        Process("p", nodes=(Node("s", "startEvent", parent="p"), Node("a", "adHocSubProcess", parent="p"))),
        Process("p", nodes=(Node("a", "nonsense", parent="p"), Node("e", "endEvent", parent="p"))),
    ],
)
def test_broken_drawings_are_answered(process: Process) -> None:
    verdict = prove(Diagram(processes=(process,)))

    assert verdict.promise != "kept"
    json.dumps(verdict.to_json())


def test_anything_thrown_together_is_answered() -> None:
    chance = Random(7)
    for _ in range(300):
        verdict = prove(jumble(chance))
        json.dumps(verdict.to_json())
        assert verdict.findings or verdict.sound


def jumble(chance: Random) -> Diagram:
    """Nodes and flows of any kind at random, most of them wrong."""
    kinds = sorted(FLOW_NODES)
    names = [f"n{k}" for k in range(chance.randint(1, 9))]
    nodes = []
    for name in names:
        kind = chance.choice(kinds)
        events = [Event(chance.choice(list(EventKind)), chance.choice(["", "x"])), Event()]
        nodes.append(
            Node(
                name,
                kind,
                parent=chance.choice(["p", "p", "p", *names]),
                event=chance.choice(events),
                attached_to=chance.choice(names) if kind == "boundaryEvent" else "",
                interrupting=chance.random() < 0.7,
                loop=chance.choice([None, None, Loop("sequential", cardinality="2"), Loop("standard")]),
                default=chance.choice(["", "f0", "f1"]),
                on_event=kind == "subProcess" and chance.random() < 0.3,
            )
        )
    flows = [
        Flow(
            f"f{k}",
            chance.choice(names),
            chance.choice(names),
            condition=chance.choice(["", "a < 1", "(("]),
            parent="p",
        )
        for k in range(chance.randint(0, 14))
    ]
    return Diagram(processes=(Process("p", nodes=tuple(nodes), flows=tuple(flows)),))


def quickly(diagram: Diagram, seconds: float) -> str:
    """The soundness found within that much CPU time (twice it on a busy machine)."""
    begin = process_time()
    sound = prove(diagram).soundness.sound.value
    assert process_time() - begin < 2 * seconds
    return sound


def test_a_very_wide_or() -> None:
    ways = [f"o1 A{k}:1 o2" for k in range(40)]

    assert quickly(diagram_from("S o1 ; o2 E ; " + " ; ".join(ways)), 0.3) == "sound"


def test_an_or_crossed_forty_wide_is_not_waited_for() -> None:
    ways = [f"o1 A{k}:1 o{2 + k % 3}" for k in range(40)]

    assert quickly(diagram_from("S o1 ; o2 +9 E ; o3 +9 ; o4 +9 ; " + " ; ".join(ways)), 2.0) == "unsound"


def test_a_thousand_nested_blocks() -> None:
    opening = " ".join(f"+{k}" for k in range(1_000))
    closing = " ".join(f"+c{k}" for k in reversed(range(1_000)))
    beside = " ; ".join(f"+{k} B{k}:1 +c{k}" for k in range(1_000))

    assert quickly(diagram_from(f"S {opening} A:1 {closing} E ; {beside}"), 3.0) == "sound"


def test_thousands_of_gateways_steps_and_events() -> None:
    rows = range(1_000)
    inclusive = [
        f"o{2 * k} A{k}:3 o{2 * k + 1} ; o{2 * k} B{k}:2 o{2 * k + 1} ; o{2 * k + 1} o{2 * k + 2}" for k in rows
    ]
    asking = [f"x{k} [v{k % 50} < {k % 7}] A{k}:3 x{k + 1} ; x{k} [-] B{k}:2 x{k + 1}" for k in rows]
    timers = [f"A{k}@3 B{k}:1 E{k}" for k in rows]
    line = " ".join(f"A{k}:5" for k in rows)
    wide = [f"+0 A{k}:3 B{k}:1 +1" for k in rows]

    assert quickly(diagram_from(" ; ".join(["S o0", *inclusive, "o2000 E"])), 2.0) == "sound"
    assert quickly(diagram_from(" ; ".join(["S x0", *asking, "x1000 E"])), 2.0) == "sound"
    assert quickly(diagram_from(" ; ".join([f"S {line} E", *timers])), 2.0) == "sound"
    assert quickly(diagram_from(" ; ".join(["S +0", *wide, "+1 E"])), 2.0) == "sound"


def test_sub_processes_sixty_deep() -> None:
    diagram = diagram_from("S P0 E")
    process = diagram.processes[0]
    nodes, flows = list(process.nodes), list(process.flows)
    for k in range(60):
        nodes += [
            Node(f"s{k}", "startEvent", parent=f"P{k}"),
            Node(f"e{k}", "endEvent", parent=f"P{k}"),
            Node(f"P{k + 1}", "subProcess", parent=f"P{k}"),
        ]
        flows += [
            Flow(f"a{k}", f"s{k}", f"P{k + 1}", parent=f"P{k}"),
            Flow(f"b{k}", f"P{k + 1}", f"e{k}", parent=f"P{k}"),
        ]
    nodes = [replace(node, kind="subProcess") if node.id.startswith("P") else node for node in nodes]

    assert quickly(replace(diagram, processes=(replace(process, nodes=tuple(nodes), flows=tuple(flows)),)), 1.0)


def test_damaged_large_diagrams_are_settled() -> None:
    answers = {quickly(random_diagram(seed, Taste(300, inclusive=True, damages=3)), 3.0) for seed in range(8)}

    assert answers <= {"sound", "unsound", "undecided"}
