"""Signals: what comes from outside a run's owner, as rows that live until they are applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from seaway.ids import RunId
from seaway.store.bell import ring_after_commit
from seaway.store.columns import EPOCH, MICROSECOND, to_micros
from seaway.store.drivers import driver_of
from seaway.store.format import FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignal:
    """Something for the owner of `run_id`. The sender makes the `id` (a UUIDv7), so that sending twice is
    once."""

    id: str
    run_id: RunId
    kind: str
    payload: str = "{}"
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A signal that waits to be applied; `payload` is JSON."""

    id: str
    run_id: RunId
    kind: str
    payload: str
    created_at: datetime


def send(connection: Connection, signal: NewSignal) -> bool:
    """Leave a signal for the owner of a run and wake it. False where the run is over, or unknown."""
    return bool(insert_signals(connection, [signal]))


def insert_signals(connection: Connection, sent: Sequence[NewSignal]) -> set[RunId]:
    """Leave signals for runs that are not over; returns those runs.

    Safe with an engine that ends the run just now: its queue row can't be deleted until this is committed."""
    driver = driver_of(connection)
    targets = list({signal.run_id for signal in sent})
    rows = driver.select(
        connection,
        f"SELECT run_id, project FROM run_queue WHERE {driver.is_in('run_id')} "
        f"ORDER BY run_id{driver.keep_rows}",
        (driver.members(targets),),
    )
    projects: dict[RunId, str] = dict(rows)
    for signal in sent:
        if signal.run_id in projects:
            _insert(connection, signal, projects[signal.run_id])
    if projects:
        ring_after_commit(connection)
    return set(projects)


def _insert(connection: Connection, signal: NewSignal, project: str) -> None:
    driver_of(connection).run(
        connection,
        "INSERT INTO signals (id, run_id, project, kind, payload, format, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            signal.id,
            signal.run_id,
            project,
            signal.kind,
            signal.payload,
            FORMAT,
            to_micros(signal.created_at),
        ),
    )


def pending(connection: Connection, owner: str, *, limit: int = 1_000) -> list[Signal]:
    """The oldest signals for runs that the engine `owner` holds, in the order in which they were sent.

    Begins at the signals, which are few or none; a join may begin at the runs."""
    owned = "(SELECT owner FROM run_queue WHERE run_queue.run_id = signals.run_id) = ?"
    return _signals(connection, f"FROM signals WHERE {owned} ORDER BY signals.seq LIMIT ?", (owner, limit))


def of_run(connection: Connection, run_id: RunId) -> list[Signal]:
    """The signals that wait for one run."""
    return _signals(connection, "FROM signals WHERE run_id = ? ORDER BY seq", (run_id,))


def _signals(connection: Connection, tail: str, values: Sequence[object]) -> list[Signal]:
    sql = f"SELECT signals.id, signals.run_id, signals.kind, signals.payload, signals.created_at {tail}"
    return [
        Signal(id=id_, run_id=run_id, kind=kind, payload=payload, created_at=EPOCH + at * MICROSECOND)
        for id_, run_id, kind, payload, at in driver_of(connection).select(connection, sql, values)
    ]
