"""Reviews and decisions are drawn at posts of the approval unit (D1)."""

from dataclasses import replace

import pytest

from tenants.rules.approval_unit import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("approving", "unit", "kind", "found"),
    [
        ("行政审批股", "监管股", "decide", 1),
        ("行政审批股", "监管股", "review", 1),
        ("行政审批股", "监管股", "site_visit", 0),  # 特殊环节不限
        ("行政审批股", "行政审批股", "decide", 0),
        ("行政审批股", "", "decide", 0),  # 岗位没写股室
        ("", "监管股", "decide", 0),  # 部门没有归并
    ],
)
def test_where_approvals_are_drawn(bench: Workbench, approving: str, unit: str, kind: str, found: int) -> None:
    organisation = bench.centre.organisation
    assert organisation is not None
    post = next(each for each in organisation.posts if each.department == "market_regulation")
    changed = replace(
        organisation,
        departments=tuple(
            replace(each, approval_unit=approving) if each.code == "market_regulation" else each
            for each in organisation.departments
        ),
        posts=tuple(replace(each, unit=unit) if each is post else each for each in organisation.posts),
    )
    model = bench.model(bench.step("审查", kind=kind, department="market_regulation", post=post.code))
    assert len(bench.findings(RULE, model, organisation=changed)) == found
