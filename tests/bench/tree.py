"""The tree page through the HTTP door: `python tests/bench/tree.py` — one JSON line a figure.

10 000 tenants under one province (11 cities, 99 counties, the rest townships, one county with 1 000 of them), each with
a site, a grading and 20 published matters in the rows the page reads; SQLite, client and server in one process.
"""

import asyncio
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from litestar.testing import AsyncTestClient

from designer_api.app import create_app
from designer_api.house import House, furnish
from designer_api.passwords import hash_password
from designer_api.settings import Settings
from engine.clock import CENTRE_ZONE, ManualClock
from engine.storage import open_sqlite
from tenants import scope
from tenants.account import Account
from tenants.halls import Criterion, Grading
from tenants.identity import PersonId, TenantId, new_id
from tenants.organisation import Site, SiteKind
from tenants.people import PersonProfile, Role
from tenants.rows import to_json
from tenants.tenant import Level, Tenant, TenantProfile

NOW = datetime(2026, 10, 9, 10, 20, tzinfo=CENTRE_ZONE)
TENANTS, CITIES, COUNTIES, MATTERS, CROWD, ROUNDS = 10_000, 11, 99, 20, 1_000, 20
PASSWORD = "bench-Password-1"
KINDS = {Level.TOWNSHIP: SiteKind.TOWNSHIP}
CRITERION, GRADING = Criterion("sign", "统一挂牌"), Grading("main", date(2026, 1, 5), ("sign",))
PORTION = 500
"""Rows a statement."""


def profiles() -> Iterator[TenantProfile]:
    """The province, its cities, their counties, and townships spread over the counties but for one that has many."""
    yield profile("top", "", Level.PROVINCE, "360000")
    for number in range(CITIES):
        yield profile(f"s{number}", "top", Level.CITY, f"36{number + 1:02}00")
    for number in range(COUNTIES):
        yield profile(f"c{number}", f"s{number % CITIES}", Level.COUNTY, f"36{number % CITIES + 1:02}{number + 1:02}")
    for number in range(TENANTS - 1 - CITIES - COUNTIES):
        parent = "c0" if number < CROWD else f"c{1 + number % (COUNTIES - 1)}"
        yield profile(f"t{number}", parent, Level.TOWNSHIP, "361123200")


def profile(code: str, parent: str, level: Level, region: str) -> TenantProfile:
    name = f"{level.chinese}{code}"
    return TenantProfile(code=code, name=name, centre=f"{name}中心", level=level, region_code=region, parent=parent)


async def fill(house: House) -> None:
    """All tenants with what the page reads of them, and somebody at the top, a county and a township."""
    encoded = await hash_password(PASSWORD)
    tenants = [each.with_id(TenantId(new_id(NOW, secrets.token_bytes(10)))) for each in profiles()]
    async with house.database.transaction():
        await insert(house, "tenant", [(str(t.id), t.code, t.parent, to_json(t.profile)) for t in tenants])
        await insert(house, "site", [(str(t.id), "main", 0, to_json(site_of(t))) for t in tenants])
        for kind, row in (("criteria", CRITERION), ("gradings", GRADING)):
            facts = to_json(row)
            await insert(house, "tenant_register", [(str(t.id), kind, 0, "main", facts) for t in tenants])
        columns = "(tenant, matter, number, hash, effective_from, retired_from, published_at, source, over_number)"
        for number in range(MATTERS):
            rows = [(str(t.id), f"matter{number}", 1, "0" * 64, "2026-01-05", "", 0, "", 0) for t in tenants]
            await insert(house, f"matter_version {columns}", rows)
        for tenant in tenants:
            if tenant.code in ("top", "c0", "t0"):
                with scope.acting_for(tenant.id):
                    person = PersonProfile(login="look", name="看样", roles=(Role.WINDOW_CLERK,))
                    known = person.with_id(PersonId(new_id(NOW, secrets.token_bytes(10))))
                    await house.tenants.save_person(known)
                    await house.tenants.save_account(Account(known.id, encoded))


def site_of(tenant: Tenant) -> Site:
    return Site("main", tenant.centre, KINDS.get(tenant.level, SiteKind.CENTRE))


async def insert(house: House, table: str, rows: list[tuple[object, ...]]) -> None:
    """Many rows a statement."""
    for first in range(0, len(rows), PORTION):
        part = rows[first : first + PORTION]
        marks = ", ".join(f"({', '.join('?' * len(row))})" for row in part)
        await house.database.write(f"insert into {table} values {marks}", *(value for row in part for value in row))


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        database = await open_sqlite(settings.sqlite_file, durable=False)
        await database.migrate()
        house = furnish(settings, database, ManualClock(NOW))
        await fill(house)
        try:
            await measure_all(settings, house)
        finally:
            await database.close()


async def measure_all(settings: Settings, house: House) -> None:
    """The page as somebody at the top, at a county and at a township opens it."""
    for centre, paths in (
        ("top", ("/tree", "/tree/s3", "/tree/c7", "/tree/c0", "/tree/c0?page=20", "/tree/t5000", "/tree/coverage")),
        ("c0", ("/tree", "/tree/top")),
        ("t0", ("/tree",)),
    ):
        async with AsyncTestClient(create_app(settings, house=house)) as client:
            await sign_in(client, centre)
            for path in paths:
                await measure(client, f"{centre} {path}", path)


async def sign_in(client: AsyncTestClient, centre: str) -> None:
    token = (await client.get("/sign-in")).cookies["banshi-csrf"]
    body = {"centre": centre, "login": "look", "password": PASSWORD}
    signed = await client.post("/api/v1/session", json=body, headers={"x-csrftoken": token})
    if signed.status_code != 200:
        raise SystemExit(signed.text)


async def measure(client: AsyncTestClient, name: str, path: str) -> None:
    """Median wall milliseconds of one request."""
    walls = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        answer = await client.get(path)
        walls.append((time.perf_counter() - begin) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text[:3000]}")
    most = 1000 if path.endswith("coverage") else 100
    value = round(statistics.median(walls), 1)
    name = f"tree page, {TENANTS} tenants, {name}"
    print(json.dumps({"name": name, "value": value, "unit": "ms", "baseline": most, "ratio": round(value / most, 3)}))


if __name__ == "__main__":
    asyncio.run(main())
