"""Packs and the stores: every shipped pack comes out of either database as it went in, byte for byte; what an older
release wrote still comes in."""

import stat
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bpmn.finding import has_errors
from engine.storage import Database, open_postgres, open_sqlite
from tenants.archive import FIXED_TIME
from tenants.pack import files_of, read_pack, read_pack_zip, shipped_packs, write_zip
from tenants.store import SqlDirectory, SqlTenantStore
from tenants.tables import TABLES
from tenants.transfer import export_pack, land_pack

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
REMARKED = {"tenant.toml", "registers.toml"}
"""Files that are written anew from what they say; the remarks of whoever wrote them by hand stay in the folder."""
OLD = sorted((Path(__file__).parents[1] / "replay").glob("*.zip"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        opened = await open_sqlite(tmp_path / "banshi.sqlite", durable=False)
    else:
        opened = await open_postgres(request.getfixturevalue("postgres_address"), connections=2)
        async with opened.transaction(owning=True):
            await opened.write("drop schema public cascade")
            await opened.write("create schema public")
    await opened.migrate()
    opened.bind(TABLES)
    yield opened
    await opened.close()


async def there_and_back(content: Any, numbers: Any) -> bytes:
    """Into the store and out of it."""
    directory, store = SqlDirectory(), SqlTenantStore()
    landing = await land_pack(content, directory, store, new_id=lambda: UUID(int=next(numbers)), now=NOW)
    return write_zip(await export_pack(landing.tenant, store))


async def test_every_shipped_pack_comes_out_as_it_went_in(database: Database) -> None:
    numbers = count(1)
    for folder in shipped_packs():
        pack = read_pack(folder).pack
        assert pack is not None, folder.name
        zipped = write_zip(pack)
        assert await there_and_back(pack, numbers) == zipped, folder.name
        again = read_pack_zip(zipped).pack
        assert again == pack, folder.name
        assert await there_and_back(again, numbers) == zipped, folder.name
        written = files_of(again)
        for path in (each for each in folder.rglob("*") if each.is_file()):
            name = path.relative_to(folder).as_posix()
            if name not in REMARKED:
                assert written.pop(name) == path.read_bytes(), (folder.name, name)
        assert set(written) <= REMARKED, "nothing comes out that was not there"
    assert len(shipped_packs()) >= 4


def test_a_zip_says_nothing_of_when_and_where_it_was_made() -> None:
    for folder in shipped_packs():
        pack = read_pack(folder).pack
        assert pack is not None
        with zipfile.ZipFile(BytesIO(write_zip(pack))) as archive:
            names = archive.namelist()
            assert names == sorted(names)
            for each in archive.infolist():
                made = (each.date_time, each.create_system, each.external_attr >> 16, each.extra, each.comment)
                assert made == (FIXED_TIME, 3, stat.S_IFREG | 0o644, b"", b""), each.filename
                assert each.compress_type == zipfile.ZIP_STORED


@pytest.mark.parametrize("file", OLD, ids=[each.stem for each in OLD])
async def test_a_pack_of_an_older_release_still_comes_in(database: Database, file: Path) -> None:
    reading = read_pack_zip(file.read_bytes())
    assert reading.pack is not None
    assert not has_errors(reading.findings), reading.findings
    once = await there_and_back(reading.pack, count(1))
    newer = read_pack_zip(once).pack
    assert newer == reading.pack
    assert await there_and_back(newer, count(10_000)) == once
