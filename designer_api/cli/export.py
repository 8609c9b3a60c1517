"""`banshi export TENANT --to FILE.zip`: a tenant as a pack; the same content always gives the same bytes."""

import argparse
import asyncio
import os
from pathlib import Path

from designer_api.cli import OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import open_house
from designer_api.settings import Settings
from tenants.pack import Pack, write_zip
from tenants.transfer import export_pack

NAME = "export"
HELP = "导出一个租户为租户包（zip）"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", metavar="租户", help="租户代码（如 yushan）")
    parser.add_argument("--to", type=Path, required=True, metavar="文件.zip", help="写到哪个文件")
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    if not settings.database and not settings.sqlite_file.exists():
        raise CommandError(f"数据目录 {settings.data} 里没有数据库，请用 --data 指明。")
    if not given.to.parent.is_dir():
        raise CommandError(f"没有这个文件夹：{given.to.parent}")
    pack = asyncio.run(_export(settings, given.tenant))
    part = given.to.with_name(given.to.name + ".part")
    part.write_bytes(write_zip(pack))
    os.replace(part, given.to)
    print(f"已导出{pack.tenant.name}：事项 {len(pack.bundles)} 个，写到 {given.to}")
    return OK


async def _export(settings: Settings, code: str) -> Pack:
    async with open_house(settings) as house:
        tenant = await house.directory.by_code(code)
        if tenant is None:
            known = "、".join(each.code for each in await house.directory.all()) or "没有"
            raise CommandError(f"没有代码为“{code}”的租户；现有：{known}")
        return await export_pack(tenant, house.tenants)
