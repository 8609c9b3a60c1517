"""Places at the door: a hall closes and its cases go on elsewhere; stations are accepted and graded; the public sees
where everything is."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tenants import scope
from tenants.organisation import Organisation, Site, SiteKind, Zone

pytestmark = pytest.mark.anyio
SYSTEM, CLERK = "lvli", "chenyang"
HALL = Site(
    "hall",
    "市场监管大厅",
    SiteKind.RETAINED_HALL,
    address="人民路1号",
    approval="玉府批〔2025〕8号",
    filing="饶备〔2025〕3号",
)


def told(answer: Any) -> str:
    assert answer.status_code == 422, answer.status_code
    return "".join(
        "".join(each) for each in re.findall(r"role=\"alert\".*?<b>(.+?)</b>|help bad\"[^>]*>([^<]+)<", answer.text)
    )


async def at_hall(centre: Any) -> None:
    """The registration of enterprises stands in a hall of its own."""
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            kept: Organisation = await centre.house.tenants.organisation()
            zones = tuple(replace(each, site="hall") if each.code == "C" else each for each in kept.zones)
            await centre.house.tenants.save_organisation(replace(kept, sites=(*kept.sites, HALL), zones=zones))


CLOSING = {"site": "hall", "target": "main", "closed_from": "2026-03-04", "document": "玉府批〔2026〕1号"}


async def test_a_hall_closes_and_its_open_case_goes_on_at_the_new_site(any_centre: Any, application: Any) -> None:
    centre = any_centre
    await at_hall(centre)
    clerk, admin, stranger = await centre.officer(CLERK), await centre.officer(SYSTEM), await centre.stranger()
    case = await clerk.receive(application)
    assert "市场监管大厅" in (await clerk.get(f"/cases/{case['id']}")).text
    assert "市场监管大厅" in (await stranger.get("/guide/yushan/sites")).text
    assert "人民路1号" in (await stranger.get("/guide/yushan/enterprise_opening")).text
    shown = await admin.submit("/admin/halls/closing", "/admin/halls/closing", CLOSING)
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", shown.text))
    assert facts == {"专区": "1 个", "窗口": "10 个", "部门": "3 个", "在办件": "1 件"}
    assert "市场监管大厅" in (await clerk.get(f"/cases/{case['id']}")).text, "not yet"
    fields = {**CLOSING, "_act": "close", "_csrf_token": await admin.csrf()}
    assert (await admin.http.post("/admin/halls/closing", data=fields)).status_code == 303
    sites = (await stranger.get("/guide/yushan/sites")).text
    assert "“市场监管大厅”2026-03-04起关停，窗口移到“玉山县政务服务中心”" in sites
    centre.at("03-04 09:00")
    clerk = await centre.officer(CLERK)
    page = (await clerk.get(f"/cases/{case['id']}")).text
    assert "市场监管大厅" not in page
    assert "办理场所</dt><dd>玉山县政务服务中心" in page
    assert "市场监管大厅" not in (await stranger.get("/guide/yushan/sites")).text
    assert "人民路1号" not in (await stranger.get("/guide/yushan/enterprise_opening")).text
    done = await clerk.complete(await clerk.read(case), "accept", outcome="受理", data=centre.samples["acceptance"])
    assert done.status_code == 200, done.text
    zones = (await (await centre.officer(SYSTEM)).get("/admin/zones/C")).text
    assert '<option value="main" selected>' in zones


NOWHERE: list[tuple[dict[str, str], str]] = [
    ({"target": "hall"}, "没有去处"),
    ({"closed_from": "2026-03-01"}, "不能早于今天"),
    ({"document": ""}, "请填写文件"),
    ({"site": "cellar"}, "没有“cellar”这一项"),
]


async def test_a_closing_with_nowhere_to_go_is_refused(centre: Any) -> None:
    await at_hall(centre)
    admin = await centre.officer(SYSTEM)
    for changes, why in NOWHERE:
        answer = await admin.submit("/admin/halls/closing", "/admin/halls/closing", {**CLOSING, **changes})
        assert why in told(answer), changes
    with scope.acting_for(await centre.tenant()):
        assert (await centre.house.tenants.registers("closings")).closings == ()


async def test_a_sub_centre_or_retained_hall_without_its_approval_cannot_be_set_up(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    fields = {"code": "sub", "name": "人社分中心", "kind": "sub_centre", "address": "", "phone": "", "hours": ""}
    assert "批准" in told(await admin.submit("/admin/sites/new", "/admin/sites/new", fields))
    made = await admin.submit("/admin/sites/new", "/admin/sites/new", {**fields, "approval": "玉政服〔2026〕2号"})
    assert made.status_code == 303
    hall = {**fields, "code": "hall", "kind": "retained_hall", "name": "车管大厅", "approval": "玉府批〔2026〕2号"}
    assert "备案" in told(await admin.submit("/admin/sites/new", "/admin/sites/new", hall))
    made = await admin.submit("/admin/sites/new", "/admin/sites/new", {**hall, "filing": "饶备〔2026〕1号"})
    assert made.status_code == 303


async def test_a_name_against_the_rule_is_saved_with_a_warning(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    fields = {"code": "town", "name": "古城办事大厅", "kind": "township"}
    assert (await admin.submit("/admin/sites/new", "/admin/sites/new", fields)).status_code == 303
    assert "名称应含“便民服务中心”" in (await admin.get("/admin/sites")).text


SEVEN = ["sign", "team", "matters", "computer", "rules", "ledger", "funds"]


async def test_a_station_is_accepted_with_all_seven_and_not_with_six(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    form = "/admin/halls/acceptance"
    six = {"site": "main", "checked_on": "2026-03-01", "haves": SEVEN[:6], "checked_by": "县政务办"}
    assert (await admin.submit(form, form, six)).status_code == 303
    assert (await admin.submit(form, form, {**six, "checked_on": "2026-03-02", "haves": SEVEN})).status_code == 303
    history = (await admin.get("/admin/halls")).text
    assert history.index("通过</span></td>") < history.index("未通过</span> 缺经费")


async def test_the_checklist_decides_the_grade_and_the_tree_shows_it(centre: Any) -> None:
    town = next(each for each in await people(centre, "xiatang") if "administrator" in each.roles)
    admin = await centre.officer(town.login, "xiatang")
    lines = {"lines": "sign 便民型 统一挂牌\nwindows 标准型 综合窗口不少于3个\nself 示范型 24小时自助区"}
    assert (await admin.submit("/admin/halls/criteria", "/admin/halls/criteria", lines)).status_code == 303
    form = "/admin/halls/grading"
    graded = {"site": "main", "graded_on": "2026-03-02", "met": ["sign", "windows"]}
    assert (await admin.submit(form, form, graded)).status_code == 303
    assert "标准型" in (await admin.get("/admin/halls")).text
    assert "下塘乡便民服务中心（标准型）" in (await admin.get("/tree")).text
    gone = await admin.submit("/admin/halls/criteria", "/admin/halls/criteria", {"lines": "sign 便民型 统一挂牌"})
    assert "已有评级用到要点“windows”" in told(gone)
    wrong = await admin.submit("/admin/halls/criteria", "/admin/halls/criteria", {"lines": "统一挂牌"})
    assert "应写成：代码 级别 要点" in told(wrong)


async def people(centre: Any, code: str) -> Any:
    with scope.acting_for(await centre.tenant(code)):
        return await centre.house.tenants.people()


async def test_two_sites_of_one_township_have_windows_of_their_own(centre: Any) -> None:
    with scope.acting_for(await centre.tenant("xiatang")):
        async with centre.house.tenants.transaction():
            kept = await centre.house.tenants.organisation()
            second = Site("east", "下塘乡东片便民服务中心", SiteKind.TOWNSHIP, address="东片", facilities=("饮水",))
            zone = Zone("E", "东片综合区", "east", departments=("civil_affairs",))
            after = replace(kept, sites=(*kept.sites, second), zones=(*kept.zones, zone))
            await centre.house.tenants.save_organisation(after)
    page = (await (await centre.stranger()).get("/guide/xiatang/sites")).text
    first, east = page.split("下塘乡东片便民服务中心</h2>")
    assert "A 综合服务区" in first
    assert "E 东片综合区" in east
    assert "A 综合服务区" not in east
    assert "饮水" in east


async def test_the_121st_window_is_refused(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    zone = {"planned_general": "27"}  # 120 - 108 = 12 more than the 16 of zone E are 28; 27 leave one
    form = "/admin/zones/E"
    assert (await admin.submit(form, form, {**zone, "planned_general": "28"})).status_code == 303
    assert "超过上限120个" in told(await admin.submit(form, form, {**zone, "planned_general": "29"}))
