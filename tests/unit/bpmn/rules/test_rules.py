"""What every rule owes its reader: a page, a title, drawings of both kinds, and words one can act on."""

from importlib import import_module
from pathlib import Path

import pytest

from bpmn.document import read_diagram
from bpmn.finding import Severity
from bpmn.rule import Rule
from bpmn.rules import check, rules

HERE = Path(__file__).parent
CODES = [rule.code for rule in rules()]


@pytest.mark.parametrize("rule", rules(), ids=CODES)
def test_a_rule_has_a_page_with_a_wrong_and_a_right_drawing(rule: Rule) -> None:
    name = rule.code.replace("-", "_")
    page = import_module(f"bpmn.rules.{name}").__doc__ or ""

    assert "\nWrong: " in page
    assert "\nRight: " in page
    assert list((HERE / name).glob("invalid_*.bpmn"))
    assert list((HERE / name).glob("valid_*.bpmn"))
    assert (HERE / f"test_{name}.py").exists()


@pytest.mark.parametrize("rule", rules(), ids=CODES)
def test_a_finding_carries_the_rule_and_an_existing_place(rule: Rule) -> None:
    for drawing in sorted((HERE / rule.code.replace("-", "_")).glob("invalid_*.bpmn")):
        diagram = read_diagram(drawing.read_bytes()).diagram
        assert diagram is not None
        for finding in rule.check(diagram):
            assert finding.code == rule.code
            assert finding.severity is rule.severity
            assert finding.line > 0
            assert f'id="{finding.element}"' in drawing.read_text("utf-8")
            assert finding.message.endswith("。")


def test_rules_are_found_in_name_order() -> None:
    assert sorted(CODES) == CODES
    assert len(CODES) == len(set(CODES)) == len([*Path(import_module("bpmn.rules").__path__[0]).glob("[a-z]*.py")])


def test_a_tenant_may_weigh_a_rule_anew() -> None:
    diagram = read_diagram((HERE / "missing_default" / "invalid_no_default.bpmn").read_bytes()).diagram
    assert diagram is not None

    weighed = [each for each in check(diagram, {"missing-default": Severity.NOTE}) if each.code == "missing-default"]

    assert [each.severity for each in weighed] == [Severity.NOTE]
