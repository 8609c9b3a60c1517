"""Two other matters worked in the browser: one on the spot in a township, one on the spot at the county's registrar."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from engine.cases.codec import from_bytes
from tenants.pack import shipped_packs

PACKS = {folder.name: folder for folder in shipped_packs()}


def samples(tenant: str, matter: str) -> dict[str, dict[str, Any]]:
    """The shipped answers to each form of a matter."""
    folder = PACKS[tenant] / "matters" / matter / "samples"
    found = {path.stem: from_bytes(path.read_bytes()) for path in folder.glob("*.json")}
    return {name: value for name, value in found.items() if isinstance(value, dict)}


def received(clerk: Any, matter: str, answers: dict[str, Any]) -> str:
    """收件; the address of the case."""
    clerk.go(f"/receive/{matter}")
    clerk.fill_in(answers)
    clerk.press("收件")
    clerk.told("已收件")
    return str(clerk.page.url.removeprefix(clerk.address))


def work(person: Any, step: str, applicant: str, button: str, answers: dict[str, Any]) -> None:
    """Take the step up unless it is in hand already, fill in its form, press the button."""
    person.open_task(step, applicant)
    claim = person.page.locator("main").get_by_role("button", name="认领", exact=True)
    if claim.count():
        claim.click()
        person.told("已认领")
    person.fill_in(answers)
    person.press(button)
    person.told(step)


def ended(person: Any, case: str) -> None:
    """The case is closed."""
    person.go(case)
    expect(person.page.get_by_role("main")).to_contain_text("已办结")


def test_the_card_of_the_elderly_is_made_on_the_spot(sign_in: Callable[..., Any]) -> None:
    answers = samples("xiatang", "elder_card")
    name = answers["application"]["姓名"]
    clerk = sign_in("jiangyang", "xiatang")
    case = received(clerk, "elder_card", answers["application"])
    work(clerk, "受理", name, "受理", answers["acceptance"])
    work(sign_in("zhouli", "xiatang"), "制证", name, "制证", answers["card"])
    desk = sign_in("maoli", "xiatang")
    work(desk, "送达", name, "送达", answers["deliver"])
    ended(desk, case)


def test_a_mortgage_is_cancelled_on_the_spot(sign_in: Callable[..., Any]) -> None:
    answers = samples("yushan", "mortgage_cancellation")
    name = answers["application"]["姓名"]
    clerk = sign_in("chenyang")
    case = received(clerk, "mortgage_cancellation", answers["application"])
    work(clerk, "受理审核", name, "受理", answers["acceptance"])
    work(sign_in("anyang"), "审核登簿", name, "准予登记", answers["decide"])
    desk = sign_in("luoyang")
    work(desk, "出具注销凭据", name, "制证", answers["issue"])
    work(desk, "送达", name, "送达", answers["deliver"])
    ended(desk, case)
