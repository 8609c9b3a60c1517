"""`banshi audit due`: reckon every stored due date of all cases anew from their events; status 1 on a difference."""

import argparse
import asyncio
import json
from dataclasses import asdict

from designer_api.cli import FAILED, OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import furnish
from designer_api.settings import Settings
from engine.auditing import audit_due_dates
from engine.cases.audit import Audit
from engine.clock import WallClock
from engine.storage import open_postgres, open_sqlite

NAME = "audit"
HELP = "核对：由流转记录重算全部办件的到期日，与库中所存逐一比较"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["due"], metavar="due", help="核对到期日")
    add_server_arguments(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    found = asyncio.run(_audit(settings_of(given)))
    if given.json:
        told = {"cases": found.cases, "dates": found.dates, "differences": [asdict(each) for each in found.differences]}
        print(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        for difference in found.differences:
            print(difference)
        print(f"核对 {found.cases} 件、{found.dates} 个到期日，不一致 {len(found.differences)} 个。")
    return FAILED if found.differences else OK


async def _audit(settings: Settings) -> Audit:
    if not settings.database and not settings.sqlite_file.exists():
        raise CommandError(f"数据目录 {settings.data} 里没有数据库。")
    database = await (open_postgres(settings.database) if settings.database else open_sqlite(settings.sqlite_file))
    try:
        await database.migrate()
        house = furnish(settings, database, WallClock())
        found = Audit()
        for tenant in await house.directory.all():
            await audit_due_dates(house.service.store, house.service.matters, tenant.id, found)
        return found
    finally:
        await database.close()
