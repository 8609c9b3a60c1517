"""送达 stands at the exit window."""

import pytest

from tenants.rules.delivery_at_exit import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("department", "post", "found"),
    [("centre", "exit", 0), ("centre", "window", 1), ("market_regulation", "registrar", 1), ("centre", "", 1)],
)
def test_where_results_are_handed_over(bench: Workbench, department: str, post: str, found: int) -> None:
    model = bench.model(bench.step("送达", kind="deliver", department=department, post=post))
    findings = bench.findings(RULE, model)
    assert [finding.expected for finding in findings] == ["centre/exit"] * found


def test_other_steps_may_stand_anywhere(bench: Workbench) -> None:
    assert (
        bench.findings(RULE, bench.model(bench.step("审查", kind="review", department="centre", post="window"))) == []
    )
