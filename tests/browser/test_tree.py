"""A county's system administrator grows the tree, merges a township away and closes a hall, by keyboard where it is
natural; a clerk looks; the public sees where everything is."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

SYSTEM = "lvli"
TOWN = {
    "租户代码": "qingshi",
    "单位名称": "玉山县青石乡",
    "中心名称": "青石乡便民服务中心",
    "区划代码": "361123298",
    "办件字号": "青办",
    "系统管理员姓名": "甲样",
    "系统管理员登录名": "jiayang",
    "安全管理员姓名": "乙示",
    "安全管理员登录名": "yishi",
    "审计管理员姓名": "丙例",
    "审计管理员登录名": "bingli",
}


def test_the_tree_is_opened_by_keyboard_grown_and_a_township_merged_away(
    sign_in: Callable[..., Any], browser: Callable[..., Any]
) -> None:
    officer = sign_in(SYSTEM)
    officer.to("体系")
    officer.shot("tree")
    officer.page.get_by_role("link", name="玉山县下塘乡").focus()
    officer.page.keyboard.press("Enter")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("玉山县下塘乡")
    officer.shot("tree_township")
    officer.page.get_by_role("link", name="玉山县", exact=True).click()

    # A new township, with its three administrators and their passwords shown once.
    officer.page.get_by_role("link", name="新增下级").click()
    for label, text in TOWN.items():
        officer.page.get_by_label(label).fill(text)
    officer.page.get_by_label("级别").select_option("township")
    officer.page.get_by_label("审计管理员登录名").fill("jiayang")
    officer.press("建立")
    expect(officer.page.get_by_role("main")).to_contain_text("三员须由不同的人担任")
    officer.shot("tree_refused", whole=True)
    officer.page.get_by_label("审计管理员登录名").fill("bingli")
    officer.press("建立")
    expect(officer.page.locator("code.secret")).to_have_count(3)
    officer.shot("tree_passwords")
    officer.page.get_by_role("link", name="已记下").click()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("玉山县青石乡")

    # It merges into its neighbour: not into itself; once.
    officer.page.get_by_role("link", name="合并").click()
    officer.page.get_by_label("并入的单位代码").fill("qingshi")
    officer.page.get_by_label("自何日起").fill("2099-01-04")
    officer.page.get_by_label("文件").fill("玉府发〔2099〕1号")
    officer.press("合并")
    expect(officer.page.get_by_role("alert")).to_contain_text("不能并入自己")
    officer.page.get_by_label("并入的单位代码").fill("xiatang")
    officer.press("合并")
    officer.told("已登记")
    expect(officer.page.get_by_role("main")).to_contain_text(
        "2099-01-04起并入“玉山县下塘乡”（玉府发〔2099〕1号），没有在办件"
    )
    officer.shot("tree_merged")
    officer.go("/tree/coverage")
    officer.shot("tree_coverage")
    applicant = browser()
    applicant.go("/guide/qingshi")
    expect(applicant.page.get_by_role("main")).to_contain_text("2099-01-04起，玉山县青石乡并入“下塘乡便民服务中心”")


def test_a_hall_is_closed_with_what_stands_in_it_and_the_public_sees_where_it_went(
    sign_in: Callable[..., Any], browser: Callable[..., Any]
) -> None:
    officer = sign_in(SYSTEM)
    officer.go("/admin/sites/new")
    officer.page.get_by_label("代码").fill("cars")
    officer.page.get_by_label("名称").fill("车管大厅")
    officer.page.get_by_label("场所类型").select_option("retained_hall")
    officer.page.get_by_label("批准文号").fill("玉府批〔2025〕8号")
    officer.press("保存")
    expect(officer.page.get_by_role("alert")).to_contain_text("报上级备案")
    officer.page.get_by_label("备案号").fill("饶备〔2025〕3号")
    officer.shot("site", whole=True)
    officer.press("保存")
    officer.told("已保存场所“车管大厅”")
    officer.go("/admin/halls/closing")
    officer.page.get_by_label("关停的场所").select_option("cars")
    officer.page.get_by_label("窗口移到").select_option("main")
    officer.page.get_by_label("自何日起").fill("2099-01-04")
    officer.page.get_by_label("文件").fill("玉府批〔2099〕1号")
    officer.press("保存")
    expect(officer.page.get_by_role("main")).to_contain_text("办件一件不丢")
    officer.shot("closing")
    officer.press("确认关停")
    officer.told("已登记：车管大厅自2099-01-04起关停")
    officer.go("/admin/halls/acceptance")
    officer.page.get_by_label("场所", exact=False).first.select_option("main")
    officer.page.get_by_label("牌子").check()
    officer.press("保存")
    officer.told("未通过，缺班子、事项、电脑、制度、台账、经费")
    officer.shot("halls", whole=True)
    applicant = browser()
    applicant.go("/guide/yushan/sites")
    expect(applicant.page.get_by_role("main")).to_contain_text(
        "“车管大厅”2099-01-04起关停，窗口移到“玉山县政务服务中心”"
    )
    expect(applicant.page.get_by_role("main")).to_contain_text("商事登记专区")
    applicant.shot("sites", whole=True)
