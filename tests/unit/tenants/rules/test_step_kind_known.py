"""环节类型 must be one of the folder's kinds."""

from tenants.rules.step_kind_known import RULE
from tenants.testing import Workbench


def test_known_kinds_and_none_are_fine(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(bench.step("勘察", kind="site_visit"), bench.step("其他"))) == []


def test_an_unknown_special_step_is_refused(bench: Workbench) -> None:
    (finding,) = bench.findings(RULE, bench.model(bench.step("会商", kind="consultation")))
    assert finding.met == "consultation"
    assert "site_visit（现场勘察）" in finding.expected
