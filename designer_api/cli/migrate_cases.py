"""`banshi migrate-cases`: move the open cases of a matter to another version; without `--go` it only tries them out."""

import argparse
import asyncio
import json

from designer_api.cli import FAILED, OK, CommandError
from designer_api.cli._settings import add_server_arguments, settings_of
from designer_api.house import House, open_house
from engine.clock import CENTRE_ZONE
from engine.refusal import Refusal
from tenants import scope
from tenants.people import actor_of

NAME = "migrate-cases"
HELP = "在办办件换版本：先试算，加 --go 才成批更换"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", metavar="租户")
    parser.add_argument("matter", metavar="事项")
    parser.add_argument("before", type=int, metavar="原版本")
    parser.add_argument("after", type=int, metavar="新版本")
    parser.add_argument(
        "--map", action="append", default=[], metavar="旧=新", help="环节对应，可写多次；不写按系统提出的"
    )
    parser.add_argument("--go", action="store_true", help="成批更换")
    parser.add_argument("--as", dest="login", default="", metavar="登录名", help="以哪位改革人员的名义（更换时必填）")
    parser.add_argument("--reason", default="", metavar="理由", help="记入每个办件（更换时必填）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    return asyncio.run(_run(given))


async def _run(given: argparse.Namespace) -> int:
    async with open_house(settings_of(given)) as house:
        tenant = await house.directory.by_code(given.tenant)
        if tenant is None:
            raise CommandError(f"没有租户“{given.tenant}”。")
        with scope.acting_for(tenant.id):
            known = {version.number for version in await house.tenants.versions(given.matter)}
            if not {given.before, given.after} <= known or given.before == given.after:
                told = "、".join(map(str, sorted(known))) or "无"
                raise CommandError(f"事项“{given.matter}”的版本有：{told}；请写两个不同的。")
            return await (_move(house, given) if given.go else _try(house, given))


async def _mapping(house: House, given: argparse.Namespace) -> dict[str, str]:
    mapping = await house.migrations.propose(given.matter, given.before, given.after)
    for text in given.map:
        old, equals, new = text.partition("=")
        if not (old and equals and new):
            raise CommandError(f"--map 应写成 旧=新，现为“{text}”。")
        mapping[old] = new
    return mapping


async def _try(house: House, given: argparse.Namespace) -> int:
    mapping = await _mapping(house, given)
    found = await house.migrations.preview(given.matter, given.before, given.after, mapping)
    if given.json:
        told = {"total": found.total, "moving": found.moving, "refused": dict(found.refused), "mapping": mapping}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(f"在办 {found.total} 件，可以更换 {found.moving} 件。")
        for why, count in found.refused:
            print(f"  {count} 件不能更换：{why}")
    return OK if found.moving == found.total else FAILED


async def _move(house: House, given: argparse.Namespace) -> int:
    person = await house.tenants.person_by_login(given.login) if given.login else None
    if person is None:
        raise CommandError("请用 --as 写明改革人员的登录名。")
    actor = actor_of(person, scope.current(), house.clock.now().astimezone(CENTRE_ZONE).date())
    mapping = await _mapping(house, given)
    batch = await house.migrations.start(actor, given.matter, given.before, given.after, mapping, given.reason)
    if isinstance(batch, Refusal):
        raise CommandError(f"{batch.message}{batch.advice}")
    while await house.migrations.work_on(batch.id):
        now = await house.work.batch(batch.id) or batch
        print(f"已换 {now.moved} 件，未换 {now.refused} 件，共 {now.total} 件", flush=True)
    done = await house.work.batch(batch.id) or batch
    for each in await house.work.batch_cases(batch.id, "refused"):
        print(f"  {each.number}：{each.why}")
    return OK if not done.refused else FAILED
