"""The one connection that writes: transactions, group commit, reconnecting. Synchronous; a transport calls
it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from seaway.errors import CommitUnknownError, StoreError
from seaway.store.drivers import Driver
from seaway.store.failures import explain, is_collision, is_disconnect, leaves_commit_open

RUNG = "seaway_rung"
MAX_COLLISIONS = 5
RECONNECT_PAUSES_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0)

Work = Callable[[Connection], Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brief(Generic[T]):
    """Work that is over in a moment: rows found by their keys.

    rows: how many it writes.
    alone: the same in one statement, which is a transaction by itself; None where it did not write
        everything, and `work` follows. When it fails it may have been committed all the same, so `work`
        behind it must come to what `work` alone comes to.
    """

    work: Callable[[Connection], T]
    rows: int
    alone: Callable[[Connection], T | None] | None = None

    def __call__(self, connection: Connection) -> T:
        return self.work(connection)


class CommitHooks(Protocol):
    """Where a simulation makes commits fail. A hook raises to say no."""

    def before_commit(self) -> None:
        """Raising here undoes the transaction."""

    def after_commit(self) -> None:
        """Raising here is a commit that happened and reports a failure."""


class NoHooks:
    def before_commit(self) -> None: ...

    def after_commit(self) -> None: ...


@dataclass(slots=True)
class Outcome:
    """What became of one piece of work."""

    value: Any = None
    error: Exception | None = None


class Writer:
    """Runs work in transactions. One thread at a time.

    Work must be a function of the database alone: after a lost connection or a deadlock it is called
    again."""

    def __init__(
        self,
        driver: Driver,
        engine: Engine,
        *,
        where: str,
        on_ring: Callable[[], None],
        hooks: CommitHooks | None = None,
        owns_engine: bool = True,
    ) -> None:
        self._driver = driver
        self._engine = engine
        self._where = where
        self._on_ring = on_ring
        self._hooks = hooks or NoHooks()
        self._owns_engine = owns_engine
        self._connection: Connection | None = None
        self._is_patient = True
        self._stopping = threading.Event()

    def perform(self, works: Sequence[Work]) -> list[Outcome]:
        """All works in one commit; where that goes wrong each in its own, so that one bad work hurts no
        other."""
        if len(works) > 1:
            try:
                return self._together(works)
            except CommitUnknownError as error:
                return [Outcome(error=error) for _ in works]
            except self._driver.errors:
                self._drop()
        return [self._alone(work) for work in works]

    def at_once(self, work: Work) -> Outcome | None:
        """As `perform` of one work, but without waiting for another process that writes just now. None: it
        was not done, and `perform` can tell why, or do it."""
        connection = self._connection
        if connection is None:
            return None
        try:
            self._be_patient(connection, is_so=False)
            if not self._driver.begin_at_once(_raw(connection)):
                return None
            return Outcome(value=self._within(connection, work))
        except self._driver.errors:
            self._drop()
            return None
        except Exception as error:  # noqa: BLE001 - its caller gets it
            return Outcome(error=error)

    def look(self, work: Work) -> Outcome:
        """Work that only reads, on this connection: nothing is committed, no hook is called."""
        connection = self._connect()
        transaction = connection.begin()
        try:
            return Outcome(value=work(connection))
        except self._driver.errors as error:
            return Outcome(error=_chained(explain(error, self._where), error))
        except Exception as error:  # noqa: BLE001 - its caller gets it
            return Outcome(error=error)
        finally:
            transaction.rollback()

    def outside_transaction(self, sql: str) -> int:
        """One number that the connection itself knows."""
        return int(_raw(self._connect()).execute(sql).fetchone()[0])

    def stop_waiting(self) -> None:
        """Give up reconnecting; safe from any thread."""
        self._stopping.set()

    def close(self) -> None:
        self._drop()
        if self._owns_engine:
            self._engine.dispose()

    def _together(self, works: Sequence[Work]) -> list[Outcome]:
        connection = self._connect()
        outcomes: list[Outcome] = []
        with connection.begin() as transaction:
            for work in works:
                savepoint = connection.begin_nested()
                try:
                    outcomes.append(Outcome(value=work(connection)))
                except self._driver.errors:
                    raise
                except Exception as error:  # noqa: BLE001 - its caller gets it
                    savepoint.rollback()
                    outcomes.append(Outcome(error=error))
                else:
                    savepoint.commit()
            self._commit(connection, transaction.commit)
        return outcomes

    def _alone(self, work: Work) -> Outcome:
        if isinstance(work, Brief) and work.alone is not None:
            value = self._by_one_statement(work.alone)
            if value is not None:
                return Outcome(value=value)
        collisions, pauses = 0, iter(RECONNECT_PAUSES_S)
        while True:
            try:
                return Outcome(value=self._once(work))
            except self._driver.errors as error:
                self._drop()
                if is_collision(error) and collisions < MAX_COLLISIONS:
                    collisions += 1
                    continue
                pause = next(pauses, None) if is_disconnect(error) else None
                if pause is None or self._stopping.wait(pause):
                    return Outcome(error=_chained(explain(error, self._where), error))
            except Exception as error:  # noqa: BLE001 - its caller gets it
                return Outcome(error=error)

    def _by_one_statement(self, alone: Work) -> Any:
        """None where that did not do it, or spares no round trips."""
        if not self._driver.is_remote:
            return None
        try:
            return alone(self._connect())
        except self._driver.errors:
            self._drop()
            return None

    def _once(self, work: Work) -> Any:
        connection = self._connect()
        self._driver.begin(_raw(connection))
        return self._within(connection, work)

    def _within(self, connection: Connection, work: Work) -> Any:
        """Begun and committed by the driver itself: what speaks to the driver alone pays for no other
        layer. One that speaks to SQLAlchemy begins a transaction there too, which ends with this one."""
        raw = _raw(connection)
        try:
            value = work(connection)
            self._hooks.before_commit()
        except BaseException:
            connection.rollback()
            raw.rollback()
            connection.info.pop(RUNG, None)
            raise
        self._commit(connection, connection.commit if connection.in_transaction() else raw.commit)
        return value

    def _commit(self, connection: Connection, commit: Callable[[], None]) -> None:
        try:
            commit()
        except self._driver.errors as error:
            self._drop()
            if leaves_commit_open(error):
                raise _chained(
                    CommitUnknownError(
                        f"The connection to the database {self._where} broke during a commit",
                        hint="What was written last may be there or not: read it again.",
                    ),
                    error,
                )
            raise
        if connection.info.pop(RUNG, False):
            self._on_ring()
        self._hooks.after_commit()

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._is_patient = True
        self._be_patient(self._connection, is_so=True)
        return self._connection

    def _be_patient(self, connection: Connection, *, is_so: bool) -> None:
        if self._is_patient is not is_so:
            self._driver.be_patient(_raw(connection), is_so=is_so)
            self._is_patient = is_so

    def _drop(self) -> None:
        """Forget the connection; what it had not committed is undone by the database."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if self._driver.has_notifications:
                connection.invalidate()
            connection.close()
        except self._driver.errors:
            connection.invalidate()


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _chained(error: StoreError, cause: Exception) -> StoreError:
    error.__cause__ = cause
    return error
