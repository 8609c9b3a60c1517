"""PostgreSQL behind the stores: every statement runs in a transaction that acts for the tenant of `tenants.scope`.

Outside a transaction of its own a statement gets a short one, so that nothing is ever set on a pooled connection for
longer (a pooler between server and database may hand the connection to anybody).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from asyncpg import InsufficientPrivilegeError
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from engine.errors import StorageError
from engine.protection import APP_ROLE, JOIN_ROLE, MAKE_ROLE, MAY_BE, ROLE_EXISTS, TABLES, entering, spread
from tenants import scope

Reach = tuple[str, bool]
"""Whose rows are reached: the tenant's id or "", and whether the question goes beyond one tenant."""


def _reach() -> Reach:
    tenant = scope.current_or_none()
    return ("" if tenant is None else str(tenant), scope.is_beyond())


class ScopedTransaction(PostgresTransaction):
    """A transaction that follows the scope; `owning` keeps the rights of the sign-in role, for the schema alone."""

    def __init__(self, engine: "ScopedPostgres", *, allow_nested: bool = True, owning: bool = False) -> None:
        super().__init__(engine, allow_nested=allow_nested)
        self.owning = owning
        self._reached: Reach | None = None

    async def enter(self) -> None:
        """Before a statement: act for the tenant of the scope, if the last statement acted for another."""
        wanted = _reach()
        if wanted != self._reached:
            role = "" if self.owning else self.engine.role  # type: ignore[attr-defined]
            await self.connection.execute(entering(wanted[0], beyond=wanted[1], role=role))
            self._reached = wanted


class ScopedPostgres(PostgresEngine):
    """Piccolo's engine with the net: `role` is "" until the schema and its rights are there."""

    def __init__(self, dsn: str) -> None:
        super().__init__(config={"dsn": dsn}, extensions=())
        self.current_transaction: ContextVar[Any]
        self.role = ""

    async def open(self, connections: int) -> None:
        await self.start_connection_pool(min_size=1, max_size=connections)
        await self.look_for_role()

    async def look_for_role(self) -> None:
        """Work as the application's role from now on, if this sign-in may."""
        if self.pool is None:
            raise StorageError("数据库连接池没有打开。")
        async with self.pool.acquire() as connection:
            self.role = APP_ROLE if await connection.fetch(MAY_BE) else ""

    def transaction(self, allow_nested: bool = True, *, owning: bool = False) -> ScopedTransaction:
        return ScopedTransaction(self, allow_nested=allow_nested, owning=owning)

    @asynccontextmanager
    async def reaching(self) -> AsyncIterator[Any]:
        """A connection on which the next statements act for the scope: the running transaction's, else one of the
        pool's in a short transaction of its own."""
        current = self.current_transaction.get()
        if current is not None:
            await current.enter()
            yield current.connection
            return
        if self.pool is None:
            raise StorageError("数据库连接池没有打开。")
        async with self.pool.acquire() as connection, connection.transaction():
            tenant, beyond = _reach()
            await connection.execute(entering(tenant, beyond=beyond, role=self.role))
            yield connection

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        async with self.reaching() as connection:
            return await connection.fetch(query, *(args or ()))

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        current = self.current_transaction.get()
        if current is not None:
            await current.enter()
        return await super().run_querystring(querystring, in_pool)

    async def spread_net(self) -> None:
        """Inside an owning transaction: make the application's role, and let row-level security hold every table."""
        connection = self.current_transaction.get().connection
        try:
            if not await connection.fetch(ROLE_EXISTS):
                await connection.execute(MAKE_ROLE)
            if not await connection.fetch(MAY_BE):
                await connection.execute(JOIN_ROLE)
        except InsufficientPrivilegeError:
            raise StorageError(
                f"数据库账号不能建立应用角色，请数据库管理员执行：create role {APP_ROLE} nologin; "
                f"grant {APP_ROLE} to 本账号; 然后重试。"
            ) from None
        schema = await connection.fetchval("select current_schema()")
        tables = [(row["name"], row["owned"]) for row in await connection.fetch(TABLES)]
        for statement in spread(tables, schema):
            await connection.execute(statement)
