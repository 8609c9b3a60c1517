"""`banshi worker`: works off what is due beside the servers: moments, messages, operations, changes of version."""

import argparse
import asyncio

from designer_api.cli import CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import open_house
from designer_api.settings import Settings

NAME = "worker"
HELP = "只处理到期事项，不提供页面（配合 PostgreSQL）"


def arguments(parser: argparse.ArgumentParser) -> None:
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    if not settings.database:
        raise CommandError("SQLite 只能由一个进程使用，服务器自己会处理到期事项；worker 请配合 BANSHI_DATABASE 使用。")
    asyncio.run(_work(settings))
    return 0


async def _work(settings: Settings) -> None:
    async with open_house(settings) as house, house.backroom().running():
        print("正在处理到期事项，按 Ctrl+C 停止", flush=True)
        await asyncio.Event().wait()
