"""Guides for the public: on a desk, on a phone, printed; the 明白卡 of every matter is one page (B10)."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

MATTER = "enterprise_opening"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def public(chromium: Browser, centre: Any) -> Any:
    """Somebody who has not signed in."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{centre.address}/guide/yushan")
    yield page
    context.close()


def pages(pdf: bytes) -> int:
    """How many pages a printed document has."""
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/")


def test_the_card_of_every_matter_is_one_page(public: Any) -> None:
    links = public.locator("table.offers a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert len(links) > 20
    lengths = {}
    for link in links:
        public.goto(f"{public.url.split('/guide')[0]}{link}/card")
        lengths[link] = pages(public.pdf(prefer_css_page_size=True))
    assert set(lengths.values()) == {1}, lengths


def test_a_guide_is_found_by_words_and_read_on_a_phone(public: Any) -> None:
    public.set_viewport_size(PHONE)
    public.get_by_label("想办什么事").fill("开办")
    public.get_by_label("想办什么事").press("Enter")
    expect(public.get_by_role("heading", level=1)).to_contain_text("查“开办”")
    public.get_by_role("link", name="企业开办", exact=True).last.click()
    expect(public.get_by_role("heading", name="怎么办")).to_be_visible()
    expect(public.locator("#how li")).to_have_count(4)
    assert public.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    public.get_by_text("看完整流程图和每个环节").click()
    expect(public.get_by_role("img", name="企业开办流程图")).to_be_visible()
    assert public.evaluate("document.documentElement.scrollWidth") == PHONE["width"]  # the drawing scrolls by itself
