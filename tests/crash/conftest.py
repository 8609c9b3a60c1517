"""A data folder with 玉山县 installed and an account for everybody, for servers that are killed."""

import asyncio
import secrets
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from designer_api.demo import packs_by_code
from designer_api.house import furnish
from designer_api.settings import Settings
from engine.clock import WallClock
from engine.installing import Installer
from engine.publishing import Gate
from engine.storage import open_postgres, open_sqlite
from tenants import scope
from tenants.account import Account
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS

PASSWORD = "Chashan-2026-mima"


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Where the server keeps everything."""
    install(Settings(data=tmp_path))
    return tmp_path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The same on each of the two databases."""
    address = request.getfixturevalue("postgres_address") if request.param == "postgres" else ""
    settings = Settings(data=tmp_path, database=address)
    install(settings)
    return settings


def install(settings: Settings) -> None:
    """玉山县 on a fresh database, with an account for everybody."""
    encoded = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    async def make() -> None:
        if settings.database:
            database = await open_postgres(settings.database, connections=2)
            async with database.transaction(owning=True):
                await database.write("drop schema public cascade")
                await database.write("create schema public")
        else:
            database = await open_sqlite(settings.sqlite_file, durable=False)
        await database.migrate()
        house = furnish(settings, database, WallClock())
        gate = Gate(national_calendar(), KINDS)
        installer = Installer(house.directory, house.tenants, house.clock, secrets.token_bytes, gate)
        installed = await installer.install(packs_by_code()["yushan"], effective_from=date(2026, 1, 1))
        assert installed.tenant is not None
        with scope.acting_for(installed.tenant.id):
            async with house.tenants.transaction():
                for person in installed.newcomers:
                    await house.tenants.save_account(Account(person.id, encoded))
        await database.close()

    asyncio.run(make())
