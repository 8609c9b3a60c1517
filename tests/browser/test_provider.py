"""Signing in through an identity provider made by others, in a real browser: linked once by hand, straight in after
that, refused where what comes back is not what was asked for, and out again."""

import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, Page, expect

NAME = "省统一身份认证"
CALLBACK = "/sign-in/provider/callback"
SERVER = Path(__file__).parents[1] / "api" / "provider_server.py"


@pytest.fixture
def provider(centre: Any, tmp_path: Path) -> Iterator[str]:
    """The provider's address; it knows the running centre."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(SERVER), str(port), centre.address + CALLBACK, str(tmp_path / "keys.json")]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=tmp_path)
    assert process.stdout is not None
    line = ""
    while line.strip() != "ready":
        ready, _, _ = select.select([process.stdout], [], [], 120)
        line = process.stdout.readline() if ready else ""
        assert line, (tmp_path / "log").read_text()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)
    process.stdout.close()


def trusted(system: Any, issuer: str) -> None:
    """The system administrator writes down whom the centre trusts."""
    system.go("/admin/provider")
    for label, value in (
        ("登录按钮上的名称", NAME),
        ("发行者地址", issuer),
        ("客户端标识", "banshi"),
        ("客户端密钥", "s3cret-s3cret"),
        ("范围", "openid profile"),
    ):
        system.page.get_by_label(label).fill(value)
    system.shot("provider-settings")
    system.press("保存")
    system.told("已保存登录接入")


def leave_for(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?centre=yushan")
    page.get_by_label("所在中心").select_option("yushan")
    page.get_by_role("link", name=NAME).click()


def over_there(page: Page, home: str) -> None:
    """What the provider asks: login, password, consent; whatever it remembers it does not ask again."""
    for _ in range(4):
        page.wait_for_load_state()
        if page.url.startswith(home):
            return
        if page.locator("input[name=login]").count():
            page.locator("input[name=login]").fill("chen.yang")
            page.locator("form:has(input[name=login]) button[type=submit]").first.click()
        elif page.locator("input[name=password]").count():
            page.locator("input[name=password]").fill("correct horse battery")
            page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        else:
            page.locator("button[value=accept]").click()


def test_the_whole_way_there_and_back(
    sign_in: Callable[..., Any], chromium: Browser, centre: Any, provider: str, tmp_path: Path
) -> None:
    system = sign_in("lvli")
    trusted(system, provider)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(20_000)
    page, shots = context.new_page(), Path(__file__).parents[2] / "artefacts"
    shots.mkdir(exist_ok=True)

    # the first time: nobody here is linked to that identity
    leave_for(page, centre.address)
    over_there(page, centre.address)
    expect(page.locator("main")).to_contain_text("还没有关联账号")
    page.screenshot(path=shots / "provider-first.png")
    page.get_by_label("账号").fill("chenyang")
    page.get_by_label("密码").fill(centre.passwords["chenyang"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{centre.address}/me")
    expect(page.locator("main")).to_contain_text("等待与您的账号关联")
    page.screenshot(path=shots / "provider-link.png")
    page.get_by_role("button", name="确认关联").click()
    expect(page.get_by_role("status").first).to_contain_text("已关联")
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()

    # the second time: straight in
    leave_for(page, centre.address)
    over_there(page, centre.address)
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    page.screenshot(path=shots / "provider-second.png")
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto(f"{centre.address}/tasks")
    expect(page).to_have_url(f"{centre.address}/sign-in?next=/tasks")

    # what comes back otherwise than it was asked for signs nobody in
    def otherwise(**changes: str) -> str:
        """Leave for the provider, change what it answers on the way back, and read what the centre says to it."""
        left = context.request.get(f"{centre.address}/sign-in/provider?centre=yushan", max_redirects=0)
        answered = context.request.get(left.headers["location"], max_redirects=0)
        parts = urlsplit(answered.headers["location"])
        assert parts.path == CALLBACK
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
        page.goto(urlunsplit(parts._replace(query=urlencode(asked))))
        told = page.locator("main").inner_text()
        page.goto(f"{centre.address}/tasks")
        expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
        return str(told)

    assert "不是从这里发出的" in otherwise(state="forged")
    assert "返回的发行者不对" in otherwise(iss="https://evil.example")
    # A code nobody gave out is refused in tests/api; this provider's memory finds any open code of the same client.
    assert "没有给出授权码" in otherwise(code="")
    page.context.clear_cookies(name="banshi-provider")
    page.goto(f"{centre.address}{CALLBACK}?code=x&state=y")
    expect(page.locator("main")).to_contain_text("不是从本机发起的")
    page.screenshot(path=shots / "provider-refused.png")
    context.close()

    system.go("/admin/provider")  # the next test meets the centre as it was
    for label in ("登录按钮上的名称", "发行者地址", "客户端标识"):
        system.page.get_by_label(label).fill("")
    system.press("保存")
    system.told("已停用统一身份认证登录")
