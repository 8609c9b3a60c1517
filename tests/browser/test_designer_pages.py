"""A reform officer works on a matter without its canvas: the table of steps by keys, the list, scenarios, trying a case
after a holiday, the gate, publishing; and everything again with scripts switched off."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

HD = {"viewport": {"width": 1920, "height": 1080}}


@pytest.fixture
def code() -> str:
    """The code of a matter of this test alone."""
    return f"pages_{uuid4().hex[:12]}"


@pytest.fixture
def officer(sign_in: Callable[..., Any], code: str) -> Any:
    """A reform officer with a copy of 企业开办."""
    person = sign_in("xuli")
    person.api(
        "POST", f"/api/v1/matters/{code}/draft", {"from": {"matter": "enterprise_opening"}, "title": "企业开办副本"}
    )
    return person


def test_the_table_is_worked_by_keys_and_the_verdict_follows(officer: Any, code: str) -> None:
    officer.go(f"/designer/{code}")
    officer.shot("designer-matter")
    page = officer.page
    page.get_by_role("link", name="环节清单").first.click()
    page.locator("body").press("ArrowDown")
    page.wait_for_url("**row=*")
    officer.go(f"/designer/{code}/steps?row=register")
    limit = page.get_by_label("时限", exact=False).first
    limit.fill("4")
    officer.shot("designer-steps", whole=True)
    limit.press("Control+s")
    officer.told("已保存")
    expect(page.locator(".verdict")).to_contain_text("最长 6 个工作日")
    expect(page.locator("tfoot")).to_contain_text("6 个工作日")
    page.get_by_label("新环节名称").fill("集体讨论")
    page.get_by_label("新环节名称").press("Tab")
    page.keyboard.press("Enter")
    officer.told("环节清单已保存")
    expect(page.locator("table.steps tr[aria-selected=true]")).to_contain_text("集体讨论")
    page.get_by_role("link", name="打印签字").click()
    expect(page.get_by_role("article")).to_contain_text("中心负责人")
    officer.shot("designer-print")


def test_a_case_is_tried_after_the_holiday(officer: Any, code: str) -> None:
    officer.go(f"/designer/{code}/try")
    page = officer.page
    page.get_by_label("收件时间").fill("2026-09-30T10:00")
    page.get_by_role("button", name="开始试办").click()
    officer.told("已在沙盒里收件")
    page.get_by_role("button", name="节后第一天").click()
    officer.told("2026-10-08（周四） 09:00")
    page.get_by_role("region", name="办理").get_by_role("button", name="受理", exact=True).click()
    officer.told("受理")
    expect(page.get_by_role("region", name="办理")).to_contain_text("设立登记")
    officer.shot("designer-try", whole=True)
    page.get_by_role("button", name="结束试办").click()
    officer.told("什么都没有留下")


def test_scenarios_name_the_line_that_fails(officer: Any, code: str) -> None:
    officer.go(f"/designer/{code}/scenarios")
    page = officer.page
    text = page.get_by_label("场景的文字")
    text.fill(
        '# language: zh-CN\n功能: 试\n\n  背景:\n    假如 "玉山县"已发布事项"企业开办副本"\n\n'
        '  场景: 收件\n    当 综合窗口于"2026-03-02 09:30"收件\n    那么 办件状态为"已办结"\n'
    )
    page.get_by_role("button", name="试跑").click()
    expect(page.get_by_role("region", name="试跑结果")).to_contain_text("未通过 1")
    expect(page.locator("#line-9")).to_have_class("bad")
    officer.shot("designer-scenarios")
    text.press("End")
    text.type(" ")
    expect(page.locator("#line-9")).not_to_have_class("bad")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_copy_is_published_and_taken_for_cases(sign_in: Callable[..., Any], code: str, script: bool) -> None:
    officer = sign_in("xuli", java_script_enabled=script)
    page = officer.page
    officer.go("/designer")
    form = page.locator("form").filter(has_text="照哪个事项")
    form.get_by_label("事项名称").fill("企业开办再试")
    form.get_by_label("事项代码").fill(code)
    form.get_by_label("照哪个事项").select_option("enterprise_opening")
    form.get_by_role("button", name="复制").click()
    officer.told("已建立")
    officer.go(f"/designer/{code}/scenarios")
    page.get_by_label("场景的文字").fill(
        '# language: zh-CN\n功能: 试\n\n  背景:\n    假如 "玉山县"已发布事项"企业开办再试"\n\n'
        '  场景: 收件后到受理审核\n    当 综合窗口于"2026-03-02 09:30"收件\n    那么 在办环节为"受理审核"\n'
    )
    page.get_by_role("button", name="保存场景").click()
    officer.told("场景已保存")
    officer.go(f"/designer/{code}/list")
    page.get_by_label("办理地点").fill("二楼 201 室")
    page.get_by_role("button", name="保存实施清单").click()
    officer.told("实施清单已保存")
    officer.go(f"/designer/{code}/publish")
    officer.shot("designer-publish")
    page.get_by_role("button", name="发布", exact=True).click()
    officer.told("已发布第 1 版")
    officer.shot("designer-versions")
    officer.go(f"/receive/{code}")
    expect(page.locator("body")).to_contain_text("只有窗口人员")
    officer.go(f"/matters/{code}")
    expect(page.locator("main")).to_contain_text("企业开办再试")


def test_the_gate_leads_to_the_element_in_the_editor(officer: Any, code: str) -> None:
    drawn = (
        officer.draft_file(code, "flow.bpmn").replace('gov:limit="1"', 'gov:limit="9"').replace("tax_desk", "no_desk")
    )
    officer.api("PUT", f"/api/v1/matters/{code}/draft/files/flow.bpmn", {"text": drawn, "revision": 1})
    officer.go(f"/designer/{code}/publish")
    page = officer.page
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    expect(page.get_by_role("region", name="发布检查")).to_contain_text("未通过")
    officer.shot("designer-gate", whole=True)
    page.get_by_role("region", name="发布检查").get_by_role("link", name="定位").first.click()
    page.wait_for_url("**/diagram**")
    page.locator("#designer[data-ready=yes]").wait_for()


@pytest.mark.parametrize("part", ["", "/steps", "/list", "/publish", "/compare"])
def test_large_screens_are_used(sign_in: Callable[..., Any], part: str) -> None:
    officer = sign_in("dengshi", **HD)
    officer.go(f"/designer/enterprise_opening{part}")
    expect(officer.page.locator("h1")).to_contain_text("企业开办")
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert officer.page.evaluate(width) <= 0
    officer.shot(f"designer-hd{part.replace('/', '-')}")
