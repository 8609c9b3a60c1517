"""What is read must be written by a form, a result, a script or a call."""

from bpmn.diagram import Event, EventKind, Flow, Loop, StepFacts
from forms import Form, read_form
from tenants.matter import Material
from tenants.rules.variables_written import RULE
from tenants.testing import Workbench

FORM = """{"type": "default", "schemaVersion": 19, "id": "f", "components": [
  {"type": "textfield", "id": "a", "key": "name", "label": "名称"},
  {"type": "number", "id": "b", "key": "shop.area", "label": "面积"},
  {"type": "group", "id": "g", "label": "组", "components": [
    {"type": "number", "id": "c", "key": "staff", "label": "人数", "conditional": {"hide": "=region = 1"}}]}]}"""


def form() -> Form:
    return read_form(FORM.encode()).required()


def test_fields_of_forms_that_steps_use_are_written(bench: Workbench) -> None:
    flow = Flow("f", "收件", "审查", condition='name = "甲" and shop.area > 50 and staff > 3 and region = 2')
    steps = (bench.step("收件", form="a", result="region"), bench.step("审查"))
    assert bench.findings(RULE, bench.model(*steps, flows=(flow,), forms={"a": form()})) == []


def test_a_form_that_no_step_uses_writes_nothing(bench: Workbench) -> None:
    flow = Flow("f", "收件", "审查", condition="staff > 3")
    model = bench.model(bench.step("收件"), bench.step("审查"), flows=(flow,), forms={"a": form()})
    assert [(finding.element, finding.met) for finding in bench.findings(RULE, model)] == [("f", "staff")]


def test_results_of_steps_scripts_and_calls_are_written(bench: Workbench) -> None:
    script = bench.node("scriptTask", "算", script="数 * 2", step=StepFacts(result="倍"))
    call = bench.node("callActivity", "调", step=StepFacts(maps_in=(("倍", "x"),), maps_out=(("y", "数"),)))
    flow = Flow("f", "受理", "算", condition='受理结论 = "受理" and 倍 > 数')
    model = bench.model(bench.step("受理", kind="accept"), script, call, flows=(flow,))
    assert bench.findings(RULE, model) == []


def test_a_slip_of_the_pen_is_guessed(bench: Workbench) -> None:
    flow = Flow("f", "受理", "审查", condition='受理结果 = "受理"')
    model = bench.model(bench.step("受理", kind="accept"), bench.step("审查"), flows=(flow,))
    (finding,) = bench.findings(RULE, model)
    assert finding.met == "受理结果"
    assert finding.advice == "是不是“受理结论”？"
    assert "连线" in finding.message


def test_conditions_timers_loops_and_forms_are_asked_too(bench: Workbench) -> None:
    condition = bench.node(
        "intermediateCatchEvent", "等", event=Event(EventKind.CONDITIONAL, expression="missing1 > 1")
    )
    timer = bench.node("intermediateCatchEvent", "到点", event=Event(EventKind.TIMER, expression="=missing2"))
    plain = bench.node("intermediateCatchEvent", "三天", event=Event(EventKind.TIMER, expression="P3D"))
    loop = Loop("parallel", collection="missing3", item="each", until="count(done) > 1", output="done")
    many = bench.node("userTask", "会签", loop=loop)
    used = bench.step("收件", form="a")
    material = Material("m", "租赁合同", when="missing4 = 1")
    model = bench.model(condition, timer, plain, many, used, forms={"a": form()}, materials=(material,))
    met = {(finding.file, finding.met) for finding in bench.findings(RULE, model)}
    assert met == {
        ("flow.bpmn", "missing1"),
        ("flow.bpmn", "missing2"),
        ("flow.bpmn", "missing3"),
        ("forms/a.json", "region"),
        ("matter.toml", "missing4"),
    }


def test_an_expression_that_cannot_be_read_is_left_to_the_drawings_rule(bench: Workbench) -> None:
    model = bench.model(bench.step("甲"), bench.step("乙"), flows=(Flow("f", "甲", "乙", condition="> >"),))
    assert bench.findings(RULE, model) == []
