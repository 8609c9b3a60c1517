"""The main job as people do it: an enterprise is opened, everybody sees what is theirs, the record tells the story."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

PARALLEL = (
    ("公章刻制", "yinyang", "seal"),
    ("税务登记与发票", "heli", "tax"),
    ("社保登记", "zhengshi", "social_security"),
    ("公积金登记", "fengyang", "housing_fund"),
    ("银行预约开户", "jinli", "bank"),
)


def test_an_enterprise_is_opened_from_window_to_delivery(sign_in: Callable[..., Any]) -> None:
    name = "玉山县晨光茶业有限公司"
    clerk = sign_in("chenyang")
    number = clerk.receive(name)

    # The receipt: three copies with one number.
    clerk.page.get_by_role("link", name="收件回执").click()
    copies = clerk.page.get_by_role("article")
    expect(copies).to_have_count(3)
    for at, kept_by in enumerate(("中心存根", "申请人留存", "办理部门")):
        expect(copies.nth(at)).to_contain_text(number)
        expect(copies.nth(at)).to_contain_text(kept_by)
    expect(copies.first).to_contain_text("设立登记申请书")
    clerk.page.get_by_role("link", name="返回办件").click()

    # Acceptance starts the promise; its notice names both dates.
    clerk.do("受理审核", name, "受理", "acceptance")
    clerk.to("办件")
    clerk.page.get_by_role("link", name=number).click()
    clerk.page.get_by_role("link", name="受理通知书").click()
    notice = clerk.page.get_by_role("article").first
    expect(notice).to_contain_text("承诺到期")
    expect(notice).to_contain_text("3 个工作日")
    expect(notice).to_contain_text("法定到期")
    expect(notice).to_contain_text("45 个工作日")

    registrar = sign_in("lishi")
    expect(registrar.row(name)).to_have_count(1)
    registrar.do("设立登记", name, "准予登记", "register")

    # Five bodies at once, each with its own step; what was filled in before is for departments, not for enterprises.
    officers = {step: sign_in(login) for step, login, _ in PARALLEL}
    for step, _, form in PARALLEL:
        officer = officers[step]
        officer.go("/tasks")
        expect(officer.row(name)).to_have_count(1)
        expect(officer.row(name)).to_contain_text(step)
        for other in officers.keys() - {step}:
            expect(officer.row(other)).to_have_count(0)
        officer.open_task(step, name)
        if step in ("公章刻制", "银行预约开户"):
            expect(officer.task).not_to_contain_text("一表收件")
            expect(officer.task).to_contain_text(name)
        else:
            expect(officer.task).to_contain_text("一表收件")
        expect(officer.task).to_contain_text("限 1 个工作日")
        officer.do(step, name, "办结", form)

    exit_clerk = sign_in("luoyang")
    exit_clerk.to("出件")
    expect(exit_clerk.row(name)).to_contain_text("统一制证出件")
    exit_clerk.do("统一制证出件", name, "制证", "issue")
    exit_clerk.do("送达", name, "送达", "deliver")

    # The case tells its story: who, when, what, and the days used against the promise.
    exit_clerk.to("办件")
    exit_clerk.page.get_by_role("link", name="已结").click()
    exit_clerk.page.get_by_role("link", name=number).click()
    story = exit_clerk.page.get_by_role("main")
    for words in (
        "按时办结 用时 0 个工作日",
        "承诺到期·3 个工作日",
        "承诺时限怎么算的",
        "政务中心 陈样：受理，出具受理通知书",
        "市监局 李示：设立登记：准予登记",
        "印样：公章刻制办结",
        "罗样：送达",
        "办件结束：已办结",
    ):
        expect(story).to_contain_text(words)
    expect(story.get_by_role("img", name="企业开办流程图")).to_be_visible()
    exit_clerk.page.get_by_role("link", name="为什么？").last.click()
    expect(story.get_by_role("heading", name="法定时限怎么算的")).to_be_visible()
    expect(story.locator("#statutory")).to_be_visible()


def test_a_mistake_is_named_where_it_is_and_nothing_typed_is_lost(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("chenyang")
    clerk.go("/receive/enterprise_opening")
    clerk.page.get_by_label("企业名称").fill("玉山县一字之差有限公司")
    clerk.press("收件")
    alert = clerk.page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("处需要更正")
    link = alert.get_by_role("link").filter(has_text="公民身份号码").first
    link.click()
    expect(clerk.page.get_by_label("公民身份号码").first).to_be_focused()
    expect(clerk.page.get_by_label("企业名称")).to_have_value("玉山县一字之差有限公司")
    clerk.shot("form-with-errors")
