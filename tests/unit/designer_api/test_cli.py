"""The command line: every command does its work, and a wrong argument gets one Chinese line and status 2."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from designer_api.cli import main
from engine.storage import Database, open_postgres, open_sqlite
from tenants.pack import shipped_packs

PACKS = {folder.name: folder for folder in shipped_packs()}
MATTER = PACKS["yushan"] / "matters" / "enterprise_opening"
TABLE = MATTER / "situation.dmn"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine reaches the commands."""
    import os

    for name in [name for name in os.environ if name.startswith("BANSHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def banshi(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command: status, what was printed, what was complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def is_one_chinese_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and any("\u4e00" <= sign <= "\u9fff" for sign in text)


# ---- wrong arguments
@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("due",),
        ("due", "2026-02-13"),
        ("due", "2026-02-30", "3工作日"),
        ("due", "昨天", "3工作日"),
        ("due", "2026-02-13", "三天"),
        ("due", "2026-02-13", "3天"),
        ("due", "2026-02-13", "-1工作日"),
        ("due", "2026-02-13", "3工作日", "--pause", "2026-02-14"),
        ("due", "2026-02-13", "3工作日", "--pause", "x,y,z"),
        ("due", "2026-02-13", "3工作日", "--extend", "很久"),
        ("due", "2026-02-13", "3工作日", "--slowly"),
        ("feel",),
        ("feel", "1+"),
        ("feel", "1 1"),
        ("feel", "a", "--context", "["),
        ("feel", "a", "--context", "[1]"),
        ("feel", "a", "--context", "@nothing.json"),
        ("decide", "nothing.dmn", "x"),
        ("decide", TABLE, "situation", "--input", "{"),
        ("prove", "nothing.bpmn"),
        ("prove",),
        ("check",),
        ("check", "nothing"),
        ("check", "."),
        ("verify", "nowhere"),
        ("verify", "yushan", "nothing"),
        ("verify", "--feature", "nothing.feature"),
        ("steps", "extra"),
        ("demo", "--port", "many"),
        ("serve", "--port", "99999"),
        ("serve", "--port", "-1"),
        ("migrate", "--port", "x"),
        ("worker",),
    ],
    ids=lambda arguments: " ".join(str(each).rsplit("/", 1)[-1] for each in arguments),
)
def test_a_wrong_argument_gets_one_line_and_status_two(banshi: Any, arguments: tuple[object, ...]) -> None:
    status, out, err = banshi(*arguments)
    assert status == 2, out
    assert is_one_chinese_line(err), err
    assert err.startswith("banshi")
    assert out == ""


@pytest.mark.parametrize("name", ["BANSHI_PORT", "BANSHI_IDLE_MINUTES"])
def test_a_wrong_setting_is_named(banshi: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "many")
    status, _, err = banshi("migrate")
    assert status == 2
    assert is_one_chinese_line(err)
    assert name in err


def test_a_port_that_is_taken_is_told(banshi: Any, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = banshi("serve", "--data", tmp_path, "--port", taken.getsockname()[1])
    assert status == 2
    assert is_one_chinese_line(err)


def test_no_command_shows_them_all(banshi: Any) -> None:
    status, out, _ = banshi()
    assert status == 2
    for name in ("check", "decide", "demo", "due", "feel", "migrate", "prove", "serve", "steps", "verify", "worker"):
        assert f"\n    {name} " in out


@pytest.mark.parametrize("name", ["check", "decide", "demo", "due", "feel", "migrate", "prove", "serve", "verify"])
def test_every_command_explains_itself(banshi: Any, name: str) -> None:
    status, out, _ = banshi(name, "--help")
    assert status == 0
    assert any("\u4e00" <= sign <= "\u9fff" for sign in out)


# ---- due: counted by hand from the holiday notices
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        # 02-14 Saturday worked (1); 02-15 to 02-23 off; 02-24 (2), 02-25 (3)
        (("2026-02-13 15:00", "3工作日"), "2026-02-25（周三）"),
        # natural days run through: 02-14 … 02-20 is the seventh, in the holiday; the next working day is 02-24
        (("2026-02-13", "7自然日"), "2026-02-24（周二）"),
        # 10:00 to 12:00 is two, 13:30 to 15:30 the other two
        (("2026-03-02 10:00", "4工作小时"), "2026-03-02 15:30"),
        # February has no 31st: its last day, a Saturday that is worked
        (("2026-01-31 10:00", "1个月"), "2026-02-28（周六，调休上班）"),
        # three and two: 02-14, 02-24, 02-25, 02-26, 02-27
        (("2026-02-13 15:00", "3工作日", "--extend", "2工作日"), "2026-02-27（周五）"),
        # 11-04, 05, 06 (3); off from 11-07 to 11-20; 11-21 (4), 11-24 to 28 (9), 12-01 (10)
        (("2025-11-03", "10工作日", "--pause", "2025-11-06,2025-11-20,10工作日"), "2025-12-01（周一）"),
    ],
)
def test_when_a_limit_ends(banshi: Any, arguments: tuple[str, ...], told: str) -> None:
    status, out, err = banshi("due", *arguments)
    assert (status, out.strip(), err) == (0, told, "")


def test_a_limit_is_explained_day_by_day_and_as_json(banshi: Any) -> None:
    _, out, _ = banshi("due", "2026-02-13 15:00", "3工作日", "--explain")
    assert "02-15 至 02-23，春节放假，不计（共9日）" in out
    _, out, _ = banshi("due", "2026-02-13 15:00", "3工作日", "--json")
    told = json.loads(out)
    assert (told["due"], told["provisional"]) == ("2026-02-25", False)
    assert [day["day"] for day in told["days"] if day["number"]] == ["2026-02-14", "2026-02-24", "2026-02-25"]


# ---- feel, decide, prove, steps, verify
@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("0.1 + 0.2", "{}", "0.3"),
        ("金额 * 2", '{"金额": 0.15}', "0.30"),
        ('if 年龄 >= 18 then "成年" else "未成年"', '{"年龄": 18}', '"成年"'),
        ("nothing", "{}", "null"),
        ('date("2026-03-02")', "{}", '"2026-03-02"'),
    ],
)
def test_feel_answers_in_json(banshi: Any, expression: str, context: str, value: str) -> None:
    status, out, _ = banshi("feel", expression, "--context", context)
    assert status == 0
    assert out == f"{value}\n"


def test_feel_reads_its_context_from_a_file(banshi: Any, tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"金额": 7}', "utf-8")
    assert banshi("feel", "金额 + 1", "--context", f"@{tmp_path}/known.json")[:2] == (0, "8\n")


def test_decide_answers_and_explains(banshi: Any) -> None:
    status, out, _ = banshi("decide", TABLE, "situation", "--input", '{"同时办理": ["发票", "银行"]}', "--explain")
    assert status == 0
    assert json.loads(out.splitlines()[0])
    assert len(out.splitlines()) > 1


def test_prove_tells_the_worst_way(banshi: Any) -> None:
    status, out, _ = banshi("prove", MATTER / "flow.bpmn", "--json")
    told = json.loads(out)
    assert status == 0
    # 设立登记 1, the five side by side 1, 统一制证出件 1
    assert (told["sound"], told["worst"], told["unit"], told["exact"]) == (True, 3, "workingDay", True)
    assert set(told["path"]) >= {"register", "issue"}


def test_steps_lists_what_scenarios_may_say(banshi: Any) -> None:
    status, out, _ = banshi("steps", "--json")
    rows = json.loads(out)
    assert status == 0
    assert {row["family"] for row in rows} >= {"setting", "acts", "outcomes", "tenants"}
    plain = banshi("steps")[1]
    assert all(row["example"] in plain for row in rows)


def test_verify_runs_scenarios_and_fails_with_the_one_that_fails(banshi: Any, tmp_path: Path) -> None:
    feature = tmp_path / "one.feature"
    good = """# language: zh-CN
功能: 时限
  场景: 三日
    假如 承诺时限为3工作日
    当 办件于"2026-03-02 10:00"受理
    那么 承诺到期日为"2026-03-05"
"""
    feature.write_text(good, "utf-8")
    status, out, _ = banshi("verify", "--feature", feature)
    assert status == 0, out
    assert "共 1 个场景，通过 1 个，未通过 0 个" in out
    feature.write_text(good.replace("2026-03-05", "2026-03-06"), "utf-8")
    status, out, _ = banshi("verify", "--feature", feature)
    assert status == 1
    assert "2026-03-05" in out
    assert "2026-03-06" in out


# ---- check
def test_check_passes_what_is_shipped(banshi: Any) -> None:
    status, out, _ = banshi("check", PACKS["yushan"])
    assert status == 0, out
    assert "没有错误" in out


DOCTYPE = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<x>&a;</x>\n'


def spoiled_flow(change: tuple[str, str]) -> bytes:
    source = (MATTER / "flow.bpmn").read_text("utf-8")
    assert change[0] in source
    return source.replace(*change, 1).encode()


END = '<bpmn:endEvent id="done" name="办结">'
BROKEN = {
    "doctype": (DOCTYPE, 1, "DOCTYPE"),
    "not xml": (b"<bpmn:definitions", 1, "XML"),
    "empty": (b"", 1, "空"),
    # kept as it is and never run: a warning
    "unknown element": (spoiled_flow((END, f'<bpmn:miracle id="wonder"/>{END}')), 0, "wonder"),
    "bad expression": (spoiled_flow(('受理结论 = "不予受理"', '受理结论 = = "不予受理"')), 1, "flow_refuse"),
    "flow to nowhere": (spoiled_flow(('targetRef="receive"', 'targetRef="nowhere"')), 1, "nowhere"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_drawing_is_told_with_file_and_element(banshi: Any, tmp_path: Path, kind: str) -> None:
    source, expected, named = BROKEN[kind]
    file = tmp_path / "broken.bpmn"
    file.write_bytes(source)
    status, out, err = banshi("check", file)
    assert (status, err) == (expected, ""), out
    (line,) = [line for line in out.splitlines() if "broken.bpmn" in line and named in line and line.startswith("  ")][
        :1
    ]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in line)
    assert "Traceback" not in out
    assert "root:" not in out
    status, out, _ = banshi("check", file, "--json")
    (result,) = json.loads(out)
    assert status == expected
    assert all(finding["message"] for finding in result["findings"])


@pytest.mark.parametrize(
    ("path", "content", "word"),
    [
        ("tenant.toml", b"[tenant\n", "tenant.toml"),
        ("matters/enterprise_opening/matter.toml", b"code = 7\n", "matter.toml"),
        ("matters/enterprise_opening/flow.bpmn", DOCTYPE, "flow.bpmn"),
        ("matters/enterprise_opening/forms/seal.json", b"{", "seal.json"),
        ("matters/enterprise_opening/situation.dmn", DOCTYPE, "situation.dmn"),
        ("tenant.toml", None, "tenant.toml"),
    ],
)
def test_a_broken_pack_is_told_and_nothing_of_it_is_installed(
    banshi: Any, tmp_path: Path, path: str, content: bytes | None, word: str
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACKS["yushan"], pack)
    if content is None:
        (pack / path).unlink()
    else:
        (pack / path).write_bytes(content)
    status, out, err = banshi("check", pack)
    assert (status == 1 and word in out) or (status == 2 and word in err), out + err
    assert asyncio.run(_installed(tmp_path, pack)) == []


async def _installed(folder: Path, path: Path) -> list[str]:
    """Which tenants there are after a pack was tried."""
    import secrets

    from designer_api.house import open_house
    from designer_api.settings import Settings
    from engine.installing import Installer
    from engine.publishing import Gate
    from tenants.calendar import national_calendar
    from tenants.pack import read_pack
    from tenants.step_kinds import KINDS

    async with open_house(Settings(data=folder, durable=False)) as house:
        reading = read_pack(path)
        if reading.pack is not None:
            gate = Gate(national_calendar(), KINDS)
            installer = Installer(house.directory, house.tenants, house.clock, secrets.token_bytes, gate)
            done = await installer.install(reading.pack)
            assert done.tenant is None
            assert done.published == ()
        return [tenant.code for tenant in await house.directory.all()]


# ---- the database
def test_migrate_makes_the_schema_once(banshi: Any, tmp_path: Path) -> None:
    status, out, _ = banshi("migrate", "--data", tmp_path / "data")
    assert status == 0
    assert "m0002_cases" in out
    assert banshi("migrate", "--data", tmp_path / "data")[:2] == (0, "数据库结构已是最新。\n")


def test_a_database_in_use_is_told(banshi: Any, tmp_path: Path) -> None:
    async def meanwhile() -> tuple[int, str, str]:
        database = await open_sqlite(tmp_path / "banshi.sqlite")
        try:
            return await asyncio.to_thread(banshi, "migrate", "--data", tmp_path)
        finally:
            await database.close()

    status, _, err = asyncio.run(meanwhile())
    assert status == 1
    assert is_one_chinese_line(err)
    assert "正被另一个进程使用" in err


@pytest.mark.postgres
def test_both_databases_get_the_same_tables_and_columns(postgres_address: str, tmp_path: Path) -> None:
    async def columns(database: Database, statement: str) -> set[tuple[str, str]]:
        if not database.is_sqlite:
            async with database.transaction(owning=True):
                await database.write("drop schema public cascade")
                await database.write("create schema public")
        assert await database.migrate()
        assert await database.migrate() == []
        rows = await database.fetch(statement)
        await database.close()
        return {(row["table_name"], row["column_name"]) for row in rows}

    async def both() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        mine = await columns(
            await open_sqlite(tmp_path / "x.sqlite"),
            "select m.name as table_name, c.name as column_name from sqlite_master m, pragma_table_info(m.name) c "
            "where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'",
        )
        theirs = await columns(
            await open_postgres(postgres_address),
            "select table_name, column_name from information_schema.columns where table_schema = 'public'",
        )
        return mine, theirs

    sqlite, postgres = asyncio.run(both())
    assert sqlite == postgres
    assert {"case_open", "case_done", "case_event", "task_open", "due_row", "outbox"} <= {table for table, _ in sqlite}


def test_demo_makes_tenants_and_tells_the_passwords_once(banshi: Any, tmp_path: Path) -> None:
    status, out, _ = banshi("demo", "--data", tmp_path / "demo", "--empty", "--no-serve")
    assert status == 0
    assert "chenyang" in out
    status, again, _ = banshi("demo", "--data", tmp_path / "demo", "--empty", "--no-serve")
    assert status == 0
    assert "chenyang" not in again
    assert "已有演示数据" in again
