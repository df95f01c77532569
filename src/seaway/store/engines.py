"""Engines and their leases. An engine holds one lease for all its runs; when it ends, others may take those
runs.

Times are by the clock that all engines of the store share: the database's on PostgreSQL, the machine's on
SQLite."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, case, delete, select, update

from seaway.store import lock
from seaway.store.columns import EPOCH, MICROSECOND
from seaway.store.drivers import Driver, driver_of
from seaway.store.tables import engines, pool_shares, run_queue

LEASE_S = 30.0
ENDLESS = 2**62
SILENT_S = 60.0
"""After so long without a sign of life an engine is taken for dead, where nothing else tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRecord:
    id: str
    host: str
    pid: int
    slots: int
    place: str
    """Host and path of its state folder, as `host:path`; empty where it holds no lock."""
    started_at: datetime
    beat_at: datetime
    lease_until: datetime | None
    """None where the lock of the state folder stands for a lease."""


def register(
    connection: Connection,
    *,
    engine: str,
    host: str,
    pid: int,
    slots: int,
    now: datetime,
    lease_s: float = LEASE_S,
    place: str = "",
    is_alone: bool = False,
) -> None:
    """Make an engine known, with a lease. `engine` is new for each process.

    place: the state folder (host and path) whose lock the caller holds: an earlier engine of that place is
        dead, and its lease ends now.
    is_alone: the same for every other engine. Its own lease does not end by the clock, which may jump; the
        lock of the folder is the lease. Only a store for one engine (SQLite) takes its word for that."""
    driver = driver_of(connection)
    at = driver.lease_clock(connection, now)
    is_alone = is_alone and driver.is_for_one_engine
    if is_alone or place:
        dead = engines.c.id != engine if is_alone else engines.c.place == place
        connection.execute(update(engines).where(dead).values(lease_until=0))
    moment = _moment(at)
    connection.execute(
        engines.insert().values(
            id=engine,
            host=host,
            pid=pid,
            slots=slots,
            place=place,
            started_at=moment,
            beat_at=moment,
            lease_until=ENDLESS if is_alone else at + _micros(lease_s),
        )
    )


def renew(connection: Connection, *, engine: str, now: datetime, lease_s: float = LEASE_S) -> bool:
    """Prolong the lease. False: it has ended, others may have taken the runs; forget them all and register
    anew.

    Safe with a takeover: it locks the same row, and looks at `lease_until` again when it has it."""
    at = driver_of(connection).lease_clock(connection, now)
    until = at + _micros(lease_s)
    renewed = connection.execute(
        update(engines)
        .where(engines.c.id == engine, engines.c.lease_until > at)
        .values(
            lease_until=case((engines.c.lease_until == ENDLESS, ENDLESS), else_=until), beat_at=_moment(at)
        )
    )
    return renewed.rowcount == 1


def leave(connection: Connection, *, engine: str) -> int:
    """An orderly end: its runs are free for others at once; returns their number."""
    released = connection.execute(update(run_queue).where(run_queue.c.owner == engine).values(owner=None))
    connection.execute(delete(engines).where(engines.c.id == engine))
    connection.execute(delete(pool_shares).where(pool_shares.c.engine == engine))
    return released.rowcount


def list_engines(connection: Connection) -> list[EngineRecord]:
    rows = connection.execute(select(engines).order_by(engines.c.started_at, engines.c.id))
    return [
        EngineRecord(**(dict(row) | {"lease_until": _end(row["lease_until"])})) for row in rows.mappings()
    ]


def living(connection: Connection, *, now: datetime) -> list[EngineRecord]:
    """Engines that hold their lease, by the clock that all engines share."""
    at = _moment(driver_of(connection).lease_clock(connection, now))
    return [engine for engine in list_engines(connection) if is_living(engine, at)]


def is_living(engine: EngineRecord, at: datetime) -> bool:
    """Whether its lease holds. Where the lock of its folder stands for the lease, that lock tells, whatever
    ended the engine; where the folder can't be seen from here, its last sign of life."""
    if engine.lease_until is not None:
        return engine.lease_until > at
    is_held = lock.is_held(Path(engine.place.partition(":")[2])) if engine.place else None
    is_fresh = (at - engine.beat_at).total_seconds() < SILENT_S
    return is_fresh if is_held is None else is_held


def living_elsewhere(connection: Connection, *, place: str, now: datetime) -> list[EngineRecord]:
    """Engines whose lease holds, without those of the state folder `place`."""
    return [engine for engine in living(connection, now=now) if engine.place != place]


def lock_living(connection: Connection, driver: Driver, engine: str, at: int) -> bool:
    """True where the engine's lease holds, and keeps it from being declared dead until the transaction
    ends."""
    found = driver.select(
        connection, f"SELECT 1 FROM engines WHERE id = ? AND lease_until > ?{driver.lock_rows}", (engine, at)
    )
    return bool(found)


def lock_dead(connection: Connection, driver: Driver, at: int) -> list[str]:
    """Engines whose lease has ended; those that somebody else is at work on are left out."""
    rows = driver.select(
        connection, f"SELECT id FROM engines WHERE lease_until <= ? ORDER BY id{driver.skip_locked}", (at,)
    )
    return [id_ for (id_,) in rows]


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _end(lease_until: int) -> datetime | None:
    return None if lease_until == ENDLESS else _moment(lease_until)


def _moment(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND
