"""The doors and the desk of the three administrators in the browser: first password, one-time code, import, audit."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyotp
from openpyxl import load_workbook
from playwright.sync_api import expect

NEW = "Huanghelou-1983"


def sign_in_as(person: Any, login: str, password: str) -> None:
    person.go("/sign-in")
    person.page.get_by_label("所在中心").select_option("yushan")
    person.page.get_by_label("账号").fill(login)
    person.page.get_by_label("密码").fill(password)
    person.page.get_by_role("button", name="登录", exact=True).click()


def made(security: Any, login: str, name: str, role: str) -> str:
    """A person made on the page; the password told once."""
    security.go("/admin/people/new")
    security.page.get_by_label("登录名").fill(login)
    security.page.get_by_label("姓名").fill(name)
    security.page.get_by_role("group", name="角色").get_by_label(role).check()
    security.press("保存")
    expect(security.page.get_by_role("heading", name="一次性密码")).to_be_visible()
    return str(security.page.locator("code.secret").inner_text())


def test_a_new_colleague_changes_the_first_password_and_sets_up_one_time_codes(
    sign_in: Callable[..., Any], browser: Callable[..., Any]
) -> None:
    security = sign_in("suyang")
    password = made(security, "zhou.min", "周敏", "监察人员")
    security.shot("one-time-password")

    colleague = browser()
    sign_in_as(colleague, "zhou.min", password)
    expect(colleague.page.get_by_role("heading", name="设置新密码", level=1)).to_be_visible()
    colleague.shot("first-password")
    colleague.page.get_by_role("textbox", name="新密码").fill("short")
    colleague.page.get_by_label("再输入一次").fill("short")
    colleague.press("设置并继续")
    expect(colleague.page.get_by_role("alert")).to_contain_text("个字符")
    colleague.page.get_by_role("textbox", name="新密码").fill(NEW)
    colleague.page.get_by_label("再输入一次").fill(NEW)
    colleague.press("设置并继续")
    expect(colleague.page.get_by_role("navigation", name="主导航")).to_be_visible()

    colleague.go("/me")
    colleague.press("开始启用")
    told = colleague.page.get_by_text("手工输入密钥：").inner_text()
    phone = pyotp.TOTP(re.sub(r"[^A-Z2-7]", "", told))
    expect(colleague.page.get_by_role("img", name="动态码二维码")).to_be_visible()
    colleague.shot("second-factor", whole=True)
    colleague.page.get_by_role("textbox", name="动态码").fill(phone.now())
    colleague.press("启用")
    codes = colleague.page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    colleague.shot("recovery-codes", whole=True)

    again = browser()
    sign_in_as(again, "zhou.min", NEW)
    expect(again.page.get_by_role("heading", name="输入动态码", level=1)).to_be_visible()
    again.shot("one-time-code")
    again.page.get_by_role("textbox", name="动态码").fill("000000")
    again.press("登录")
    expect(again.page.get_by_role("alert")).to_contain_text("动态码不对")
    again.page.get_by_role("textbox", name="动态码").fill(codes[0])
    again.press("登录")
    expect(again.page.get_by_role("navigation", name="主导航")).to_be_visible()


def test_people_come_in_from_a_spreadsheet_after_a_look(sign_in: Callable[..., Any], tmp_path: Path) -> None:
    security = sign_in("suyang")
    security.go("/admin/import/people")
    with security.page.expect_download() as waiting:
        security.page.get_by_role("link", name="下载模板").click()
    book = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    sheet = book["人员"]
    for row, login, name, role in ((2, "ma.lan", "马兰", "窗口人员"), (3, "he.tian", "=A2", "出件人员")):
        for column, value in enumerate((login, name, "合同制人员", role, "政务中心", "综合窗口"), 1):
            sheet.cell(row, column, value)
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
    book.save(wrong)
    sheet.cell(3, 2, "何田")
    book.save(right)

    security.page.get_by_label("填好的表格").set_input_files(wrong)
    security.press("预览")
    expect(security.page.get_by_role("alert")).to_contain_text("没有导入")
    expect(security.page.get_by_role("row", name="第 3 行 B 列")).to_contain_text("是公式")
    security.shot("import-refused")
    security.page.get_by_label("填好的表格").set_input_files(right)
    security.press("预览")
    expect(security.page.get_by_text("还没有导入。")).to_be_visible()
    security.shot("import-preview")
    security.press("确认导入 2 行")
    assert security.page.locator("code.secret").count() == 2
    security.page.get_by_role("link", name="已记下").click()
    security.page.get_by_label("姓名或登录名").fill("马兰")
    security.press("查找")
    expect(security.page.get_by_role("row", name="马兰")).to_contain_text("待改初始密码")
    security.shot("people", whole=True)


def test_what_was_done_is_read_by_the_audit_administrator_alone(sign_in: Callable[..., Any]) -> None:
    system = sign_in("lvli")
    system.go("/admin/departments/tax")
    system.page.get_by_label("电话").fill("0793-0000099")
    system.press("保存")
    system.told("已保存部门")
    system.shot("departments")
    system.go("/admin/audit")
    expect(system.page.get_by_role("heading", name="没有权限")).to_be_visible()

    auditor = sign_in("lushi")
    auditor.to("审计")
    auditor.page.get_by_label("类别").select_option("organisation")
    auditor.press("查找")
    row = auditor.page.get_by_role("row", name="机构变更").first
    expect(row).to_contain_text("吕例")
    expect(row).to_contain_text("→ 0793-0000099")
    auditor.shot("audit", whole=True)
    with auditor.page.expect_download() as waiting:
        auditor.page.get_by_role("link", name="导出表格").click()
    assert "机构变更" in Path(waiting.value.path()).read_text("utf-8-sig")


def test_a_settings_form_is_changed_without_a_script(browser: Callable[..., Any], centre: Any) -> None:
    person = browser(java_script_enabled=False)
    sign_in_as(person, "lvli", centre.passwords["lvli"])
    person.go("/admin/settings")
    person.page.get_by_label("补正期限（工作日）").fill("20")
    person.press("保存")
    person.told("已保存参数")
    person.page.get_by_label("补正期限（工作日）").fill("15")
    person.press("保存")
    person.told("已保存参数")
