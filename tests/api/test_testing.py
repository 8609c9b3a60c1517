"""验证: a tester runs a matter's scenarios from a page, follows them, reads what failed and keeps the report."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from tenants import scope

pytestmark = pytest.mark.anyio
MATTER = "enterprise_opening"
TESTING = f"/testing/{MATTER}"
SHORT = """# language: zh-CN
功能: 短短两个
  场景: 三个工作日
    假如 "玉山县"已发布事项"企业开办"
    当 综合窗口于"2026-03-02 09:00"收件
    并且 综合窗口于"2026-03-02 10:00"受理
    那么 承诺到期日为"2026-03-05"
    # 03-02 受理当日不计；03-03 第1日；03-04 第2日；03-05 第3日
  场景: 说错了的
    假如 "玉山县"已发布事项"企业开办"
    当 综合窗口于"2026-03-02 09:00"收件
    并且 综合窗口于"2026-03-02 10:00"受理
    那么 承诺到期日为"2026-03-06"
    并且 天上掉馅饼
"""


@pytest.fixture
async def tester(centre: Any) -> Any:
    """Somebody of 玉山县 who tests."""
    tenant = await centre.house.directory.by_code("yushan")
    with scope.acting_for(tenant.id):
        people = await centre.house.tenants.people()
    login = next(each.login for each in people if "tester" in {role.value for role in each.roles})
    return await centre.officer(login)


@pytest.fixture
async def draft(centre: Any) -> None:
    """A draft of the matter with two scenarios, one of which is wrong."""
    officer = await centre.officer("xuli")
    begun = await officer.post(f"/api/v1/matters/{MATTER}/draft", {"from": {"version": 1}})
    assert begun.status_code == 201, begun.text
    address = f"/api/v1/matters/{MATTER}/draft/files/commitments.feature"
    saved = await officer.send("PUT", address, {"text": SHORT, "revision": begun.json()["revision"]})
    assert saved.status_code == 200, saved.text


async def press(caller: Any, address: str) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf()})


async def ended(caller: Any, address: str) -> str:
    """The page of a trial once it has ended."""
    for _ in range(200):
        page: str = (await caller.get(address)).text
        if "data-hx-trigger" not in page:
            return page
        await asyncio.sleep(0.05)
    raise AssertionError("the trial did not end")


async def started(caller: Any, address: str) -> str:
    answer = await press(caller, address)
    assert answer.status_code == 303, answer.text
    place: str = answer.headers["location"]
    assert re.fullmatch(rf"{TESTING}/trials/[0-9a-f-]{{36}}", place)
    return place


async def test_a_tester_sees_which_step_failed_and_what_the_case_went_through(tester: Any, draft: None) -> None:
    assert "短短两个" in (await tester.get(TESTING)).text
    page = await ended(tester, await started(tester, f"{TESTING}/draft"))

    assert "1 个没有通过" in page
    assert "应为“2026-03-06" in page
    assert "实为“2026-03-05" in page
    assert "受理，出具受理通知书" in page  # the record of its case
    assert "还没有场景走到的" in page
    assert '<svg class="flow"' in page


async def test_the_reports_can_be_kept(tester: Any, draft: None) -> None:
    place = await started(tester, f"{TESTING}/draft")
    await ended(tester, place)

    page = await tester.get(f"{place}/report.html")
    assert "attachment" in page.headers["content-disposition"]
    assert "<style>" in page.text
    assert not re.search(r'(src|href)="http', page.text)
    suites = ElementTree.fromstring((await tester.get(f"{place}/junit.xml")).content)
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("2", "1", "0")
    failure = suites.find(".//failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("第13行")


async def test_one_run_at_a_time(tester: Any, draft: None) -> None:
    place = await started(tester, f"{TESTING}/1")
    again = await press(tester, f"{TESTING}/draft")

    assert again.status_code == 409
    assert "还有一次验证正在运行" in again.text
    assert "没有通过 0 个" in await ended(tester, place)
    assert (await press(tester, f"{TESTING}/draft")).status_code == 303


async def test_every_step_is_listed_with_an_example(tester: Any) -> None:
    page = (await tester.get("/testing/steps")).text

    assert "收件" in page
    assert page.count("<tr>") > 40


@pytest.mark.parametrize("address", ["/testing", "/testing/steps", TESTING])
async def test_a_window_clerk_does_not_test(centre: Any, address: str) -> None:
    clerk = await centre.officer("chenyang")

    assert (await clerk.get(address)).status_code == 403


async def test_another_centre_has_no_such_trial(centre: Any, tester: Any, draft: None) -> None:
    place = await started(tester, f"{TESTING}/draft")
    await ended(tester, place)
    others: Mapping[str, Any] = {"duyun": await _tester_of(centre, "duyun")}
    for other in others.values():
        assert (await other.get(place)).status_code == 404
        assert (await other.get(f"{place}/junit.xml")).status_code == 404


async def _tester_of(centre: Any, code: str) -> Any:
    tenant = await centre.house.directory.by_code(code)
    with scope.acting_for(tenant.id):
        people = await centre.house.tenants.people()
    may = {"tester", "reform_officer"}
    login = next(each.login for each in people if may & {role.value for role in each.roles})
    return await centre.officer(login, code)
