"""Tenants through the real store: `python tests/bench/tenant_store.py` — one JSON line a figure, SQLite.

10 000 tenants with 200 published matters each in the tables: the matter in force of a township that tightens its
county's, read, judged executable and kept. A centre of 200 matters and 2 000 people taken out as a pack and brought in
again. The lists of 2 000 people and 2 000 departments, whole requests.
"""

import asyncio
import json
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from litestar.testing import AsyncTestClient

from designer_api.app import create_app
from designer_api.house import House, furnish
from designer_api.passwords import hash_password
from designer_api.settings import Settings
from engine.clock import CENTRE_ZONE, ManualClock
from engine.published import PublishedMatters
from engine.storage import open_sqlite
from tenants import scope
from tenants.account import Account
from tenants.bundle import MATTER_FILE, OVERLAY_FILE, Bundle
from tenants.identity import TenantId, new_id
from tenants.matter import MatterLimit
from tenants.organisation import BodyKind, Department
from tenants.overlay import Overlay
from tenants.overlay_bundle import effective_bundle
from tenants.overlay_writer import write_overlay
from tenants.pack import Pack, read_pack, read_pack_zip, shipped_packs, write_zip
from tenants.people import HeldPost, PersonProfile, Role
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant import Level, TenantProfile
from tenants.tightening.above import Above
from tenants.transfer import export_pack, land_pack
from tenants.versions import Version

NOW = datetime(2026, 10, 9, 10, 20, tzinfo=CENTRE_ZONE)
TENANTS, MATTERS, PEOPLE, DEPARTMENTS, ROUNDS = 10_000, 200, 2_000, 2_000, 20
MODEL = "elder_card"
PASSWORD = "bench-Password-1"


def identity() -> TenantId:
    return TenantId(new_id(NOW, secrets.token_bytes(10)))


def shipped() -> Pack:
    pack = next(read_pack(folder).pack for folder in shipped_packs() if folder.name == "yushan")
    if pack is None:
        raise SystemExit("the shipped pack cannot be read")
    return pack


def copies(bundle: Bundle) -> list[Bundle]:
    """The matter under 200 codes."""
    source = bundle.files[MATTER_FILE]
    return [
        Bundle(
            f"matter{number}",
            {
                **bundle.files,
                MATTER_FILE: source.replace(f'"{MODEL}"'.encode(), f'"matter{number}"'.encode(), 1),
            },
        )
        for number in range(MATTERS)
    ]


def tell(name: str, value: float, unit: str, most: float) -> None:
    line = {"name": name, "value": round(value, 3), "unit": unit, "baseline": most, "ratio": round(value / most, 3)}
    print(json.dumps(line), flush=True)


async def timed(work: Callable[[], Awaitable[object]], times: int) -> float:
    """The median of so many runs, in seconds."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        await work()
        found.append(time.perf_counter() - begin)
    return statistics.median(found)


async def crowd(house: House) -> None:
    """Ten thousand tenants, two million versions."""
    async with house.database.transaction():
        for first in range(0, TENANTS, 500):
            rows = [(str(identity()), f"x{number}", "", "{}") for number in range(first, first + 500)]
            marks = ", ".join(["(?, ?, ?, ?)"] * len(rows))
            await house.database.write(f"insert into tenant values {marks}", *(value for row in rows for value in row))
        numbers = f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {MATTERS - 1})"
        await house.database.write(
            "insert into matter_version (tenant, matter, number, hash, effective_from, retired_from, published_at, "
            f"source, over_number) {numbers} select tenant.id, 'matter' || i, 1, '0', '2026-01-05', '', 0, '', 0 "
            "from tenant, n"
        )


async def publish(house: House, pack: Pack, code: str, parent: str, overlay: bool) -> TenantId:
    """A tenant with its 200 matters in force; `overlay`: each laid over the one above with a day less."""
    tenant = TenantProfile(
        code=code, name=code, centre=code, level=Level.COUNTY, region_code="361123", parent=parent
    ).with_id(identity())
    await house.directory.add(tenant)
    model = pack.bundle(MODEL)
    if model is None:
        raise SystemExit("no such matter")
    with scope.acting_for(tenant.id):
        async with house.tenants.transaction():
            await house.tenants.save_organisation(pack.organisation)
            for bundle in copies(model):
                whole, source = bundle, ""
                if overlay:
                    own = Overlay(code=bundle.code, overlay_of=parent, place="二楼", promised=MatterLimit(0))
                    mine = Bundle(bundle.code, {OVERLAY_FILE: write_overlay(own)})
                    made = effective_bundle(bundle, mine, Above("上级"), Centre(kinds=KINDS), name=code).bundle
                    if made is None:
                        raise SystemExit("the overlay does not hold")
                    await house.tenants.put_bundle(mine)
                    whole, source = made, mine.hash
                await house.tenants.put_bundle(whole)
                version = Version(tenant.id, bundle.code, 1, whole.hash, date(2026, 1, 5), None, NOW, source=source)
                await house.tenants.save_version(version)
    return tenant.id


async def effective(house: House, township: TenantId) -> None:
    with scope.acting_for(township):
        fresh = PublishedMatters(house.directory, house.tenants, house.clock)
        await fresh.current("matter0")
        turn = iter(range(1, MATTERS))
        begin = time.process_time()
        tell("effective_uncached_wall", await timed(lambda: fresh.current(f"matter{next(turn)}"), 100) * 1e3, "ms", 5)
        tell("effective_uncached_cpu", (time.process_time() - begin) / 100 * 1e3, "ms", 5)
        many = 1_000

        async def known() -> None:
            for _ in range(many):
                await fresh.version("matter0", 1)

        tell("effective_cached", await timed(known, 5) / many * 1e6, "us", 50)
        tell("effective_current", await timed(lambda: fresh.current("matter0"), 200) * 1e3, "ms", 5)


def big(pack: Pack) -> Pack:
    """玉山县 as a centre of 200 matters and 2 000 people."""
    model = pack.bundle(MODEL)
    if model is None:
        raise SystemExit("no such matter")
    held = (HeldPost("centre", "general_window", date(2026, 1, 5)),)
    people = tuple(
        PersonProfile(login=f"clerk{number}", name=f"样本{number}", roles=(Role.WINDOW_CLERK,), posts=held)
        for number in range(PEOPLE - len(pack.people))
    )
    return replace(pack, people=(*pack.people, *people), bundles=tuple(copies(model)))


async def packs(house: House, pack: Pack) -> None:
    begin = time.perf_counter()
    content = write_zip(pack)
    tell("pack_write", time.perf_counter() - begin, "s", 5)
    tell("pack_size", len(content) / 1e6, "MB", 64)
    begin = time.perf_counter()
    read = read_pack_zip(content).pack
    tell("pack_read", time.perf_counter() - begin, "s", 5)
    if read is None:
        raise SystemExit("the pack cannot be read")
    begin = time.perf_counter()
    landing = await land_pack(read, house.directory, house.tenants, new_id=identity, now=NOW)
    tell("pack_land", time.perf_counter() - begin, "s", 20)
    begin = time.perf_counter()
    out = write_zip(await export_pack(landing.tenant, house.tenants))
    tell("pack_export", time.perf_counter() - begin, "s", 5)
    if out != content:
        raise SystemExit("the export is another pack")
    tell("pack_memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 500)
    with scope.acting_for(landing.tenant.id):
        encoded = await hash_password(PASSWORD)
        async with house.tenants.transaction():
            for person in landing.newcomers:
                await house.tenants.save_account(Account(person.id, encoded))


async def crowd_of_departments(house: House) -> None:
    """So many departments that every request carries them."""
    tenant = await house.directory.by_code("yushan")
    if tenant is None:
        raise SystemExit("no such tenant")
    with scope.acting_for(tenant.id):
        async with house.tenants.transaction():
            kept = await house.tenants.organisation()
            more = tuple(
                Department(f"d{number}", f"部门{number}", f"部{number}", BodyKind.ADMINISTRATIVE)
                for number in range(DEPARTMENTS - len(kept.departments))
            )
            await house.tenants.save_organisation(replace(kept, departments=(*kept.departments, *more)))


async def pages(house: House) -> None:
    async with AsyncTestClient(create_app(house.settings, house=house)) as client:
        for login, names in (("suyang", ("people", "people?q=clerk1", "people?page=40")), ("lvli", ("departments",))):
            if login == "lvli":
                await crowd_of_departments(house)
            await client.get("/sign-in")
            await client.post(
                "/api/v1/session",
                json={"centre": "yushan", "login": login, "password": PASSWORD},
                headers={"x-csrftoken": client.cookies["banshi-csrf"]},
            )
            for name in names:
                answer = await client.get(f"/admin/{name}")
                if answer.status_code != 200:
                    raise SystemExit(f"{name}: {answer.status_code}")
                begin, wall = time.process_time(), await timed(partial(client.get, f"/admin/{name}"), ROUNDS)
                tell(f"page_{name}_wall", wall * 1e3, "ms", 100)
                tell(f"page_{name}_cpu", (time.process_time() - begin) / ROUNDS * 1e3, "ms", 100)
            client.cookies.clear()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), durable=False)
        database = await open_sqlite(settings.sqlite_file, durable=False)
        await database.migrate()
        house, pack = furnish(settings, database, ManualClock(NOW)), shipped()
        try:
            await packs(house, big(pack))
            await pages(house)
            await crowd(house)
            await publish(house, pack, "c0", "", overlay=False)
            await effective(house, await publish(house, pack, "t0", "c0", overlay=True))
        finally:
            await house.packs.close()
            await house.trials.close()
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())
