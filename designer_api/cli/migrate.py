"""`banshi migrate`: bring the database's schema up to date."""

import argparse
import asyncio

from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.settings import Settings
from engine.storage import open_postgres, open_sqlite

NAME = "migrate"
HELP = "更新数据库结构"


def arguments(parser: argparse.ArgumentParser) -> None:
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    applied = asyncio.run(_migrate(settings_of(given)))
    print("已更新：" + "、".join(applied) if applied else "数据库结构已是最新。")
    return 0


async def _migrate(settings: Settings) -> list[str]:
    database = await (open_postgres(settings.database) if settings.database else open_sqlite(settings.sqlite_file))
    try:
        return await database.migrate()
    finally:
        await database.close()
