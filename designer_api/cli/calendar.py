"""`banshi calendar [FILE…]`: take in holiday notices and reckon the open cases anew; without a file only reckon anew.

A notice without `region` is national and serves every centre of this server; one with a region serves the centre named
by --tenant alone. A newer chinesecalendar brings national notices by itself: then the command is run without a file.
"""

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from designer_api.cli import OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import House, furnish
from designer_api.settings import Settings
from engine.clock import WallClock
from engine.reckoning import Reckoned, reckon_open_cases
from engine.storage import open_postgres, open_sqlite
from tenants import scope
from tenants.calendar import national_calendar
from tenants.holiday_notice import HolidayNotice, read_notice
from tenants.tenant import Tenant

NAME = "calendar"
HELP = "导入放假通知，重算全部在办办件的到期日并留存记录；不写文件的只重算"
SETTLE_SECONDS = 6.0
"""Servers that run beside take up a new notice within this time; the cases are reckoned after it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="文件", help="放假通知 cn_<年>.toml 或地方放假通知")
    parser.add_argument("--tenant", default="", metavar="租户", help="地方放假通知属于哪个租户；不写为全部租户")
    add_server_arguments(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    notices = [_notice(Path(file)) for file in given.files]
    regional = next((notice for _, _, notice in notices if notice.region), None)
    if regional is not None and not given.tenant:
        raise CommandError(f"“{regional.title}”是地方放假通知，请用 --tenant 写明属于哪个租户。")
    found = asyncio.run(_reckon(settings_of(given), notices, given.tenant))
    if given.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print(f"重算在办办件 {found.cases} 件，其中 {found.moved_cases} 件的 {found.moved_dates} 个到期日有变动。")
    return OK


def _notice(path: Path) -> tuple[str, bytes, HolidayNotice]:
    """The file's name in the store, its content, and what it says."""
    if not path.is_file():
        raise CommandError(f"没有文件“{path}”。")
    content = path.read_bytes()
    reading = read_notice(content, file=path.name)
    if reading.notice is None:
        raise CommandError("；".join(str(finding) for finding in reading.findings))
    return f"calendar_{reading.notice.year}{'' if reading.notice.region else '_cn'}.toml", content, reading.notice


async def _reckon(settings: Settings, notices: list[tuple[str, bytes, HolidayNotice]], only: str) -> Reckoned:
    if not settings.database and not settings.sqlite_file.exists():
        raise CommandError(f"数据目录 {settings.data} 里没有数据库。")
    database = await (open_postgres(settings.database) if settings.database else open_sqlite(settings.sqlite_file))
    try:
        await database.migrate()
        house = furnish(settings, database, WallClock())
        tenants = [each for each in await house.directory.all() if not only or each.code == only]
        if not tenants:
            raise CommandError(f"没有租户“{only}”。")
        for tenant in tenants:
            await _put(house, tenant, notices)
        if notices:
            await asyncio.sleep(SETTLE_SECONDS)
        known = "、".join(notice.title for _, _, notice in notices)
        cause = known or f"放假安排已公布至{max(national_calendar().published)}年"
        found = Reckoned()
        for tenant in tenants:
            await reckon_open_cases(house.service, tenant.id, cause, found)
        return found
    finally:
        await database.close()


async def _put(house: House, tenant: Tenant, notices: list[tuple[str, bytes, HolidayNotice]]) -> None:
    with scope.acting_for(tenant.id):
        async with house.tenants.transaction():
            files = dict(await house.tenants.files())
            await house.tenants.save_files(files | {name: content for name, content, _ in notices})
