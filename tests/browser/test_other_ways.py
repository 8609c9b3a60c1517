"""The ways a case goes when it does not go straight: told once what is missing, refused, sent back, withdrawn."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_what_is_missing_is_told_once_and_the_file_goes_on(sign_in: Callable[..., Any]) -> None:
    name = "玉山县清泉竹艺有限公司"
    clerk = sign_in("chenyang")
    number = clerk.receive(name)
    clerk.open_task("受理审核", name)
    clerk.press("认领")
    clerk.press("一次告知")
    expect(clerk.page.get_by_role("alert")).to_contain_text("一次告知必须列明")
    clerk.task.get_by_label("公司章程", exact=True).last.check()
    clerk.page.get_by_label("其他需要补正的内容").fill("公司章程第六页缺签字")
    clerk.press("一次告知")
    clerk.told("一次告知")

    clerk.to("办件")
    clerk.page.get_by_role("link", name=number).click()
    clerk.page.get_by_role("link", name="一次告知书").click()
    notice = clerk.page.get_by_role("article").first
    expect(notice.get_by_role("listitem")).to_have_text(["公司章程", "公司章程第六页缺签字"])
    clerk.shot("one-time-notice", whole=True)

    clerk.open_task("补正收件", name)
    expect(clerk.task).to_contain_text("公司章程第六页缺签字")
    for box in clerk.page.locator('[name="_supplied"]').all():
        box.check()
    clerk.press("登记补正")
    clerk.told("补正收件")
    clerk.do("受理审核", name, "受理", "acceptance")


def test_registration_is_refused_with_reasons_and_remedies(sign_in: Callable[..., Any]) -> None:
    name = "玉山县远山文旅有限公司"
    clerk = sign_in("linshi")
    number = clerk.receive(name)
    clerk.do("受理审核", name, "受理", "acceptance")
    registrar = sign_in("caiyang")
    registrar.open_task("设立登记", name)
    registrar.press("认领")
    registrar.press("不予登记")
    expect(registrar.page.get_by_role("alert")).to_be_visible()
    registrar.page.get_by_label("审查意见").fill("住所用途不符")
    registrar.press("不予登记")
    expect(registrar.page.get_by_role("alert")).to_contain_text("理由")
    registrar.page.get_by_role("textbox", name=re.compile("^理由")).fill("住所为禁设区域，不得用于经营")
    registrar.press("不予登记")
    registrar.told("不予登记")

    exit_clerk = sign_in("luoyang")
    exit_clerk.do("送达不予登记通知书", name, "送达", "deliver")
    exit_clerk.go(f"/cases?closed=true&q={number}")
    exit_clerk.page.get_by_role("link", name=number).click()
    expect(exit_clerk.page.get_by_role("main")).to_contain_text("住所为禁设区域")
    exit_clerk.page.get_by_role("link", name="决定书").click()
    letter = exit_clerk.page.get_by_role("article").first
    for words in ("不予决定书", "住所为禁设区域，不得用于经营", "复议", "玉山县市场监督管理局"):
        expect(letter).to_contain_text(words)
    exit_clerk.shot("refusal", whole=True)


def test_a_step_is_sent_back_answered_and_taken_up_again(sign_in: Callable[..., Any]) -> None:
    name = "玉山县回声电子有限公司"
    clerk = sign_in("gaoli")
    clerk.receive(name)
    clerk.do("受理审核", name, "受理", "acceptance")
    registrar = sign_in("dingli")
    registrar.open_task("设立登记", name)
    registrar.press("认领")
    registrar.page.get_by_role("button", name="退回", exact=True).click()
    dialog = registrar.page.get_by_role("dialog")
    expect(dialog.get_by_label("退回理由")).to_be_focused()
    dialog.get_by_label("退回理由").fill("任职文件少一页")
    dialog.get_by_role("button", name="退回", exact=True).click()
    registrar.told("已退回窗口")

    clerk.go("/tasks")
    expect(clerk.row("设立登记", name)).to_contain_text("退回")
    clerk.open_task("设立登记", name)
    expect(clerk.task).to_contain_text("任职文件少一页")
    clerk.shot("sent-back")
    clerk.page.get_by_label("答复说明").fill("已补第三页")
    clerk.press("重新提交")
    clerk.told("设立登记")

    registrar.open_task("设立登记", name)
    expect(registrar.task).to_contain_text("已补第三页")


def test_the_applicant_withdraws_and_every_step_is_taken_back(sign_in: Callable[..., Any]) -> None:
    name = "玉山县改主意食品有限公司"
    clerk = sign_in("chenyang")
    number = clerk.receive(name)
    clerk.press("撤回申请")
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("不能恢复")
    dialog.get_by_role("button", name="不撤回").click()
    expect(dialog).to_be_hidden()
    clerk.press("撤回申请")
    dialog.get_by_label("申请人的撤回理由").fill("不办了")
    dialog.get_by_role("button", name="撤回申请").click()
    clerk.told(number)
    clerk.go("/tasks")
    expect(clerk.row(name)).to_have_count(0)


def test_a_strangers_case_is_not_there_and_the_page_says_what_to_do(sign_in: Callable[..., Any]) -> None:
    officer = sign_in("zhengshi")
    officer.go("/cases/00000000-0000-7000-8000-000000000000")
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("没有")
    officer.shot("not-found")
    officer.page.get_by_role("link", name="回到首页").click()
    expect(officer.page.get_by_role("heading", name="待办")).to_be_visible()
