"""The main job as people do it, in a real Chromium against a real server: an enterprise is opened, the record tells.

Nothing may leave the server, and the browser's console stays empty.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from engine.cases.codec import from_bytes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
SAMPLES = ROOT / "tenants/packs/yushan/matters/enterprise_opening/samples"
ABORTED = ("htmx:afterRequest", "htmx:sendAbort")
"""A form drawn anew while a newer answer comes in, or the page goes on, is aborted: htmx tells that as an error."""
SCREEN = {"width": 1366, "height": 768}


@dataclass
class Centre:
    """A running server: its address and everybody's password."""

    address: str
    passwords: dict[str, str]


def chromium() -> str:
    names = (os.environ.get("BANSHI_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "no Chromium: run make test, or set BANSHI_CHROMIUM"
    return found


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The demonstration without cases, on a port of its own."""
    command = [sys.executable, "-c", "from designer_api.cli import main; raise SystemExit(main())"]
    data = tmp_path_factory.mktemp("browser")
    log = data / "server.log"
    with log.open("w") as sink:
        process = subprocess.Popen(
            [*command, "demo", "--empty", "--data", str(data / "data"), "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    for _ in range(900):
        told = log.read_text()
        if started := re.search(r"已启动：(http://\S+)", told):
            break
        assert process.poll() is None, told
        time.sleep(0.1)
    assert started, told
    address = started.group(1)
    section = told[told.index("  yushan\n") :]
    passwords = dict(re.findall(r"^ {4}(\S+)\s+(\S+-\S+-\S+)\s", section, re.M))
    yield Centre(address, passwords)
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def sign_in(browser: Browser, centre: Centre) -> Iterator[Callable[..., Page]]:
    """Somebody's browser, signed in; at the end its console must be empty and no request may have gone elsewhere."""
    complaints: list[str] = []
    strangers: list[str] = []
    contexts = []

    def open_for(login: str, *, script: bool = True) -> Page:
        context = browser.new_context(viewport=SCREEN, locale="zh-CN", java_script_enabled=script)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        host = urlsplit(centre.address).netloc
        page.on("request", lambda r: strangers.append(r.url) if urlsplit(r.url).netloc != host else None)
        page.goto(f"{centre.address}/sign-in")
        page.get_by_label("所在中心").select_option("yushan")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(centre.passwords[login])
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert strangers == []
    assert [each for each in complaints if "422" not in each and not each.startswith(ABORTED)] == []


def shot(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def sample(name: str) -> dict[str, Any]:
    return dict(from_bytes((SAMPLES / f"{name}.json").read_bytes()))


def fill_in(page: Page, answers: dict[str, Any], prefix: str = "") -> None:
    """Type the answers into the controls of those names, as far as they are on the page."""
    for name, value in answers.items():
        control = page.locator(f'[name="{prefix}{name}"]')
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row, each in enumerate(value):
                if not page.locator(f'[name^="{prefix}{name}.{row}."]').count():
                    page.get_by_role("button", name=re.compile("添加|增加")).first.click()
                fill_in(page, each, f"{prefix}{name}.{row}.")
        elif not control.count():
            continue
        elif control.first.get_attribute("type") in ("radio", "checkbox"):
            for wanted in value if isinstance(value, list) else ["true" if value is True else str(value)]:
                page.locator(f'[name="{prefix}{name}"][value="{wanted}"]').check()
        elif control.first.evaluate("e => e.tagName") == "SELECT":
            control.first.select_option(str(value))
        else:
            control.first.fill(str(value))


def open_task(page: Page, step: str, applicant: str) -> None:
    page.get_by_role("link", name="待办").first.click()
    page.get_by_role("row").filter(has_text=step).filter(has_text=applicant[:6]).first.get_by_role("link").click()
    expect(page.locator("section.task")).to_contain_text(step)


def do(page: Page, step: str, applicant: str, button: str, form: str = "") -> None:
    """Claim the step, fill in its form, press the button."""
    open_task(page, step, applicant)
    page.get_by_role("button", name="认领", exact=True).click()
    if form:
        fill_in(page, sample(form))
    page.locator("section.task").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def receive(page: Page, name: str) -> str:
    """Fill in the one form with a mistake first; the number of the case received."""
    page.get_by_role("link", name="收件").first.click()
    page.get_by_role("link", name="填表收件").first.click()
    answers = sample("application") | {"企业名称": name}
    fill_in(page, answers | {"法定代表人身份证号": "361123199003070018"})
    page.get_by_role("button", name="收件", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("公民身份号码")
    shot(page, "form-with-errors")
    alert.get_by_role("link").first.click()
    fill_in(page, answers)
    page.get_by_role("button", name="收件", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已收件")
    number = re.search(r"玉办〔\d{4}〕\d{4}号", page.get_by_role("status").inner_text())
    assert number
    return number.group()


def test_an_enterprise_is_opened_from_window_to_delivery(sign_in: Callable[..., Page]) -> None:
    name = "玉山县晨光茶业有限公司"
    clerk = sign_in("chenyang")
    shot(clerk, "empty-list")
    number = receive(clerk, name)
    clerk.get_by_role("link", name="收件回执").click()
    expect(clerk.locator("article").first).to_contain_text(number)
    assert clerk.locator("article").count() == 3
    shot(clerk, "receipt")
    clerk.get_by_role("link", name="返回办件").click()
    do(clerk, "受理审核", name, "受理", "acceptance")

    registrar = sign_in("lishi")
    do(registrar, "设立登记", name, "准予登记", "register")
    for step, login, form in (
        ("公章刻制", "yinyang", "seal"),
        ("税务登记与发票", "heli", "tax"),
        ("社保登记", "zhengshi", "social_security"),
        ("公积金登记", "fengyang", "housing_fund"),
        ("银行预约开户", "jinli", "bank"),
    ):
        officer = sign_in(login)
        expect(officer.locator(".list tbody tr")).to_have_count(1)
        expect(officer.locator(".list tbody tr")).to_contain_text(step)
        open_task(officer, step, name)
        shot(officer, f"task-{form}")
        do(officer, step, name, "办结", form)

    exit_clerk = sign_in("luoyang")
    do(exit_clerk, "统一制证出件", name, "制证", "issue")
    do(exit_clerk, "送达", name, "送达", "deliver")
    exit_clerk.get_by_role("link", name="办件").first.click()
    exit_clerk.get_by_role("link", name="已结").click()
    exit_clerk.get_by_role("link", name=number).click()
    expect(exit_clerk.locator("main")).to_contain_text("已办结")
    expect(exit_clerk.locator("main")).to_contain_text("用时 0 个工作日")
    for words in ("收件", "受理，出具受理通知书", "设立登记：准予登记", "公章刻制", "送达", "承诺时限怎么算的"):
        expect(exit_clerk.locator("main")).to_contain_text(words)
    exit_clerk.get_by_role("link", name="受理通知书").click()
    expect(exit_clerk.locator("article").first).to_contain_text("承诺到期")
    expect(exit_clerk.locator("article").first).to_contain_text("法定到期")
    shot(exit_clerk, "acceptance-notice")


def test_what_is_missing_is_told_once_and_the_file_goes_on(sign_in: Callable[..., Page]) -> None:
    name = "玉山县清泉竹艺有限公司"
    clerk = sign_in("chenyang")
    receive(clerk, name)
    open_task(clerk, "受理审核", name)
    clerk.get_by_role("button", name="认领", exact=True).click()
    fill_in(clerk, sample("acceptance"))
    clerk.locator("section.task").get_by_role("button", name="一次告知", exact=True).click()
    expect(clerk.get_by_role("alert")).to_contain_text("一次告知必须列明")
    clerk.locator('[name="_defect"]').first.check()
    clerk.get_by_label("其他需要补正的内容").fill("公司章程第六页缺签字")
    clerk.locator("section.task").get_by_role("button", name="一次告知", exact=True).click()
    expect(clerk.get_by_role("status")).to_contain_text("一次告知")
    open_task(clerk, "补正收件", name)
    for box in clerk.locator('[name="_supplied"]').all():
        box.check()
    clerk.get_by_role("button", name="登记补正").click()
    expect(clerk.get_by_role("status")).to_be_visible()
    do(clerk, "受理审核", name, "受理", "acceptance")


def test_registration_is_refused_with_reasons(sign_in: Callable[..., Page]) -> None:
    name = "玉山县远山文旅有限公司"
    clerk = sign_in("chenyang")
    receive(clerk, name)
    do(clerk, "受理审核", name, "受理", "acceptance")
    registrar = sign_in("lishi")
    open_task(registrar, "设立登记", name)
    registrar.get_by_role("button", name="认领", exact=True).click()
    fill_in(registrar, sample("register"))
    registrar.locator("section.task").get_by_role("button", name="不予登记", exact=True).click()
    expect(registrar.get_by_role("alert")).to_contain_text("必须写明理由")
    registrar.locator("#_reason").fill("住所不得用于经营")
    registrar.locator("section.task").get_by_role("button", name="不予登记", exact=True).click()
    expect(registrar.get_by_role("status")).to_contain_text("不予登记")
    exit_clerk = sign_in("luoyang")
    open_task(exit_clerk, "送达不予登记通知书", name)
    expect(exit_clerk.locator("section.task")).to_contain_text("住所不得用于经营")


def test_a_clerk_works_without_script(sign_in: Callable[..., Page]) -> None:
    clerk = sign_in("linshi", script=False)
    clerk.get_by_role("link", name="收件").first.click()
    clerk.get_by_role("link", name="填表收件").first.click()
    fill_in(clerk, {**sample("application"), "企业名称": "玉山县无脚本科技有限公司", "股东": []})
    clerk.get_by_role("button", name="收件", exact=True).click()
    expect(clerk.get_by_role("alert")).to_contain_text("需要更正")


def test_the_keys_of_the_list_move_and_claim(sign_in: Callable[..., Page]) -> None:
    name = "玉山县键盘服饰有限公司"
    clerk = sign_in("linshi")
    receive(clerk, name)
    clerk.get_by_role("link", name="待办").first.click()
    clerk.keyboard.press("j")
    expect(clerk.locator("section.task h1")).to_be_visible()
    clerk.keyboard.press("c")
    expect(clerk.get_by_role("status")).to_contain_text("已认领")
