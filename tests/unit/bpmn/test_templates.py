"""The templates are drawings a centre may start from without a single finding."""

import pytest

from bpmn.compare import compare
from bpmn.document import read_diagram, write_diagram
from bpmn.layout import lay_out
from bpmn.proof import prove
from bpmn.proof.verdict import Answer, Sound
from bpmn.rules import check
from bpmn.templates import Template, templates

NAMES = [each.id for each in templates()]


def test_there_is_one_for_each_usual_kind_of_matter() -> None:
    assert {each.name for each in templates()} == {
        "单部门承诺件",
        "即办件",
        "并联审批",
        "一件事（开餐饮店）",
        "乡镇三级联办",
    }


@pytest.mark.parametrize("template", templates(), ids=NAMES)
def test_a_template_has_nothing_to_complain_of(template: Template) -> None:
    reading = read_diagram(template.source)

    assert reading.findings == ()
    assert check(template.diagram) == ()
    assert template.description.endswith("。")


@pytest.mark.parametrize("template", templates(), ids=NAMES)
def test_a_template_is_in_canonical_form(template: Template) -> None:
    assert write_diagram(template.diagram) == template.source


@pytest.mark.parametrize("template", templates(), ids=NAMES)
def test_a_template_ends_properly_and_keeps_its_promise(template: Template) -> None:
    verdict = prove(template.diagram)

    assert verdict.soundness.sound is Sound.SOUND
    assert verdict.promised.answer is Answer.KEPT


@pytest.mark.parametrize("template", templates(), ids=NAMES)
def test_every_step_says_who_does_it(template: Template) -> None:
    for node in template.diagram.nodes():
        if node.is_activity:
            assert node.step.department
            assert node.step.kind
            assert template.diagram.lane(node.id) is not None


@pytest.mark.parametrize("template", templates(), ids=NAMES)
def test_laying_it_out_anew_changes_nothing_else(template: Template) -> None:
    assert compare(template.diagram, lay_out(template.diagram)) == ()
