"""`banshi administrator CENTRE LOGIN NAME ROLE`: an administrator with a one-time password, for a server nobody can
sign in to yet; with `--create` the centre too. Whoever has the console of the server may do this; it is audited."""

import argparse
import asyncio
import secrets
from uuid import UUID

from designer_api.access.audit import CONSOLE, AuditKind
from designer_api.administration.person_form import is_login
from designer_api.cli import OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import House, open_house
from designer_api.passwords import hash_password, new_password
from designer_api.settings import Settings
from engine.growing import Growing
from engine.refusal import Refusal
from forms.characters import line_fault
from tenants import scope
from tenants.account import Account
from tenants.identity import RANDOM_BYTES, PersonId, TenantId, new_id
from tenants.people import ADMINISTRATORS, PersonProfile, Role
from tenants.tenant import Level, Tenant, TenantProfile, region_code_fault
from tenants.term import term_of
from tenants.toml_document import is_code

NAME = "administrator"
HELP = "新增一名管理员并给出一次性密码（新装的服务器用它建立第一个账号）"


def arguments(parser: argparse.ArgumentParser) -> None:
    roles = "、".join(role.chinese for role in ADMINISTRATORS)
    parser.add_argument("centre", metavar="租户代码", help="例如 yushan")
    parser.add_argument("login", metavar="登录名")
    parser.add_argument("name", metavar="姓名")
    parser.add_argument("role", metavar="角色", help=f"{roles}；三者须由不同的人担任")
    parser.add_argument("--create", metavar="名称", help="租户还没有时一并建立，写行政区名称，例如 玉山县")
    parser.add_argument("--level", metavar="级别", default="county", help="province、city、county、township、village")
    parser.add_argument("--region", metavar="区划代码", default="", help="例如 361123")
    parser.add_argument("--parent", metavar="上级代码", default="", help="上级租户的代码，没有可不写")
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    role = term_of(Role, given.role)
    if role not in ADMINISTRATORS:
        raise CommandError(f"角色应为{'、'.join(each.chinese for each in ADMINISTRATORS)}，现为“{given.role}”。")
    if not is_login(given.login):
        raise CommandError(f"登录名只用字母、数字、点、下划线、连字符，现为“{given.login}”。")
    if not given.name.strip() or line_fault(given.name):
        raise CommandError(f"姓名{line_fault(given.name) or '没有写。'}")
    profile = PersonProfile(login=given.login, name=given.name.strip(), roles=(role,))
    password = asyncio.run(_add(settings_of(given), given.centre, _profile(given), profile))
    print(f"已建立{role.chinese}：{profile.name}（{profile.login}）。")
    print(f"一次性密码（只显示这一次，首次登录须修改）：{password}")
    return OK


def _profile(given: argparse.Namespace) -> TenantProfile | None:
    """The tenant to make, when one is described."""
    if not given.create:
        return None
    level = term_of(Level, given.level)
    if level is None:
        raise CommandError(f"级别应为{'、'.join(each.value for each in Level)}，现为“{given.level}”。")
    if not is_code(given.centre):
        raise CommandError(f"租户代码应以小写字母开头，只用小写字母、数字、下划线，现为“{given.centre}”。")
    if fault := line_fault(given.create) or region_code_fault(given.region, level):
        raise CommandError(fault)
    return TenantProfile(
        code=given.centre,
        name=given.create,
        centre=f"{given.create}政务服务中心",
        level=level,
        region_code=given.region,
        parent=given.parent,
    )


async def _add(settings: Settings, code: str, described: TenantProfile | None, profile: PersonProfile) -> str:
    async with open_house(settings) as house:
        tenant = await house.directory.by_code(code) or await _new_tenant(house, code, described)
        with scope.acting_for(tenant.id):
            return await _new_person(house, profile)


async def _new_tenant(house: House, code: str, described: TenantProfile | None) -> Tenant:
    if described is None:
        known = "、".join(each.code for each in await house.directory.all()) or "还没有"
        raise CommandError(f"没有租户“{code}”（现有：{known}）。请先 banshi import 导入租户包，或加 --create 建立。")
    if described.parent and await house.directory.by_code(described.parent) is None:
        raise CommandError(f"没有上级租户“{described.parent}”，请先建立上级。")
    tenant = described.with_id(TenantId(_identity(house)))
    with scope.acting_for(tenant.id):
        async with house.tenants.transaction():
            if described.parent:
                done = await Growing(house.directory, house.tenants, house.clock).add(tenant)
                if isinstance(done, Refusal):
                    raise CommandError(str(done))
            else:
                await house.directory.add(tenant)
            await house.audit.note(AuditKind.SETTINGS, CONSOLE, tenant.code, f"建立租户 {tenant.name}")
    return tenant


async def _new_person(house: House, profile: PersonProfile) -> str:
    if await house.tenants.person_by_login(profile.login) is not None:
        raise CommandError(f"登录名“{profile.login}”已被使用，请换一个。")
    password = new_password()
    encoded = await hash_password(password)
    person = profile.with_id(PersonId(_identity(house)))
    async with house.tenants.transaction():
        await house.tenants.save_person(person)
        await house.tenants.save_account(Account(person.id, encoded, must_change=True))
        told = f"新增{person.roles[0].chinese} {person.name}"
        await house.audit.note(AuditKind.ACCOUNT, CONSOLE, person.login, told)
    return password


def _identity(house: House) -> UUID:
    return new_id(house.clock.now(), secrets.token_bytes(RANDOM_BYTES))
