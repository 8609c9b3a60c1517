"""表单 of steps must be in the bundle."""

from forms import Form
from tenants.rules.form_resolves import RULE
from tenants.testing import Workbench


def test_a_form_that_is_there_is_fine(bench: Workbench) -> None:
    model = bench.model(bench.step("收件", form="application"), forms={"application": Form("f", ())})
    assert bench.findings(RULE, model) == []


def test_a_form_that_is_missing_is_named(bench: Workbench) -> None:
    model = bench.model(bench.step("收件", form="aplication"), forms={"application": Form("f", ())})
    (finding,) = bench.findings(RULE, model)
    assert (finding.element, finding.met, finding.expected) == ("收件", "aplication", "application")
    assert "forms/aplication.json" in finding.advice
