"""People and windows from a spreadsheet: shown before they land, refused row by row, all of them or none."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from designer_api.administration import people_sheet, windows_sheet
from designer_api.administration.sheet import MOST_ROWS, read_sheet, template
from tenants import scope

pytestmark = pytest.mark.anyio
SYSTEM, SECURITY = "lvli", "suyang"
PERSON = [
    "zhou.min",
    "周敏",
    "合同制人员",
    "窗口人员",
    "政务中心",
    "综合窗口",
    "2026-03-02",
    "0793-1",
    "",
    "",
    "岗前培训",
    "2027-03-01",
]
WINDOW = ["D91", "综合受理91号", "D", "综合", "税务局、market_regulation"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(columns: Any, *rows: list[Any], **changes: Any) -> bytes:
    """A filled-in template; `changes` are cells by name and `merge`."""
    book = Workbook()
    page = book.active
    page.append([column.name for column in columns])
    for row in rows:
        page.append(row)
    merge = changes.pop("merge", "")
    for number in changes.pop("hidden_rows", ()):
        page.row_dimensions[number].hidden = True
    for letter in changes.pop("hidden_columns", ()):
        page.column_dimensions[letter].hidden = True
    for place, value in changes.items():
        page[place] = value
    if merge:
        page.merge_cells(merge)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def people(*rows: list[Any], **changes: Any) -> bytes:
    return sheet(people_sheet.COLUMNS, *rows, **changes)


def windows(*rows: list[Any], **changes: Any) -> bytes:
    return sheet(windows_sheet.COLUMNS, *rows, **changes)


async def sent(caller: Any, kind: str, content: bytes, name: str = "名单.xlsx") -> Any:
    return await caller.http.post(
        f"/admin/import/{kind}", data={"_csrf_token": await caller.csrf()}, files={"sheet": (name, content, XLSX)}
    )


def faults(page: Any) -> list[str]:
    """Place and message of every fault the page tells."""
    return [
        f"{place} {text}" for place, text in re.findall(r'<tr><td class="nw">([^<]*)</td><td>([^<]*)</td>', page.text)
    ]


async def logins(centre: Any) -> set[str]:
    with scope.acting_for(await centre.tenant()):
        return {person.login for person in await centre.house.tenants.people()}


async def test_people_are_shown_first_and_land_with_accounts(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    before = await logins(centre)
    second = [
        "hu.bo",
        "胡博",
        "在编人员",
        "审批人员、首席代表",
        "tax",
        "chief",
        "",
        "",
        "36000009",
        "2028-05-31",
        "",
        "",
    ]
    shown = await sent(security, "people", people(PERSON, second))
    assert "还没有导入" in shown.text
    assert "周敏" in shown.text
    assert await logins(centre) == before
    (action,) = re.findall(r'action="(/admin/import/people/[0-9a-f-]{36})"', shown.text)
    landed = await security.http.post(action, data={"_csrf_token": await security.csrf()})
    passwords = re.findall(r'<code class="secret">([a-z0-9-]+)</code>', landed.text)
    assert len(passwords) == 2
    assert await logins(centre) == before | {"zhou.min", "hu.bo"}
    with scope.acting_for(await centre.tenant()):
        chief = await centre.house.tenants.person_by_login("hu.bo")
        clerk = await centre.house.tenants.person_by_login("zhou.min")
    assert (chief.card, chief.card_until, chief.posts[0].since) == ("36000009", date(2028, 5, 31), date(2026, 3, 2))
    assert clerk.trainings[0].until == date(2027, 3, 1)
    refused = await (await centre.stranger()).sign_in("hu.bo", password=passwords[1])
    assert refused.json()["type"] == "urn:banshi:problem:must-change"
    again = await security.http.post(action, data={"_csrf_token": await security.csrf()})
    assert again.status_code == 404


WRONG: list[tuple[bytes, list[str]]] = [
    (people(PERSON, PERSON), ["第 3 行 A 列 登录名“zhou.min”与第 2 行重复。"]),
    (people(PERSON, ["Zhou.Min", *PERSON[1:]]), ["第 3 行 A 列 登录名“Zhou.Min”与第 2 行重复。"]),
    (people(["chenyang", *PERSON[1:]]), ["第 2 行 A 列 登录名“chenyang”已被使用。"]),
    (people(PERSON, B2="=A2&1"), ["第 2 行 B 列 “姓名”是公式，请改成文字（复制后选择性粘贴为数值）。"]),
    (people(PERSON, B2="#N/A"), ["第 2 行 B 列 “姓名”是错误值 #N/A，请重新填写。"]),
    (people(PERSON, PERSON, merge="B2:B3"), ["第 2 行 B 列 单元格 B2:B3 合并了，请取消合并，每行填完整。"]),
    (people(PERSON, B2="周\u200b敏"), ["第 2 行 B 列 “姓名”第 2 个字是看不见的字符（U+200B）"]),
    (people(PERSON, B2="\u202e敏周"), ["第 2 行 B 列 “姓名”第 1 个字是看不见的字符（U+202E）"]),
    (people(PERSON, B2=None), ["第 2 行 B 列 “姓名”没有填写。"]),
    (people(PERSON, B2=3.5), ["第 2 行 B 列 “姓名”应为文字，现为小数 3.5"]),
    (people(PERSON, C2="临时工"), ["第 2 行 C 列 没有“临时工”这种人员类别"]),
    (people(PERSON, D2="窗口人员、国王"), ["第 2 行 D 列 没有“国王”这个角色。"]),
    (people(PERSON, D2="审批人员"), ["第 2 行 合同制人员不能任审批人员"]),
    (people(PERSON, D2="系统管理员、审计管理员"), ["第 2 行 系统管理员、审计管理员必须由不同的人担任"]),
    (people(PERSON, E2="天文局"), ["第 2 行 E 列 没有部门“天文局”"]),
    (people(PERSON, F2="观星岗"), ["第 2 行 F 列 “政务中心”没有岗位“观星岗”"]),
    (people(PERSON, G2="三月二日"), ["第 2 行 G 列 “任职起始日”应写成 2026-03-02，现为“三月二日”。"]),
    (people(PERSON, G2="2026年3月2日"), ["第 2 行 G 列 “任职起始日”应写成 2026-03-02，现为“2026年3月2日”。"]),
    (people(PERSON, G2="2026-02-30"), ["第 2 行 G 列 “任职起始日”应写成 2026-03-02，现为“2026-02-30”。"]),
    (people(PERSON, G2=46_083), ["第 2 行 G 列 “任职起始日”应写成 2026-03-02，现为“46083”。"]),
    (people(PERSON, B2=True), ["第 2 行 B 列 “姓名”应为文字，现为 True。"]),
    (people(PERSON, B2="\u3164"), ["第 2 行 B 列 “姓名”第 1 个字是看不见的字符（U+3164）"]),
    (people(PERSON, PERSON, hidden_rows=(3,)), ["第 3 行 这一行被隐藏或筛选掉了"]),
    (people(PERSON, hidden_columns=("D",)), ["第 1 行 D 列 这一列被隐藏了"]),
    (people(PERSON, A1="账号"), ["第 1 行 A 列 列名应为“登录名”，现为“账号”"]),
    (people(PERSON, M1="工资"), ["第 1 行 M 列 多出一列“工资”，请删去。"]),
    (people(), ["第 2 行 没有填写任何一行。"]),
    (b"name,login\n", ["文件 不是 .xlsx 表格，或文件已损坏。"]),
    (b"", ["文件 不是 .xlsx 表格，或文件已损坏。"]),
    (people(PERSON, A2="周敏", C2="x", D2="y"), ["第 2 行 A 列", "第 2 行 C 列", "第 2 行 D 列"]),
]  # fmt: skip
"""Files with what the page says of them: each place, and how the message begins."""


async def test_what_is_wrong_is_told_by_row_and_column_and_nothing_lands(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    before = await logins(centre)
    for content, expected in WRONG:
        answer = await sent(security, "people", content)
        met = faults(answer)
        assert (answer.status_code, len(met)) == (422, len(expected)), met
        for line, start in zip(met, expected, strict=True):
            assert line.startswith(start), line
        assert 'action="/admin/import/people/' not in answer.text
    assert await logins(centre) == before
    assert await centre.house.database.fetch("select id from sheet_upload") == []


async def test_what_changed_between_the_preview_and_the_yes_is_seen(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    shown = await sent(security, "people", people(PERSON, ["hu.bo", "胡博", "在编人员", "监察人员", *[""] * 8]))
    (action,) = re.findall(r'action="(/admin/import/people/[0-9a-f-]{36})"', shown.text)
    fields = {"login": "hu.bo", "name": "胡波", "staff": "permanent"}
    await security.submit("/admin/people/new", "/admin/people/new", fields)
    refused = await security.http.post(action, data={"_csrf_token": await security.csrf()})
    assert (refused.status_code, faults(refused)) == (422, ["第 3 行 A 列 登录名“hu.bo”已被使用。"])
    assert "zhou.min" not in await logins(centre)


async def test_nobody_else_says_yes_to_an_upload_and_it_waits_an_hour(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    shown = await sent(security, "people", people(PERSON))
    (action,) = re.findall(r'action="(/admin/import/people/[0-9a-f-]{36})"', shown.text)
    system = await centre.officer(SYSTEM)
    for caller, address in ((system, action), (system, action.replace("people", "windows"))):
        answer = await caller.http.post(address, data={"_csrf_token": await caller.csrf()})
        assert answer.status_code == (403 if address == action else 404)
    with scope.acting_for(await centre.tenant("duyun")):
        other = next(p for p in await centre.house.tenants.people() if "security_administrator" in p.roles)
    stranger = await centre.officer(other.login, "duyun")
    assert (await stranger.http.post(action, data={"_csrf_token": await stranger.csrf()})).status_code == 404
    centre.clock.after(minutes=61)
    assert (await security.http.post(action, data={"_csrf_token": await security.csrf()})).status_code == 404


async def test_windows_land_together_and_not_beyond_the_cap(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    second = ["D92", "综合受理92号", "D", "general", ""]
    shown = await sent(system, "windows", windows(WINDOW, second))
    (action,) = re.findall(r'action="(/admin/import/windows/[0-9a-f-]{36})"', shown.text)
    landed = await system.http.post(action, data={"_csrf_token": await system.csrf()})
    assert (landed.status_code, landed.headers["location"]) == (303, "/admin/windows")
    with scope.acting_for(await centre.tenant()):
        organisation = await centre.house.tenants.organisation()
    assert organisation.window("D91").departments == ("tax", "market_regulation")
    assert organisation.window("D92").zone == "D"
    many = [[f"D{number}", f"{number}号", "D", "综合", ""] for number in range(100, 108)]
    over = await sent(system, "windows", windows(*many))
    assert over.status_code == 422
    assert "计划6个窗口" in over.text
    bad = await sent(system, "windows", windows(WINDOW, A2="D 91", C2="Q", D2="天窗", E2="税务局、天文局"))
    assert [line[:9] for line in faults(bad)] == ["第 2 行 A 列", "第 2 行 C 列", "第 2 行 D 列", "第 2 行 E 列"]


async def test_a_template_that_was_downloaded_and_filled_in_fits(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    file = await security.get("/admin/import/people/template.xlsx")
    assert file.headers["content-type"] == XLSX
    book = load_workbook(BytesIO(file.content))
    assert book.sheetnames == ["人员", "填写说明"]
    for place, value in enumerate(PERSON, 1):
        book["人员"].cell(2, place, value)
    made = BytesIO()
    book.save(made)
    shown = await sent(security, "people", made.getvalue())
    assert shown.status_code in (200, 201), faults(shown)


async def test_without_a_file_the_page_asks_for_one(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    answer = await security.http.post("/admin/import/people", data={"_csrf_token": await security.csrf()})
    assert (answer.status_code, faults(answer)) == (422, ["文件 请选择要导入的 .xlsx 文件。"])


def test_a_file_that_unpacks_without_end_or_declares_entities_is_not_opened() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    (fault,) = read_sheet(bomb.getvalue(), people_sheet.COLUMNS).faults
    assert "展开后太大" in fault.message
    source = BytesIO(people(PERSON))
    evil = BytesIO()
    with ZipFile(source) as read, ZipFile(evil, "w") as packed:
        for each in read.infolist():
            content = read.read(each)
            if each.filename.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + content
            packed.writestr(each, content)
    (fault,) = read_sheet(evil.getvalue(), people_sheet.COLUMNS).faults
    assert "不允许的声明" in fault.message
    (fault,) = read_sheet(b"P" * 2_000_001, people_sheet.COLUMNS).faults
    assert "超过 2 MB" in fault.message


def test_a_file_of_a_hundred_thousand_rows_is_refused_in_one_line() -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([column.name for column in people_sheet.COLUMNS])
    for number in range(100_000):
        page.append([f"login{number}"])
    made = BytesIO()
    book.save(made)
    (fault,) = read_sheet(made.getvalue(), people_sheet.COLUMNS).faults
    assert "表格太大（100001 行" in fault.message


def test_a_file_with_a_password_or_a_broken_part_is_no_fault_of_ours() -> None:
    whole = people(PERSON)
    locked = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + place] |= 1  # the flag that says: encrypted
            at = locked.find(mark, at + 4)
    for content in (bytes(locked), whole[:-30], whole[: len(whole) // 2], whole[:200] + b"\0" * 60 + whole[260:]):
        (fault,) = read_sheet(content, people_sheet.COLUMNS).faults
        assert "文件已损坏" in fault.message


def test_too_many_rows_are_told_and_dates_are_read_as_such() -> None:
    rows = [[f"login{number}", *PERSON[1:]] for number in range(MOST_ROWS + 1)]
    assert "最多导入" in read_sheet(people(*rows), people_sheet.COLUMNS).faults[0].message
    read = read_sheet(people(PERSON, G2=date(2026, 3, 9), H2=7931234), people_sheet.COLUMNS)
    assert read.lines[0].texts["任职起始日"] == "2026-03-09"
    assert read.lines[0].texts["电话"] == "7931234"
    assert (
        read_sheet(template("人员", people_sheet.COLUMNS), people_sheet.COLUMNS).faults[0].message
        == "没有填写任何一行。"
    )
