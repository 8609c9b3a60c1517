"""PostgreSQL's own net: a statement that forgot its tenant gets nothing, one that names another's gets nothing more."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from engine.protection import APP_ROLE, APPENDED_ONLY, ASKED_BEYOND
from engine.storage import Database, open_postgres
from tenants import scope
from tenants.identity import TenantId

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]
HERE, THERE = (TenantId(UUID(int=number)) for number in (1, 2))
OPEN = {"tenant", "schema_migration"}
"""The directory of centres, which the sign-in page shows to everybody, and the list of migrations."""


@pytest.fixture
async def database(postgres_address: str) -> AsyncIterator[Database]:
    opened = await open_postgres(postgres_address, connections=2)
    async with opened.transaction(owning=True):
        await opened.write("drop schema public cascade")
        await opened.write("create schema public")
    await opened.migrate()
    yield opened
    await opened.close()


async def owned(database: Database) -> dict[str, tuple[bool, bool]]:
    """Every table of the schema: whether its rows are secured, and against its owner too."""
    rows = await database.fetch(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class "
        "where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    return {row["relname"]: (row["relrowsecurity"], row["relforcerowsecurity"]) for row in rows}


async def fill(database: Database, table: str, tenant: TenantId) -> None:
    """A row of that tenant with whatever the columns take."""
    columns = await database.fetch(
        "select column_name as name, data_type as kind from information_schema.columns "
        "where table_name = ? and table_schema = 'public' and (is_nullable = 'NO' or column_name = 'tenant')",
        table,
    )
    values = {"uuid": str(UUID(int=7)), "bytea": b"x", "text": "{}", "character varying": "x", "double precision": 1.0}
    given = {row["name"]: values.get(row["kind"], 1) for row in columns} | {"tenant": str(tenant)}
    if table == "web_session":
        given["token_hash"] = str(tenant)
    names = ", ".join(f'"{name}"' for name in given)
    async with database.transaction():
        await database.write(f"insert into {table} ({names}) values ({', '.join('?' * len(given))})", *given.values())


async def test_every_table_of_tenants_lies_under_the_net(database: Database) -> None:
    tables = await owned(database)
    assert {name for name, secured in tables.items() if secured != (True, True)} == OPEN
    assert len(tables) > 20


async def test_a_statement_without_a_tenant_gets_nothing(database: Database) -> None:
    for table in sorted(set(await owned(database)) - OPEN):
        for tenant in (HERE, THERE):
            with scope.acting_for(tenant):
                await fill(database, table, tenant)
        assert await database.fetch(f"select * from {table}") == [], table
        async with database.transaction():
            assert await database.write(f"select * from {table}") == [], table
            if table not in APPENDED_ONLY:
                assert await database.write(f"delete from {table} returning tenant") == [], table
        for tenant in (HERE, THERE):
            with scope.acting_for(tenant):
                rows = await database.fetch(f"select * from {table}")
                assert [str(row["tenant"]) for row in rows] == [str(tenant)], table
        with scope.beyond_tenants():
            assert len(await database.fetch(f"select * from {table}")) == 2 * (table in ASKED_BEYOND), table


async def test_what_is_another_tenants_cannot_be_read_changed_or_made(database: Database) -> None:
    with scope.acting_for(THERE):
        await fill(database, "counter", THERE)
    with scope.acting_for(HERE):
        assert await database.fetch("select * from counter where tenant = ?", str(THERE)) == []
        async with database.transaction():
            changed = "update counter set value = 9 where tenant = ? returning value"
            assert await database.write(changed, str(THERE)) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fill(database, "counter", THERE)
    with scope.acting_for(THERE):
        (row,) = await database.fetch("select value from counter")
        assert row["value"] == 1


async def test_a_transaction_follows_the_scope_and_a_connection_keeps_nothing(database: Database) -> None:
    for tenant in (HERE, THERE):
        with scope.acting_for(tenant):
            await fill(database, "counter", tenant)
    async with database.transaction():
        for tenant in (HERE, THERE, HERE):
            with scope.acting_for(tenant):
                rows = await database.write("select tenant from counter")
                assert [str(row["tenant"]) for row in rows] == [str(tenant)]
        assert await database.write("select tenant from counter") == []
    for _ in range(4):
        assert await database.fetch("select tenant from counter") == []


async def test_the_application_owns_nothing_and_bypasses_nothing(database: Database) -> None:
    (who,) = await database.fetch("select current_user::text as name")
    assert who["name"] == APP_ROLE
    (role,) = await database.fetch(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcanlogin from pg_roles where rolname = ?", APP_ROLE
    )
    assert not any(role.values())
    assert await database.fetch("select 1 as one from pg_tables where tableowner = ?", APP_ROLE) == []
    for statement in (
        "alter table counter disable row level security",
        "drop policy tenant_net on counter",
        "create table mine (id integer)",
        "update case_event set seq = 9",
        "delete from case_event",
        "insert into schema_migration (name) values ('forged')",
    ):
        with scope.acting_for(HERE), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction():
                await database.write(statement)


async def test_a_sign_in_that_is_no_owner_serves_once_the_owner_has_migrated(
    database: Database, postgres_address: str
) -> None:
    async with database.transaction(owning=True):
        await database.write("drop role if exists banshi_server")
        await database.write(f"create role banshi_server login in role {APP_ROLE}")
    served = await open_postgres(postgres_address.replace("//postgres:@", "//banshi_server:@"), connections=1)
    try:
        assert await served.migrate() == []
        with scope.acting_for(HERE):
            await fill(served, "counter", HERE)
            assert len(await served.fetch("select * from counter")) == 1
        assert await served.fetch("select * from counter") == []
    finally:
        await served.close()
