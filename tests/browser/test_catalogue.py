"""A matter's entry is drafted, reviewed by somebody else and published, a case received, the matter cancelled.

The window is told so, and the case goes on."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from engine.cases.codec import from_bytes
from tenants.pack import shipped_packs

MATTER, NAME = "objection_registration", "异议登记"
SAMPLES = next(each for each in shipped_packs() if each.name == "yushan") / "matters" / MATTER / "samples"


def tab(person: Any, name: str) -> None:
    """One of the pages under 事项."""
    person.to("事项")
    person.page.get_by_role("navigation", name="事项", exact=True).get_by_role("link", name=name, exact=True).click()


def test_an_entry_is_published_a_case_received_and_the_matter_cancelled(sign_in: Callable[..., Any]) -> None:
    drafter, reviewer, clerk = sign_in("xuli"), sign_in("dengshi"), sign_in("chenyang")
    tab(drafter, "目录清单")
    drafter.page.get_by_role("link", name="编制事项").click()
    drafter.fill_in(
        {
            "matter": MATTER,
            "name": NAME,
            "type": "07",
            "department": "natural_resources",
            "basic_code": "000731001000",
            "bases": "不动产登记暂行条例·国务院令第656号·第三条·行政法规",
        }
    )
    drafter.shot("catalogue_new", whole=True)
    drafter.press("保存")
    drafter.told("已编制")
    expect(drafter.page.get_by_role("button", name="审核通过")).to_be_disabled()

    # Not published: the window cannot receive.
    clerk.go(f"/receive/{MATTER}")
    expect(clerk.page.locator("body")).to_contain_text("目录编制中，还不能收件")

    tab(reviewer, "目录清单")
    reviewer.page.get_by_role("link", name=NAME, exact=True).click()
    reviewer.page.get_by_label("审核意见").fill("同意")
    reviewer.press("审核通过")
    reviewer.told("已审核")
    reviewer.press("公布")
    reviewer.told("起可以收件")
    reviewer.shot("catalogue_entry", whole=True)

    # Published: the window receives.
    clerk.go(f"/receive/{MATTER}")
    clerk.fill_in(dict(from_bytes((SAMPLES / "application.json").read_bytes())))
    clerk.press("收件")
    clerk.told("已收件")
    case = clerk.page.url

    # Cancelled by a document: what happens to the open case is told first.
    reviewer.page.get_by_role("link", name="按文件取消").click()
    expect(reviewer.page.locator("main [name=matter] option:checked")).to_have_text(NAME)
    reviewer.page.get_by_label("文号").fill("国发〔2026〕1号")
    reviewer.press("看看会怎样")
    expect(reviewer.page.get_by_role("main")).to_contain_text("已收未办结的 1 件")
    reviewer.shot("transfer_preview")
    reviewer.press("确认取消")
    reviewer.told("已登记取消")
    reviewer.shot("transfers")

    clerk.go(f"/receive/{MATTER}")
    expect(clerk.page.locator("body")).to_contain_text("国发〔2026〕1号")
    expect(clerk.page.locator("body")).to_contain_text("不再收件")
    clerk.shot("cancelled")
    clerk.page.goto(case)  # the open case goes on
    expect(clerk.page.get_by_role("main")).to_contain_text("受理审核")
    clerk.go("/guide/yushan/lists/catalogue")
    expect(clerk.page.get_by_role("main")).to_contain_text("国发〔2026〕1号")
