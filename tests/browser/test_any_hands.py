"""The pages serve any hands: a keyboard alone, a browser without script, a phone, a form that shapes itself."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

BY_HAND = {
    "企业名称": "玉山县白手起家有限公司",
    "企业类型": "有限责任公司",
    "注册资本": "500000",
}


def test_the_work_list_is_worked_by_keys_alone(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("linshi")
    for name in ("玉山县键盘服饰有限公司", "玉山县键盘物流有限公司"):
        clerk.receive(name)
    clerk.go("/tasks")
    keys = clerk.page.keyboard
    chosen = clerk.page.locator('.list tr[aria-selected="true"]')

    keys.press("j")
    expect(chosen).to_have_count(1)
    first = chosen.inner_text()
    keys.press("j")
    expect(chosen).not_to_have_text(first, use_inner_text=True)
    keys.press("k")
    expect(chosen).to_have_text(first, use_inner_text=True)
    keys.press("g")
    expect(chosen).not_to_have_text(first, use_inner_text=True)
    keys.press("c")
    clerk.told("已认领")
    expect(clerk.task).to_contain_text("本人办理")
    keys.press("Enter")
    expect(clerk.task.locator(":focus")).to_have_count(1)

    # Letters typed into a field are letters; the slash leads to the search.
    clerk.page.get_by_label("备注").fill("")
    clerk.page.get_by_label("备注").press_sequentially("jkc/")
    expect(clerk.page.get_by_label("备注")).to_have_value("jkc/")
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.go("/tasks")
    keys.press("/")
    expect(clerk.page.get_by_role("searchbox")).to_be_focused()
    keys.type("键盘物流")
    keys.press("Enter")
    expect(clerk.page.get_by_role("table")).to_contain_text("玉山县键盘物流有限公司")
    expect(clerk.page.get_by_role("table")).not_to_contain_text("玉山县键盘服饰有限公司")


def test_a_form_shows_what_an_answer_asks_for_at_once(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("chenyang")
    clerk.go("/receive/enterprise_opening")
    page = clerk.page
    page.get_by_label("企业名称").fill("玉山县随填随显有限公司")
    expect(page.get_by_label("预约银行")).to_have_count(0)
    page.get_by_label("银行预约开户").check()
    expect(page.get_by_label("预约银行")).to_be_visible()
    page.get_by_label("有期限").check()
    expect(page.get_by_label("经营期限至")).to_be_visible()
    page.get_by_role("button", name="增加一行").click()
    expect(page.get_by_role("group", name="第 2 行")).to_be_visible()
    page.get_by_role("button", name="删除第 2 行").click()
    expect(page.get_by_role("group", name="第 2 行")).to_have_count(0)
    page.get_by_label("银行预约开户").uncheck()
    expect(page.get_by_label("预约银行")).to_have_count(0)
    expect(page.get_by_label("企业名称")).to_have_value("玉山县随填随显有限公司")
    # Enter in a line does nothing by itself: no row is lost, nothing is sent.
    page.get_by_label("企业名称").press("Enter")
    expect(page.get_by_role("group", name="第 1 行")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())


def test_a_slip_in_a_number_is_told_while_typing(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("chenyang")
    clerk.go("/receive/enterprise_opening")
    number = clerk.page.get_by_label("公民身份号码", exact=False).first
    number.fill("361123199003070018")
    number.press("Tab")
    hint = clerk.page.get_by_role("status")
    expect(hint).to_contain_text("第18位应为“7”，现在是“8”")
    expect(number).to_have_attribute("aria-invalid", "true")
    for typed, told in (("3611231990030700", "现在是16位"), ("361123199013070017", "不是真实的出生日期")):
        number.fill(typed)
        number.press("Tab")
        expect(hint).to_contain_text(told)
    number.fill("３６１１２３ 19900307 0017")
    number.press("Tab")
    expect(hint).to_have_count(0)
    expect(number).to_have_value("361123199003070017")
    expect(number).to_have_attribute("aria-invalid", "false")
    clerk.page.once("dialog", lambda dialog: dialog.accept())


def test_a_clerk_works_without_script(sign_in: Callable[..., Any]) -> None:
    name = "玉山县无脚本科技有限公司"
    clerk = sign_in("linshi", java_script_enabled=False)
    page = clerk.page
    clerk.go("/receive/enterprise_opening")
    page.get_by_label("银行预约开户").check()
    page.get_by_role("button", name="更新（按已填内容显示或隐藏字段）").click()
    expect(page.get_by_label("预约银行")).to_be_visible()
    page.get_by_role("button", name="增加一行").click()
    expect(page.get_by_role("group", name="第 2 行")).to_be_visible()
    clerk.receive(name, 同时办理=[])
    clerk.do("受理审核", name, "受理", "acceptance")

    registrar = sign_in("lishi", java_script_enabled=False)
    registrar.open_task("设立登记", name)
    registrar.press("认领")
    registrar.page.get_by_label("退回“设立登记”的理由").fill("缺一页")
    registrar.press("退回窗口")
    registrar.told("已退回窗口")


def test_the_sign_in_page_fits_a_phone(browser: Callable[..., Any]) -> None:
    phone = browser(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.go("/sign-in")
    page = phone.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for label in ("所在中心", "账号", "密码"):
        box = page.get_by_label(label).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 390
    button = page.get_by_role("button", name="登录").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 844, "the button stands on the first screen"
    page.get_by_label("账号").fill("nobody")
    page.get_by_label("密码").fill("wrong-wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码")
    phone.shot("sign-in-phone")
