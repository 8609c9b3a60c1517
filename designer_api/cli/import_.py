"""`banshi import PATH [--dry-run] [--publish]`: a pack into the database, judged and shown as a difference before."""

import argparse
import asyncio
import secrets
from collections.abc import Iterable
from pathlib import Path

from bpmn.finding import Finding, Severity, has_errors
from designer_api.access.audit import CONSOLE, AuditKind
from designer_api.administration.pack_check import Ground, result_faults
from designer_api.administration.pack_landing import note_landing
from designer_api.cli import FAILED, OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.cli.check import around
from designer_api.house import House, open_house
from designer_api.passwords import hash_password, new_password
from designer_api.settings import Settings
from engine.clock import CENTRE_ZONE
from engine.growing import Growing
from engine.installing import Installer
from engine.overlays import Overlays
from engine.publishing import Gate, check_pack
from tenants import scope
from tenants.account import Account
from tenants.calendar import national_calendar
from tenants.errors import Conflict
from tenants.identity import RANDOM_BYTES, new_id
from tenants.pack import Pack, read_pack
from tenants.pack_difference import Difference, Part, differences
from tenants.security import SecurityPolicy
from tenants.step_kinds import KINDS
from tenants.transfer import land_pack

NAME = "import"
HELP = "导入租户包（文件夹或 zip）：先检查，列出差异，再导入"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="路径", help="租户包的文件夹或 zip")
    add_server_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="只检查并列出差异，不导入")
    parser.add_argument("--publish", action="store_true", help="导入后随即发布有改动的事项；不写则留作草稿")
    parser.add_argument("--accounts", action="store_true", help="给还没有账号的人员开通账号，一次性密码只打印一次")


def run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    if not given.path.exists():
        raise CommandError(f"没有这个文件或文件夹：{given.path}")
    reading = read_pack(given.path)
    if reading.pack is None or has_errors(reading.findings):
        _tell_errors(reading.findings)
        return FAILED
    if given.dry_run and not settings.database and not settings.sqlite_file.exists():
        return _rehearse(given.path, reading.pack)
    return asyncio.run(
        _import(settings, reading.pack, dry=given.dry_run, publish=given.publish, accounts=given.accounts)
    )


def _rehearse(path: Path, pack: Pack) -> int:
    """Without a database: against nothing, with the packs of the tenants above where they lie beside it."""
    if not judged(pack, around(path, pack)):
        return FAILED
    tell(differences(None, pack))
    print("这是演练，没有导入。")
    return OK


def judged(pack: Pack, gate: Gate) -> bool:
    """Whether the gate finds no error in a pack; else every error in a line of its own."""
    findings = [finding for judgement in check_pack(pack, gate) for finding in judgement.findings]
    if has_errors(findings):
        _tell_errors(findings)
    return not has_errors(findings)


def _tell_errors(findings: Iterable[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for finding in errors:
        print(_line(finding))
    print(f"没有导入：租户包有 {len(errors)} 个错误。")


async def _import(settings: Settings, pack: Pack, *, dry: bool, publish: bool, accounts: bool) -> int:
    async with open_house(settings) as house:
        misplaced = await Growing(house.directory, house.tenants, house.clock).landing_fault(pack)
        if misplaced is not None:
            _tell_errors((misplaced,))
            return FAILED
        overlays = Overlays(house.directory, house.tenants, house.clock)
        gate = Gate(national_calendar(), KINDS)
        gate = await overlays.gate_for(gate, pack.tenant, pack.organisation, pack.bundles, alone=not publish)
        if not judged(pack, gate):
            return FAILED
        known = await house.directory.by_code(pack.tenant.code)
        ground = await house.packs.ground(known) if known else await _bare(house, pack)
        if has_errors(faults := tuple(result_faults(pack, ground))):
            _tell_errors(faults)
            return FAILED
        changes = differences(ground.pack if known else None, pack, ground.drafts)
        tell(changes)
        if dry:
            print("这是演练，没有导入。")
            return OK
        try:
            print(await _land(house, pack, publish=publish))
        except Conflict as conflict:
            raise CommandError(f"没有导入：{conflict.message}") from None
        tenant = await house.directory.by_code(pack.tenant.code)
        if tenant is not None:
            with scope.acting_for(tenant.id):
                async with house.database.transaction():
                    await note_landing(house.audit, CONSOLE, f"租户包 {tenant.code}", changes)
                for login, name, password in await _open_accounts(house) if accounts else ():
                    print(f"  {login:<16}{password:<18}{name}")
    return OK


async def _bare(house: House, pack: Pack) -> Ground:
    """What there is before a tenant is: nothing of its own, and all the others."""
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    return Ground(Pack(pack.tenant), (), (), SecurityPolicy(), await house.directory.all(), today)


async def _open_accounts(house: House) -> list[tuple[str, str, str]]:
    """An account with a one-time password for everybody at work who has none: login, name, password."""
    accounts = await house.tenants.accounts()
    people = [each for each in await house.tenants.people() if each.id not in accounts]
    passwords = [new_password() for _ in people]
    hashes = await asyncio.gather(*(hash_password(password) for password in passwords))
    async with house.tenants.transaction():
        for person, encoded in zip(people, hashes, strict=True):
            await house.tenants.save_account(Account(person.id, encoded, must_change=True))
            await house.audit.note(AuditKind.ACCOUNT, CONSOLE, person.login, "开通账号")
    print(f"开通账号 {len(people)} 个，一次性密码只显示这一次，首次登录须修改：" if people else "没有需要开通的账号。")
    return [(each.login, each.name, password) for each, password in zip(people, passwords, strict=True)]


async def _land(house: House, pack: Pack, *, publish: bool) -> str:
    now = house.clock.now()
    if publish:
        gate = Gate(national_calendar(), KINDS)
        installer = Installer(house.directory, house.tenants, house.clock, secrets.token_bytes, gate)
        done = await installer.install(pack)
        return f"已导入{pack.tenant.name}，发布事项 {len(done.published)} 个。"
    landing = await land_pack(
        pack,
        house.directory,
        house.tenants,
        new_id=lambda: new_id(now, secrets.token_bytes(RANDOM_BYTES)),
        now=now,
    )
    return f"已导入{pack.tenant.name}，草稿 {len(landing.drafts)} 个，新增人员 {len(landing.newcomers)} 人。"


def tell(changes: tuple[Difference, ...]) -> None:
    """The difference in words, part by part; what would be taken away is marked."""
    for part in Part:
        lines = [each for each in changes if each.part is part]
        if lines:
            print(f"{part.chinese}（{len(lines)}）")
        for each in lines:
            print(f"  {'－ ' if each.removes else ''}{each}")
    print(f"共 {len(changes)} 处不同。" if changes else "与库中的内容完全相同。")


def _line(finding: Finding) -> str:
    return " ".join(str(finding).splitlines()) + (f"{finding.advice}" if finding.advice else "")
