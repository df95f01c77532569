"""What differs between SQLite and PostgreSQL, as properties and a few verbs. Nothing else in Seaway asks
which one it is."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from seaway.errors import StoreError
from seaway.store.bulk import BulkStatement, Value
from seaway.store.columns import to_micros
from seaway.store.sqlite_file import BUSY_TIMEOUT_MS, log_ahead, make_private, pragmas

CHANNEL = "seaway"
_CURSOR = "seaway_cursor"
FEW_ROWS = 8
"""Up to so many, statements in a pipeline are faster than building arrays."""

# A server that is cut off is noticed in 15 s at the latest: a lease of 30 s must not end unseen.
_POSTGRES_ARGUMENTS = {
    "application_name": "seaway",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


class Driver(ABC):
    """Stateless. The statements of `store/` fetch theirs with `driver_of(connection)`."""

    name: ClassVar[str]
    lock_rows: ClassVar[str]
    """Ends a SELECT whose rows must stay as they are until the transaction ends."""
    keep_rows: ClassVar[str]
    """Ends a SELECT whose rows must not be deleted until the transaction ends."""
    skip_locked: ClassVar[str]
    has_notifications: ClassVar[bool]
    """Tells other processes by itself that something was written."""
    is_remote: ClassVar[bool]
    """Each statement is a round trip to a server."""
    is_for_one_engine: ClassVar[bool]
    """The lock of the state folder is enough to know that no other engine works on it."""

    @property
    @abstractmethod
    def errors(self) -> tuple[type[Exception], ...]:
        """What statements may raise, with and without SQLAlchemy around them."""

    @abstractmethod
    def writer(self, url: URL, *, synchronous: str) -> Engine:
        """Makes the one connection that writes."""

    @abstractmethod
    def reader(self, url: URL, *, size: int) -> Engine | None:
        """Makes connections that read one consistent moment; None where all must share the writer's
        connection."""

    @abstractmethod
    def begin(self, raw: Any) -> None:
        """Begin the writer's transaction on the driver's own connection."""

    def begin_at_once(self, raw: Any) -> bool:
        """As `begin`, on a connection that is not patient; false where another process writes, or nobody can
        tell."""
        return False

    def be_patient(self, raw: Any, *, is_so: bool) -> None:  # noqa: B027 - not every database has to do something
        """Whether `begin` waits for another process that writes."""

    @abstractmethod
    def insert(self, table: Table) -> SqliteInsert | PostgresInsert:
        """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""

    @abstractmethod
    def bulk(
        self, connection: Connection, statement: BulkStatement, rows: Sequence[tuple[Value, ...]]
    ) -> int:
        """Write all rows; the number of rows that were inserted or changed."""

    @abstractmethod
    def select(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Read with `?` for each value, without SQLAlchemy's own work: for the hot path."""

    @abstractmethod
    def run(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> int:
        """Write with `?` for each value; the number of rows that were changed."""

    @abstractmethod
    def stream(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """As `select`, a few rows at a time."""

    @abstractmethod
    def is_in(self, column: str) -> str:
        """A condition on one `?`, whose value is given by `members`."""

    @abstractmethod
    def members(self, values: Sequence[str]) -> object: ...

    @abstractmethod
    def lease_clock(self, connection: Connection, now: datetime) -> int:
        """Microseconds by the clock that all engines of this store share."""

    @abstractmethod
    def notify(self, connection: Connection) -> None:
        """Wake those who wait in other processes once this transaction is committed."""

    @abstractmethod
    def lock_schema(self, connection: Connection) -> None:
        """Only one process at a time looks at, creates or migrates the schema."""


class SqliteDriver(Driver):
    name = "sqlite"
    # A write transaction has the database for itself from its first statement (BEGIN IMMEDIATE).
    lock_rows = keep_rows = skip_locked = ""
    has_notifications = is_remote = False
    is_for_one_engine = True
    errors = (SQLAlchemyError, sqlite3.Error)

    def writer(self, url: URL, *, synchronous: str) -> Engine:
        engine = self._engine(url, size=1)
        is_file = not _is_memory(url)

        @event.listens_for(engine, "connect")
        def prepare(raw: sqlite3.Connection, _: object) -> None:
            if is_file:
                # 64 MiB of log are kept at most, and it is copied back every 4,000 pages, so seldom on the
                # hot path.
                log_ahead(raw)
                pragmas(
                    raw,
                    f"synchronous = {synchronous}",
                    "wal_autocheckpoint = 4000",
                    "journal_size_limit = 67108864",
                )
            pragmas(raw, "cache_size = -16000", "temp_store = MEMORY")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            raw = _raw(connection)
            if not raw.in_transaction:
                self.begin(raw)

        return engine

    def reader(self, url: URL, *, size: int) -> Engine | None:
        if _is_memory(url):
            return None
        engine = self._engine(url, size=size)

        @event.listens_for(engine, "connect")
        def prepare(raw: sqlite3.Connection, _: object) -> None:
            pragmas(raw, "query_only = ON", "cache_size = -4000")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            _raw(connection).execute("BEGIN")

        return engine

    def _engine(self, url: URL, *, size: int) -> Engine:
        # The writer's connection moves between threads only when it is closed; SQLite itself is built to
        # allow it.
        arguments = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 256}
        if _is_memory(url):
            engine = create_engine(url, connect_args=arguments, poolclass=StaticPool)
        else:
            engine = create_engine(
                url, connect_args=arguments, poolclass=QueuePool, pool_size=size, max_overflow=0
            )

            @event.listens_for(engine, "do_connect")
            def make_file(*_: object) -> None:
                make_private(Path(url.database or ""))

        @event.listens_for(engine, "connect")
        def take_over_transactions(raw: sqlite3.Connection, _: object) -> None:
            raw.isolation_level = None  # or the driver would begin transactions by itself, too late

        return engine

    def begin(self, raw: Any) -> None:
        raw.execute("BEGIN IMMEDIATE")

    def begin_at_once(self, raw: Any) -> bool:
        try:
            self.begin(raw)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        return True

    def be_patient(self, raw: Any, *, is_so: bool) -> None:
        pragmas(raw, f"busy_timeout = {BUSY_TIMEOUT_MS if is_so else 0}")

    def insert(self, table: Table) -> SqliteInsert:
        return SqliteInsert(table)

    def bulk(
        self, connection: Connection, statement: BulkStatement, rows: Sequence[tuple[Value, ...]]
    ) -> int:
        cursor = _raw(connection).cursor()
        cursor.executemany(statement.each, rows)
        return int(cursor.rowcount)

    def select(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return list(_raw(connection).cursor().execute(sql, values))

    def run(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> int:
        return int(_raw(connection).cursor().execute(sql, values).rowcount)

    def stream(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        yield from _raw(connection).cursor().execute(sql, values)

    def is_in(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(?))"

    def members(self, values: Sequence[str]) -> object:
        return msgspec.json.encode(list(values)).decode()

    def lease_clock(self, connection: Connection, now: datetime) -> int:
        micros = to_micros(now)
        assert micros is not None
        return micros

    def notify(self, connection: Connection) -> None:
        """Others see that the file changed (`Database.changes_by_others`)."""

    def lock_schema(self, connection: Connection) -> None:
        """The write transaction is the lock."""


class PostgresDriver(Driver):
    name = "postgresql"
    lock_rows = " FOR NO KEY UPDATE"
    keep_rows = " FOR KEY SHARE"
    skip_locked = " FOR NO KEY UPDATE SKIP LOCKED"
    has_notifications = is_remote = True
    is_for_one_engine = False

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        from psycopg import Error

        return (SQLAlchemyError, Error)

    def writer(self, url: URL, *, synchronous: str) -> Engine:
        engine = self._engine(url, size=1)

        @event.listens_for(engine, "connect")
        def take_over_transactions(raw: Any, _: object) -> None:
            raw.autocommit = True  # a statement outside of `begin` is a transaction by itself

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            raw = _raw(connection)
            if not raw.info.transaction_status:
                self.begin(raw)

        return engine

    def reader(self, url: URL, *, size: int) -> Engine | None:
        engine = self._engine(url, size=size)
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _engine(self, url: URL, *, size: int) -> Engine:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_POSTGRES_ARGUMENTS,
            pool_size=size,
            max_overflow=0,
            pool_pre_ping=False,
            pool_use_lifo=True,
        )

    def begin(self, raw: Any) -> None:
        raw.execute("BEGIN")

    def insert(self, table: Table) -> PostgresInsert:
        return PostgresInsert(table)

    def bulk(
        self, connection: Connection, statement: BulkStatement, rows: Sequence[tuple[Value, ...]]
    ) -> int:
        with _raw(connection).cursor() as cursor:
            if len(rows) <= FEW_ROWS:
                # As text throughout, or each mix of types would be a prepared statement of its own.
                texts = [[None if value is None else str(value) for value in row] for row in rows]
                cursor.executemany(_to_psycopg(statement.each), texts)
            else:
                cursor.execute(statement.together, [list(column) for column in zip(*rows, strict=True)])
            return int(cursor.rowcount)

    def select(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with _raw(connection).cursor() as cursor:
            cursor.execute(_to_psycopg(sql), values)
            return list(cursor.fetchall())

    def run(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> int:
        cursor = connection.info.get(_CURSOR)
        if cursor is None:  # one for the life of the connection: to make it costs a tenth of a statement
            cursor = connection.info[_CURSOR] = _raw(connection).cursor()
        return int(cursor.execute(_to_psycopg(sql), values).rowcount)

    def stream(self, connection: Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        cursor = _raw(connection).cursor(name="seaway_stream")
        cursor.itersize = 5_000
        try:
            cursor.execute(_to_psycopg(sql), values)
            yield from cursor
        finally:
            _close_cursor(cursor)

    def is_in(self, column: str) -> str:
        return f"{column} = ANY(?::text[])"

    def members(self, values: Sequence[str]) -> object:
        return list(values)

    def lease_clock(self, connection: Connection, now: datetime) -> int:
        sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
        return int(connection.exec_driver_sql(sql).scalar_one())

    def notify(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_notify('{CHANNEL}', '')")

    def lock_schema(self, connection: Connection) -> None:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('seaway schema'))")


_DRIVERS: dict[str, Driver] = {driver.name: driver for driver in (SqliteDriver(), PostgresDriver())}


def driver_for(url: URL) -> Driver:
    """The driver of a database URL.

    Raises:
        StoreError: no such kind of database is known.
    """
    found = _DRIVERS.get(url.get_backend_name())
    if found is None:
        raise StoreError(
            f"{url.get_backend_name()} is not a database that Seaway can use",
            hint="Give a path to a file, or a URL such as postgresql://user@host/name.",
        )
    return found


def driver_of(connection: Connection) -> Driver:
    return _DRIVERS[connection.dialect.name]


def file_of(url: URL) -> Path | None:
    """The file of an SQLite URL, None for a server or a database in memory."""
    if url.get_backend_name() != "sqlite" or _is_memory(url):
        return None
    return Path(url.database or "")


def _is_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"}


def _raw(connection: Connection) -> Any:
    """The driver's own connection, inside the transaction that `connection` began."""
    return connection.connection.dbapi_connection


def _close_cursor(cursor: Any) -> None:
    """One on the server is told to the server; where the connection breaks over that, it stays open here
    until it is closed once more."""
    try:
        cursor.close()
    finally:
        cursor.close()


@lru_cache(maxsize=256)
def _to_psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
