"""axe-core looks at every kind of page: nothing serious or critical of ours is left (GB/T 37668, WCAG 2.1 AA).

What bpmn-js, dmn-js and form-js draw themselves is exempted by name; the table of steps is the accessible way to the
same diagram.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

EXEMPT = (
    ".djs-container",  # the canvas, palette, context pad and search of bpmn-js
    ".dmn-js-parent",  # tables and requirement diagram of dmn-js
    ".fjs-container",  # palette and canvas of form-js
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SERIOUS = ("serious", "critical")
CODE = "axe_copy"


def faults(page: Any) -> Iterator[str]:
    """What axe finds serious on a page, outside of what others draw: rule, how often, and the first place."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, context={"exclude": [[each] for each in EXEMPT]}, options=RULES).response
    for each in found["violations"]:
        if each["impact"] in SERIOUS:
            first = each["nodes"][0]
            yield f"{each['id']} ×{len(each['nodes'])}: {each['help']}: {first['html'][:160]}"


CLERK = (
    "/tasks",
    "/receive",
    "/receive/enterprise_opening",
    "/cases",
    "/matters",
    "/matters/enterprise_opening",
    "/me",
)
OFFICER = (
    "/designer",
    f"/designer/{CODE}",
    f"/designer/{CODE}/diagram",
    f"/designer/{CODE}/decisions/situation.dmn",
    f"/designer/{CODE}/forms/forms/application.json",
    f"/designer/{CODE}/steps",
    f"/designer/{CODE}/list",
    f"/designer/{CODE}/scenarios",
    f"/designer/{CODE}/try",
    f"/designer/{CODE}/publish",
    f"/designer/{CODE}/versions",
    "/testing",
    "/testing/steps",
    "/testing/enterprise_opening",
)
LISTS = (
    "/catalogue",
    "/catalogue/new",
    "/transfers/new",
    "/exceptions/new",
    "/residency",
    "/quality",
    "/designer/new_home/recompose",
    "/compose?part=enterprise_opening&part=restaurant_opening",
)
TREE = (
    "/tree",
    "/tree/xiatang",
    "/tree/coverage",
    "/tree/yushan/add",
    "/tree/xiatang/merge",
    "/admin/halls",
    "/admin/halls/closing",
    "/admin/halls/criteria",
    "/admin/sites/main",
)
STRANGER = (
    "/guide/yushan",
    "/guide/yushan/sites",
    "/guide/yushan/lists/exceptions",
    "/sign-in",
    "/licences",
    "/guide/yushan/enterprise_opening",
    "/guide/yushan/enterprise_opening/card",
)


@pytest.mark.parametrize("address", STRANGER)
def test_pages_for_everybody(browser: Callable[..., Any], address: str) -> None:
    stranger = browser()
    stranger.go(address)
    assert list(faults(stranger.page)) == []


def test_the_pages_of_the_window(sign_in: Callable[..., Any]) -> None:
    clerk = sign_in("chenyang")
    clerk.receive("玉山县人人可用器材有限公司")
    case = clerk.page.url.removeprefix(clerk.address)
    clerk.go("/tasks")
    task = clerk.row("玉山县人人可用器材有限公司").get_by_role("link").get_attribute("href")
    assert _all(clerk, (*CLERK, case, task, f"{case}/papers/receipt")) == ""


def test_the_pages_of_the_designer(sign_in: Callable[..., Any]) -> None:
    officer = sign_in("xuli")
    officer.api(
        "POST", f"/api/v1/matters/{CODE}/draft", {"from": {"matter": "enterprise_opening"}, "title": "无障碍检查"}
    )
    assert _all(officer, OFFICER) == ""


def test_the_lists_of_the_reform_officer(sign_in: Callable[..., Any]) -> None:
    assert _all(sign_in("xuli"), LISTS) == ""


def test_the_tree_and_the_halls(sign_in: Callable[..., Any]) -> None:
    assert _all(sign_in("lvli"), TREE) == ""


def _all(person: Any, addresses: tuple[str, ...]) -> str:
    found: list[str] = []
    for address in addresses:
        person.go(address)
        found += [f"{address}: {each}" for each in faults(person.page)]
    return "\n".join(found)
