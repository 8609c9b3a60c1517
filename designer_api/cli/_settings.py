"""Settings of a command: BANSHI_* variables first, then what was typed."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from designer_api.cli import CommandError
from designer_api.settings import Settings, from_environment


def add_server_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="目录", help="数据目录（默认 var，或 BANSHI_DATA）")
    parser.add_argument("--port", type=int, metavar="端口", help="监听端口（默认 8000，0 表示任选一个）")


def settings_of(given: argparse.Namespace) -> Settings:
    """The settings, or one line about what is wrong with them."""
    try:
        settings = from_environment(dict(os.environ))
    except ValueError as error:
        raise CommandError(str(error)) from None
    if getattr(given, "data", None):
        settings = replace(settings, data=given.data)
    port = getattr(given, "port", None)
    if port is not None:
        if not 0 <= port <= 65535:
            raise CommandError(f"端口应为 0 到 65535 的整数，现为 {port}。")
        settings = replace(settings, port=port)
    return settings
