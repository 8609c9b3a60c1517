"""体系 at the door: who sees the tree, how it grows, what becomes of a township that is renamed, moved or merged."""

import re
from typing import Any

import pytest

from designer_api.access.audit import AuditQuery
from designer_api.demo import packs_by_code
from engine.verify.filling import samples_of
from tenants import scope

pytestmark = pytest.mark.anyio
SYSTEM, CLERK = "lvli", "chenyang"
TOWN = {
    "code": "baixu",
    "name": "玉山县白须乡",
    "centre": "白须乡便民服务中心",
    "level": "township",
    "region_code": "361123299",
    "case_mark": "须办",
    "name_administrator": "甲样",
    "login_administrator": "jia",
    "name_security_administrator": "乙样",
    "login_security_administrator": "yi",
    "name_auditor": "丙样",
    "login_auditor": "bing",
}
LEAST = {"document": "玉府发〔2026〕3号", "effective_from": "2026-03-02"}


async def grow(caller: Any, **changes: str) -> Any:
    return await caller.submit("/tree/yushan/add", "/tree/yushan/add", {**TOWN, **changes})


def told(answer: Any) -> str:
    assert answer.status_code == 422, answer.status_code
    return " ".join(
        "".join(each) for each in re.findall(r"role=\"alert\".*?<b>(.+?)</b>|help bad\"[^>]*>([^<]+)<", answer.text)
    )


async def audited(centre: Any, code: str) -> list[str]:
    with scope.acting_for(await centre.tenant(code)):
        entries = await centre.house.audit.entries(AuditQuery(limit=10))
    return [f"{each.kind.chinese} {each.who} {each.about} {each.text}" for each in entries]


# ---- looking
async def test_staff_see_the_path_to_the_top_and_what_stands_below(centre: Any) -> None:
    clerk = await centre.officer(CLERK)
    shown = (await clerk.get("/tree")).text
    assert all(each in shown for each in ("玉山县政务服务中心", "361123", "玉山县下塘乡", "待核实"))
    below = (await clerk.get("/tree/xiatang")).text
    assert below.index("玉山县</a>") < below.index("下塘乡便民服务中心")
    assert "新增下级" not in shown + below
    for act in ("add", "rename", "merge", "move"):
        assert (await clerk.get(f"/tree/xiatang/{act}")).status_code == 403


async def test_a_row_says_what_a_station_passed_and_which_grade_a_centre_earned(centre: Any) -> None:
    shown = (await (await centre.officer("luoli", "mochong")).get("/tree")).text
    assert "墨冲镇便民服务中心（标准型）、墨冲镇东片便民服务中心（便民型）" in shown
    assert "示例村便民服务代办站（验收通过）" in shown


async def test_a_tenant_of_another_tree_is_not_there(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    for path in ("/tree/{}", "/tree/{}/add", "/tree/{}/rename", "/tree/{}/merge", "/tree/{}/move"):
        foreign, nothing = [await admin.get(path.format(code)) for code in ("mochong", "nowhere")]
        assert (foreign.status_code, foreign.content) == (404, nothing.content)
    sent = [await admin.send("POST", f"/tree/{code}/rename") for code in ("duyun", "nowhere")]
    assert (sent[0].status_code, sent[0].content) == (404, sent[1].content)
    assert "都匀" not in (await admin.get("/tree")).text


async def test_coverage_counts_tenants_and_matters_by_level(any_centre: Any) -> None:
    centre = any_centre
    shown = (await (await centre.officer(CLERK)).get("/tree/coverage")).text
    rows = [re.findall(r">([^<]+)(?:</b>)?</td>", row) for row in shown.split("<tr>")[2:]]
    county, town = rows[0], rows[1]
    assert county[:3] == ["县级", "1", "1"]
    assert town[:2] == ["乡镇级", "1"]
    listed = (await (await centre.officer(CLERK)).get("/matters")).text
    assert int(county[4]) == len(set(re.findall(r'href="(/matters/[a-z_]+)"', listed))) > 0


# ---- growing
async def test_a_new_township_gets_three_administrators_with_passwords_shown_once(any_centre: Any) -> None:
    centre = any_centre
    admin = await centre.officer(SYSTEM)
    made = await grow(admin)
    assert made.status_code == 200, made.text
    passwords = re.findall(r'<code class="secret">([a-z0-9-]+)</code>', made.text)
    assert len(passwords) == 3
    assert "白须乡" in (await admin.get("/tree")).text
    for login, password in zip(("jia", "yi", "bing"), passwords, strict=True):
        caller = await centre.stranger()
        fields = {"centre": "baixu", "login": login, "password": password}
        assert (await caller.submit("/sign-in", "/sign-in", fields)).headers["location"].startswith("/sign-in/password")
    assert any("体系变更 吕例 玉山县白须乡（baixu） 建立乡镇级单位" in line for line in await audited(centre, "yushan"))
    assert sum("账号变更" in line for line in await audited(centre, "baixu")) == 3


WRONG: list[tuple[dict[str, str], str]] = [
    ({"code": "xiatang"}, "租户代码“xiatang”已被使用"),
    ({"code": "白须"}, "小写字母"),
    ({"region_code": "36112329"}, "应为9或12位"),
    ({"level": "county"}, "没有“county”这一项"),
    ({"login_auditor": "JIA"}, "与系统管理员相同：三员须由不同的人担任"),
    ({"name_auditor": "甲样"}, "三员须由不同的人担任"),
    ({"login_auditor": "丙"}, "登录名只用"),
    ({"name": "白\u200b须乡"}, "看不见的字符"),
]


async def test_a_township_that_cannot_be_is_refused_and_nothing_is_made(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    for changes, why in WRONG:
        assert why in told(await grow(admin, **changes)), changes
    assert [each.code for each in await centre.house.directory.below("yushan")] == ["xiatang"]


async def test_an_administrator_of_the_township_changes_nothing_above_or_beside(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    await grow(admin)
    town = next(each for each in await people(centre, "xiatang") if "administrator" in each.roles)
    caller = await centre.officer(town.login, "xiatang")
    assert (await caller.get("/tree/xiatang/rename")).status_code == 200
    for address in ("/tree/yushan/rename", "/tree/baixu/rename", "/tree/xiatang/merge", "/tree/xiatang/move"):
        assert (await caller.get(address)).status_code == 403, address


async def people(centre: Any, code: str) -> Any:
    with scope.acting_for(await centre.tenant(code)):
        return await centre.house.tenants.people()


# ---- renaming
async def test_a_new_name_shows_from_its_day_and_open_cases_keep_their_numbers(centre: Any, application: Any) -> None:
    clerk = await centre.officer(CLERK)
    before = await clerk.receive(application)
    admin = await centre.officer(SYSTEM)
    new = {"name": "玉山市", "centre": "玉山市政务服务中心", "case_mark": "玉市办", "effective_from": "2026-03-04"}
    sent = await admin.submit("/tree/yushan/rename", "/tree/yushan/rename", {**LEAST, **new})
    assert sent.status_code == 303
    stranger = await centre.stranger()
    assert "玉山县政务服务中心" in (await stranger.get("/guide/yushan")).text
    assert "2026-03-04起更名为“玉山市”" in (await admin.get("/tree")).text
    centre.at("03-04 09:00")
    guide = (await stranger.get("/guide/yushan")).text
    assert "玉山市政务服务中心" in guide
    assert "玉山县政务服务中心·" not in guide
    clerk = await centre.officer(CLERK)
    assert (await clerk.read(before))["number"] == before["number"]
    assert before["number"].startswith("玉办〔2026〕")
    assert (await clerk.receive(application))["number"].startswith("玉市办〔2026〕")
    assert "原“玉山县”，2026-03-04更名" in (await clerk.get("/tree")).text
    past = await (await centre.officer(SYSTEM)).submit(
        "/tree/yushan/rename", "/tree/yushan/rename", {**LEAST, "name": "乙"}
    )
    assert "不能早于今天" in told(past)


# ---- merging
async def window_of(centre: Any, code: str) -> Any:
    """Somebody at a window of a township, signed in."""
    clerk = next(each for each in await people(centre, code) if "window_clerk" in each.roles)
    return await centre.officer(clerk.login, code)


FELLING = samples_of(packs_by_code()["xiatang"], "tree_felling")["application"]


async def test_a_merged_township_takes_no_new_case_and_finishes_those_it_has(any_centre: Any) -> None:
    centre = any_centre
    admin, window = await centre.officer(SYSTEM), await window_of(centre, "xiatang")
    await grow(admin)
    case = await window.receive(FELLING, "tree_felling")
    fields = {**LEAST, "into": "baixu", "effective_from": "2026-03-03"}
    assert (await admin.submit("/tree/xiatang/merge", "/tree/xiatang/merge", fields)).status_code == 303
    await window.receive(FELLING, "tree_felling")  # the day before it still does
    assert "2026-03-03起并入“玉山县白须乡”（玉府发〔2026〕3号），尚有 2 件在办" in (await admin.get("/tree")).text
    centre.at("03-03 09:30")
    window = await window_of(centre, "xiatang")
    refused = await window.post("/api/v1/cases", {"matter": "tree_felling", "data": FELLING})
    assert refused.status_code == 422
    assert "2026-03-03起并入“白须乡便民服务中心”（玉府发〔2026〕3号），不再收件" in refused.json()["detail"]
    stranger = await centre.stranger()
    guide = (await stranger.get("/guide/xiatang")).text
    assert "并入“白须乡便民服务中心”" in guide
    assert 'href="/guide/xiatang/tree_felling"' not in guide
    assert "并入“白须乡便民服务中心”" in (await stranger.get("/guide/xiatang/tree_felling")).text
    ended = await window.post(f"/api/v1/cases/{case['id']}/withdraw", {"reason": "不办了"})
    assert ended.status_code == 200, ended.text
    assert (
        "已并入“玉山县白须乡”（玉府发〔2026〕3号），尚有 1 件在办"
        in (await (await centre.officer(SYSTEM)).get("/tree")).text
    )
    assert any("自2026-03-03起并入 baixu" in line for line in await audited(centre, "xiatang"))


async def test_a_merger_that_leads_nowhere_changes_nothing(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    await grow(admin)
    for into, why in (
        ("xiatang", "不能并入自己"),
        ("mochong", "不在同一棵树里"),
        ("nowhere", "不在同一棵树里"),
    ):
        fields = {**LEAST, "into": into}
        assert why in told(await admin.submit("/tree/xiatang/merge", "/tree/xiatang/merge", fields))
    past = await admin.submit(
        "/tree/xiatang/merge", "/tree/xiatang/merge", {**LEAST, "into": "baixu", "effective_from": "2026-03-01"}
    )
    assert "不能早于今天" in told(past)
    known = await centre.house.directory.by_code("xiatang")
    assert known.merged is None
    await admin.submit("/tree/xiatang/merge", "/tree/xiatang/merge", {**LEAST, "into": "baixu"})
    twice = await admin.submit("/tree/xiatang/merge", "/tree/xiatang/merge", {**LEAST, "into": "yushan"})
    assert "不能再合并一次" in told(twice)
    back = await admin.submit(
        "/tree/baixu/merge", "/tree/baixu/merge", {**LEAST, "into": "xiatang", "effective_from": "2026-03-09"}
    )
    assert "自己在2026-03-02并入" in told(back)


# ---- moving
async def test_a_village_moves_with_its_document_and_never_into_a_circle(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    await grow(admin)
    village = {
        **TOWN,
        "code": "wan",
        "name": "湾村",
        "centre": "湾村便民服务站",
        "level": "village",
        "region_code": "361123299201",
    }
    assert (await admin.submit("/tree/baixu/add", "/tree/baixu/add", village)).status_code == 200
    fields = {"document": "玉府发〔2026〕4号"}
    circle = await admin.submit("/tree/baixu/move", "/tree/baixu/move", {**fields, "parent": "wan"})
    assert "成了一个圈" in told(circle)
    level = await admin.submit("/tree/baixu/move", "/tree/baixu/move", {**fields, "parent": "xiatang"})
    assert "级别不对" in told(level)
    foreign = await admin.submit("/tree/wan/move", "/tree/wan/move", {**fields, "parent": "mochong"})
    assert "不在本级或本级之下" in told(foreign)
    assert (await admin.submit("/tree/wan/move", "/tree/wan/move", {**fields, "parent": "xiatang"})).status_code == 303
    assert [each.code for each in await centre.house.directory.below("xiatang")] == ["wan"]


async def test_a_centre_may_still_be_called_otherwise_after_its_new_name_took_effect(centre: Any) -> None:
    admin = await centre.officer(SYSTEM)
    new = {**LEAST, "name": "玉山市", "centre": "玉山市政务服务中心"}
    assert (await admin.submit("/tree/yushan/rename", "/tree/yushan/rename", new)).status_code == 303
    assert (await admin.submit("/admin/settings", "/admin/settings", {"centre": "玉山市民中心"})).status_code == 303
    assert "玉山市民中心" in (await (await centre.stranger()).get("/guide/yushan")).text
