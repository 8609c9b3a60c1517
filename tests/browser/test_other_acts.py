"""办理其他事项 in the browser: a review stops the clock, shows blue in the list, is refused unsigned, ends signed."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_a_review_stops_the_clock_until_its_signed_result(sign_in: Callable[..., Any]) -> None:
    name = "玉山县停云印务有限公司"
    clerk = sign_in("linshi")
    number = clerk.receive(name)
    clerk.do("受理审核", name, "受理", "acceptance")

    registrar = sign_in("dingli")
    registrar.go(f"/cases?q={number}")
    registrar.page.get_by_role("link", name=number).click()
    acts = registrar.page.locator("#acts")
    expect(acts.get_by_role("heading", level=3)).to_have_text(["开始特殊环节", "通知听证", "延期", "终止办理"])
    acts.get_by_text("开始特殊环节").click()
    registrar.page.locator("#start-special-kind").select_option("expert_review")
    registrar.page.get_by_label(re.compile("^需要多少时间")).fill("2")
    acts.get_by_role("button", name="开始", exact=True).click()
    alert = registrar.page.get_by_role("alert")
    expect(alert).to_contain_text("书面告知申请人，不能暂停计时")
    expect(alert).to_contain_text("第四十五条")
    registrar.shot("act-refused", whole=True)
    registrar.page.get_by_label(re.compile("已把所需时间书面告知")).check()
    registrar.page.locator("#act-start-special").get_by_role("button", name="开始", exact=True).click()
    registrar.told("已登记")
    main = registrar.page.get_by_role("main")
    expect(main).to_contain_text("特殊环节·专家评审")
    expect(main).to_contain_text("计时暂停")
    registrar.shot("act-paused", whole=True)

    registrar.go("/tasks")
    expect(registrar.row("设立登记", name)).to_contain_text("暂停")
    registrar.shot("tasks-paused")

    registrar.go(f"/cases?q={number}")
    registrar.page.get_by_role("link", name=number).click()
    result = registrar.page.locator("#act-finish-special")
    result.get_by_text("登记特殊环节结果").click()
    result.get_by_label(re.compile("^参加人员")).fill("甲专家、乙专家")
    result.get_by_label(re.compile("^已签字的人")).fill("甲专家")
    result.get_by_role("button", name="登记结果").click()
    expect(registrar.page.get_by_role("alert")).to_contain_text("还缺“乙专家”的签字")
    registrar.page.locator("#act-finish-special").get_by_label(re.compile("^已签字的人")).fill("甲专家、乙专家")
    registrar.page.locator("#act-finish-special").get_by_role("button", name="登记结果").click()
    registrar.told("已登记")
    expect(registrar.page.get_by_role("main")).not_to_contain_text("特殊环节·专家评审")
