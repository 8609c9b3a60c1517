"""Settings of Camunda, Flowable, Activiti and Zeebe read as ours, each said in a finding."""

from collections.abc import Mapping

import pytest

from bpmn.diagram import Diagram, Extension, Loop, StepFacts
from bpmn.document import read_diagram, write_diagram
from bpmn.document.juel import to_feel
from bpmn.finding import Severity

SPACES: Mapping[str, str] = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}


def file_of(inside: str) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    model = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    return f'<definitions xmlns="{model}" {spaces}><process id="p">{inside}</process></definitions>'.encode()


def read(inside: str) -> tuple[Diagram, list[str]]:
    reading = read_diagram(file_of(inside))
    assert reading.diagram is not None
    assert all(each.severity is Severity.NOTE for each in reading.findings)
    return reading.diagram, [each.message for each in reading.findings]


def zeebe(inside: str, kind: str = "userTask") -> str:
    return f'<{kind} id="t"><extensionElements>{inside}</extensionElements></{kind}>'


@pytest.mark.parametrize(
    ("inside", "facts"),
    [
        ('<userTask id="t" camunda:formKey="apply"/>', StepFacts(form="apply")),
        ('<userTask id="t" flowable:formKey="apply"/>', StepFacts(form="apply")),
        ('<userTask id="t" activiti:formKey="apply"/>', StepFacts(form="apply")),
        (
            '<userTask id="t" camunda:candidateGroups="审批科" camunda:assignee="张三"/>',
            StepFacts(department="审批科", post="张三"),
        ),
        (
            '<businessRuleTask id="t" camunda:decisionRef="fee" camunda:resultVariable="费用"/>',
            StepFacts(decision="fee", result="费用"),
        ),
        ('<serviceTask id="t" camunda:type="external" camunda:topic="notify"/>', StepFacts(operation="notify")),
        ('<serviceTask id="t" flowable:class="cn.Notify"/>', StepFacts(operation="cn.Notify")),
        (zeebe('<zeebe:formDefinition formId="apply"/>'), StepFacts(form="apply")),
        (zeebe('<zeebe:assignmentDefinition candidateGroups="审批科"/>'), StepFacts(department="审批科")),
        (zeebe('<zeebe:taskDefinition type="notify"/>', "serviceTask"), StepFacts(operation="notify")),
        (
            zeebe('<zeebe:calledDecision decisionId="fee" resultVariable="费用"/>', "businessRuleTask"),
            StepFacts(decision="fee", result="费用"),
        ),
    ],
)
def test_a_setting_of_another_product_is_read_as_ours(inside: str, facts: StepFacts) -> None:
    diagram, said = read(inside)

    assert diagram.node("t").step == facts
    assert said
    assert all("已读作" in message for message in said)


def test_our_own_setting_wins_and_nothing_is_said() -> None:
    diagram, said = read('<userTask id="t" xmlns:g="urn:banshi:gov:1" g:formKey="ours" camunda:formKey="theirs"/>')

    assert diagram.node("t").step.form == "ours"
    assert said == []


def test_the_other_product_finds_its_setting_again_in_what_we_write() -> None:
    diagram, _ = read('<userTask id="t" camunda:formKey="apply"/>')

    assert diagram.node("t").extensions == (Extension(SPACES["camunda"], "formKey", "apply"),)
    assert b'camunda:formKey="apply"' in write_diagram(diagram)
    again = read_diagram(write_diagram(diagram))
    assert again.diagram == diagram
    assert again.findings == ()


def test_a_person_named_by_an_expression_is_left_to_the_officer() -> None:
    diagram, said = read('<userTask id="t" camunda:assignee="${starter}"/>')

    assert diagram.node("t").step.post == ""
    assert said == ["camunda:assignee 是表达式“${starter}”，没有读入，请自行填写岗位。"]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        (
            '<multiInstanceLoopCharacteristics camunda:collection="experts" camunda:elementVariable="expert"/>',
            Loop("parallel", collection="experts", item="expert"),
        ),
        (
            '<multiInstanceLoopCharacteristics isSequential="true" flowable:collection="${experts}"/>',
            Loop("sequential", collection="experts"),
        ),
        (
            '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=专家"'
            ' inputElement="expert" outputCollection="意见" outputElement="=意见1"/></extensionElements>'
            "</multiInstanceLoopCharacteristics>",
            Loop("parallel", collection="专家", item="expert", output="意见", output_item="意见1"),
        ),
        (
            '<multiInstanceLoopCharacteristics><loopDataInputRef>d</loopDataInputRef><inputDataItem name="expert"/>'
            "</multiInstanceLoopCharacteristics>",
            Loop("parallel", collection="专家名单", item="expert"),
        ),
    ],
)
def test_many_instances_are_read_from_every_dialect(loop: str, expected: Loop) -> None:
    diagram, _ = read(f'<userTask id="t">{loop}</userTask><dataObject id="d" name="专家名单"/>')

    found = diagram.node("t").loop
    assert found is not None
    assert (found.kind, found.collection, found.item, found.output, found.output_item) == (
        expected.kind,
        expected.collection,
        expected.item,
        expected.output,
        expected.output_item,
    )
    assert read_diagram(write_diagram(diagram)).diagram == diagram


def test_a_call_activity_takes_target_and_variables_from_zeebe() -> None:
    inside = (
        '<zeebe:calledElement processId="notice"/><zeebe:ioMapping><zeebe:input source="=办件编号" target="编号"/>'
        '<zeebe:output source="=结果" target="公示结果"/></zeebe:ioMapping>'
    )
    diagram, _ = read(zeebe(inside, "callActivity"))

    node = diagram.node("t")
    assert node.called == "notice"
    assert (node.step.maps_in, node.step.maps_out) == ((("办件编号", "编号"),), (("结果", "公示结果"),))


def test_a_script_of_zeebe_is_feel() -> None:
    diagram, _ = read(zeebe('<zeebe:script expression="=面积 * 2" resultVariable="费用"/>', "scriptTask"))

    assert diagram.node("t").script == "面积 * 2"
    assert diagram.node("t").step.result == "费用"


def test_listeners_are_not_silently_forgotten() -> None:
    reading = read_diagram(file_of(zeebe('<camunda:taskListener class="x" event="create"/>')))

    (finding,) = reading.findings
    assert (finding.code, finding.severity) == ("foreign-ignored", Severity.WARNING)
    assert "任务监听器" in finding.message


@pytest.mark.parametrize(
    ("condition", "feel"),
    [("${amount &gt; 10}", "amount > 10"), ("=amount &gt; 10", "amount > 10"), ("amount &gt; 10", "amount > 10")],
)
def test_conditions_of_every_dialect_become_feel(condition: str, feel: str) -> None:
    flow = f'<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression>{condition}</conditionExpression>'
    reading = read_diagram(file_of(f'<task id="a"/><task id="b"/>{flow}</sequenceFlow>'))

    assert reading.diagram is not None
    assert reading.diagram.flow("f").condition == feel


@pytest.mark.parametrize(
    ("attributes", "text", "language"),
    [
        ('language="groovy"', "a.size() > 1", "groovy"),
        ('language="http://www.w3.org/1999/XPath"', "count(a) > 1", "XPath"),
        ("", "${execution.getVariable(1)}", "JUEL"),
    ],
)
def test_another_language_is_an_error_that_stays_one_after_saving(attributes: str, text: str, language: str) -> None:
    flow = f'<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression {attributes}><![CDATA[{text}]]>'
    source = file_of(f'<task id="a"/><task id="b"/>{flow}</conditionExpression></sequenceFlow>')

    first = read_diagram(source)
    assert first.diagram is not None
    again = read_diagram(write_diagram(first.diagram))

    for reading in (first, again):
        (finding,) = reading.findings
        assert (finding.code, finding.element, finding.severity) == ("expression-language", "f", Severity.ERROR)
        assert language in finding.message
        assert "FEEL" in finding.message


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${a == 'x'}", 'a = "x"'),
        ("#{a.b ge 5 && !(c || d)}", "a.b >= 5 and not(c or d)"),
        ("${!approved}", "not(approved)"),
        ("${a != null and b lt 3.5}", "a != null and b < 3.5"),
        ("${-1 < a * (2 + b)}", "- 1 < a * (2 + b)"),
        ('${a eq "q\'x"}', 'a = "q\'x"'),
        ("${a.b()}", None),
        ("${a ? b : c}", None),
        ("${empty a}", None),
        ("${a[0]}", None),
        ("${a} - ${b}", None),
        ("${(a}", None),
        ("${}", None),
        ("a > 1", None),
        ("${'unclosed}", None),
    ],
)
def test_juel_becomes_feel_only_where_both_say_the_same(juel: str, feel: str | None) -> None:
    assert to_feel(juel) == feel
