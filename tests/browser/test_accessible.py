"""What everybody needs to use the pages, checked on every page in the browser that draws it: names, order, contrast,
focus that shows, a language, nothing wider than the screen."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

# What a page does wrong, found in the browser that draws it: each gives lines of text, none when all is well.
NAMELESS = """() => {
  const said = (id) => document.getElementById(id)?.textContent.trim();
  const named = (e) => [...(e.labels ?? [])].some((label) => label.textContent.trim())
    || e.getAttribute('aria-label') || e.getAttribute('title')
    || (e.getAttribute('aria-labelledby') ?? '').split(' ').some(said)
    || (['A', 'BUTTON', 'SUMMARY'].includes(e.tagName) && e.textContent.trim())
    || e.querySelector('legend');
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, dialog, nav, fieldset')]
    .filter((e) => e.checkVisibility() && e.type !== 'hidden' && !named(e));
}"""
PICTURES = """() => [...document.querySelectorAll('img, svg')].filter((e) =>
  !['alt', 'aria-hidden', 'aria-label'].some((name) => e.getAttribute(name)) && !e.querySelector('title'))"""
IDS = """() => {
  const all = [...document.querySelectorAll('[id]')];
  const names = ['aria-describedby', 'aria-labelledby', 'for'];
  const lost = (e) => names.flatMap((name) => (e.getAttribute(name) ?? '').split(' ').filter(Boolean))
    .some((id) => !document.getElementById(id));
  return [...all.filter((e) => document.getElementById(e.id) !== e), ...document.querySelectorAll('body *')]
    .filter((e) => document.getElementById(e.id) !== e && e.id || lost(e));
}"""
WORDS = """const words = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
  && !e.matches('.skip, option, noscript') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
"""
FAINT = f"""() => {{ {WORDS}
  const parse = (text) => {{ const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; }};
  const line = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * line(r / 255) + 0.7152 * line(g / 255) + 0.0722 * line(b / 255);
  const ground = (e) => {{
    const colour = e ? parse(getComputedStyle(e).backgroundColor) : [255, 255, 255, 1];
    return colour[3] === 1 ? colour : ground(e.parentElement);
  }};
  const ratio = (e) => {{
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }};
  return words.filter((e) => !e.ownerSVGElement && ratio(e) < 4.5);
}}"""
SMALL = f"""() => {{ {WORDS}
  const scale = (e) => (e.ownerSVGElement
    ? e.ownerSVGElement.getBoundingClientRect().width / e.ownerSVGElement.viewBox.baseVal.width : 1);
  return words.filter((e) => parseFloat(getComputedStyle(e).fontSize) * scale(e) < 11.95);
}}"""
INLINE = "() => [...document.querySelectorAll('[style], style, script:not([src])')]"
# A fingerprint is made of the letters a to f.
ENGLISH = """() => [...new Set(document.body.innerText.match(/[A-Za-z]{3,}/g) ?? [])]
  .filter((word) => word !== 'Banshi' && !/^[a-f]+$/.test(word))"""
TOLD = "() => (%s)().map((each) => each.outerHTML?.slice(0, 120) ?? each)"
CHECKS = {
    "no name": NAMELESS,
    "picture without words": PICTURES,
    "id twice or missing": IDS,
    "contrast below 4.5": FAINT,
    "smaller than 12 px": SMALL,
    "inline style or script": INLINE,
    "English": ENGLISH,
}
HEADINGS = """() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter((e) => e.checkVisibility())
  .map((e) => Number(e.tagName[1]))"""
UNSEEN_FOCUS = """() => {
  if (document.activeElement === document.body) return '';
  const style = getComputedStyle(document.activeElement.closest('.find') ?? document.activeElement);
  const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return shows ? '' : document.activeElement.outerHTML.slice(0, 120);
}"""


def _pages(person: Any) -> dict[str, str]:
    """Every kind of page a window clerk meets, by name, with a case of each state to be met."""
    number = person.receive("玉山县无障碍用品有限公司")
    case = person.page.url.removeprefix(person.address)
    person.go("/tasks")
    task = person.row("玉山县无障碍用品有限公司").get_by_role("link").get_attribute("href")
    return {
        "tasks": "/tasks",
        "task": task,
        "receive": "/receive",
        "application": "/receive/enterprise_opening",
        "cases": "/cases",
        "cases-found": f"/cases?q={number}",
        "cases-none": "/cases?q=没有的编号",
        "case": case,
        "receipt": f"{case}/papers/receipt",
        "matters": "/matters",
        "matter": "/matters/enterprise_opening",
        "not-found": "/cases/00000000-0000-7000-8000-000000000000",
    }


def _faults(page: Any, name: str) -> list[str]:
    """Everything a page does wrong, in words."""
    found = [f"{name}: {what}: {each}" for what, script in CHECKS.items() for each in page.evaluate(TOLD % script)]
    levels = page.evaluate(HEADINGS)
    if levels[:1] != [1] or levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        found.append(f"{name}: headings {levels}")
    if page.locator("html").get_attribute("lang") != "zh-CN":
        found.append(f"{name}: no language")
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if width > 0:
        found.append(f"{name}: {width} px wider than the screen")
    return found


def test_every_page_can_be_read_named_and_walked_through(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("chenyang")
    faults: list[str] = []
    for name, address in _pages(clerk).items():
        clerk.go(address)
        faults += _faults(clerk.page, name)
        clerk.shot(name, whole=True)
        for _ in range(8):
            clerk.page.keyboard.press("Tab")
            if unseen := clerk.page.evaluate(UNSEEN_FOCUS):
                faults.append(f"{name}: focus does not show: {unseen}")
    assert faults == [], "\n".join(faults)


ADMINISTRATION = {
    "lvli": (
        "departments",
        "posts/tax.tax_clerk",
        "sites",
        "zones/A",
        "windows/new",
        "impact",
        "settings",
        "provider",
        "halls",
        "halls/closing",
    ),
    "suyang": ("people", "people/new", "mandates", "mandates/new", "impact", "policy", "import/people"),
    "lushi": ("audit",),
}
CODES = "[class=help], td, code, option, dd"
"""Where logins and codes stand, which are no words."""


@pytest.mark.parametrize("login", ADMINISTRATION)
def test_the_pages_of_the_three_administrators_too(sign_in: Callable[..., Any], login: str) -> None:
    person = sign_in(login)
    faults: list[str] = []
    for address in (*(f"/admin/{each}" for each in ADMINISTRATION[login]), "/me"):
        person.go(address)
        faults += [each for each in _faults(person.page, address) if ": English: " not in each]
        person.page.evaluate(f"document.querySelectorAll('{CODES}').forEach((each) => each.remove())")
        faults += [f"{address}: English: {each}" for each in person.page.evaluate(ENGLISH)]
        for _ in range(8):
            person.page.keyboard.press("Tab")
            if unseen := person.page.evaluate(UNSEEN_FOCUS):
                faults.append(f"{address}: focus does not show: {unseen}")
        person.go(address)
        person.shot(f"admin-{login}-{address.strip('/').replace('/', '-')}", whole=True)
    assert faults == [], "\n".join(faults)


LISTS = (
    "/catalogue",
    "/catalogue/new",
    "/catalogue/import",
    "/claims",
    "/transfers",
    "/transfers/new",
    "/consents",
    "/exceptions",
    "/exceptions/new",
    "/residency",
    "/residency/targets/township",
    "/quality",
    "/guide/yushan",
    "/tree",
    "/tree/coverage",
    "/guide/yushan/sites",
    "/guide/yushan/lists/catalogue",
    "/guide/yushan/lists/exceptions",
)


def test_the_lists_of_the_reform_officer_too(sign_in: Callable[..., Any]) -> None:
    officer = sign_in("xuli")
    faults: list[str] = []
    for address in LISTS:
        officer.go(address)
        faults += [each for each in _faults(officer.page, address) if ": English: " not in each]
        officer.page.evaluate(f"document.querySelectorAll('{CODES}').forEach((each) => each.remove())")
        faults += [f"{address}: English: {each}" for each in officer.page.evaluate(ENGLISH)]
        for _ in range(8):
            officer.page.keyboard.press("Tab")
            if unseen := officer.page.evaluate(UNSEEN_FOCUS):
                faults.append(f"{address}: focus does not show: {unseen}")
        officer.go(address)
        officer.shot(f"lists-{address.strip('/').replace('/', '-')}", whole=True)
    assert faults == [], "\n".join(faults)


def test_the_designer_too(sign_in: Callable[..., Any]) -> None:
    officer = sign_in("xuli")
    code = "readable_matter"
    officer.api("POST", f"/api/v1/matters/{code}/draft", {"from": {"matter": "enterprise_opening"}, "title": "读得清"})
    faults: list[str] = []
    for part in (
        "",
        "/steps?row=register",
        "/list",
        "/scenarios",
        "/try",
        "/versions",
        "/compare",
        "/history",
        "/publish",
    ):
        officer.go(f"/designer/{code}{part}")
        faults += _faults(officer.page, f"designer{part}")
        for _ in range(12):
            officer.page.keyboard.press("Tab")
            if unseen := officer.page.evaluate(UNSEEN_FOCUS):
                faults.append(f"designer{part}: focus does not show: {unseen}")
    officer.go("/designer")
    faults += _faults(officer.page, "designer home")
    assert faults == [], "\n".join(faults)


def test_the_sign_in_page_too(browser: Callable[..., Any]) -> None:
    stranger = browser()
    stranger.go("/sign-in")
    assert _faults(stranger.page, "sign-in") == []


@pytest.mark.parametrize("width", [1280, 1366, 1920])
def test_no_page_is_wider_than_its_screen(sign_in: Callable[..., Any], width: int) -> None:
    clerk = sign_in("linshi", viewport={"width": width, "height": 768})
    for address in ("/tasks", "/receive/enterprise_opening", "/cases", "/matters/enterprise_opening"):
        clerk.go(address)
        assert clerk.page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_first_key_leads_past_the_frame(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("linshi")
    clerk.go("/cases")
    clerk.page.keyboard.press("Tab")
    assert re.search("跳到正文", clerk.page.evaluate("document.activeElement.textContent"))
    clerk.page.keyboard.press("Enter")
    assert clerk.page.url.endswith("#main")
