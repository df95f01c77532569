"""The hot path: what is written of a batch of steps, and what is not."""

import asyncio

import pytest

from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import FINAL_TASK_STATES, RunState, TaskState
from seaway.ids import TaskKey
from seaway.store import signals
from seaway.store.database import Database
from seaway.store.steps import RunChanges, commit_steps
from seaway.store.tables import attempts, runs, task_runs
from tests.store.factories import NOW, Store, ended, full_task, run_id, task


async def test_every_field_of_a_task_row_comes_back_as_it_was(store: Store) -> None:
    run = await store.begun()
    written = full_task(run)
    await store.write_tasks(run, written)
    assert await store.rows_of(run) == {written.key: written}


def test_the_tables_have_a_column_for_every_field_in_the_same_order() -> None:
    names = ["item_index" if name == "index" else name for name in TaskRow._fields]
    for table in (task_runs, attempts):
        assert [column.name for column in table.columns] == [*names, "project"]
    assert set(RunRow._fields) <= set(runs.columns.keys())
    run = task(run_id(), "load")
    assert None not in full_task(run.run_id), "the factory leaves no field at its default"


async def test_a_newer_row_replaces_the_older_one_whole(store: Store) -> None:
    run = await store.begun()
    await store.write_tasks(run, full_task(run))
    fresh = task(run, full_task(run).key)
    await store.write_tasks(run, fresh)
    assert (await store.rows_of(run))[fresh.key] == fresh


async def test_the_last_row_of_a_task_in_one_batch_wins(store: Store) -> None:
    run = await store.begun()
    committed = await store.write_tasks(
        run, task(run, "load"), task(run, "load", TaskState.SUCCESS), task(run, "load", TaskState.QUEUED)
    )
    assert committed.refused == 0
    assert (await store.rows_of(run))["load"].state is TaskState.SUCCESS


@pytest.mark.parametrize("final", sorted(FINAL_TASK_STATES))
async def test_a_final_task_stays_as_it_is(store: Store, final: TaskState) -> None:
    run = await store.begun()
    await store.write_tasks(run, task(run, "load", final, reason="first"))
    committed = await store.write_tasks(
        run, task(run, "load", TaskState.RUNNING, reason="late"), task(run, "other")
    )
    rows = await store.rows_of(run)
    assert committed.refused == 1
    assert (rows["load"].state, rows["load"].reason) == (final, "first")
    assert "other" in rows


@pytest.mark.parametrize("count", [1, 8, 9, 300])
async def test_batches_of_any_size_follow_the_same_rules(store: Store, count: int) -> None:
    """Few rows and many go to PostgreSQL by different ways."""
    runs_begun = [await store.begun() for _ in range(3)]
    for run in runs_begun:
        first = [full_task(run)._replace(key=TaskKey(f"t{n}"), state=TaskState.SUCCESS) for n in range(count)]
        await store.write_tasks(run, *first, archived=first)
        late = [task(run, f"t{number}") for number in range(count)]
        committed = await store.write_tasks(run, *late, task(run, "new"), archived=first)
        assert committed.refused == count
        assert sorted((await store.rows_of(run)).values()) == sorted([*first, task(run, "new")])
    ending = [RunChanges(run_id=run, epoch=1, run=ended(run)) for run in runs_begun]
    assert (await store.commit(*ending)).stale == set()
    assert {(await store.run(run)).to_row() for run in runs_begun} == {ended(run) for run in runs_begun}


async def test_a_task_row_of_an_old_epoch_is_not_written(store: Store) -> None:
    run = await store.begun()
    committed = await store.write_tasks(run, task(run, "load"), epoch=0)
    assert committed.stale == {run}
    assert await store.rows_of(run) == {}


async def test_many_task_rows_of_one_run_are_written_at_once(store: Store) -> None:
    run = await store.begun()
    rows = [full_task(run)._replace(key=TaskKey(f"load[{number}]")) for number in range(300)]
    committed = await store.write_tasks(run, *rows)
    assert (committed.stale, committed.refused) == (frozenset(), 0)
    assert await store.rows_of(run) == {row.key: row for row in rows}


async def test_changes_with_an_old_epoch_are_dropped_and_the_rest_is_written(store: Store) -> None:
    mine, lost = await store.begun(), await store.begun()
    committed = await store.commit(
        RunChanges(run_id=mine, epoch=1, tasks=[task(mine, "load")]),
        RunChanges(run_id=lost, epoch=0, tasks=[task(lost, "load")], run=ended(lost), outputs="{}"),
    )
    assert committed.stale == {lost}
    assert "load" in await store.rows_of(mine)
    assert await store.rows_of(lost) == {}
    assert (await store.run(lost)).state is RunState.QUEUED


async def test_a_run_that_nobody_knows_is_stale(store: Store) -> None:
    committed = await store.write_tasks("nowhere", task("nowhere", "load"))  # type: ignore[arg-type]
    assert committed.stale == {"nowhere"}


async def test_a_final_run_leaves_the_queue_and_takes_no_more_changes(store: Store) -> None:
    run = await store.begun()
    await store.end(run, RunState.FAILED)
    committed = await store.write_tasks(
        run, task(run, "load"), run=RunRow(run_id=run, state=RunState.RUNNING)
    )
    assert committed.stale == {run}
    record = await store.run(run)
    assert (record.state, record.owner, record.epoch) == (RunState.FAILED, None, 1)


async def test_a_run_row_and_its_outputs_are_written(store: Store) -> None:
    run = await store.begun()
    row = RunRow(
        run_id=run,
        state=RunState.RUNNING,
        reason="a \x00 b \ud800",
        started_at=NOW,
        failed_task=task(run, "load").key,
        error="No such file",
        stopping=RunState.CANCELLED,
    )
    await store.commit(RunChanges(run_id=run, epoch=1, run=row, outputs='{"rows": 1}'))
    await store.commit(RunChanges(run_id=run, epoch=1, run=row._replace(ended_at=NOW)))
    record = await store.run(run)
    assert record.to_row() == row._replace(reason="a  b ?", ended_at=NOW)
    assert record.outputs == '{"rows": 1}'


async def test_archived_attempts_are_kept_once(store: Store) -> None:
    run = await store.begun()
    first = task(run, "load", TaskState.FAILED, attempt=1)
    await store.write_tasks(run, task(run, "load", attempt=2), archived=[first])
    await store.write_tasks(run, task(run, "load", attempt=2), archived=[first])
    count = await store.database.read(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM attempts").scalar_one()
    )
    assert count == 1


async def test_signals_end_in_the_commit_that_applies_them(store: Store) -> None:
    run, child = await store.begun(), await store.begun()
    for name in ("a", "b"):
        signal = signals.NewSignal(id=name, run_id=run, kind="pause", created_at=NOW)
        await store.database.write(lambda c, signal=signal: signals.send(c, signal))
    sent = signals.NewSignal(id="c", run_id=run, kind="child_ended", created_at=NOW)
    await store.commit(
        RunChanges(run_id=run, epoch=1, signals_done=["a"]),
        RunChanges(run_id=child, epoch=1, run=ended(child), signals_sent=[sent]),
    )
    left = await store.database.read(lambda c: signals.pending(c, store.engine))
    assert [signal.id for signal in left] == ["b", "c"]


async def test_a_transaction_that_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    run = await store.begun()

    def write_half(connection: object) -> None:
        commit_steps(connection, [RunChanges(run_id=run, epoch=1, tasks=[task(run, "load")])])  # type: ignore[arg-type]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.database.write(write_half)
    assert await store.rows_of(run) == {}


async def test_two_engines_that_hold_the_same_run_do_not_both_write(store: Store, other: Database) -> None:
    """The second one claimed it; the first one's commit, at the same moment, is stale or came before."""
    run = await store.begun()
    second = Store(other, engine="engine-2")
    await store.database.write(lambda c: c.exec_driver_sql("UPDATE engines SET lease_until = 0"))
    await second.register()

    async def write_often() -> list[bool]:
        return [run in (await store.write_tasks(run, task(run, f"t{number}"))).stale for number in range(30)]

    stale, claimed = await asyncio.gather(write_often(), second.claim())
    assert [found.epoch for found in claimed] == [2]
    assert stale == sorted(stale), "once stale, always stale"
    rows = await store.rows_of(run)
    assert len(rows) == stale.count(False)
