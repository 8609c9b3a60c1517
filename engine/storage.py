"""The two databases behind the stores: SQLite with kept connections (one process, one writer) and PostgreSQL.

Piccolo's own SQLite engine opens a connection and a thread for every query; `PooledSQLite` keeps one writer behind a
lock and a few readers. Statements written by hand use `?` for parameters; `Database` turns them into PostgreSQL's
`$1`. Only the stores, the tables and the settings of the doors see this module.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory
from piccolo.table import Table

from engine.errors import StorageError
from engine.schema import migrations

if TYPE_CHECKING:
    from engine.postgres_storage import ScopedPostgres

Row = dict[str, Any]
READERS = 2
_KNOWS_MIGRATIONS = {
    True: "select 1 as one from sqlite_master where name = 'schema_migration'",
    False: "select 1 as one from pg_tables where tablename = 'schema_migration' and schemaname = current_schema()",
}
_PRAGMAS = ("busy_timeout=5000", "journal_mode=wal", "foreign_keys=1", "cache_size=-65536", "temp_store=memory")


class _Transaction(SQLiteTransaction):
    """A transaction on the one writer connection, held by the engine's lock."""

    async def __aenter__(self) -> "_Transaction":
        engine = cast(PooledSQLite, self.engine)
        if self._parent is not None:
            return cast(_Transaction, self._parent)
        await engine.writing.acquire()
        try:
            self.connection = engine.writer
            await self.begin()  # type: ignore[no-untyped-call]
            self.context = engine.current_transaction.set(self)
        except BaseException:
            engine.writing.release()
            raise
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        engine = cast(PooledSQLite, self.engine)
        try:
            if exception is not None:
                if not self._rolled_back:
                    await self.rollback()  # type: ignore[no-untyped-call]
            elif not self._committed and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]
        except BaseException:
            if self.connection.in_transaction:
                await self.connection.execute("ROLLBACK")
            raise
        finally:
            engine.current_transaction.reset(self.context)
            engine.writing.release()
        return exception is None


class PooledSQLite(SQLiteEngine):
    """Piccolo's SQLite engine on kept connections. `durable` waits for the disk at every commit (synchronous=FULL)."""

    def __init__(self, path: str, *, durable: bool = True) -> None:
        super().__init__(path=path)
        self._sync = "full" if durable else "normal"
        self.writing = asyncio.Lock()
        self.writer: aiosqlite.Connection
        self._readers: asyncio.Queue[aiosqlite.Connection]

    async def _connect(self, *extra: str) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = dict_factory  # type: ignore[assignment]
        for pragma in (*_PRAGMAS, f"synchronous={self._sync}", *extra):
            await connection.execute(f"pragma {pragma}")
        return connection

    async def open(self) -> None:
        self.writer = await self._connect()
        self._readers = asyncio.Queue()
        for _ in range(READERS):
            self._readers.put_nowait(await self._connect("wal_autocheckpoint=0", "query_only=1"))

    async def close(self) -> None:
        while not self._readers.empty():
            await self._readers.get_nowait().close()
        await self.writer.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection to read from: the running transaction's own, else one of the readers."""
        current = self.current_transaction.get()
        if current is not None:
            yield current.connection
            return
        connection = await self._readers.get()
        try:
            yield connection
        finally:
            self._readers.put_nowait(connection)

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = False
    ) -> _Transaction:
        return _Transaction(self, transaction_type, allow_nested)

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: Any = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        return await connection.execute_fetchall(query, args or [])

    async def _run_in_new_connection(
        self, query: str, args: Any = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        if query.lstrip()[:6].upper() == "SELECT":
            async with self.reading() as connection:
                return await connection.execute_fetchall(query, args or [])
        async with self.writing:
            return await self.writer.execute_fetchall(query, args or [])


class Database:
    """One open database: Piccolo tables are bound to it, hand-written statements run on it."""

    def __init__(self, engine: "PooledSQLite | ScopedPostgres", lock: int | None = None) -> None:
        self.engine = engine
        self._lock = lock

    @property
    def is_sqlite(self) -> bool:
        return isinstance(self.engine, PooledSQLite)

    def bind(self, tables: Sequence[type[Table]]) -> None:
        """Let these Piccolo tables speak to this database (one database a process)."""
        for table in tables:
            table._meta._db = self.engine

    @asynccontextmanager
    async def transaction(self, *, owning: bool = False) -> AsyncIterator[None]:
        """All statements inside take effect together or not at all; transactions do not nest. `owning`: with the
        rights of whoever signed in to the database, for the schema alone."""
        if isinstance(self.engine, PooledSQLite):
            async with self.engine.transaction():
                yield
        else:
            async with self.engine.transaction(allow_nested=False, owning=owning):
                yield

    async def fetch(self, statement: str, *args: object) -> list[Row]:
        """The rows of a statement written with `?`."""
        if isinstance(self.engine, PooledSQLite):
            async with self.engine.reading() as connection:
                return cast(list[Row], list(await connection.execute_fetchall(statement, args)))
        async with self.engine.reaching() as connection:
            return [dict(row) for row in await connection.fetch(numbered(statement), *args)]

    async def write(self, statement: str, *args: object) -> list[Row]:
        """Run a changing statement inside the running transaction; the rows of its RETURNING."""
        current = self.engine.current_transaction.get()
        if current is None:
            raise StorageError("写入必须在事务中进行。")
        if isinstance(self.engine, PooledSQLite):
            return cast(list[Row], list(await current.connection.execute_fetchall(statement, args)))
        async with self.engine.reaching() as connection:
            return [dict(row) for row in await connection.fetch(numbered(statement), *args)]

    async def migrate(self) -> list[str]:
        """Bring the schema up to date, all of it or nothing; the names of the migrations applied now. On PostgreSQL
        the net of row-level security is spread over what they made."""
        applied: list[str] = []
        async with self.transaction(owning=True):
            if not self.is_sqlite:
                await self.write("select pg_advisory_xact_lock(736001)")
            if not await self.fetch(_KNOWS_MIGRATIONS[self.is_sqlite]):
                await self.write("create table schema_migration (name varchar(100) primary key)")
            known = {row["name"] for row in await self.fetch("select name from schema_migration")}
            for migration in migrations():
                if migration.name in known:
                    continue
                for statement in migration.statements(sqlite=self.is_sqlite):
                    await self.write(statement)
                await self.write("insert into schema_migration (name) values (?)", migration.name)
                applied.append(migration.name)
            if applied and not isinstance(self.engine, PooledSQLite):
                await self.engine.spread_net()
        if not isinstance(self.engine, PooledSQLite):
            await self.engine.look_for_role()
        return applied

    async def close(self) -> None:
        if isinstance(self.engine, PooledSQLite):
            await self.engine.close()
        else:
            await self.engine.close_connection_pool()
        if self._lock is not None:
            os.close(self._lock)


async def open_sqlite(path: Path | str, *, durable: bool = True) -> Database:
    """Open (or make) a database file; StorageError when another process has it open."""
    lock = _lock_file(Path(path)) if str(path) != ":memory:" else None
    engine = PooledSQLite(str(path), durable=durable)
    await engine.open()
    return Database(engine, lock)


async def open_postgres(dsn: str, *, connections: int = 8) -> Database:
    """Open a pool on PostgreSQL; needs the `postgres` extra."""
    try:
        from engine.postgres_storage import ScopedPostgres
    except ImportError:
        raise StorageError("要用 PostgreSQL，请安装 banshi[postgres]。") from None
    engine = ScopedPostgres(dsn)
    await engine.open(connections)
    return Database(engine)


@lru_cache(maxsize=512)
def numbered(statement: str) -> str:
    """A statement written with `?` in PostgreSQL's `$1` form; our statements hold no literal question mark."""
    parts = statement.split("?")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


def _lock_file(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise StorageError(f"数据库 {path} 正被另一个进程使用，请先停止它，或用 --data 指定另一个目录。") from None
    return descriptor
