"""设置·租户包: a tenant taken out as a zip; one brought in, checked and shown before it lands, all of it or nothing."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from designer_api.access.arrivals import ArrivalState
from designer_api.access.audit import AuditQuery
from tenants import scope
from tenants.archive import read_zip, write_zip_of
from tenants.organisation import BodyKind, Department
from tenants.pack import Pack, write_zip
from tenants.people import HeldPost, PersonProfile, Role
from tenants.transfer import export_pack
from tenants.versions import Draft

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
SYSTEM, SECURITY, AUDIT = "lvli", "suyang", "lushi"
SMALL = {"elder_card"}
"""One matter is enough to be judged where the question is another."""


async def own(centre: Any, code: str = "yushan") -> Pack:
    tenant = await centre.house.directory.by_code(code)
    return await export_pack(tenant, centre.house.tenants)


async def small(centre: Any) -> Pack:
    """玉山县 with one matter: the others stay as they are."""
    pack = await own(centre)
    return replace(pack, bundles=tuple(each for each in pack.bundles if each.code in SMALL))


async def sent(caller: Any, content: bytes, name: str = "yushan.zip", **fields: str) -> Any:
    """Upload as the browser does."""
    given = {"_csrf_token": await caller.csrf(), **fields}
    return await caller.http.post("/admin/pack", data=given, files={"pack": (name, content, "application/zip")})


async def checked(centre: Any, caller: Any, content: bytes, **fields: str) -> tuple[str, str]:
    """Upload and wait for the check: the address of its page and what it shows."""
    answer = await sent(caller, content, **fields)
    assert answer.status_code == 303, answer.text
    return await shown(centre, caller, answer.headers["location"])


async def shown(centre: Any, caller: Any, address: str) -> tuple[str, str]:
    for _ in range(600):
        page = await caller.get(address)
        if "正在读取" not in page.text:
            return address, unescape(page.text)
        await asyncio.sleep(0.05)
    raise AssertionError("the check never ended")


async def pressed(caller: Any, address: str, act: str = "confirm", **fields: str) -> Any:
    """A button of the page, with what its form holds."""
    page = (await caller.get(address)).text
    seen = re.findall(r'name="seen" value="([^"]*)"', page)
    given = {"_csrf_token": await caller.csrf(), **({"seen": seen[0]} if seen else {}), **fields}
    return await caller.http.post(f"{address}/{act}", data=given)


async def kept(centre: Any) -> bytes:
    return write_zip(await own(centre))


async def told(centre: Any, caller: Any) -> list[tuple[str, str]]:
    entries = await centre.house.audit.entries(AuditQuery(limit=40))
    return [(each.kind.chinese, each.text) for each in entries]


def hired(pack: Pack, **changes: Any) -> Pack:
    """The pack with somebody new at the counter, or otherwise."""
    held = (HeldPost("centre", "general_window", date(2026, 3, 1)),)
    person = PersonProfile(login="zhou.min", name="周敏", roles=(Role.WINDOW_CLERK,), posts=held)
    return replace(pack, people=(*pack.people, replace(person, **changes)))


async def test_a_pack_taken_out_comes_in_without_a_difference(any_centre: Any) -> None:
    system = await any_centre.officer(SYSTEM)
    taken = await system.get("/admin/pack/export.zip")
    assert taken.headers["content-disposition"] == 'attachment; filename="yushan-2026-03-02.zip"'
    assert taken.content == await kept(any_centre)
    assert (await system.get("/admin/pack/export.zip")).content == taken.content
    pack = await small(any_centre)
    address, page = await checked(any_centre, system, write_zip(pack))
    assert "还没有导入" in page
    assert "会去掉现有内容" not in page
    done = await pressed(system, address)
    assert done.headers["location"] == address
    assert await kept(any_centre) == taken.content
    with scope.acting_for(await any_centre.tenant()):
        assert await any_centre.house.tenants.drafts() == ()
        exports = [text for kind, text in await told(any_centre, system) if kind == "导出"]
    assert exports == [f"人员 {len(pack.people)} 人，事项 {len((await own(any_centre)).bundles)} 个"] * 2


async def test_two_administrators_confirm_what_changes_powers(any_centre: Any) -> None:
    centre = any_centre
    system, security = await centre.officer(SYSTEM), await centre.officer(SECURITY)
    before, pack = await kept(centre), await small(centre)
    house = pack.organisation
    archives = Department("archives", "玉山县档案局", "档案", BodyKind.INSTITUTION)
    first, *others = pack.registers.mandates
    changed = replace(
        hired(pack),
        organisation=replace(house, departments=(*house.departments, archives)),
        registers=replace(pack.registers, mandates=(replace(first, revoked_from=date(2026, 3, 1)), *others)),
    )
    address, page = await checked(centre, system, write_zip(changed))
    assert "增加部门：玉山县档案局（archives）。" in page
    assert re.search(r"权限</span> 增加人员：周敏（zhou.min）。角色 窗口人员；任岗 政务中心·综合窗口", page)
    assert f"修改授权书：{first.document}：撤销之日：空 → 2026-03-01。" in page
    assert "还须安全管理员确认" in page
    assert (await pressed(security, address)).status_code == 403
    assert (await pressed(system, address)).headers["location"] == address
    assert await kept(centre) == before
    assert (await pressed(system, address)).status_code == 403
    done = await pressed(security, address)
    assert done.headers["location"] == address
    after = await own(centre)
    assert after.organisation.department("archives") == archives
    assert "zhou.min" in {each.login for each in after.people}
    assert after.registers == changed.registers
    with scope.acting_for(await centre.tenant()):
        entries = await told(centre, system)
        assert (
            await centre.house.arrivals.content((await centre.house.arrivals.of((ArrivalState.LANDED,)))[0].id) == b""
        )
    assert entries[0] == ("角色变更", f"修改授权书：{first.document}：撤销之日：空 → 2026-03-01。")
    assert entries[1][0] == "账号变更"
    assert entries[2] == (
        "批量导入",
        "导入（吕例上传，吕例确认）。增加部门：玉山县档案局（archives）。" + left_out(page),
    )
    assert [text for _, text in entries[3:5]] == [
        "确认，待安全管理员确认其中的人员和授权",
        f"上传检查，{len(write_zip(changed))} 字节",
    ]
    over = await pressed(security, address, "end", reason="x")
    assert over.status_code == 403, "what has landed cannot be sent back"


def left_out(page: str) -> str:
    """The lines about matters the pack does not bring."""
    return "".join(re.findall(r"包里没有的 \d+ 个事项保持不变：[^<]*。", page))


async def test_what_was_seen_is_what_lands(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    pack = await small(centre)
    changed = replace(pack, tenant=replace(pack.tenant, phone="0793-2550000"))
    address, page = await checked(centre, system, write_zip(changed))
    assert "电话：" in page
    forged = await system.http.post(f"{address}/confirm", data={"_csrf_token": await system.csrf(), "seen": "0" * 64})
    assert (forged.status_code, "页面已不是最新" in forged.text) == (422, True)
    values = {"centre": "玉山县政务中心", "phone": "110"}
    assert (await system.submit("/admin/settings", "/admin/settings", values)).status_code == 303
    stale = await pressed(system, address)
    assert stale.headers["location"] == address
    assert (await own(centre)).tenant.phone == "110"
    _, page = await shown(centre, system, address)
    assert "电话：110 → 0793-2550000。" in page
    assert "中心名称：玉山县政务中心 → 玉山县政务服务中心。" in page
    await pressed(system, address)
    assert (await own(centre)).tenant.phone == "0793-2550000"


async def test_people_and_mandates_stay_out_where_that_is_asked(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    pack = await small(centre)
    changed = replace(
        hired(pack), registers=replace(pack.registers, mandates=()), tenant=replace(pack.tenant, phone="12345")
    )
    address, page = await checked(centre, system, write_zip(changed), plain="on")
    assert "不含人员和授权书" in page
    assert "周敏" not in page
    await pressed(system, address)
    after = await own(centre)
    assert (after.tenant.phone, after.registers.mandates) == ("12345", pack.registers.mandates)
    assert after.people == pack.people


async def test_nobody_confirms_powers_of_their_own(centre: Any) -> None:
    system, security = await centre.officer(SYSTEM), await centre.officer(SECURITY)
    pack = await small(centre)
    people = tuple(
        replace(each, roles=(*each.roles, Role.REFORM_OFFICER)) if each.login == SECURITY else each
        for each in pack.people
    )
    address, _ = await checked(centre, system, write_zip(replace(pack, people=people)))
    await pressed(system, address)
    refused = await pressed(security, address)
    assert (refused.status_code, "另一位安全管理员" in refused.text) == (422, True)
    back = await pressed(security, address, "end")
    assert (back.status_code, "请写明退回的理由" in back.text) == (422, True)
    await pressed(security, address, "end", reason="本人的角色不能这样改")
    page = (await system.get(address)).text
    assert "已退回：本人的角色不能这样改" in page
    assert await own(centre) == replace(await own(centre), people=pack.people)


def other_code(pack: Pack) -> Pack:
    return replace(pack, tenant=replace(pack.tenant, code="duyun"))


def other_parent(pack: Pack) -> Pack:
    return replace(pack, tenant=replace(pack.tenant, parent="duyun"))


def three_in_one(pack: Pack) -> Pack:
    return hired(pack, roles=(Role.ADMINISTRATOR, Role.AUDITOR))


def too_soon(pack: Pack) -> Pack:
    """The post 陈样 has held since 2024 is simply gone: no last day, no record of an opinion."""
    moved = (HeldPost("centre", "general_window", date(2026, 1, 5)),)
    people = tuple(replace(p, posts=moved) if p.login == "chenyang" else p for p in pack.people)
    return replace(pack, people=people)


def twice(pack: Pack) -> Pack:
    first = pack.registers.mandates[0]
    again = replace(first, document=first.document + "号又", powers=first.powers)
    return replace(pack, registers=replace(pack.registers, mandates=(*pack.registers.mandates, again)))


def no_department(pack: Pack) -> Pack:
    """The windows of a department that people who are not in the pack still belong to."""
    house = pack.organisation
    posts = tuple(each for each in house.posts if each.department != "centre")
    return replace(pack, people=(), organisation=replace(house, posts=posts))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (other_code, "不能导入到“玉山县”（yushan）"),
        (other_parent, "不能在页面上改"),
        (three_in_one, "三员分立"),
        (too_soon, "人员“陈样”（chenyang）：“综合窗口”自2024-01-01起任职不满2年"),
        (twice, "重叠"),
        (no_department, "人员“陈样”（chenyang）：没有代码为“general_window”的“政务中心”的岗位"),
    ],
)
async def test_a_pack_that_may_not_land_says_why_and_changes_nothing(
    centre: Any, change: Callable[[Pack], Pack], said: str
) -> None:
    system = await centre.officer(SYSTEM)
    before, pack = await kept(centre), await small(centre)
    address, page = await checked(centre, system, write_zip(change(pack)))
    assert said in page, page
    assert "不能导入：有" in page
    assert "确认导入</button>" not in page
    refused = await pressed(system, address, seen="")
    assert (refused.status_code, "现在是“有错误”，不能确认" in refused.text) == (422, True)
    assert await kept(centre) == before


async def test_a_broken_drawing_names_its_file(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    files = dict(read_zip(write_zip(await small(centre))).files)
    (drawing,) = (path for path in files if path.endswith("elder_card/flow.bpmn"))
    files[drawing] = files[drawing].replace(b"bpmn:process", b"bpmn:proces", 1)
    _, page = await checked(centre, system, write_zip_of(files))
    assert "matters/elder_card/flow.bpmn" in page
    _, page = await checked(centre, system, b"no zip at all")
    assert "这不是完好的 zip 文件" in page
    listed = (await system.get("/admin/pack")).text
    assert "另传了一个租户包" in listed


async def test_a_draft_is_not_written_over_unseen(centre: Any) -> None:
    """A matter that is published and being drawn: the same content as published leaves the draft alone."""
    system = await centre.officer(SYSTEM)
    tenant = await centre.tenant()
    (published,) = (await small(centre)).bundles
    drawn = replace(published, files={**published.files, "README.md": "正在改".encode()})
    with scope.acting_for(tenant):
        await centre.house.tenants.save_draft(Draft(tenant, drawn, 1, None, centre.clock.now()))
    pack = await small(centre)
    address, page = await checked(centre, system, write_zip(pack))
    assert "正在编辑的草稿" not in page
    await pressed(system, address)
    with scope.acting_for(tenant):
        assert (await centre.house.tenants.draft("elder_card")).bundle.hash == drawn.hash
    bundle = pack.bundles[0]
    longer = replace(bundle, files={**bundle.files, "README.md": "说明".encode()})
    address, page = await checked(centre, system, write_zip(replace(pack, bundles=(longer,))))
    assert "正在编辑的草稿" in page
    await pressed(system, address)
    with scope.acting_for(await centre.tenant()):
        draft = await centre.house.tenants.draft("elder_card")
    assert draft is not None
    assert draft.bundle.hash == longer.hash


async def test_only_the_two_administrators_come_in(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    address, _ = await checked(centre, system, write_zip(await small(centre)))
    security = await centre.officer(SECURITY)
    assert (await security.get(address)).status_code == 200
    assert (await security.get("/admin/pack/export.zip")).status_code == 403
    assert (await sent(security, b"x")).status_code == 403
    assert (await pressed(security, address, "check")).status_code == 403
    assert (await pressed(security, address, "end", reason="x")).status_code == 403
    for login in ("chenyang", "xuli", AUDIT):
        other = await centre.officer(login)
        for place in ("/admin/pack", "/admin/pack/export.zip", address, f"{address}/progress"):
            assert (await other.get(place)).status_code == 403, (login, place)
    with scope.acting_for(await centre.tenant("duyun")):
        people = await centre.house.tenants.people()
    login = next(each.login for each in people if Role.ADMINISTRATOR in each.roles)
    stranger = await centre.officer(login, "duyun")
    assert (await stranger.get(address)).status_code == 404


async def test_without_a_file_the_page_asks_for_one(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    answer = await system.http.post("/admin/pack", data={"_csrf_token": await system.csrf()})
    assert (answer.status_code, "请选择要导入的租户包" in answer.text) == (422, True)
    hidden = await sent(system, b"x", "x‮piz.exe")
    assert (hidden.status_code, "看不见的字符" in hidden.text) == (422, True)
