"""Pages under load: server time of the work list with 10 000 open tasks on SQLite. One JSON line a figure."""

import asyncio
import json
import secrets
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from designer_api.app import create_app
from designer_api.house import House, furnish
from designer_api.passwords import hash_password
from designer_api.settings import Settings
from engine.cases.applicant import applicant_of
from engine.cases.case import CaseId
from engine.cases.rows import Change
from engine.clock import CENTRE_ZONE, ManualClock
from engine.installing import Installer
from engine.publishing import Gate
from engine.refusal import Refusal
from engine.service import Application
from engine.storage import open_sqlite
from engine.verify.filling import samples_of
from tenants import scope
from tenants.account import Account
from tenants.calendar import national_calendar
from tenants.identity import new_id
from tenants.pack import read_pack, shipped_packs
from tenants.people import Role, actor_of
from tenants.step_kinds import KINDS

NOW = datetime(2026, 10, 9, 10, 20, tzinfo=CENTRE_ZONE)
OPEN = 10_000
ROUNDS = 30


async def fill(house: House, mark: str, matter: str, sample: dict[str, object]) -> str:
    """One real case, then copies of it under other ids and times; the login that sees their tasks."""
    people = [person for person in await house.tenants.people() if Role.WINDOW_CLERK in person.roles]
    if not people:
        raise SystemExit("the pack has no window clerk")
    person = people[0]
    actor = actor_of(person, scope.current(), NOW.date())
    case = await house.service.receive(actor, Application(matter, applicant_of(sample), dict(sample)), mark=mark)
    if isinstance(case, Refusal):
        raise SystemExit(str(case))
    stored = await house.cases.load(case.id)
    events = await house.cases.events(case.id)
    if stored is None:
        raise SystemExit("the case is gone")
    async with house.database.transaction():
        for number in range(2, OPEN + 1):
            at = NOW - timedelta(minutes=number % 5000)
            identity = CaseId(new_id(at, secrets.token_bytes(10)))
            copy = replace(case, id=identity, number=f"玉办〔2026〕{number:05d}号", received_at=at)
            await house.cases.save(Change(None, copy, stored.state, tuple(replace(e) for e in events)))
    account = Account(person.id, await hash_password("bench-Password-1"))
    async with house.tenants.transaction():
        await house.tenants.save_account(account)
    return person.login


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        database = await open_sqlite(settings.sqlite_file, durable=False)
        await database.migrate()
        house = furnish(settings, database, ManualClock(NOW))
        pack = read_pack(next(p for p in shipped_packs() if p.name == "yushan")).pack
        if pack is None:
            raise SystemExit("the shipped pack cannot be read")
        installer = Installer(
            house.directory, house.tenants, house.clock, secrets.token_bytes, Gate(national_calendar(), KINDS)
        )
        installed = await installer.install(pack)
        if installed.tenant is None:
            raise SystemExit("; ".join(map(str, installed.findings)))
        matter = pack.bundles[0].code
        with scope.acting_for(installed.tenant.id):
            sample = samples_of(pack, matter)["application"]
            login = await fill(house, pack.tenant.case_mark, matter, sample)
        async with AsyncTestClient(create_app(settings, house=house)) as client:
            token = (await client.get("/sign-in")).cookies["banshi-csrf"]
            signed = await client.post(
                "/api/v1/session",
                json={"centre": "yushan", "login": login, "password": "bench-Password-1"},
                headers={"x-csrftoken": token},
            )
            if signed.status_code != 200:
                raise SystemExit(signed.text)
            for name, path in (
                ("task list page", "/tasks"),
                ("task list API", "/api/v1/tasks"),
                ("case list page", "/cases"),
            ):
                await measure(client, name, path)
        await database.close()


async def measure(client: AsyncTestClient, name: str, path: str) -> None:
    """Median wall and CPU milliseconds of one request, client and server in one process."""
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = await client.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    for kind, values in (("wall", walls), ("cpu", cpus)):
        figure = {
            "name": f"{name}, {OPEN} open tasks, SQLite, {kind}",
            "value": round(statistics.median(values), 1),
            "unit": "ms",
            "baseline": 50,
            "ratio": round(statistics.median(values) / 50, 2),
        }
        print(json.dumps(figure, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
