"""`banshi administrator` on an empty server, and accounts for the people of a pack: one-time passwords, told once."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from designer_api.access.audit import AuditQuery
from designer_api.cli import main
from designer_api.house import House, open_house
from designer_api.settings import Settings
from designer_api.sign_in import SignedIn, sign_in
from tenants import scope
from tenants.pack import read_pack, shipped_packs, write_zip

Run = Callable[..., tuple[int, str]]
YUSHAN = next(folder for folder in shipped_packs() if folder.name == "yushan")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on a data folder of its own: exit status and what it said."""
    monkeypatch.delenv("BANSHI_DATABASE", raising=False)

    def call(*arguments: str | Path) -> tuple[int, str]:
        try:
            status = main([*map(str, arguments), "--data", str(tmp_path)])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


def in_house(folder: Path, ask: Callable[[House], Any]) -> Any:
    """Something asked of the house of that data folder."""

    async def run() -> Any:
        async with open_house(Settings(data=folder)) as house:
            return await ask(house)

    return asyncio.run(run())


def test_the_first_administrator_of_an_empty_server_signs_in_and_chooses_a_password(run: Run, tmp_path: Path) -> None:
    new = ("--create", "玉山县", "--level", "county", "--region", "361123")
    status, said = run("administrator", "yushan", "lvli", "吕例", "安全管理员", *new)
    assert status == 0, said
    (password,) = re.findall(r"：([a-z0-9-]+)\n$", said)

    async def signed_in(house: House) -> Any:
        return await sign_in(house, "yushan", "lvli", password)

    found = in_house(tmp_path, signed_in)
    assert isinstance(found, SignedIn)
    assert found.missing == "password"
    assert run("administrator", "yushan", "sushi", "苏示", "auditor")[0] == 0

    async def audited(house: House) -> list[str]:
        tenant = await house.directory.by_code("yushan")
        assert tenant is not None
        with scope.acting_for(tenant.id):
            return [f"{each.who} {each.text}" for each in await house.audit.entries(AuditQuery())]

    assert in_house(tmp_path, audited)[::-1] == [
        "命令行 建立租户 玉山县",
        "命令行 新增安全管理员 吕例",
        "吕例 密码，须先设置新密码",
        "命令行 新增审计管理员 苏示",
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("yushan", "lvli", "吕例", "系统管理员"), "没有租户“yushan”（现有：还没有）"),
        (("yushan", "lvli", "吕例", "窗口人员"), "角色应为系统管理员、安全管理员、审计管理员"),
        (("yushan", "吕例", "吕例", "系统管理员"), "登录名只用"),
        (("yushan", "lvli", "吕\u200b例", "系统管理员"), "看不见的字符"),
        (("yushan", "lvli", "吕例", "系统管理员", "--create", "玉山县", "--region", "36"), "区划代码应为6位"),
        (("yushan", "lvli", "吕例", "系统管理员", "--create", "玉山县", "--level", "x"), "级别应为"),
        (
            ("yushan", "l", "吕例", "系统管理员", "--create", "玉山县", "--region", "361123", "--parent", "x"),
            "没有上级租户“x”",
        ),
    ],
)
def test_what_cannot_be_is_one_line_and_status_two(run: Run, arguments: tuple[str, ...], why: str) -> None:
    status, said = run("administrator", *arguments)
    assert (status, why in said, said.count("\n")) == (2, True, 1), said


def test_an_import_opens_accounts_for_whoever_has_none(run: Run, tmp_path: Path) -> None:
    shipped = read_pack(YUSHAN).pack
    assert shipped is not None
    place = tmp_path / "people.zip"
    place.write_bytes(write_zip(replace(shipped, bundles=())))
    status, said = run("import", place, "--accounts")
    assert status == 0
    given = re.findall(r"^  (\S+)\s+([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{5})\s", said, re.M)
    assert len(given) > 3
    login, password = given[0]

    async def signed_in(house: House) -> Any:
        return await sign_in(house, "yushan", login, password)

    assert in_house(tmp_path, signed_in).missing == "password"
    assert "没有需要开通的账号" in run("import", place, "--accounts")[1]
