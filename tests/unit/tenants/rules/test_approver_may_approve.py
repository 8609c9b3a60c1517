"""Enterprises and intermediaries decide nothing (A17)."""

import pytest

from tenants.rules.approver_may_approve import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("department", "kind", "found"),
    [
        ("market_regulation", "decide", 0),
        ("seal_maker", "decide", 1),
        ("seal_maker", "review", 0),
        ("nobody", "decide", 0),
    ],
)
def test_who_decides(bench: Workbench, department: str, kind: str, found: int) -> None:
    model = bench.model(bench.step("决定", kind=kind, department=department))
    assert len(bench.findings(RULE, model)) == found
