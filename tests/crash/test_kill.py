"""The server is killed in the middle of work, again and again: what it acknowledged is there, nothing twice."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from designer_api.demo import packs_by_code
from designer_api.settings import Settings
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import Case
from engine.cases.codec import case_from_bytes, case_to_bytes, event_from_bytes
from engine.cases.rows import moments, tasks
from engine.instants import to_micros
from engine.storage import open_postgres, open_sqlite
from engine.verify.filling import samples_of

ROUNDS = 4
SOAK_ROUNDS = 50
WORKERS = 4
ROOT = Path(__file__).parents[2]
SECONDS = 2.0
"""How long a server works before it is killed, at most."""


@dataclass
class Acknowledged:
    """What the server said was done, by the words of its answers."""

    received: list[str] = field(default_factory=list)
    completed: list[tuple[str, int]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


@contextmanager
def server(place: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process; killed without warning at the end of the block."""
    program = "from designer_api.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", program, "serve", "--data", str(place.data), "--port", "0"]
    environment = {**os.environ, "BANSHI_DATABASE": place.database}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd=ROOT
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("已启动："), line
    try:
        yield process, line.split("：", 1)[1].split("\u3000")[0]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def work(address: str, seed: int, stop: threading.Event, told: Acknowledged, password: str) -> None:
    """Receive and complete as fast as the server answers, until it is gone."""
    chance = random.Random(seed)
    samples = samples_of(packs_by_code()["yushan"], "enterprise_opening")
    try:
        with httpx.Client(base_url=address, timeout=5) as http:
            http.get("/sign-in")
            headers = {"x-csrftoken": http.cookies["banshi-csrf"]}
            body = {"centre": "yushan", "login": chance.choice(["chenyang", "gaoli"]), "password": password}
            http.post("/api/v1/session", json=body, headers=headers).raise_for_status()
            while not stop.is_set():
                body = {"matter": "enterprise_opening", "data": samples["application"]}
                answer = http.post("/api/v1/cases", json=body, headers=headers)
                if answer.status_code != 201:
                    continue
                case = answer.json()
                told.received.append(case["id"])
                told.numbers.append(case["number"])
                if chance.random() < 0.3:
                    continue
                token = case["steps"][0]["token"]
                done = {"outcome": "受理", "data": samples["acceptance"]}
                answer = http.post(f"/api/v1/cases/{case['id']}/steps/{token}/complete", json=done, headers=headers)
                if answer.status_code == 200:
                    told.completed.append((case["id"], token))
    except httpx.TransportError:
        return  # killed: what was not answered may or may not have happened


def one_life(place: Settings, number: int, told: Acknowledged, password: str) -> None:
    """A server's life: clients work, then it is killed in the middle."""
    stop = threading.Event()
    with server(place) as (process, address):
        before = len(told.completed)
        threads = [
            threading.Thread(target=work, args=(address, number * 100 + each, stop, told, password))
            for each in range(WORKERS)
        ]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 10
        while len(told.completed) < before + 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(random.Random(number).uniform(0.1, SECONDS))
        assert process.poll() is None, "the server must still run when it is killed"
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


@pytest.mark.timeout(100)
def test_what_was_acknowledged_survives_and_nothing_is_there_twice(place: Settings, password: str) -> None:
    killed_again_and_again(place, password, ROUNDS if not place.database else 1)


@pytest.mark.soak
def test_fifty_kills_lose_and_double_nothing(place: Settings, password: str) -> None:
    killed_again_and_again(place, password, SOAK_ROUNDS)


def killed_again_and_again(place: Settings, password: str, rounds: int) -> None:
    """Live and die so many times, then hold the tables against what was acknowledged."""
    told = Acknowledged()
    for number in range(rounds):
        one_life(place, number, told, password)
    print(f"{rounds} kills, {len(told.completed)} acknowledged steps")
    assert len(told.completed) >= 3 * rounds
    rows = asyncio.run(everything(place))
    cases = {case.id: case for case in map(case_from_bytes, (row["document"] for row in rows["case_open"]))}
    events: dict[str, list[Any]] = {}
    for row in rows["case_event"]:
        events.setdefault(str(row["case_id"]), []).append((row["seq"], event_from_bytes(row["body"])))

    # every acknowledged receipt and completion is there
    kept = {str(identity) for identity in cases}
    assert set(told.received) <= kept
    done = Counter(
        (case, event.token)
        for case, history in events.items()
        for _, event in history
        if isinstance(event, e.StepCompleted)
    )
    assert all(done[each] == 1 for each in told.completed)
    assert max(done.values()) == 1
    # numbers are unique, and none was told to two people
    assert max(Counter(case.number for case in cases.values()).values()) == 1
    assert len(set(told.numbers)) == len(told.numbers)
    # a case is what its events make of it, and its events have no gap
    assert set(events) == kept
    for case, history in events.items():
        assert [seq for seq, _ in history] == list(range(1, len(history) + 1))
        rebuilt = apply_all(None, (event for _, event in history))
        assert case_from_bytes(case_to_bytes(rebuilt)) == cases[rebuilt.id]
        assert str(rebuilt.id) == case
    # the rows of work and of due moments are exactly those that the cases ask for
    assert_rows(rows, list(cases.values()))
    # a message for each receipt and each acceptance, none twice
    wanted = Counter((str(case.id), "received") for case in cases.values())
    wanted += Counter((str(case.id), "accepted") for case in cases.values() if case.accepted_at)
    assert Counter((str(row["case_id"]), row["kind"]) for row in rows["outbox"]) == wanted


def assert_rows(rows: dict[str, list[dict[str, Any]]], cases: list[Case]) -> None:
    """Due rows and task rows, recomputed from the cases."""
    due = {
        (moment.id, moment.kind, moment.token, to_micros(moment.at)) for c in cases for moment in moments(c).values()
    }
    assert {(row["id"], row["kind"], row["token"], row["due_at"]) for row in rows["due_row"]} == due
    work = {(str(task.case), task.token, task.element, task.department) for c in cases for task in tasks(c).values()}
    assert {(str(row["case_id"]), row["token"], row["element"], row["department"]) for row in rows["task_open"]} == work


async def everything(place: Settings) -> dict[str, list[dict[str, Any]]]:
    """The tables as the last kill left them."""
    database = await (open_postgres(place.database) if place.database else open_sqlite(place.sqlite_file))
    try:
        async with database.transaction(owning=True):
            return {
                table: await database.fetch(f"select * from {table} order by 1, 2, 3, 4")
                for table in ("case_open", "case_event", "task_open", "due_row", "outbox")
            }
    finally:
        await database.close()
