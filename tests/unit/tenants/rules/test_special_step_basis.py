"""Special steps have a legal basis, or they are refused (D10, D11)."""

from tenants.rules.special_step_basis import RULE
from tenants.testing import Workbench


def test_a_special_step_without_basis_is_refused(bench: Workbench) -> None:
    model = bench.model(
        bench.step("集体讨论", kind="collective_discussion"),
        bench.step("专家评审", kind="expert_review", legal_basis="行政许可法第四十五条"),
        bench.step("审查", kind="review"),
    )
    (finding,) = bench.findings(RULE, model)
    assert finding.element == "集体讨论"
    assert "无法定依据" in finding.message
