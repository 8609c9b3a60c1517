"""The demonstration: shipped tenants, accounts told once, cases in every state made in simulated time."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from designer_api.house import House, furnish
from designer_api.passwords import hash_password, new_password
from designer_api.settings import Settings
from engine.cases.codec import from_bytes
from engine.clock import CENTRE_ZONE, ManualClock, WallClock
from engine.installing import Installed, Installer
from engine.publishing import Gate
from engine.simulation import HOURS, Simulation
from engine.storage import open_sqlite
from tenants import scope
from tenants.account import Account
from tenants.bundle import SAMPLES_FOLDER
from tenants.calendar import national_calendar
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.people import Person, Role
from tenants.step_kinds import KINDS
from tenants.tenant import Tenant

DAYS_BACK = 14
"""Working days of history the demonstration begins with."""
CASES = 64
VARIANTS = SAMPLES_FOLDER + "variants.json"


@dataclass(frozen=True, slots=True)
class Login:
    """An account as it is told once."""

    centre: str
    login: str
    password: str
    name: str
    posts: str
    roles: tuple[Role, ...] = ()


class DemoFailed(RuntimeError):
    """演示数据没有做成。"""


def packs_by_code() -> dict[str, Pack]:
    """The packs in the distribution by code, those above before those below."""
    packs: dict[str, Pack] = {}
    for folder in shipped_packs():
        reading = read_pack(folder)
        if reading.pack is None:
            raise DemoFailed("；".join(str(finding) for finding in reading.findings))
        packs[reading.pack.tenant.code] = reading.pack
    return dict(sorted(packs.items(), key=lambda item: (_depth(packs, item[0]), item[0])))


def _depth(packs: dict[str, Pack], code: str) -> int:
    """How many tenants stand above one, of those in the distribution."""
    above = packs[code].tenant.parent
    return 1 + _depth(packs, above) if above in packs else 0


async def make_demo(settings: Settings, *, empty: bool, say: Any = print) -> list[Login]:
    """Make the demonstration in an empty data folder; nothing when there is one already."""
    database = await open_sqlite(settings.sqlite_file, durable=False)
    try:
        await database.migrate()
        now = WallClock().now()
        begin = _working_days_before(now, DAYS_BACK)
        house = furnish(settings, database, ManualClock(begin))
        if await house.directory.all():
            return []
        say("正在导入随附的租户……")
        logins: list[Login] = []
        installed = [await _install(house, pack, begin.date()) for pack in packs_by_code().values()]
        for tenant, people, _ in installed:
            logins += [login async for login in _accounts(house, tenant, people)]
        if not empty:
            await _cases(house, [(tenant, pack) for tenant, _, pack in installed], begin, now, say)
        return logins
    finally:
        await database.close()


async def _install(house: House, pack: Pack, day: date) -> tuple[Tenant, tuple[Person, ...], Pack]:
    gate = Gate(national_calendar(), KINDS)
    installer = Installer(house.directory, house.tenants, house.clock, secrets.token_bytes, gate)
    done: Installed = await installer.install(pack, effective_from=day)
    if done.tenant is None:
        raise DemoFailed("；".join(str(finding) for finding in done.findings))
    return done.tenant, done.newcomers, pack


async def _accounts(house: House, tenant: Tenant, people: tuple[Person, ...]) -> AsyncIterator[Login]:
    with scope.acting_for(tenant.id):
        organisation = await house.tenants.organisation()
        passwords = [new_password() for _ in people]
        hashes = await asyncio.gather(*(hash_password(password, quick=True) for password in passwords))
        for person, password, encoded in zip(people, passwords, hashes, strict=True):
            async with house.tenants.transaction():
                await house.tenants.save_account(Account(person.id, encoded))
            posts = [organisation.post(held.department, held.post) for held in person.posts]
            names = "、".join(post.name for post in posts if post)
            yield Login(tenant.code, person.login, password, person.name, names, person.roles)


async def _cases(house: House, tenants: list[tuple[Tenant, Pack]], begin: datetime, now: datetime, say: Any) -> None:
    """Some sixty cases over the last working days, one tenant after the other, each from the beginning."""
    shares = [(bundle, 1 if tenant.parent else 3) for tenant, pack in tenants for bundle in pack.bundles]
    one_share = CASES / max(1, sum(share for _, share in shares))
    for number, (tenant, pack) in enumerate(tenants):
        clock = ManualClock(begin)
        own = furnish(house.settings, house.database, clock)
        for place, bundle in enumerate(pack.bundles):
            count = round(one_share * (1 if tenant.parent else 3))
            say(f"正在模拟办理：{tenant.name} {bundle.code} {count} 件……")
            simulation = Simulation(own.service, own.tenants, clock, tenant, pack, seed=number + 1)
            await simulation.run(bundle.code, _starts(begin, now, count, place), _variants(pack, bundle.code), now)
            clock = ManualClock(begin)
            own = furnish(house.settings, house.database, clock)


def _starts(begin: datetime, now: datetime, count: int, place: int) -> list[datetime]:
    """Times of receipt spread over the working days, most of them late, so that much is still under way; the hours
    differ by the `place` of the matter in its pack."""
    calendar = national_calendar()
    days = [begin.date()]
    while (following := calendar.nth_working_day(days[-1], 1)) <= now.date():
        days.append(following)
    found = []
    for number in range(count):
        share = 1 - (1 - (number + 1) / count) ** 1.6
        day = days[min(len(days) - 1, int(share * len(days)))]
        hour, minute = HOURS[(number + place) % len(HOURS)], (number * 7 + place * 13) % 60
        found.append(datetime(day.year, day.month, day.day, hour, minute, tzinfo=CENTRE_ZONE))
    return sorted(at for at in found if at < now - timedelta(minutes=10))


def _variants(pack: Pack, matter: str) -> list[dict[str, Any]]:
    bundle = pack.bundle(matter)
    source = bundle.files.get(VARIANTS) if bundle else None
    found = from_bytes(source) if source else []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _working_days_before(now: datetime, count: int) -> datetime:
    calendar = national_calendar()
    day = calendar.nth_working_day_before(now.astimezone(CENTRE_ZONE).date(), count)
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=CENTRE_ZONE)


def demo_settings(settings: Settings) -> Settings:
    """The demonstration listens to this machine alone."""
    return replace(settings, host="127.0.0.1", demo=True)
