"""The allow-list: one row for everything that can be drawn, and a reason one can act on for what is refused."""

import pytest

from bpmn.allowed import BY_KEY, FLAGS, LOOPS, ROWS, Position, Standing, is_executed, palette, reasons_against, row_of
from bpmn.diagram import ACTIVITIES, EVENTS, GATEWAYS, Diagram, Event, EventKind, Extension, Loop, Node, Process

K = EventKind


def diagram_of(*nodes: Node) -> Diagram:
    return Diagram(processes=(Process("p", nodes=nodes),))


@pytest.mark.parametrize("kind", sorted(ACTIVITIES | GATEWAYS))
def test_every_activity_and_gateway_has_a_row(kind: str) -> None:
    node = Node("n", kind, parent="p")

    assert row_of(node, diagram_of(node)).kind == kind


@pytest.mark.parametrize("event", list(EventKind))
@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_in_every_position_has_a_row(kind: str, event: EventKind) -> None:
    for scope in (Node("s", "subProcess", parent="p"), Node("s", "subProcess", parent="p", on_event=True)):
        for interrupting in (True, False):
            for parent in ("p", "s"):
                node = Node("n", kind, parent=parent, event=Event(event), interrupting=interrupting)
                assert row_of(node, diagram_of(scope, node)).event is event


@pytest.mark.parametrize(
    ("kind", "position", "events"),
    [
        ("startEvent", Position.TOP, "none timer message signal conditional"),
        ("startEvent", Position.SUB_PROCESS, "none"),
        ("startEvent", Position.INTERRUPTING, "timer message signal error escalation conditional"),
        ("startEvent", Position.BESIDE, "timer message signal escalation conditional"),
        ("boundaryEvent", Position.INTERRUPTING, "timer message signal error escalation conditional"),
        ("boundaryEvent", Position.BESIDE, "timer message signal escalation conditional"),
        ("intermediateCatchEvent", Position.FLOW, "timer message signal conditional link"),
        ("intermediateThrowEvent", Position.FLOW, "none message signal escalation link"),
        ("endEvent", Position.FLOW, "none message signal error escalation terminate"),
    ],
)
def test_these_events_are_executed_there_and_no_others(kind: str, position: Position, events: str) -> None:
    executed = {row.event.value for row in ROWS if (row.kind, row.position) == (kind, position) and not row.reason}

    assert executed == set(events.split())


def test_what_is_refused_says_why_and_what_is_executed_does_not() -> None:
    for row in ROWS:
        assert bool(row.reason) == (row.standing is not Standing.EXECUTED)
        assert row.reason == "" or row.reason.endswith("。")
        assert row.name


def test_keys_and_names_of_rows_are_unique() -> None:
    assert len(BY_KEY) == len(ROWS)
    named = [row.name for row in ROWS if row.kind != "dataObjectReference"]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("kind", ["complexGateway", "transaction", "adHocSubProcess"])
def test_what_the_runtime_cannot_do_right_is_refused(kind: str) -> None:
    node = Node("n", kind, parent="p")

    assert not is_executed(node, diagram_of(node))


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (Node("n", "task", parent="p", extensions=(Extension("", "isForCompensation", "true"),)), "补偿活动"),
        (Node("n", "task", parent="p", extensions=(Extension("", "startQuantity", "2"),)), "多令牌启动"),
        (Node("n", "eventBasedGateway", parent="p", instantiate=True), "用事件网关启动办件"),
        (Node("n", "receiveTask", parent="p", instantiate=True), "用接收任务启动办件"),
        (
            Node("n", "eventBasedGateway", parent="p", extensions=(Extension("", "eventGatewayType", "Parallel"),)),
            "并行事件网关",
        ),
        (Node("n", "subProcess", parent="p", on_event=True, loop=Loop("parallel")), "重复执行的事件子流程"),
        (Node("n", "userTask", parent="p", loop=Loop("standard", condition="未齐")), "没有上限的循环"),
        (Node("n", "endEvent", parent="p", event=Event(K.MULTIPLE, parallel_multiple=True)), "并行多重事件"),
    ],
)
def test_attributes_that_change_what_an_element_does_are_refused(node: Node, name: str) -> None:
    assert name in [said for said, _ in reasons_against(node, diagram_of(node))]


def test_attributes_that_change_nothing_are_harmless() -> None:
    harmless = tuple(Extension("", flag.attribute, value) for flag in FLAGS for value in flag.harmless if value)
    node = Node("n", "userTask", parent="p", extensions=harmless)

    assert reasons_against(node, diagram_of(node)) == ()


def test_the_palette_offers_what_may_be_drawn() -> None:
    assert all(row.standing is not Standing.REFUSED for row in palette())
    assert {"userTask", "textAnnotation", "boundaryEvent"} <= {row.kind for row in palette()}
    assert {row.loop for row in LOOPS} == {"parallel", "sequential", "standard"}
