"""The door to the store: `write` and `read` take a function of a connection and await what it returns.

Never carry an open Database over a fork; worker processes are started by a process that has none."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from seaway.errors import StoreError
from seaway.store.bell import Bell
from seaway.store.drivers import Driver, driver_for, file_of
from seaway.store.transports import InlineTransport, ThreadTransport, Transport
from seaway.store.writer import CommitHooks, Writer

T = TypeVar("T")
READERS = 4


class Database:
    """One per process and database. Its schema is made by `schema.prepare`."""

    def __init__(
        self, url: URL, driver: Driver, transport: Transport, bell: Bell, *, shared: Engine | None = None
    ) -> None:
        self.url = url
        self.driver = driver
        self.bell = bell
        self._transport = transport
        self._shared = shared

    @classmethod
    def open(cls, where: str | Path, *, synchronous: str = "FULL", readers: int = READERS) -> Self:
        """Open a database by URL, or by the path of an SQLite file. Nothing is connected before the first
        use.

        Args:
            where: `postgresql://user@host/name`, `sqlite:///file` or a path.
            synchronous: FULL, or NORMAL: a power cut may undo the last commits (SQLite; PostgreSQL has its
                own setting).

        Raises:
            StoreError: no such kind of database, the file's folder is not there, or the driver is not
                installed.
        """
        url = parse_url(where)
        driver = driver_for(url)
        _check_folder(url)
        bell, shown = Bell(), describe(url)
        try:
            engine, reader = driver.writer(url, synchronous=synchronous), driver.reader(url, size=readers)
        except ModuleNotFoundError as error:
            message = f"The database {shown} needs the Python package {error.name}, which is not installed"
            raise StoreError(message, hint='Install it with: pip install "seaway[postgres]"') from error
        writer = Writer(driver, engine, where=shown, on_ring=bell.ring)
        return cls(url, driver, ThreadTransport(driver, writer, reader, where=shown, readers=readers), bell)

    @classmethod
    def in_memory(
        cls, *, hooks: CommitHooks | None = None, arrive: Callable[[], Awaitable[None]] | None = None
    ) -> Self:
        """An SQLite database in memory that works inline, without threads: the same SQL, step by step, for
        simulations."""
        url = make_url("sqlite://")
        driver, bell = driver_for(url), Bell()
        engine = driver.writer(url, synchronous="OFF")
        writer = Writer(driver, engine, where="in memory", on_ring=bell.ring, hooks=hooks)
        return cls(url, driver, InlineTransport(writer, arrive), bell, shared=engine)

    def twin(
        self, *, hooks: CommitHooks | None = None, arrive: Callable[[], Awaitable[None]] | None = None
    ) -> Self:
        """A second door to the same database in memory, as a second engine would have it. Close it before the
        first."""
        assert self._shared is not None, "only a database in memory has a twin"
        writer = Writer(
            self.driver,
            self._shared,
            where="in memory",
            on_ring=self.bell.ring,
            hooks=hooks,
            owns_engine=False,
        )
        return type(self)(
            self.url, self.driver, InlineTransport(writer, arrive), self.bell, shared=self._shared
        )

    @property
    def where(self) -> str:
        """The database as it may be shown: without a password."""
        return describe(self.url)

    @property
    def is_private(self) -> bool:
        """In memory: no other process can see it."""
        return not self.driver.has_notifications and file_of(self.url) is None

    def address(self) -> str:
        """PostgreSQL: what libpq connects to, with the password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction of the one writer.

        `work` may be called again after a lost connection or a deadlock, so it must depend on the database
        alone.

        Raises:
            CommitUnknownError: the connection broke during the commit; read again what is there.
            StoreError: the database can't be used; nothing was written.
            Exception: what `work` raised; nothing was written.
        """
        return cast(T, await self._transport.write(work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which writes nothing, on one consistent moment of the database."""
        return cast(T, await self._transport.read(work))

    async def data_version(self) -> int:
        """SQLite: a number that changes when another process has committed."""
        return await self._transport.ask("PRAGMA data_version")

    async def close(self) -> None:
        """Finish what was begun, then let go of all connections."""
        await self._transport.close()


def parse_url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        return make_url(where)
    except ArgumentError:
        raise StoreError(
            "The database's address can't be read",
            hint="Write it as postgresql://user:password@host:5432/name.",
        ) from None


def describe(url: URL) -> str:
    file = file_of(url)
    if file is not None:
        return str(file)
    return url.set(query={}).render_as_string(hide_password=True) if url.database else "in memory"


def _check_folder(url: URL) -> None:
    file = file_of(url)
    if file is not None and not file.parent.is_dir():
        raise StoreError(
            f"The database {file} can't be made: its folder is not there", hint=f"Create {file.parent}."
        )
