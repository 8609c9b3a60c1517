"""The command line (`banshi`): a command a file; Chinese for people, JSON for programs; a wrong argument: one line."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import NoReturn, Protocol

from bpmn.errors import ModelError
from designer_api.assets import AssetsMissing
from engine.errors import EngineError
from tenants.errors import TenantsError

OK, FAILED, WRONG = 0, 1, 2


class CommandError(Exception):
    """What the person must mend, in one line."""


class Command(Protocol):
    """A module of this package: a name, a line of help, its arguments, and what it does."""

    NAME: str
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, given: argparse.Namespace) -> int: ...


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one Chinese line and leaves with status 2."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}：{_chinese(message)}（用法见 {self.prog} --help）\n")
        raise SystemExit(WRONG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 well, 1 something failed or was found, 2 wrong argument."""
    commands = {module.NAME: module for module in _commands()}
    parser = _Parser(prog="banshi", description="办事：政务服务事项的流程、办件和验证。", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")
    choices = parser.add_subparsers(dest="command", metavar="命令", parser_class=_Parser)
    for name, module in commands.items():
        sub = choices.add_parser(name, help=module.HELP, description=module.HELP, add_help=False)
        sub.add_argument("-h", "--help", action="help", help="显示这份说明")
        module.arguments(sub)
    given = parser.parse_args(arguments)
    if not given.command:
        parser.print_help()
        return WRONG
    try:
        return commands[given.command].run(given)
    except CommandError as error:
        sys.stderr.write(f"banshi {given.command}：{error}\n")
        return WRONG
    except (EngineError, ModelError, TenantsError, AssetsMissing) as error:
        sys.stderr.write(f"banshi {given.command}：{error}\n")
        return FAILED


def _commands() -> list[Command]:
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names if not name.startswith("_")]
    return [module for module in modules if hasattr(module, "NAME")]


def _chinese(message: str) -> str:
    """argparse speaks English; its few sentences in Chinese."""
    for english, chinese in (
        ("unrecognized arguments:", "不认识的参数"),
        ("the following arguments are required:", "缺少参数"),
        ("invalid choice:", "没有这个选项"),
        ("expected one argument", "后面缺少内容"),
        ("expected at least one argument", "后面至少要有一项"),
        ("invalid int value:", "应为整数，现为"),
        ("argument ", "参数 "),
        ("(choose from", "（可选"),
    ):
        message = message.replace(english, chinese)
    return message
