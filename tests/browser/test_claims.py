"""A reform officer of a township claims a county matter, tightens it, publishes it, and is refused when loosening."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

MATTER = "enterprise_opening"


def test_a_township_claims_tightens_publishes_and_is_refused_when_loosening(
    sign_in: Callable[..., Any], browser: Callable[..., Any]
) -> None:
    officer = sign_in("zhuli", "xiatang")
    officer.to("事项")
    officer.page.get_by_role("navigation", name="事项", exact=True).get_by_role("link", name="认领").click()
    officer.page.get_by_role("button", name="认领企业开办", exact=True).click()
    officer.told("已认领“企业开办”")

    # Looser: refused with the field, both values and the source above; nothing is published.
    officer.page.get_by_label("承诺时限").fill("5")
    officer.press("发布")
    alert = officer.page.get_by_role("alert")
    expect(alert).to_contain_text("承诺时限5工作日宽于玉山县的3工作日")
    applicant = browser()
    assert applicant.page.goto(f"{applicant.address}/guide/xiatang/{MATTER}").status == 404

    # Tighter: published, and the guide says so at once, with the version's hash on page, card and JSON.
    officer.page.get_by_label("承诺时限").fill("2")
    officer.page.get_by_label("环节“设立登记”").fill("0")
    officer.page.get_by_label("办理地点").fill("下塘乡便民服务中心一楼")
    expect(officer.page.get_by_role("main")).to_contain_text("玉山县已同意本级代为收件并受理：玉政数函〔2026〕3号")
    officer.shot("claim")
    officer.press("发布")
    officer.told("已发布第 1 版")
    applicant.go(f"/guide/xiatang/{MATTER}")
    expect(applicant.page.get_by_role("main")).to_contain_text("2 个工作日")
    expect(applicant.page.get_by_role("main")).to_contain_text("下塘乡便民服务中心一楼")
    facts = applicant.page.request.get(f"{applicant.address}/guide/xiatang/{MATTER}/json").json()
    assert (facts["promised"], facts["version"]) == ("2 个工作日", 1)
    expect(applicant.page.get_by_role("main")).to_contain_text(facts["hash"])
    applicant.shot("guide", whole=True)
    applicant.page.get_by_role("link", name="明白卡").click()
    expect(applicant.page.get_by_role("article")).to_contain_text(facts["hash"][:16])
    applicant.shot("guide_card")

    # Loosening what is in force is refused too, and the guide stays as it is.
    officer.page.get_by_label("承诺时限").fill("4")
    officer.press("保存")
    expect(officer.page.get_by_role("alert")).to_contain_text("宽于玉山县的3工作日")
    officer.press("发布")
    expect(officer.page.get_by_role("alert")).to_contain_text("宽于玉山县的3工作日")
    officer.shot("claim_refused")
    applicant.go(f"/guide/xiatang/{MATTER}")
    expect(applicant.page.get_by_role("main")).to_contain_text("2 个工作日")
