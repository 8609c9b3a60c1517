"""Reading and writing BPMN files: what a diagram says survives, in both directions."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.diagram import (
    Artifact,
    Bounds,
    Definition,
    Diagram,
    Edge,
    Event,
    EventKind,
    Extension,
    Lane,
    LimitText,
    Loop,
    MessageFlow,
    Node,
    Participant,
    Process,
    Shape,
    StepFacts,
    TimerKind,
)
from bpmn.document import read_diagram, write_diagram
from bpmn.testing import Taste, random_diagram

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:gov="urn:banshi:gov:1" id="d" targetNamespace="urn:t">
  <bpmn:message id="m1" name="缴费完成"/>
  <bpmn:error id="e1" name="材料不符" errorCode="E-01"/>
  <bpmn:process id="p" name="占道许可" isExecutable="true" gov:promisedLimit="10" gov:promisedLimitUnit="workingDay"
      gov:promisedLimitBasis="本级承诺" gov:statutoryLimit="20" gov:statutoryLimitUnit="workingDay">
    <bpmn:laneSet id="ls"><bpmn:lane id="l1" name="窗口" gov:department="综合窗口">
      <bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="s" name="提交"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="a" name="受理" gov:limit="5" gov:limitUnit="workingDay" gov:department="城管局" gov:post="受理岗"
        gov:formKey="apply" gov:stepKind="accept" gov:legalBasis="行政许可法32" gov:countsInLimit="false"
        gov:minStaff="2" gov:signatures="1" gov:visit="true" gov:outcomes="受理, 不予受理" gov:resultVariable="结论">
      <bpmn:documentation>先核对材料。</bpmn:documentation>
      <bpmn:extensionElements><gov:materials><gov:material ref="申请表"/><gov:material ref="身份证"/></gov:materials>
        <gov:notices><gov:notice ref="受理通知书"/></gov:notices></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="b" attachedToRef="a" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="z"><bpmn:errorEventDefinition errorRef="e1"/></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" name="齐全" sourceRef="a" targetRef="z" gov:maxRounds="2">
      <bpmn:conditionExpression>面积 &gt; 50</bpmn:conditionExpression></bpmn:sequenceFlow>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
    <bpmndi:BPMNShape id="s_di" bpmnElement="s"><dc:Bounds x="10" y="20.5" width="36" height="36"/>
      <bpmndi:BPMNLabel><dc:Bounds x="10" y="60" width="40" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="f1_di" bpmnElement="f1">
      <di:waypoint x="46" y="38"/><di:waypoint x="90" y="38"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>""".encode()


@pytest.fixture
def diagram() -> Diagram:
    reading = read_diagram(FILE, file="占道.bpmn")
    assert reading.findings == ()
    assert reading.diagram is not None
    return reading.diagram


def test_a_step_carries_what_law_and_centre_say_of_it(diagram: Diagram) -> None:
    assert diagram.node("a").step == StepFacts(
        limit=LimitText("5", "workingDay"),
        department="城管局",
        post="受理岗",
        form="apply",
        kind="accept",
        legal_basis="行政许可法32",
        counts_in_limit=False,
        min_staff=2,
        signatures=1,
        visit=True,
        outcomes=("受理", "不予受理"),
        result="结论",
        materials=("申请表", "身份证"),
        notices=("受理通知书",),
    )


def test_the_process_carries_its_two_limits(diagram: Diagram) -> None:
    (process,) = diagram.processes

    assert process.promised == LimitText("10", "workingDay", "本级承诺")
    assert process.statutory == LimitText("20", "workingDay")
    assert process.lanes[0].department == "综合窗口"


def test_events_say_what_they_wait_for_and_throw(diagram: Diagram) -> None:
    clock, end = diagram.node("b"), diagram.node("z")

    assert (clock.attached_to, clock.interrupting) == ("a", False)
    assert clock.event == Event(EventKind.TIMER, expression="P5D", timer=TimerKind.DURATION)
    assert end.event == Event(EventKind.ERROR, name="E-01", ref="e1")


def test_flows_carry_conditions_and_bounds(diagram: Diagram) -> None:
    flow = diagram.flow("f2")

    assert (flow.condition, flow.language, flow.max_rounds) == ("面积 > 50", "", 2)


def test_the_drawing_is_kept(diagram: Diagram) -> None:
    assert diagram.shapes == (Shape("s", Bounds(10, 20.5, 36, 36), Bounds(10, 60, 40, 14)),)
    assert diagram.edges == (Edge("f1", ((46, 38), (90, 38))),)


def test_lines_lead_to_the_place_in_the_file(diagram: Diagram) -> None:
    assert FILE.decode().splitlines()[diagram.node("s").line - 1].strip().startswith("<bpmn:startEvent")


def test_writing_adds_incoming_and_outgoing(diagram: Diagram) -> None:
    written = write_diagram(diagram).decode()

    assert "<bpmn:incoming>f1</bpmn:incoming>" in written
    assert "<bpmn:outgoing>f2</bpmn:outgoing>" in written


def test_writing_and_reading_again_changes_nothing(diagram: Diagram) -> None:
    written = write_diagram(diagram)

    assert read_diagram(written).diagram == diagram
    assert write_diagram(read_diagram(written).diagram or Diagram()) == written


def test_what_is_thrown_by_name_alone_gets_its_root_element() -> None:
    end = Node("e", "endEvent", parent="p", event=Event(EventKind.SIGNAL, "已办结"))
    task = Node("t", "receiveTask", parent="p", message="缴费完成")

    again = read_diagram(write_diagram(Diagram(processes=(Process("p", nodes=(end, task)),)))).diagram

    assert again is not None
    assert {(each.kind, each.name) for each in again.definitions} == {("signal", "已办结"), ("message", "缴费完成")}
    assert again.node("e").event.name == "已办结"
    assert again.node("t").message == "缴费完成"


def test_foreign_settings_are_kept_where_they_were() -> None:
    source = FILE.replace(
        b'<bpmn:endEvent id="z">',
        '<bpmn:endEvent id="z" xmlns:x="urn:x" x:colour="红"><bpmn:extensionElements>'
        '<x:note a="1" b="2">请 <x:b>核对</x:b> 后办</x:note></bpmn:extensionElements>'.encode(),
    )

    node = (read_diagram(source).diagram or Diagram()).node("z")

    assert node.extensions == (
        Extension("urn:x", "colour", "红"),
        Extension("urn:x", "note", xml='<x:note xmlns:x="urn:x" a="1" b="2">请 <x:b>核对</x:b> 后办</x:note>'),
    )
    again = read_diagram(write_diagram(read_diagram(source).diagram or Diagram())).diagram
    assert again is not None
    assert again.node("z").extensions == node.extensions


# --- any diagram ------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=8).map(str.strip)
NAMED = st.sampled_from(("受理", "审查 A", "<b>&\"'", "第1行\n第2行", "决定"))
FACTS = st.builds(
    StepFacts,
    limit=st.builds(LimitText, WORDS, WORDS),
    department=WORDS,
    post=WORDS,
    form=WORDS,
    kind=WORDS,
    legal_basis=WORDS,
    counts_in_limit=st.sampled_from((None, True, False)),
    min_staff=st.integers(0, 9),
    signatures=st.integers(0, 9),
    visit=st.booleans(),
    outcomes=st.lists(NAMED, max_size=2).map(tuple),
    result=WORDS,
    decision=WORDS,
    operation=WORDS,
    materials=st.lists(NAMED, max_size=2).map(tuple),
    notices=st.lists(NAMED, max_size=2).map(tuple),
    maps_in=st.lists(st.tuples(NAMED, NAMED), max_size=2).map(tuple),
)
LOOPS = st.one_of(
    st.none(),
    st.builds(Loop, kind=st.sampled_from(("parallel", "sequential")), collection=NAMED, item=NAMED, output=WORDS),
    st.builds(Loop, kind=st.just("parallel"), cardinality=NAMED, until=NAMED),
    st.builds(Loop, kind=st.just("standard"), condition=NAMED, maximum=st.integers(1, 9), test_before=st.booleans()),
)
EVENTS = st.one_of(
    st.just(Event(EventKind.TERMINATE)),
    st.builds(Event, kind=st.just(EventKind.CONDITIONAL), expression=NAMED),
    st.builds(Event, kind=st.just(EventKind.TIMER), timer=st.sampled_from(TimerKind), expression=NAMED),
    st.builds(Event, kind=st.just(EventKind.LINK), name=NAMED),
    st.just(Event(EventKind.MESSAGE, "缴费完成", "m1")),
    st.just(Event(EventKind.ERROR, "E-01", "e1")),
    st.just(Event(EventKind.MULTIPLE, several=(Event(EventKind.SIGNAL, "有人撤回", "s1"), Event(EventKind.CANCEL)))),
)
EXTENSIONS = st.sampled_from(
    ((), (Extension("", "isForCompensation", "true"), Extension("urn:x", "a", "1"), Extension("urn:x", "e", xml="")))
).map(lambda found: tuple(replace(each, xml='<x:e xmlns:x="urn:x"/>') if each.name == "e" else each for each in found))


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    """A random flow whose nodes say random things, with a sub-process, lanes, pools and notes beside it."""
    taste = Taste(size=draw(st.integers(1, 6)), inclusive=True, boundaries=True)
    plain = random_diagram(draw(st.integers(0, 10_000)), taste)
    (process,) = plain.processes
    nodes = []
    for node in process.nodes:
        node = replace(node, name=draw(NAMED), documentation=draw(WORDS), extensions=draw(EXTENSIONS))
        if node.is_activity:
            node = replace(node, step=draw(FACTS), loop=draw(LOOPS))
        nodes.append(replace(node, event=draw(EVENTS)) if node.is_event else node)
    inner = Node("inner", "userTask", "核验", "sub", step=draw(FACTS))
    nodes += [Node("sub", "subProcess", "现场核验", process.id, on_event=draw(st.booleans())), inner]
    flows = [replace(flow, condition=draw(NAMED), name=draw(WORDS), max_rounds=draw(st.none() | st.integers(0, 9)))
             for flow in process.flows]  # fmt: skip
    lanes = (Lane("l1", draw(WORDS), (nodes[0].id,), department=draw(WORDS)), Lane("l2", "内", ("inner",), "sub"))
    notes = (Artifact("n1", "textAnnotation", parent=process.id, text=draw(WORDS)),
             Artifact("n2", "association", parent=process.id, source=nodes[0].id, target="n1"))  # fmt: skip
    process = replace(process, nodes=tuple(nodes), flows=tuple(flows), lanes=lanes, artifacts=notes)
    return replace(
        plain,
        processes=(replace(process, promised=LimitText("5", "workingDay", draw(WORDS)), documentation=draw(WORDS)),),
        participants=(Participant("pool", draw(WORDS), process.id), Participant("other", "申请人")),
        message_flows=(MessageFlow("mf", "other", nodes[0].id, draw(WORDS)),),
        definitions=(
            Definition("m1", "message", "缴费完成"),
            Definition("s1", "signal", "有人撤回"),
            Definition("e1", "error", draw(WORDS), "E-01"),
        ),
        shapes=(Shape("sub", Bounds(0.5, -3, 100, 80), expanded=True), Shape("inner", Bounds(1, 2, 3, 4), plane="sub")),
        edges=(Edge("mf", ((0, 0), (1.25, 9))),),
        collaboration="c",
        namespaces=(("x", "urn:x"),),
    )


@settings(max_examples=60, deadline=None)
@given(diagrams())
def test_any_diagram_is_read_as_it_was_written(diagram: Diagram) -> None:
    written = write_diagram(diagram)
    reading = read_diagram(written)

    assert reading.diagram == diagram
    assert write_diagram(reading.diagram) == written


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@settings(max_examples=5_000, deadline=None)
@given(diagrams())
def test_any_of_many_diagrams_is_read_as_it_was_written(diagram: Diagram) -> None:
    assert read_diagram(write_diagram(diagram)).diagram == diagram


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5_000))
def test_no_damage_to_a_file_raises(noise: bytes, place: int) -> None:
    reading = read_diagram(FILE[:place] + noise + FILE[place + len(noise) :])

    assert reading.diagram is not None or reading.findings
