"""The publish checks as a whole: found by name, weighed by the tenant's settings."""

from dataclasses import replace
from pathlib import Path

from bpmn.finding import Severity
from tenants.rule import Rule
from tenants.rules import RULES, check_matter, form_resolves, promise_present
from tenants.tenant import Settings
from tenants.testing import Workbench


def test_every_file_of_the_folder_is_a_rule_in_order_of_name() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(codes)
    assert len(set(codes)) == len(codes) >= 20
    assert all(isinstance(rule, Rule) and rule.name for rule in RULES)


def test_settings_weigh_a_rule_anew(bench: Workbench) -> None:
    model = bench.model(bench.step("收件", form="nowhere"))
    assert [finding.severity for finding in bench.findings(form_resolves.RULE, model)] == [Severity.ERROR]
    milder = Settings(severities=(("form-resolves", Severity.NOTE),))
    assert [finding.severity for finding in bench.findings(form_resolves.RULE, model, settings=milder)] == [
        Severity.NOTE
    ]


def test_what_a_rule_calls_a_warning_stays_one(bench: Workbench) -> None:
    stricter = Settings(severities=(("promise-present", Severity.ERROR),))
    findings = bench.findings(promise_present.RULE, bench.model(statutory=None), settings=stricter)
    assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_all_failing_checks_come_at_once(bench: Workbench) -> None:
    broken = bench.model(bench.step("收件", form="nowhere", department="nobody"), promised=None, materials=())
    codes = {finding.code for finding in check_matter(broken, bench.centre)}
    assert codes >= {"form-resolves", "department-known", "promise-present", "guide-fields", "features-present"}


def test_a_bundle_by_itself_is_not_asked_about_a_centre(bench: Workbench) -> None:
    model = bench.model(bench.step("决定", kind="decide", department="seal_maker", post="nowhere"))
    alone = replace(bench.centre, organisation=None)
    codes = {finding.code for finding in check_matter(model, alone)}
    assert codes.isdisjoint({"department-known", "references-known", "delivery-at-exit", "approver-may-approve"})


def test_every_rule_has_its_line_on_the_page() -> None:
    page = (Path(__file__).parents[4] / "docs" / "packs.md").read_text()
    missing = [rule.code for rule in RULES if f"| `{rule.code}` | {rule.name} | {rule.basis or '—'} |" not in page]
    assert missing == []
