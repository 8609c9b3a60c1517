"""`banshi demo`: shipped tenants and some sixty cases on the embedded database, served to this machine."""

import argparse
import asyncio
from collections import Counter

from designer_api.cli import CommandError
from designer_api.cli._serving import serve
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.demo import DemoFailed, Login, demo_settings, make_demo
from tenants.people import Role

NAME = "demo"
HELP = "做好演示数据并启动（账号和密码只打印一次）"


def arguments(parser: argparse.ArgumentParser) -> None:
    add_server_arguments(parser)
    parser.add_argument("--empty", action="store_true", help="只要租户和账号，不要办件")
    parser.add_argument("--no-serve", action="store_true", help="只做数据，不启动服务器")


def run(given: argparse.Namespace) -> int:
    settings = demo_settings(settings_of(given))
    if settings.database:
        raise CommandError("演示只用自带的 SQLite，请去掉 BANSHI_DATABASE。")
    try:
        logins = asyncio.run(make_demo(settings, empty=given.empty))
    except DemoFailed as error:
        raise CommandError(str(error)) from None
    if logins:
        tell(logins)
    else:
        print(f"数据目录 {settings.data} 里已有演示数据，账号密码在第一次启动时打印过；要重做请换目录或删除它。")
    return 0 if given.no_serve else serve(settings)


def tell(logins: list[Login]) -> None:
    """The accounts, once."""
    print("\n演示账号（密码随机生成，只在这里显示一次）：")
    for centre in dict.fromkeys(login.centre for login in logins):
        print(f"\n  {centre}")
        for login in (each for each in logins if each.centre == centre):
            print(f"    {login.login:<14}{login.password:<18}{login.name}　{login.posts}")
    print("\n先从这几个看起：")
    for role, login in first_of_each_role(logins).items():
        print(f"    {login.centre:<10}{login.login:<14}{login.password:<18}{role.chinese}")
    print(flush=True)


def first_of_each_role(logins: list[Login]) -> dict[Role, Login]:
    """One account a role, of the centre where most people work."""
    largest = Counter(login.centre for login in logins).most_common(1)[0][0]
    own = [login for login in logins if login.centre == largest]
    found = {role: next((login for login in own if role in login.roles), None) for role in Role}
    return {role: login for role, login in found.items() if login is not None}
