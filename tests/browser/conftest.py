"""A real server, a real Chromium, and people of the centre who sit in front of it.

One server serves the whole run: the shipped tenants without cases, made once. Every test gets browsers of its own; when
it is over, no console may have complained and no request may have left the server.
"""

import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from engine.cases.codec import from_bytes

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
expect.set_options(timeout=15_000)
"""On two busy cores a page may take its time; what is wrong stays wrong for as long."""
SAMPLES = ROOT / "tenants/packs/yushan/matters/enterprise_opening/samples"
DESK = ViewportSize(width=1366, height=768)
EXPECTED = (
    "the server responded with a status of 4",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "net::ERR_INTERNET_DISCONNECTED",
    "ContextPad#getPad is deprecated",
)
"""What Chromium says of every answer of 4xx and of a network cut off on purpose, htmx of a redraw that a newer one or a
sent form overtook, and bpmn-js of itself."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Centre:
    """A running server: its address, everybody's password at 玉山县, and at every centre by its code."""

    address: str
    passwords: dict[str, str]
    everywhere: dict[str, dict[str, str]] = field(default_factory=dict)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses a browser says so, and may take as long as a browser does."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(240))


def _chromium() -> str:
    names = (os.environ.get("BANSHI_CHROMIUM", ""), *BROWSERS)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "no Chromium: run make test, or set BANSHI_CHROMIUM"
    return found


def _until(process: "subprocess.Popen[str]", said: str) -> str:
    """What the server tells up to a line that says so; its end, if it ends first, is a failure."""
    told = ""
    assert process.stdout is not None
    while said not in told:
        ready, _, _ = select.select([process.stdout], [], [], 240)
        line = process.stdout.readline() if ready else ""
        assert line, f"the server did not start:\n{told}"
        told += line
    return told


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The demonstration without cases, on a port of its own."""
    command = [sys.executable, "-c", "from designer_api.cli import main; raise SystemExit(main())"]
    data = tmp_path_factory.mktemp("browser") / "data"
    log = data.with_name("server.log")
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*command, "demo", "--empty", "--data", str(data), "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        told = _until(process, "已启动：")
        address = re.search(r"已启动：(http://\S+)", told)
        assert address, told
        section = told[told.index("  yushan\n") :]
        everywhere = {
            part.split("\n", 1)[0]: dict(re.findall(r"^ {4}(\S+)\s+(\S+-\S+-\S+)\s", part, re.M))
            for part in re.split(r"^ {2}(?=[a-z]\w*$)", told, flags=re.M)[1:]
        }
        passwords = dict(re.findall(r"^ {4}(\S+)\s+(\S+-\S+-\S+)\s", section, re.M)) | everywhere["yushan"]
        yield Centre(address.group(1), passwords, everywhere)
        process.terminate()
        process.wait(20)
    faults = [line for line in log.read_text().splitlines() if " ERROR " in line]
    assert faults == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Person:
    """Somebody at a browser, doing with labels and buttons what the work asks for."""

    page: Page
    address: str

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def to(self, entry: str) -> None:
        """One of the entries of the left rail."""
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=entry).click()

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button, exact=True).click()

    def told(self, words: str) -> None:
        """The line that says what was done."""
        expect(self.page.get_by_role("status").first).to_contain_text(words)

    @property
    def task(self) -> Any:
        return self.page.get_by_role("region", name="办理", exact=True)

    @property
    def rows(self) -> Any:
        return self.page.locator(".list tbody tr")

    def row(self, *words: str) -> Any:
        found = self.rows
        for each in words:
            found = found.filter(has_text=each)
        return found

    def fill_in(self, answers: dict[str, Any], prefix: str = "") -> None:
        """Put the answers into the controls of those names, as far as they are on the page."""
        for name, value in answers.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                for number, each in enumerate(value):
                    if not self.page.locator(f'[name^="{prefix}{name}.{number}."]').count():
                        self.page.get_by_role("button", name="增加一行").click()
                        self.page.locator(f'[name^="{prefix}{name}.{number}."]').first.wait_for()
                    self.fill_in(each, f"{prefix}{name}.{number}.")
            else:
                self.answer(f"{prefix}{name}", value)

    def answer(self, name: str, value: Any) -> None:
        """One control: typed, chosen or ticked, whatever it is; then the form is as that answer has it."""
        self._answer(name, value)
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def _answer(self, name: str, value: Any) -> None:
        control = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
        if not control.count():
            return
        if control.first.get_attribute("type") in ("radio", "checkbox"):
            for wanted in value if isinstance(value, list) else ["true" if value is True else str(value)]:
                self.page.locator(f'[name="{name}"][value="{wanted}"]').check()
        elif control.first.evaluate("each => each.tagName") == "SELECT":
            control.first.select_option(str(value))
        else:
            control.first.fill(str(value))

    # ---- what the trade calls it
    def open_task(self, step: str, applicant: str) -> None:
        self.go("/tasks")
        self.row(step, applicant).get_by_role("link").click()
        expect(self.task).to_contain_text(step)

    def do(self, step: str, applicant: str, button: str, form: str = "", **more: Any) -> None:
        """Claim the step, fill in its form, press the button."""
        self.open_task(step, applicant)
        self.press("认领")
        self.told("已认领")
        self.fill_in((sample(form) if form else {}) | more)
        self.press(button)
        self.told(step)

    def receive(self, name: str, **more: Any) -> str:
        """收件; the number of the case."""
        self.go("/receive/enterprise_opening")
        self.fill_in(sample("application") | {"企业名称": name} | more)
        self.press("收件")
        self.told("已收件")
        number = re.search(r"玉办〔\d{4}〕\d{4}号", self.page.get_by_role("status").inner_text())
        assert number
        return number.group()

    # ---- the designer
    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as the person who is signed in here; the page shown must be one of theirs."""
        token = self.page.locator("input[name=_csrf_token]").first.get_attribute("value")
        answer = self.page.context.request.fetch(
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body),
            headers={"x-csrftoken": token or "", "content-type": "application/json"},
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json()

    def begin_draft(self, code: str, *, title: str, template: str = "empty") -> None:
        """A draft of a new matter."""
        self.api("POST", f"/api/v1/matters/{code}/draft", {"from": {"template": template}, "title": title})

    def draft_file(self, code: str, path: str) -> str:
        """A file of a draft as the server has it."""
        return str(self.api("GET", f"/api/v1/matters/{code}/draft")["files"][path])

    def edit(self, code: str, part: str) -> Page:
        """Open an editor of a draft and wait until it can be used."""
        self.go(f"/designer/{code}/{part}")
        self.page.locator("#designer[data-ready=yes]").wait_for()
        return self.page

    def shot(self, name: str, *, whole: bool = False) -> None:
        """A picture of the page, for people to look at."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole)


def sample(name: str) -> dict[str, Any]:
    """The shipped answers to a form of the matter."""
    return dict(from_bytes((SAMPLES / f"{name}.json").read_bytes()))


@dataclass
class Watch:
    """What browsers complained about, and requests that went to strangers."""

    home: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", lambda said: self._console(said.type, said.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).netloc != self.home:
            self.strangers.append(request.url)

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(each in text for each in EXPECTED):
            self.complaints.append(text)


@pytest.fixture
def browser(chromium: Browser, centre: Centre) -> Iterator[Callable[..., Person]]:
    """Open a browser in which nobody has signed in: `browser(viewport=…, java_script_enabled=…)`."""
    watch = Watch(urlsplit(centre.address).netloc)
    contexts: list[BrowserContext] = []

    def open_one(**settings: Any) -> Person:
        context = chromium.new_context(**{"viewport": DESK, "locale": "zh-CN", **settings})
        context.set_default_timeout(15_000)
        contexts.append(context)
        watch.over(context)
        return Person(context.new_page(), centre.address)

    yield open_one
    for context in contexts:
        context.close()
    assert watch.strangers == []
    assert watch.complaints == []


SignIn = Callable[..., Person]


@pytest.fixture
def sign_in(browser: Callable[..., Person], centre: Centre) -> SignIn:
    """Somebody of 玉山县, or of another centre by its code, in a browser of their own, signed in by the form."""

    def open_for(login: str, at: str = "yushan", **settings: Any) -> Person:
        person = browser(**settings)
        person.go("/sign-in")
        person.page.get_by_label("所在中心").select_option(at)
        person.page.get_by_label("账号").fill(login)
        person.page.get_by_label("密码").fill(
            centre.passwords[login] if at == "yushan" else centre.everywhere[at][login]
        )
        person.page.get_by_role("button", name="登录").click()
        expect(person.page.get_by_role("navigation", name="主导航")).to_be_visible()
        return person

    return open_for
