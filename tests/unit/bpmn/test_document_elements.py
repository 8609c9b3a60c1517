"""Every process element of the standard is read, with what makes it what it is, and written back."""

import pytest

from bpmn.diagram import FLOW_NODES, Artifact, Diagram, EventKind, Loop, TimerKind
from bpmn.document import read_diagram, write_diagram

ROOTS = (
    '<message id="m" name="缴费完成"/><signal id="s" name="停办"/><error id="err" name="不符" errorCode="E-01"/>'
    '<escalation id="u" name="超期" escalationCode="U-01"/><category id="c"><categoryValue id="cv" value="内部"/>'
    '</category><timerEventDefinition id="shared"><timeDate>2026-10-09</timeDate></timerEventDefinition>'
    '<itemDefinition id="i" structureRef="string"/><dataStore id="store" name="电子证照库"/>'
)


def read(inside: str, collaboration: str = "") -> Diagram:
    """The diagram of a process that holds that text; it must be read without findings and written back the same."""
    source = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{ROOTS}{collaboration}<process id='p' isExecutable='true'>{inside}</process></definitions>"
    )
    reading = read_diagram(source.encode())
    assert reading.findings == ()
    assert reading.diagram is not None
    written = write_diagram(reading.diagram)
    assert read_diagram(written) == reading
    return reading.diagram


@pytest.mark.parametrize("kind", sorted(FLOW_NODES - {"boundaryEvent"}))
def test_every_kind_of_node(kind: str) -> None:
    node = read(f'<{kind} id="n" name="一步"><documentation>说明</documentation></{kind}>').node("n")

    assert (node.kind, node.name, node.documentation, node.parent) == (kind, "一步", "说明", "p")


@pytest.mark.parametrize(
    ("definition", "kind", "name", "expression", "timer"),
    [
        ('<messageEventDefinition messageRef="m"/>', EventKind.MESSAGE, "缴费完成", "", None),
        ('<signalEventDefinition signalRef="s"/>', EventKind.SIGNAL, "停办", "", None),
        ('<errorEventDefinition errorRef="err"/>', EventKind.ERROR, "E-01", "", None),
        ("<errorEventDefinition/>", EventKind.ERROR, "", "", None),
        ('<escalationEventDefinition escalationRef="u"/>', EventKind.ESCALATION, "U-01", "", None),
        ("<terminateEventDefinition/>", EventKind.TERMINATE, "", "", None),
        ("<cancelEventDefinition/>", EventKind.CANCEL, "", "", None),
        ('<compensateEventDefinition activityRef="a"/>', EventKind.COMPENSATION, "", "", None),
        ('<linkEventDefinition name="第2页"/>', EventKind.LINK, "第2页", "", None),
        (
            '<conditionalEventDefinition><condition xsi:type="tFormalExpression">面积 &gt; 5</condition>'
            "</conditionalEventDefinition>",
            EventKind.CONDITIONAL, "", "面积 > 5", None,
        ),
        ("<timerEventDefinition><timeDate>= 到期日</timeDate></timerEventDefinition>",
         EventKind.TIMER, "", "= 到期日", TimerKind.DATE),
        ("<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>",
         EventKind.TIMER, "", "P5D", TimerKind.DURATION),
        ("<timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition>",
         EventKind.TIMER, "", "R3/P1D", TimerKind.CYCLE),
        ("<eventDefinitionRef>shared</eventDefinitionRef>", EventKind.TIMER, "", "2026-10-09", TimerKind.DATE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("position", ["startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "endEvent"])
def test_every_event_in_every_position(
    position: str, definition: str, kind: EventKind, name: str, expression: str, timer: TimerKind | None
) -> None:
    event = read(f'<{position} id="n">{definition}</{position}><task id="a"/>').node("n").event

    assert (event.kind, event.name, event.expression, event.timer) == (kind, name, expression, timer)


def test_several_definitions_are_one_multiple_event() -> None:
    both = '<messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="s"/>'
    event = (
        read(f'<intermediateCatchEvent id="n" parallelMultiple="true">{both}</intermediateCatchEvent>').node("n").event
    )

    assert (event.kind, event.parallel_multiple) == (EventKind.MULTIPLE, True)
    assert [each.name for each in event.several] == ["缴费完成", "停办"]


def test_border_events_and_event_sub_processes_interrupt_or_not() -> None:
    diagram = read(
        '<task id="a"/><boundaryEvent id="b1" attachedToRef="a"/><boundaryEvent id="b2" attachedToRef="a" '
        'cancelActivity="false"/><subProcess id="sub" triggeredByEvent="true"><startEvent id="s1" '
        'isInterrupting="false"/></subProcess>'
    )

    assert [(each.id, each.interrupting) for each in diagram.boundary("a")] == [("b1", True), ("b2", False)]
    assert diagram.node("sub").on_event
    assert (diagram.node("s1").parent, diagram.node("s1").interrupting) == ("sub", False)


@pytest.mark.parametrize(
    ("inside", "loop"),
    [
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>够了"
            "</completionCondition></multiInstanceLoopCharacteristics>",
            Loop("parallel", cardinality="3", until="够了"),
        ),
        ('<multiInstanceLoopCharacteristics isSequential="true"/>', Loop("sequential")),
        (
            '<standardLoopCharacteristics testBefore="true" loopMaximum="4"><loopCondition>未齐</loopCondition>'
            "</standardLoopCharacteristics>",
            Loop("standard", condition="未齐", test_before=True, maximum=4),
        ),
    ],
)
def test_every_way_to_repeat(inside: str, loop: Loop) -> None:
    assert read(f'<userTask id="t">{inside}</userTask>').node("t").loop == loop


def test_what_single_kinds_of_nodes_carry() -> None:
    diagram = read(
        '<callActivity id="c" calledElement="notice"/><receiveTask id="r" messageRef="m" instantiate="true"/>'
        '<sendTask id="d" messageRef="m"/><scriptTask id="x" scriptFormat="feel"><script>1 + 1</script></scriptTask>'
        '<eventBasedGateway id="g" instantiate="true"/>'
    )

    assert diagram.node("c").called == "notice"
    assert (diagram.node("r").message, diagram.node("r").instantiate) == ("缴费完成", True)
    assert diagram.node("d").message == "缴费完成"
    assert (diagram.node("x").script, diagram.node("x").script_format) == ("1 + 1", "feel")
    assert diagram.node("g").instantiate


def test_nested_sub_processes_lanes_and_flows_know_their_scope() -> None:
    diagram = read(
        '<sequenceFlow id="f0" sourceRef="o" targetRef="e"/><subProcess id="o"><subProcess id="i"><task id="t"/>'
        '<sequenceFlow id="f2" sourceRef="t" targetRef="t2"/><task id="t2"/></subProcess></subProcess>'
        '<endEvent id="e"/>'
        '<laneSet><lane id="l1" name="局"><childLaneSet><lane id="l2" name="科"><flowNodeRef>e</flowNodeRef></lane>'
        "</childLaneSet></lane></laneSet>"
    )

    assert [(node.id, node.parent) for node in diagram.nodes()] == [
        ("o", "p"), ("i", "o"), ("t", "i"), ("t2", "i"), ("e", "p"),
    ]  # fmt: skip
    assert [(flow.id, flow.parent) for flow in diagram.flows()] == [("f0", "p"), ("f2", "i")]
    assert [(lane.id, lane.parent) for lane in diagram.processes[0].lanes] == [("l1", ""), ("l2", "l1")]
    lane = diagram.lane("e")
    assert lane is not None
    assert lane.id == "l2"


def test_flows_written_elsewhere_are_brought_to_the_scope_of_their_nodes() -> None:
    source = (
        '<subProcess id="o"><task id="a"/><task id="b"/></subProcess><sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    )

    assert read(source).flow("f").parent == "o"


def test_what_stands_beside_the_flow() -> None:
    diagram = read(
        '<task id="t"><dataInputAssociation id="in"><sourceRef>r</sourceRef><targetRef>t</targetRef>'
        '</dataInputAssociation></task><dataObject id="o"/><dataObjectReference id="r" name="申请书" '
        'dataObjectRef="o"/>'
        '<dataStoreReference id="q" dataStoreRef="store"/><textAnnotation id="n"><text>注意</text></textAnnotation>'
        '<group id="g" categoryValueRef="cv"/><association id="a" sourceRef="n" targetRef="t"/>'
    )

    assert diagram.processes[0].artifacts == (
        Artifact("o", "dataObject", parent="p"),
        Artifact("r", "dataObjectReference", "申请书", "p", ref="o"),
        Artifact("q", "dataStoreReference", parent="p", ref="store"),
        Artifact("n", "textAnnotation", parent="p", text="注意"),
        Artifact("g", "group", parent="p", ref="cv"),
        Artifact("a", "association", parent="p", source="n", target="t"),
        Artifact("in", "dataInputAssociation", parent="t", source="r", target="t"),
    )


def test_pools_and_message_flows() -> None:
    diagram = read(
        '<startEvent id="n"/>',
        '<collaboration id="c"><participant id="x" name="申请人"/><participant id="y" name="中心" processRef="p"/>'
        '<messageFlow id="f" name="申请" sourceRef="x" targetRef="n"/><textAnnotation id="note"><text>注</text>'
        "</textAnnotation></collaboration>",
    )

    assert [(pool.name, pool.process) for pool in diagram.participants] == [("申请人", ""), ("中心", "p")]
    assert [(flow.source, flow.target) for flow in diagram.message_flows] == [("x", "n")]
    assert [artifact.text for artifact in diagram.artifacts] == ["注"]


def test_parts_of_the_standard_without_a_field_are_kept_in_their_place() -> None:
    diagram = read(
        '<userTask id="t" implementation="##unspecified"><incoming/><ioSpecification id="io"><inputSet/><outputSet/>'
        '</ioSpecification><property id="q" name="x"/><potentialOwner id="w"><resourceAssignmentExpression>'
        '<formalExpression xsi:type="tFormalExpression">窗口</formalExpression></resourceAssignmentExpression>'
        "</potentialOwner></userTask>"
    )

    kept = [(each.name, each.value) for each in diagram.node("t").extensions]
    assert kept == [
        ("implementation", "##unspecified"),
        ("ioSpecification", ""),
        ("property", ""),
        ("potentialOwner", ""),
    ]
    written = write_diagram(diagram).decode()
    assert 'xsi:type="bpmn:tFormalExpression"' in written
    assert (
        written.index("<bpmn:ioSpecification") < written.index("<bpmn:property") < written.index("<bpmn:potentialOwner")
    )
    assert [each.name for each in diagram.extensions] == [
        "timerEventDefinition",
        "category",
        "itemDefinition",
        "dataStore",
    ]
