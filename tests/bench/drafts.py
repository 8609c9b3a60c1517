"""How long the gate takes to judge a draft of sixty nodes over HTTP, as it is asked at every pause in drawing."""

import asyncio
import json
import secrets
import statistics
import tempfile
from datetime import datetime
from pathlib import Path
from time import perf_counter

import httpx
from argon2 import PasswordHasher

from bpmn.document import write_diagram
from bpmn.testing import diagram_from
from designer_api.app import create_app
from designer_api.demo import packs_by_code
from designer_api.house import open_house
from designer_api.settings import Settings
from engine.clock import CENTRE_ZONE, ManualClock
from engine.installing import Installer
from engine.publishing import Gate
from tenants import scope
from tenants.account import Account
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS

ROUNDS = 15
TARGET_MS = 300
PASSWORD = "Chashan-2026-mima"


def sixty_nodes() -> str:
    """Eleven joint approvals of two departments one after another (5 nodes each), three steps, start and end: 60."""
    ways, before = [], "S"
    for number in range(11):
        split, left, right, join, after = (f"{sign}{number}" for sign in ("+", "L", "R", "+9", "T"))
        ways += [f"{before} {split} {left}:1 {join} {after}:1", f"{split} {right}:2 {join}"]
        before = after
    return " ; ".join([*ways, f"{before} X:1 Y:1 Z:1 E"])


async def measure() -> list[float]:
    drawn = write_diagram(diagram_from(sixty_nodes(), promised=60)).decode()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), durable=False)
        clock = ManualClock(datetime(2026, 3, 2, 9, 30, tzinfo=CENTRE_ZONE))
        async with open_house(settings, clock) as house:
            gate = Gate(national_calendar(), KINDS)
            installer = Installer(house.directory, house.tenants, clock, secrets.token_bytes, gate)
            installed = await installer.install(packs_by_code()["yushan"])
            assert installed.tenant is not None
            hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
            with scope.acting_for(installed.tenant.id):
                for person in installed.newcomers:
                    await house.tenants.save_account(Account(person.id, hashed))
            app = create_app(settings, house=house)
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
            async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://bench.local") as http:
                await http.get("/sign-in")
                headers = {"x-csrftoken": http.cookies["banshi-csrf"]}
                who = {"centre": "yushan", "login": "xuli", "password": PASSWORD}
                await http.post("/api/v1/session", json=who, headers=headers)
                home = "/api/v1/matters/enterprise_opening/draft"
                await http.post(home, json={"from": {"version": 1}}, headers=headers)
                took = []
                for _ in range(ROUNDS):
                    began = perf_counter()
                    answer = await http.post(f"{home}/judge", json={"files": {"flow.bpmn": drawn}}, headers=headers)
                    took.append((perf_counter() - began) * 1000)
                    assert answer.json()["verdict"]["worst"] == 36, answer.text[:300]
                return took


def main() -> None:
    took = asyncio.run(measure())
    for name, value in (("median", statistics.median(took)), ("slowest", max(took))):
        line = {"name": f"drafts.judge_60_nodes_{name}", "value": round(value, 1), "unit": "ms", "target": TARGET_MS}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
