"""目录清单 through the doors: drafted, reviewed by another, published, imported from a sheet; who may."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from designer_api.access.audit import AuditQuery
from designer_api.administration.catalogue_sheet import COLUMNS
from tenants import scope
from tenants.catalogue import CatalogueEntry, EntryState, newest

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("bare_lists")]
DRAFTER, REVIEWER, CLERK = "xuli", "dengshi", "chenyang"
ENTRY = {
    "matter": "stall_filing", "name": "摊点备案", "type": "10", "department": "market_regulation",
    "basic_code": "001031001000", "code_rule": "national", "levels": ["county", "township"],
    "bases": "无证无照经营查处办法·国务院令第684号·第三条·行政法规", "division": "县级制定目录，乡镇备案",
}  # fmt: skip
ADDRESS = "/catalogue/entries/stall_filing"


async def catalogue(centre: Any) -> tuple[CatalogueEntry, ...]:
    with scope.acting_for(await centre.tenant()):
        return tuple((await centre.house.tenants.registers()).catalogue)


async def stands(centre: Any, matter: str = "stall_filing") -> CatalogueEntry:
    found = newest(await catalogue(centre), matter)
    assert found is not None
    return found


async def audited(centre: Any, limit: int = 1) -> list[str]:
    with scope.acting_for(await centre.tenant()):
        entries = await centre.house.audit.entries(AuditQuery(limit=limit))
    return [f"{each.who} {each.kind.chinese} {each.about}：{each.text}" for each in entries]


async def act(caller: Any, what: str, changes: dict[str, Any] | None = None) -> Any:
    return await caller.submit(ADDRESS, f"{ADDRESS}/{what}" if what else ADDRESS, changes)


@pytest.fixture
async def drafted(centre: Any) -> Any:
    """摊点备案, drafted by 许例."""
    drafter = await centre.officer(DRAFTER)
    made = await drafter.submit("/catalogue/new", "/catalogue/new", ENTRY)
    assert made.status_code == 303, made.text
    return drafter


async def test_an_entry_is_drafted_reviewed_by_another_and_published(centre: Any, drafted: Any) -> None:
    assert (await stands(centre)).state is EntryState.DRAFT
    reviewer = await centre.officer(REVIEWER)

    own = await act(drafted, "review", {"_act": "review"})
    assert own.status_code == 422
    assert "不能由同一人审核" in own.text

    sent_back = await act(reviewer, "review", {"_act": "return", "note": "权限划分写清楚"})
    assert sent_back.status_code == 303
    assert (await act(reviewer, "review", {"_act": "return"})).status_code == 422  # without a reason

    mended = await act(drafted, "", {"division": "县级审核，乡镇备案"})
    assert mended.status_code == 303
    assert (await act(reviewer, "review", {"_act": "review", "note": "同意"})).status_code == 303
    assert (await stands(centre)).reviewed_by == "邓示"
    assert (await act(drafted, "publish", {"day": "2026-03-01"})).status_code == 422  # yesterday
    assert (await act(drafted, "publish", {"day": "2026-03-03"})).status_code == 303
    entry = await stands(centre)
    assert (entry.state, entry.published_from) == (EntryState.PUBLISHED, date(2026, 3, 3))
    assert [(each.act.chinese, each.who) for each in entry.history] == [
        ("编制", "许例"), ("退回", "邓示"), ("修改", "许例"), ("审核", "邓示"), ("公布", "许例"),
    ]  # fmt: skip
    told = await audited(centre, 3)
    assert told[0] == "许例 事项清单变更 目录事项 摊点备案（stall_filing）：公布，自2026-03-03起"
    assert "审核通过；同意" in told[1]
    assert "权限划分：县级制定目录，乡镇备案 → 县级审核，乡镇备案" in told[2]
    shown = (await drafted.get(ADDRESS)).text
    assert "权限划分写清楚" in shown
    assert "2026-03-03 起公布" in shown


async def test_changing_what_was_reviewed_asks_for_another_review(centre: Any, drafted: Any) -> None:
    reviewer = await centre.officer(REVIEWER)
    await act(reviewer, "review", {"_act": "review"})
    await act(drafted, "", {"name": "摊点经营备案"})
    assert (await stands(centre)).state is EntryState.DRAFT
    assert (await drafted.get(f"{ADDRESS}")).text.count("要素齐全") == 1


async def test_a_revision_leaves_the_published_version_in_force_until_its_own_day(centre: Any, drafted: Any) -> None:
    reviewer = await centre.officer(REVIEWER)
    await act(reviewer, "review", {"_act": "review"})
    await act(drafted, "publish", {"day": "2026-03-02"})
    assert (await act(reviewer, "revise")).status_code == 303
    await act(reviewer, "", {"name": "摊点经营备案"})
    first, second = sorted(await catalogue(centre), key=lambda each: each.version)
    assert (first.state, second.state, second.version) == (EntryState.PUBLISHED, EntryState.DRAFT, 2)
    assert first.published_on(date(2026, 3, 2))
    # the reviser may not review, the first drafter now may
    assert (await act(reviewer, "review", {"_act": "review"})).status_code == 422
    assert (await act(drafted, "review", {"_act": "review"})).status_code == 303
    same_day = await act(drafted, "publish", {"day": "2026-03-02"})
    assert "不晚于上一版" in same_day.text
    assert (await act(drafted, "publish", {"day": "2026-04-01"})).status_code == 303
    assert (await act(drafted, "revise")).status_code == 303
    assert (await act(drafted, "drop")).status_code == 303
    assert len(await catalogue(centre)) == 2


async def test_what_somebody_changed_meanwhile_is_not_written_over(centre: Any, drafted: Any) -> None:
    reviewer = await centre.officer(REVIEWER)
    page = (await reviewer.get(ADDRESS)).text
    stamp = page.split('name="_seen" value="')[1].split('"')[0]
    await act(drafted, "", {"name": "摊点经营备案"})
    fields = {"_csrf_token": await reviewer.csrf(), "_act": "review", "_seen": stamp}
    late = await reviewer.http.post(f"{ADDRESS}/review", data=fields)
    assert late.status_code == 409
    assert "刚才有人改过" in late.text
    assert (await stands(centre)).state is EntryState.DRAFT


NO_ENTRY: list[tuple[dict[str, Any], str]] = [
    ({"matter": "Stall"}, "小写字母开头"),
    ({"matter": ""}, "请填写事项代码"),
    ({"name": "摊点\u202e备案"}, "看不见的字符"),
    ({"name": "摊\u200b点备案"}, "看不见的字符"),
    ({"name": "摊" * 201}, "最多 200 个字"),
    ({"type": "99"}, "没有“99”这一项"),
    ({"department": "nobody"}, "没有“nobody”这一项"),
    ({"basic_code": "00103100100"}, "应为12位，现在是11位"),
    ({"basic_code": "000131001000"}, "第3、4位是事项类型，应为“10”"),
    ({"basic_code": "００１０３１００１０００"}, "半角"),
    ({"basic_code": "5200001234", "code_rule": "gz_db52_1264"}, ""),
    ({"bases": "《无证无照经营查处办法》第三条"}, "应写成“法名·文号·条·效力层级”四段"),
    ({"bases": "某办法··第三条·通知"}, "效力层级“通知”不认识"),
    ({"bases": "某办法·令1号··行政法规"}, "没有写条款"),
    ({"main_item": "stall_filing"}, "主项不能是自己"),
]
"""What may not be typed of an entry, and what the page says; "" what may."""


@pytest.mark.parametrize(("changes", "why"), NO_ENTRY)
async def test_an_entry_that_cannot_be_is_refused_at_its_field(centre: Any, changes: dict[str, Any], why: str) -> None:
    drafter = await centre.officer(DRAFTER)
    answer = await drafter.submit("/catalogue/new", "/catalogue/new", {**ENTRY, **changes})
    if not why:
        assert answer.status_code == 303, answer.text
        return
    assert answer.status_code == 422
    assert why in answer.text
    assert await catalogue(centre) == ()


async def test_what_is_missing_is_listed_at_once_when_publishing(centre: Any, drafted: Any) -> None:
    reviewer = await centre.officer(REVIEWER)
    bare = {
        **ENTRY,
        "matter": "bare",
        "name": "某备案",
        "department": "",
        "levels": [],
        "bases": "",
        "main_item": "nowhere",
    }
    assert (await drafted.submit("/catalogue/new", "/catalogue/new", bare)).status_code == 303
    page = "/catalogue/entries/bare"
    await reviewer.submit(page, f"{page}/review", {"_act": "review"})
    refused = await drafted.submit(page, f"{page}/publish")
    assert refused.status_code == 422
    for missing in (
        "没有写设定依据",
        "没有写行使层级",
        "没有写主管部门",
        "主项“nowhere”不在目录里",
        "与“摊点备案”的相同",
    ):
        assert missing in refused.text, missing
    assert (await stands(centre, "bare")).state is EntryState.REVIEWED


async def test_only_reform_officers_keep_the_catalogue(centre: Any, drafted: Any) -> None:
    for login in (CLERK, "lvli", "suyang", "songli"):
        caller = await centre.officer(login)
        for page in ("/catalogue", "/catalogue/new", ADDRESS, "/catalogue/entries/none", "/catalogue/import"):
            assert (await caller.get(page)).status_code == 403, (login, page)
        refused = await caller.http.post(f"{ADDRESS}/drop", data={"_csrf_token": await caller.csrf()})
        assert refused.status_code == 403
    elsewhere = await centre.officer("zhuli", "xiatang")
    assert (await elsewhere.get(ADDRESS)).status_code == 404
    assert "摊点备案" not in (await elsewhere.get("/catalogue")).text


# ---- from a spreadsheet
ROW = [
    "stall_filing", "摊点备案", "其他行政权力", "", "001031001000", "",
    "无证无照经营查处办法·国务院令第684号·第三条·行政法规；某条例··第二条·地方性法规", "县级、乡镇级", "", "市监局",
]  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(*rows: list[Any], merge: str = "") -> bytes:
    book = Workbook()
    page = book.active
    page.append([column.name for column in COLUMNS])
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def row(**changes: Any) -> list[Any]:
    """The row with some columns changed, by their place: `c1` is the first."""
    return [changes.get(f"c{place}", value) for place, value in enumerate(ROW, 1)]


async def sent(caller: Any, content: bytes) -> Any:
    fields = {"_csrf_token": await caller.csrf()}
    files = {"sheet": ("目录.xlsx", content, XLSX)}
    return await caller.http.post("/catalogue/import", data=fields, files=files)


async def test_a_sheet_is_shown_first_and_lands_as_drafts(centre: Any) -> None:
    drafter = await centre.officer(DRAFTER)
    book = load_workbook(BytesIO((await drafter.get("/catalogue/import/template.xlsx")).content))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.name for column in COLUMNS]
    rows = (ROW, row(c1="stall_sub", c2="早市摊点备案", c4="stall_filing", c5=""))
    shown = await sent(drafter, sheet(*rows))
    assert shown.status_code == 200, shown.text
    assert "还没有导入" in shown.text
    assert await catalogue(centre) == ()
    action = shown.text.split('action="/catalogue/import/')[1].split('"')[0]
    landed = await drafter.http.post(f"/catalogue/import/{action}", data={"_csrf_token": await drafter.csrf()})
    assert landed.status_code == 303, landed.text
    first, second = await catalogue(centre)
    assert (first.department, len(first.bases), first.state) == ("market_regulation", 2, EntryState.DRAFT)
    assert (second.main, second.drafters) == ("stall_filing", {DRAFTER})
    again = await drafter.http.post(f"/catalogue/import/{action}", data={"_csrf_token": await drafter.csrf()})
    assert again.status_code == 404  # taken once


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([ROW, ROW], ["第 3 行 A 列", "与第 2 行重复", "第 3 行 E 列"]),
        ([ROW, row(c1="other")], ["第 3 行 E 列", "基本编码“001031001000”与第 2 行重复"]),
        ([row(c2="摊点\u202e备案")], ["第 2 行 B 列", "看不见的字符"]),
        ([row(c2="摊\u200b点备案")], ["第 2 行 B 列"]),
        ([row(c2="=A1")], ["第 2 行 B 列", "是公式"]),
        ([row(c2="摊" * 201)], ["第 2 行 B 列", "最多 200 个字"]),
        ([row(c3="行政奖金")], ["第 2 行 C 列"]),
        ([row(c4="nowhere")], ["第 2 行 D 列", "主项“nowhere”不在目录里"]),
        ([row(c5="001031001")], ["第 2 行 E 列", "应为12位"]),
        ([row(c6="某规则")], ["第 2 行 F 列"]),
        ([row(c7="某办法第三条")], ["第 2 行 G 列", "四段"]),
        ([row(c8="区级")], ["第 2 行 H 列"]),
        ([row(c10="气象站")], ["第 2 行 J 列", "没有部门“气象站”"]),
        ([row(c1="", c10=""), ROW], ["第 2 行 A 列", "第 2 行 J 列"]),
    ],
)
async def test_a_wrong_row_is_named_and_nothing_lands(centre: Any, rows: list[list[Any]], told: list[str]) -> None:
    drafter = await centre.officer(DRAFTER)
    refused = await sent(drafter, sheet(*rows))
    assert refused.status_code == 422
    for words in told:
        assert words in refused.text, refused.text
    assert await catalogue(centre) == ()


async def test_merged_cells_and_entries_known_already_are_refused(centre: Any, drafted: Any) -> None:
    merged = await sent(drafted, sheet(ROW, row(c1="other"), merge="B2:B3"))
    assert "合并了" in merged.text
    known = await sent(drafted, sheet(row(c5="")))
    assert "事项代码“stall_filing”目录里已有" in known.text
    assert len(await catalogue(centre)) == 1
