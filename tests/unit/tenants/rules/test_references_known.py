"""Materials, notices, departments and windows that are named must be there."""

from dataclasses import replace

from tenants.rules.references_known import RULE
from tenants.testing import Workbench


def test_what_is_there_is_fine(bench: Workbench) -> None:
    step = bench.step("受理", materials=("application", "licence"), notices=("acceptance",))
    assert bench.findings(RULE, bench.model(step)) == []


def test_what_steps_name_must_be_in_the_matter(bench: Workbench) -> None:
    step = bench.step("受理", materials=("application", "charter"), notices=("refusal",))
    assert [finding.met for finding in bench.findings(RULE, bench.model(step))] == ["charter", "refusal"]


def test_what_the_matter_names_must_be_at_the_centre(bench: Workbench) -> None:
    matter = bench.matter
    model = bench.model(
        lead="market",
        departments=("centre", "tax"),
        windows=("C01", "C", "Z9"),
        results=(replace(matter.results[0], department="bank"),),
        notices=(replace(matter.notices[0], signed_by="police"),),
    )
    found = {(finding.element, finding.met) for finding in bench.findings(RULE, model)}
    assert found == {
        ("lead", "market"),
        ("departments", "tax"),
        ("windows", "Z9"),
        ("results[1].department", "bank"),
        ("notices[1].signed_by", "police"),
    }
