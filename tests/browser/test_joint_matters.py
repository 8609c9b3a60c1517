"""A reform officer composes a joint matter by keyboard alone: figures and verdict follow, a draft is begun."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect


@pytest.fixture
def officer(sign_in: Callable[..., Any]) -> Any:
    return sign_in("xuli")


def test_a_joint_matter_is_composed_by_keyboard(officer: Any) -> None:
    code = f"joint_{uuid4().hex[:12]}"
    officer.go("/designer")
    officer.page.get_by_role("link", name="组合一件事").press("Enter")
    page = officer.page
    page.get_by_label("查找").press_sequentially("占用城市道路")
    expect(page.get_by_role("row", name="企业开办")).to_be_hidden()
    page.get_by_role("checkbox", name="临时占用城市道路许可", exact=True).press("Space")
    expect(page.locator("#composed")).to_contain_text("还要再选一个")
    page.get_by_label("临时占用城市道路许可由申请人选办").press("Space")
    page.get_by_label("查找").fill("挖掘许可")
    page.get_by_role("checkbox", name="城市道路挖掘许可", exact=True).press("Space")
    materials = page.get_by_role("region", name="合并后的材料")
    expect(page.locator(".verdict")).to_contain_text("最长 8 个工作日")
    expect(materials).to_contain_text("城市道路挖掘许可、临时占用城市道路许可")
    expect(materials).to_contain_text("9 项")  # 8 + 4, of which 申请表, 委托书 and 营业执照 are one each
    officer.shot("compose", whole=True)
    page.get_by_label("一件事名称").fill("占道挖路一件事")
    page.get_by_label("事项代码").fill(code)
    same = page.get_by_role("checkbox", name="是同一份", exact=False).first
    same.press("Space")
    expect(materials).to_contain_text("8 项")
    expect(page.get_by_label("一件事名称")).to_have_value("占道挖路一件事")
    page.get_by_role("button", name="建立草稿").press("Enter")
    officer.told("已组合成草稿")
    expect(page.locator(".verdict")).to_contain_text("守诺")
    officer.shot("composed-draft", whole=True)
    page.get_by_role("link", name="组成事项").click()
    expect(page.locator("main")).to_contain_text("第 1 版")
    officer.shot("recompose")


def test_without_a_script_the_same_is_done_with_buttons(
    browser: Callable[..., Any], sign_in: Callable[..., Any]
) -> None:
    person = sign_in("xuli", java_script_enabled=False)
    person.go("/compose")
    page = person.page
    page.get_by_role("checkbox", name="水电气网过户", exact=True).check()
    page.get_by_role("checkbox", name="商品房首次转移登记", exact=True).check()
    page.get_by_role("button", name="看合并结果").click()
    expect(page.locator(".verdict")).to_contain_text("守诺")
    assert "part=utility_transfer" in page.url
