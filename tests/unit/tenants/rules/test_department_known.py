"""部门 and 岗位 of the drawing must be the centre's."""

import pytest

from tenants.rules.department_known import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("department", "post", "words"),
    [
        ("market_regulation", "registrar", None),
        ("market_regulation", "", None),
        ("", "", "没有写由哪个部门办"),
        ("market", "registrar", "部门“market”不在本中心"),
        ("market_regulation", "window", "岗位“window”不在“市监”的岗位里"),
    ],
)
def test_departments_and_posts(bench: Workbench, department: str, post: str, words: str | None) -> None:
    findings = bench.findings(RULE, bench.model(bench.step("审查", department=department, post=post)))
    assert len(findings) == (words is not None)
    assert all((words or "") in finding.message for finding in findings)


def test_without_a_centre_only_the_missing_department_is_named(bench: Workbench) -> None:
    model = bench.model(bench.step("甲", department="anybody"), bench.step("乙"))
    assert [finding.element for finding in bench.findings(RULE, model, organisation=None)] == ["乙"]
