"""Deadlines as rows: decided once, counted from the start, taken away with their run."""

import asyncio
from datetime import timedelta

from seaway.core.states import TaskState
from seaway.ids import TaskKey
from seaway.store import deadlines, retention
from seaway.store.database import Database
from seaway.store.deadlines import NewDeadline
from tests.store.factories import NOW, Store, task

RUN, LOAD = TaskKey(""), TaskKey("load")
SOON = NewDeadline(key=RUN, due_at=NOW + timedelta(minutes=1))
LATER = NOW + timedelta(minutes=2)


async def test_a_missed_deadline_is_late_for_one_of_two_that_look(store: Store, other: Database) -> None:
    run_id = await store.begun(deadlines=(SOON,))
    assert await store.database.write(lambda c: deadlines.settle(c, NOW)) == []
    assert await store.database.read(deadlines.next_due) == SOON.due_at
    both = await asyncio.gather(
        *(each.write(lambda c: deadlines.settle(c, LATER)) for each in (store.database, other))
    )
    assert sorted(len(found) for found in both) == [0, 1]
    (fact,) = await store.database.read(lambda c: deadlines.list_of(c, run_id))
    assert (fact.key, fact.workflow, fact.late_at) == ("", "daily", LATER)
    assert await store.database.read(lambda c: deadlines.late_of(c, [run_id])) == {run_id: [RUN]}
    assert await store.database.read(deadlines.next_due) is None


async def test_what_ended_in_time_leaves_no_row_though_it_is_looked_at_later(store: Store) -> None:
    run_id = await store.begun(deadlines=(SOON, NewDeadline(key=LOAD, due_at=SOON.due_at)))
    await store.write_tasks(run_id, task(run_id, "load", TaskState.SUCCESS, ended_at=NOW))
    await store.end(run_id)
    assert await store.database.write(lambda c: deadlines.settle(c, LATER)) == []
    assert await store.database.read(lambda c: deadlines.list_of(c, run_id)) == []


async def test_what_ended_too_late_is_late_though_it_is_over_when_it_is_looked_at(store: Store) -> None:
    run_id = await store.begun(deadlines=(SOON,))
    await store.end(run_id, at=NOW + timedelta(seconds=61))
    assert [fact.key for fact in await store.database.write(lambda c: deadlines.settle(c, LATER))] == [RUN]


async def test_a_task_that_waits_for_its_retry_is_not_over(store: Store) -> None:
    run_id = await store.begun(deadlines=(NewDeadline(key=LOAD, due_at=SOON.due_at),))
    await store.write_tasks(run_id, task(run_id, "load", TaskState.UP_FOR_RETRY, ended_at=NOW))
    assert [fact.key for fact in await store.database.write(lambda c: deadlines.settle(c, LATER))] == [LOAD]


async def test_deadlines_of_a_deleted_run_go_with_it(store: Store) -> None:
    run_id = await store.begun(deadlines=(SOON,))
    await store.end(run_id)
    later = NOW + timedelta(days=100)
    await store.database.write(lambda c: retention.delete_runs(c, before=later, now=later))
    assert await store.database.read(lambda c: deadlines.list_of(c, run_id)) == []
    assert await store.database.read(deadlines.next_due) is None
