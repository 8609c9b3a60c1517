"""`banshi serve`: the server."""

import argparse
from dataclasses import replace

from designer_api.cli._serving import serve
from designer_api.cli._settings import add_server_arguments, settings_of

NAME = "serve"
HELP = "启动服务器"


def arguments(parser: argparse.ArgumentParser) -> None:
    add_server_arguments(parser)
    parser.add_argument("--host", metavar="地址", help="监听地址（默认 127.0.0.1；内网请写本机地址）")


def run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    return serve(replace(settings, host=given.host) if given.host else settings)
