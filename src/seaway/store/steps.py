"""The hot path: what the steps of many runs changed, in one transaction and a handful of statements.

Its cost depends on what changed, never on how much history there is: it touches `run_queue` and `signals`,
which hold live rows, and the primary keys of `task_runs`, `attempts` and `runs`."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from seaway.core.rows import AssetRow, RunRow, TaskRow
from seaway.core.states import FINAL_RUN_STATES
from seaway.ids import RunId, TaskKey
from seaway.store import materializations
from seaway.store.bell import ring_after_commit
from seaway.store.bulk import Value, bulk_delete, bulk_update
from seaway.store.columns import storable, storable_or_none, to_micros
from seaway.store.drivers import Driver, driver_of
from seaway.store.signals import NewSignal, insert_signals
from seaway.store.tables import run_queue, runs, signals
from seaway.store.task_rows import KEEP_ATTEMPTS, UPSERT_IF_HELD, UPSERT_TASKS, to_json, to_values
from seaway.store.writer import Brief

_FINAL = ", ".join(f"'{state}'" for state in sorted(FINAL_RUN_STATES))
_UPDATE_RUNS = bulk_update(
    runs,
    sets=("state", "reason", "started_at", "ended_at", "failed_task", "error", "stopping", "epoch"),
    key="run_id",
    only_where=f"runs.state NOT IN ({_FINAL})",
)
_HELD = "SELECT run_id, epoch, project FROM run_queue WHERE"
_SET_OUTPUTS = bulk_update(runs, sets=("outputs",), key="run_id")
_END_RUNS = bulk_delete(run_queue, key="run_id")
_END_SIGNALS = bulk_delete(signals, key="id")
_END_SIGNALS_OF_RUNS = bulk_delete(signals, key="run_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChanges:
    """What the steps of one run write in one commit.

    epoch: that of the claim; if the run has another by now, nothing of these changes is written.
    tasks: the newest row of a task wins, but a final one is never overwritten.
    assets: what attempts read and wrote; a row that is there already stays as it is.
    run: the run's new row; a final state takes the run off the queue and ends its signals.
    outputs: JSON of the run's outputs; None leaves them as they are.
    signals_done: ids of the signals that these steps applied.
    signals_sent: for other runs, such as the parent.
    """

    run_id: RunId
    epoch: int
    tasks: Sequence[TaskRow] = ()
    archived: Sequence[TaskRow] = ()
    assets: Sequence[AssetRow] = ()
    run: RunRow | None = None
    outputs: str | None = None
    signals_done: Sequence[str] = ()
    signals_sent: Sequence[NewSignal] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """`stale`: runs that belong to somebody else by now, or are over; nothing of theirs was written.
    `refused`: task rows that were final already and stayed as they were."""

    stale: AbstractSet[RunId]
    refused: int = 0


def step_work(batch: Sequence[RunChanges]) -> Brief[Committed]:
    """`commit_steps` as work for the writer. Most steps of one run change a few of its tasks and nothing
    else."""
    alone = partial(_write_alone, changes=batch[0]) if len(batch) == 1 and _is_plain(batch[0]) else None
    rows = sum(len(changes.tasks) for changes in batch)
    return Brief(partial(commit_steps, batch=batch), rows, alone)


def _is_plain(changes: RunChanges) -> bool:
    lists = (changes.archived, changes.signals_done, changes.signals_sent, changes.assets)
    return bool(changes.tasks) and not (changes.run or changes.outputs is not None or any(lists))


def _write_alone(connection: Connection, changes: RunChanges) -> Committed | None:
    """Safe to do again, and safe with two engines, as `commit_steps`: the epoch is compared under a lock, and
    a final row stays as it is. A row less than expected means that the long way has to find out why."""
    rows = newest_rows(changes.tasks)
    held_by = (changes.run_id, changes.epoch)
    written = driver_of(connection).run(connection, UPSERT_IF_HELD, (*held_by, to_json(rows)))
    return Committed(stale=frozenset()) if written == len(rows) else None


def commit_steps(connection: Connection, batch: Sequence[RunChanges]) -> Committed:
    """Write what the steps of `batch` changed, except those of runs whose epoch is not the one they were
    claimed with.

    Safe with two engines: the queue rows compared here stay locked until the commit, and a takeover changes
    them."""
    driver = driver_of(connection)
    projects = _lock_current(connection, driver, batch)
    current = [changes for changes in batch if changes.run_id in projects]
    refused = _write_tasks(connection, driver, current, projects)
    told = [row for changes in current for row in changes.assets]
    if told:
        materializations.insert(connection, told, projects)
    _write_runs(connection, driver, current)
    _write_signals(connection, driver, current)
    stale = frozenset(changes.run_id for changes in batch if changes.run_id not in projects)
    return Committed(stale=stale, refused=refused)


def _lock_current(connection: Connection, driver: Driver, batch: Sequence[RunChanges]) -> dict[RunId, str]:
    """The project of each run that is still held with the epoch the batch says. Locked in one order, against
    deadlocks."""
    epochs = {changes.run_id: changes.epoch for changes in batch}
    if len(epochs) == 1:
        rows = driver.select(connection, f"{_HELD} run_id = ?{driver.lock_rows}", tuple(epochs))
    else:
        rows = driver.select(
            connection,
            f"{_HELD} {driver.is_in('run_id')} ORDER BY run_id{driver.lock_rows}",
            (driver.members(list(epochs)),),
        )
    return {run_id: project for run_id, epoch, project in rows if epochs[run_id] == epoch}


def _write_tasks(
    connection: Connection, driver: Driver, batch: Sequence[RunChanges], projects: dict[RunId, str]
) -> int:
    archived = [to_values(row, projects[changes.run_id]) for changes in batch for row in changes.archived]
    if archived:
        driver.bulk(connection, KEEP_ATTEMPTS, archived)
    newest = newest_rows(row for changes in batch for row in changes.tasks)
    if not newest:
        return 0
    values = [to_values(row, projects[row.run_id]) for row in newest]
    return len(values) - driver.bulk(connection, UPSERT_TASKS, values)


def newest_rows(rows: Iterable[TaskRow]) -> list[TaskRow]:
    """One row a task: the last one, or the first final one."""
    newest: dict[tuple[RunId, TaskKey], TaskRow] = {}
    for row in rows:
        earlier = newest.get((row.run_id, row.key))
        if earlier is None or not earlier.state.is_final:
            newest[row.run_id, row.key] = row
    return list(newest.values())


def _write_runs(connection: Connection, driver: Driver, batch: Sequence[RunChanges]) -> None:
    changed = {changes.run_id: (changes.run, changes.epoch) for changes in batch if changes.run is not None}
    if changed:
        values = [_run_values(run, epoch) for run, epoch in changed.values()]
        driver.bulk(connection, _UPDATE_RUNS, values)
    outputs = [(changes.outputs, changes.run_id) for changes in batch if changes.outputs is not None]
    if outputs:
        driver.bulk(connection, _SET_OUTPUTS, outputs)
    ended = [(run.run_id,) for run, _ in changed.values() if run.state.is_final]
    if ended:
        _delete(connection, driver, ended)


def _delete(connection: Connection, driver: Driver, ended: Sequence[tuple[RunId]]) -> None:
    """Take runs off the queue. A freed place may let a waiting run start, on any node."""
    driver.bulk(connection, _END_RUNS, ended)
    driver.bulk(connection, _END_SIGNALS_OF_RUNS, ended)
    ring_after_commit(connection)


def _write_signals(connection: Connection, driver: Driver, batch: Sequence[RunChanges]) -> None:
    done = [(signal_id,) for changes in batch for signal_id in changes.signals_done]
    if done:
        driver.bulk(connection, _END_SIGNALS, done)
    sent = [signal for changes in batch for signal in changes.signals_sent]
    if sent:
        insert_signals(connection, sent)


def _run_values(run: RunRow, epoch: int) -> tuple[Value, ...]:
    return (
        run.state.value,
        storable(run.reason),
        to_micros(run.started_at),
        to_micros(run.ended_at),
        run.failed_task,
        storable_or_none(run.error),
        run.stopping.value if run.stopping else None,
        epoch,
        run.run_id,
    )
