"""A tester runs a matter's scenarios in the browser and watches them pass."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_a_tester_runs_the_scenarios_of_a_matter_and_keeps_the_report(sign_in: Callable[..., Any]) -> None:
    tester = sign_in("xuli")
    tester.to("验证")
    expect(tester.page.get_by_role("heading", level=1, name="验证")).to_be_visible()
    tester.page.get_by_role("link", name="企业开办", exact=True).click()
    tester.page.get_by_role("button", name="运行第 1 版的全部场景").click()
    expect(tester.page.get_by_role("status")).to_contain_text("已运行")
    tester.shot("testing-running")
    expect(tester.page.get_by_role("heading", level=1)).to_have_text("全部通过", timeout=60_000)
    expect(tester.page.get_by_role("status")).to_contain_text("没有通过 0 个")
    expect(tester.page.get_by_role("img", name="企业开办流程图")).to_be_visible()
    tester.shot("testing-passed", whole=True)
    with tester.page.expect_download() as kept:
        tester.page.get_by_role("link", name="保存网页报告").click()
    assert kept.value.suggested_filename == "企业开办-验证报告.html"

    tester.to("验证")
    tester.shot("testing")
    tester.page.get_by_role("link", name="可用的步骤").click()
    tester.shot("testing-steps")
