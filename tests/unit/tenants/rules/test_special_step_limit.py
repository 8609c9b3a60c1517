"""Special steps: a limit, not above the promise, and a pause only where the law gives one (scenario 09)."""

from datetime import date

import pytest

from bpmn.finding import Severity
from tenants.matter import LimitException, LimitUnit, MatterLimit
from tenants.rules.special_step_limit import RULE
from tenants.testing import Workbench

TEN = MatterLimit(10)


@pytest.mark.parametrize(
    ("kind", "limit", "words"),
    [
        ("expert_review", "8", None),
        ("expert_review", "10", None),
        ("expert_review", "12", "超过审批承诺时限10工作日"),
        ("expert_review", "", "没有写时限"),
        ("public_notice", "12", None),  # a least length, not a most
        ("review", "12", None),  # no special step
    ],
)
def test_limits_against_the_promise(bench: Workbench, kind: str, limit: str, words: str | None) -> None:
    model = bench.model(bench.step("特殊", limit=limit, kind=kind, legal_basis="某法"), promised=TEN)
    findings = bench.findings(RULE, model)
    assert len(findings) == (words is not None)
    assert all((words or "") in finding.message for finding in findings)


def test_a_recorded_exception_makes_it_a_warning_that_is_published(bench: Workbench) -> None:
    step = bench.step("评审", limit="12", kind="expert_review", legal_basis="某法")
    exception = LimitException("评审", "专家须从省库抽取", "县政府常务会议纪要〔2026〕3号")
    (finding,) = bench.findings(RULE, bench.model(step, promised=TEN, exceptions=(exception,)))
    assert finding.severity is Severity.WARNING
    assert "专家须从省库抽取（县政府常务会议纪要〔2026〕3号）" in finding.message


def test_other_units_are_compared_by_dates(bench: Workbench) -> None:
    def last_day(limit: MatterLimit, day: date) -> date:
        """A calendar where ten working days take twelve natural ones."""
        return date.fromordinal(day.toordinal() + limit.amount + (2 if limit.unit is LimitUnit.WORKING_DAY else 0))

    model = bench.model(bench.step("检测", limit="13", unit="naturalDay", kind="testing"), promised=TEN)
    assert bench.findings(RULE, model) == []
    assert len(bench.findings(RULE, model, last_day=last_day, days=(date(2026, 3, 2),))) == 1


def test_a_special_step_of_article_45_pauses(bench: Workbench) -> None:
    step = bench.step("评审", kind="expert_review", legal_basis="行政许可法第四十五条", counts_in_limit=False)
    assert bench.findings(RULE, bench.model(step, promised=TEN)) == []


def test_a_site_visit_pauses_only_by_a_special_law(bench: Workbench) -> None:
    """R17: 现场勘察 is not among the eight of art. 45."""
    for basis, found in (("", 1), ("行政许可法第四十五条", 1), ("不动产登记暂行条例实施细则第十七条", 0)):
        step = bench.step("勘察", kind="site_visit", legal_basis=basis, counts_in_limit=False)
        assert len(bench.findings(RULE, bench.model(step, promised=TEN))) == found, basis
