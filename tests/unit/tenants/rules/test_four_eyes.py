"""受办分离: who receives or accepts does not decide."""

from tenants.rules.four_eyes import RULE
from tenants.testing import Workbench

WINDOW = {"department": "centre", "post": "window"}
REGISTRAR = {"department": "market_regulation", "post": "registrar"}


def test_the_same_post_may_not_do_both(bench: Workbench) -> None:
    model = bench.model(bench.step("受理", kind="accept", **REGISTRAR), bench.step("决定", kind="decide", **REGISTRAR))
    (finding,) = bench.findings(RULE, model)
    assert finding.element == "决定"
    assert "与“受理”在同一岗位" in finding.message


def test_different_posts_may(bench: Workbench) -> None:
    model = bench.model(bench.step("受理", kind="accept", **WINDOW), bench.step("决定", kind="decide", **REGISTRAR))
    assert bench.findings(RULE, model) == []


def test_a_matter_of_one_hand_may_too(bench: Workbench) -> None:
    model = bench.model(
        bench.step("受理", kind="accept", **REGISTRAR), bench.step("决定", kind="decide", **REGISTRAR), separation=False
    )
    assert bench.findings(RULE, model) == []
