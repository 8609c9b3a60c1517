"""The whole application on a fresh database with the shipped packs, at a moment that the test moves by hand.

The data folder is made once a run and copied for every test. People sign in through the door like anyone else; their
passwords are hashed once, with the cheapest parameters argon2 knows, because the parameters stand in the hash.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from designer_api.app import create_app
from designer_api.demo import packs_by_code
from designer_api.house import House, furnish, open_house
from designer_api.settings import Settings
from engine.cases.case import Case, CaseId
from engine.cases.events import AnyEvent
from engine.clock import CENTRE_ZONE, ManualClock
from engine.installing import Installer
from engine.publishing import Gate
from engine.storage import Database, open_sqlite
from engine.ticker import Ticker
from engine.verify.filling import samples_of
from tenants import scope
from tenants.account import Account
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=CENTRE_ZONE)
"""A Monday on which nothing is off."""
PASSWORD = "Chashan-2026-mima"
MATTER = "enterprise_opening"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class _Forms(HTMLParser):
    """The forms of a page with what a browser would send, and the buttons that send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.inside = ""
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.inside = given["action"]
            self.forms.setdefault(self.inside, [])
        elif not self.inside or "disabled" in given:
            return
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in given:
                    self.forms[self.inside].append((name, value or "on"))
            elif kind not in ("submit", "button", "image", "reset", "file"):
                self.forms[self.inside].append((name, value))
        elif tag == "textarea" and name:
            self._area = (name, [])
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((value, "selected" in given))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""
        elif tag == "textarea" and self._area is not None:
            self.forms[self.inside].append((self._area[0], "".join(self._area[1])))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self.forms[self.inside] += [(name, value) for value in chosen]
            self._select = None


@dataclass
class Caller:
    """Somebody at the door with a browser of their own: keeps cookies, sends the CSRF token along."""

    http: httpx.AsyncClient

    async def get(self, address: str, **more: Any) -> httpx.Response:
        return await self.http.get(address, **more)

    async def send(self, method: str, address: str, json: object = None, **more: Any) -> httpx.Response:
        """A request of a program, with the CSRF token in its header."""
        headers = {"x-csrftoken": await self.csrf(), **more.pop("headers", {})}
        if json is not None:
            more["json"] = json
        return await self.http.request(method, address, headers=headers, **more)

    async def post(self, address: str, json: object = None, **more: Any) -> httpx.Response:
        return await self.send("POST", address, json, **more)

    async def csrf(self) -> str:
        if "banshi-csrf" not in self.http.cookies:
            await self.http.get("/sign-in")
        return self.http.cookies["banshi-csrf"]

    async def sign_in(self, login: str, centre: str = "yushan", password: str = PASSWORD) -> httpx.Response:
        return await self.post("/api/v1/session", {"centre": centre, "login": login, "password": password})

    # ---- what officers do through the API
    async def receive(self, data: dict[str, Any], matter: str = MATTER) -> dict[str, Any]:
        """收件; the case as the API tells it."""
        answer = await self.post("/api/v1/cases", {"matter": matter, "data": data})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def complete(self, case: dict[str, Any], element: str, **what: Any) -> httpx.Response:
        """Finish the open step of that element."""
        token = next(step["token"] for step in case["steps"] if step["element"] == element)
        return await self.post(f"/api/v1/cases/{case['id']}/steps/{token}/complete", what)

    async def read(self, case: dict[str, Any]) -> dict[str, Any]:
        answer = await self.get(f"/api/v1/cases/{case['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def record(self, case: dict[str, Any]) -> list[str]:
        """The lines of the record, `who text`."""
        answer = await self.get(f"/api/v1/cases/{case['id']}/record")
        return [f"{line['who']} {line['text']}".strip() for line in answer.json()]

    # ---- what people do on pages
    async def submit(
        self, page: str, action: str, changes: dict[str, str | list[str]] | None = None, **more: Any
    ) -> httpx.Response:
        """Open a page, change some fields of the form with that action, send it as a browser does."""
        shown = await self.get(page)
        reader = _Forms()
        reader.feed(shown.text)
        assert action in reader.forms, f"{page} has no form for {action}: {list(reader.forms)}"
        fields: dict[str, Any] = {}
        for name, value in reader.forms[action]:
            fields.setdefault(name, []).append(value)
        fields |= changes or {}
        return await self.http.post(action, data=fields, **more)


@dataclass
class Centre:
    """The application under test, and the ways in: through the door as somebody, or to the stores behind it."""

    app: Litestar
    house: House
    clock: ManualClock
    samples: dict[str, dict[str, Any]]
    _stack: AsyncExitStack = field(repr=False)

    async def stranger(self, base: str = "http://testserver.local") -> Caller:
        """Somebody who has not signed in."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        http = httpx.AsyncClient(transport=transport, base_url=base)
        return Caller(await self._stack.enter_async_context(http))

    async def officer(self, login: str, centre: str = "yushan") -> Caller:
        """Somebody of the centre, signed in."""
        caller = await self.stranger()
        answer = await caller.sign_in(login, centre)
        assert answer.status_code == 200, answer.text
        return caller

    def at(self, text: str) -> None:
        """Move the clock to `03-02 15:00` of 2026."""
        self.clock.set(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CENTRE_ZONE))

    async def tick(self) -> int:
        """What is due now takes effect."""
        return await Ticker(self.house.cases, self.house.service, "test").tick()

    async def tenant(self, code: str = "yushan") -> UUID:
        tenant = await self.house.directory.by_code(code)
        assert tenant is not None
        return tenant.id

    async def stored(self, case: str, code: str = "yushan") -> tuple[Case, tuple[AnyEvent, ...]]:
        """A case and its events as the store holds them."""
        with scope.acting_for(await self.tenant(code)):  # type: ignore[arg-type]
            found = await self.house.cases.load(CaseId(UUID(case)))
            assert found is not None
            return found.case, await self.house.cases.events(found.case.id)

    async def events_in_all(self) -> int:
        """How many events all tenants hold together: unchanged when nothing was done."""
        found = 0
        for tenant in await self.house.directory.all():
            with scope.acting_for(tenant.id):
                (row,) = await self.house.database.fetch("select count(*) as n from case_event")
            found += int(row["n"])
            if self.house.database.is_sqlite:
                break  # which has no net: one question counts them all
        return found


async def _furnish(database: Database, settings: Settings) -> None:
    house = furnish(settings, database, ManualClock(MORNING))
    gate = Gate(national_calendar(), KINDS)
    installer = Installer(house.directory, house.tenants, house.clock, secrets.token_bytes, gate)
    for pack in packs_by_code().values():
        installed = await installer.install(pack, effective_from=date(2026, 1, 1))
        assert installed.tenant is not None, installed.findings
        with scope.acting_for(installed.tenant.id):
            async with house.tenants.transaction():
                for person in installed.newcomers:
                    await house.tenants.save_account(Account(person.id, _HASH))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the shipped tenants and an account for everybody."""
    settings = Settings(data=tmp_path_factory.mktemp("furnished"), durable=False)

    async def make() -> None:
        database = await open_sqlite(settings.sqlite_file, durable=False)
        await database.migrate()
        await _furnish(database, settings)
        await database.close()

    asyncio.run(make())
    return settings.data


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Centre]:
    clock = ManualClock(MORNING)
    samples = samples_of(packs_by_code()["yushan"], MATTER)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings, clock))
        if settings.database:
            async with house.database.transaction(owning=True):
                await house.database.write("drop schema public cascade")
                await house.database.write("create schema public")
            await house.database.migrate()
            await _furnish(house.database, settings)
        app = create_app(settings, house=house)
        await stack.enter_async_context(app.lifespan())
        yield Centre(app, house, clock, samples, stack)


@pytest.fixture
async def centre(furnished: Path, tmp_path: Path) -> AsyncIterator[Centre]:
    """The application on SQLite."""
    copyfile(furnished / "banshi.sqlite", tmp_path / "banshi.sqlite")
    async with _opened(Settings(data=tmp_path, durable=False)) as opened:
        yield opened


@pytest.fixture
def opened(furnished: Path, tmp_path: Path) -> Callable[..., AbstractAsyncContextManager[Centre]]:
    """The application on SQLite with settings of one's own."""

    def make(**settings: Any) -> AbstractAsyncContextManager[Centre]:
        copyfile(furnished / "banshi.sqlite", tmp_path / "banshi.sqlite")
        return _opened(Settings(data=tmp_path, durable=False, **settings))

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def any_centre(request: pytest.FixtureRequest, furnished: Path, tmp_path: Path) -> AsyncIterator[Centre]:
    """The application on each of the two databases."""
    if request.param == "sqlite":
        copyfile(furnished / "banshi.sqlite", tmp_path / "banshi.sqlite")
        settings = Settings(data=tmp_path, durable=False)
    else:
        settings = Settings(data=tmp_path, database=request.getfixturevalue("postgres_address"))
    async with _opened(settings) as opened:
        yield opened


@pytest.fixture
def application(furnished: Path) -> dict[str, Any]:
    """The answers of an application that needs nothing more."""
    return dict(samples_of(packs_by_code()["yushan"], MATTER)["application"])


Registered = Callable[[Centre], Awaitable[dict[str, Any]]]


@pytest.fixture
def received(application: dict[str, Any]) -> Registered:
    """A case just received by the window of 玉山县."""

    async def make(at: Centre) -> dict[str, Any]:
        return await (await at.officer("chenyang")).receive(application)

    return make


@pytest.fixture
async def bare_lists(centre: Any) -> None:
    """玉山县 before anybody kept a catalogue or a list of what has entered."""
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            kept = await centre.house.tenants.registers()
            await centre.house.tenants.save_registers(replace(kept, catalogue=(), presence=()))
