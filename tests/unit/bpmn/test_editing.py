"""The table of steps changes the drawing: what is put in, taken out or moved leaves a whole diagram."""

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn import editing
from bpmn.compare import compare
from bpmn.diagram import Diagram, LimitText
from bpmn.document import read_diagram, write_diagram
from bpmn.finding import Finding
from bpmn.layout import lay_out
from bpmn.proof import prove
from bpmn.templates import templates
from bpmn.testing import diagram_from
from tenants.step_kinds import KINDS

DRAWN = [each.id for each in templates()]


def template(name: str) -> Diagram:
    return next(each.diagram for each in templates() if each.id == name)


def steps(diagram: Diagram) -> list[str]:
    return [node.name for node in diagram.nodes() if node.is_activity]


def ways(diagram: Diagram) -> set[tuple[str, str]]:
    return {(flow.source, flow.target) for flow in diagram.flows()}


def whole(diagram: Diagram) -> None:
    """Every node and flow is drawn, nothing else is, shapes lie apart, and the file reads back the same."""
    nodes = {node.id for node in diagram.nodes()}
    drawn = {shape.element for shape in diagram.shapes}
    lanes = {lane.id for process in diagram.processes for lane in process.lanes}
    assert nodes <= drawn
    assert drawn <= nodes | lanes | {pool.id for pool in diagram.participants}
    assert {flow.id for flow in diagram.flows()} == {edge.element for edge in diagram.edges}
    assert all(flow.source in nodes and flow.target in nodes for flow in diagram.flows())
    again = read_diagram(write_diagram(diagram)).diagram
    assert again is not None
    assert compare(diagram, again) == ()


def test_a_step_put_after_another_keeps_the_drawing_of_the_rest() -> None:
    before = template("promised_single")
    grown = editing.insert_after(before, "review", "userTask", "集体讨论")

    assert not isinstance(grown, Finding)
    after, made = grown
    assert ways(after) >= {("review", made), (made, "decide")}
    assert ("review", "decide") not in ways(after)
    assert after.lane(made) is not None
    assert after.lane(made).id == after.lane("review").id  # type: ignore[union-attr]
    whole(after)
    boxes = {shape.element: shape.bounds for shape in after.shapes}
    assert boxes["receive"] == next(shape.bounds for shape in before.shapes if shape.element == "receive")
    assert boxes["review"].x + boxes["review"].width < boxes[made].x < boxes["decide"].x
    limited = replace(after.node(made), step=replace(after.node(made).step, limit=LimitText("2", "workingDay")))
    verdicts = [prove(each, kinds=KINDS).worst for each in (before, editing.change_node(after, limited))]
    assert verdicts == [5, 7]  # two days more


def test_after_a_gateway_the_way_must_be_named() -> None:
    diagram = template("promised_single")
    refused = editing.insert_after(diagram, "accepted", "userTask", "核验")
    assert isinstance(refused, Finding)
    assert "不知道加在哪一条上" in refused.message
    after, made = editing.insert_on(diagram, "Flow_accepted_review", "userTask", "核验")
    assert ways(after) >= {("accepted", made), (made, "review")}
    whole(after)


def test_a_step_beside_another_is_parallel_to_it() -> None:
    before = lay_out(diagram_from("S A:3 B:2 E", promised=5))
    once = editing.put_beside(before, "A", "并行的一步")
    assert not isinstance(once, Finding)
    twice = editing.put_beside(once[0], "A", "再一步")
    assert not isinstance(twice, Finding)

    gateways = [node for node in twice[0].nodes() if node.is_gateway]
    assert [node.kind for node in gateways] == ["parallelGateway", "parallelGateway"]  # the second joined the first
    limited = twice[0]
    for node in [each for each in limited.nodes() if each.is_activity and not each.step.limit]:
        facts = replace(node.step, limit=LimitText("4", "workingDay"))
        limited = editing.change_node(limited, replace(node, step=facts))
    verdict = prove(limited)
    assert (verdict.sound, verdict.worst) == (True, 6)  # max(3, 4, 4) + 2
    whole(twice[0])


def test_a_step_taken_out_leaves_its_way_and_no_idle_gateway() -> None:
    diagram = lay_out(diagram_from("S A:1 +1 B:2 +2 C:1 E ; +1 D:3 +2", promised=5))
    after = editing.remove(diagram, "D")

    assert isinstance(after, Diagram)
    assert ways(after) == {("S", "A"), ("A", "B"), ("B", "C"), ("C", "E")}
    assert prove(after).worst == 4
    whole(after)


def test_what_cannot_be_taken_out_says_why() -> None:
    diagram = template("promised_single")
    split = editing.remove(diagram, "accepted")
    assert isinstance(split, Finding)
    assert "3 条去向" in split.message
    assert isinstance(editing.remove(diagram, "no_such"), Finding)
    assert isinstance(editing.swap(diagram, "accept", up=True), Finding)


def test_two_steps_in_a_row_change_places() -> None:
    diagram = lay_out(diagram_from("S A:1 B:2 C:3 E", promised=6))
    up, down = editing.swap(diagram, "B", up=True), editing.swap(diagram, "B", up=False)

    assert isinstance(up, Diagram)
    assert isinstance(down, Diagram)
    assert ways(up) == {("S", "B"), ("B", "A"), ("A", "C"), ("C", "E")}
    assert ways(down) == {("S", "A"), ("A", "C"), ("C", "B"), ("B", "E")}
    for each in (up, down):
        whole(each)


def test_flows_are_drawn_and_cut() -> None:
    diagram = lay_out(diagram_from("S x1 [a > 1] A:1 x2 E ; x1 [-] B:1 x2", promised=2))
    drawn = editing.connect(diagram, "A", "B")
    assert not isinstance(drawn, Finding)
    assert ("A", "B") in ways(drawn[0])
    whole(drawn[0])
    cut = editing.disconnect(drawn[0], drawn[1])
    assert ways(cut) == ways(diagram)
    whole(cut)
    assert isinstance(editing.connect(diagram, "A", "no_such"), Finding)
    turned = editing.change_flow(diagram, replace(diagram.flow(diagram.outgoing("A")[0].id), target="E"))
    assert ("A", "E") in ways(turned)
    whole(turned)


@pytest.mark.parametrize("name", DRAWN)
def test_every_step_of_every_template_can_be_followed_by_another(name: str) -> None:
    diagram = template(name)
    for node in [each for each in diagram.nodes() if each.is_activity and len(diagram.outgoing(each.id)) == 1]:
        grown = editing.insert_after(diagram, node.id, "userTask", "新环节")
        assert not isinstance(grown, Finding)
        assert steps(grown[0]).count("新环节") == 1
        whole(grown[0])


def test_files_of_the_shipped_matters_keep_their_meaning_through_the_table() -> None:
    for path in sorted(Path("tenants/packs").rglob("flow.bpmn")):
        diagram = read_diagram(path.read_bytes()).diagram
        assert diagram is not None
        same = diagram
        for node in diagram.nodes():
            same = editing.change_node(same, node)
        assert compare(diagram, same) == ()
