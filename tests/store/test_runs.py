"""Runs and task runs as they are read."""

from datetime import timedelta

import pytest

from seaway.core.states import RunState, TaskState
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store import runs, tasks
from tests.store.factories import NOW, Store, full_task, item, task


async def test_a_run_is_loaded_with_its_plan_and_rows(store: Store) -> None:
    await store.revision(plan='{"tasks": []}', lock='{"load": "hash"}')
    run = await store.begun()
    rows = [full_task(run), task(run, "load", TaskState.SUCCESS)]
    await store.write_tasks(run, *rows)
    loaded = await store.database.read(lambda c: runs.load(c, run))
    assert (loaded.plan, loaded.bundle, loaded.lock) == ('{"tasks": []}', "b1", '{"load": "hash"}')
    assert sorted(loaded.rows) == sorted(rows)
    assert loaded.settled == {}


async def test_settled_items_are_loaded_as_numbers(store: Store) -> None:
    await store.revision()
    run = await store.begun()
    fan = task(run, "fan", item_count=300)
    live = [item(run, "fan", 250, TaskState.RUNNING), item(run, "fan", 251, TaskState.UP_FOR_RETRY)]
    settled = [item(run, "fan", index) for index in range(249)] + [item(run, "fan", 249, TaskState.FAILED)]
    await store.write_tasks(run, fan, *settled, *live)
    loaded = await store.database.read(lambda c: runs.load(c, run))
    assert sorted(loaded.rows) == sorted([fan, *live])
    found = {state: list(indexes) for state, indexes in loaded.settled[TaskKey("fan")].items()}
    assert found == {TaskState.SUCCESS: list(range(249)), TaskState.FAILED: [249]}
    whole = await store.database.read(lambda c: runs.load(c, run, with_settled_items=True))
    assert len(whole.rows) == 253


async def test_what_is_inside_a_settled_item_is_not_loaded(store: Store) -> None:
    await store.revision()
    run = await store.begun()
    done, live = item(run, "fan", 0), item(run, "fan", 1, TaskState.RUNNING)
    inside_done = task(run, "fan[i0].load", TaskState.SUCCESS, parent="fan[i0]")
    inside_live = task(run, "fan[i1].load", TaskState.SUCCESS, parent="fan[i1]")
    await store.write_tasks(run, done, live, inside_done, inside_live)
    loaded = await store.database.read(lambda c: runs.load(c, run))
    assert sorted(loaded.rows) == sorted([live, inside_live])


async def test_an_unknown_run_or_revision_is_said_to_be_so(store: Store) -> None:
    with pytest.raises(UnknownError, match="no run nowhere"):
        await store.run(RunId("nowhere"))
    run = await store.begun(revision="lost")
    with pytest.raises(UnknownError, match="revision lost"):
        await store.database.read(lambda c: runs.load(c, run))


async def test_runs_are_listed_in_pages_newest_first(store: Store) -> None:
    made = [await store.enqueue() for _ in range(5)]
    await store.enqueue(project="marketing")
    which = runs.RunFilter(project="finance")
    first = await store.database.read(lambda c: runs.list_runs(c, which, limit=3))
    rest = await store.database.read(lambda c: runs.list_runs(c, which, after=first[-1].run_id, limit=3))
    assert [run.run_id for run in first + rest] == made[::-1]


async def test_runs_are_filtered(store: Store) -> None:
    parent = await store.begun(trigger_name="nightly")
    child = await store.enqueue(
        parent_run=parent,
        parent_key=TaskKey("sub"),
        rerun_of=parent,
        workflow="w",
        created_at=NOW + timedelta(days=2),
    )
    await store.end(parent, RunState.FAILED)
    cases = {
        runs.RunFilter(project="finance", workflow="w"): child,
        runs.RunFilter(project="finance", states=frozenset({RunState.FAILED})): parent,
        runs.RunFilter(project="finance", trigger_name="nightly"): parent,
        runs.RunFilter(project="finance", rerun_of=parent): child,
        runs.RunFilter(project="finance", parent_run=parent): child,
        runs.RunFilter(project="finance", created_from=NOW + timedelta(days=1)): child,
        runs.RunFilter(project="finance", created_before=NOW + timedelta(days=1)): parent,
    }
    for which, expected in cases.items():
        found = await store.database.read(lambda c, which=which: runs.list_runs(c, which))
        assert [run.run_id for run in found] == [expected], which
    assert await store.database.read(lambda c: runs.count_by_state(c, "finance")) == {
        RunState.FAILED: 1,
        RunState.QUEUED: 1,
    }
    assert await store.database.read(lambda c: runs.count_by_state(c, "finance", workflow="w")) == {
        RunState.QUEUED: 1
    }


async def test_the_state_of_a_slice_is_that_of_its_latest_run(store: Store) -> None:
    days = [NOW + timedelta(days=number) for number in range(3)]
    first = await store.enqueue(logical_date=days[0])
    again = await store.enqueue(logical_date=days[0], rerun_of=first)
    second = await store.enqueue(logical_date=days[1])
    await store.enqueue(logical_date=days[2])
    found = await store.database.read(
        lambda c: runs.latest_of_slices(c, "finance", "daily", start=days[0], end=days[2])
    )
    assert [run.run_id for run in found] == [again, second]


async def test_a_run_is_found_by_either_end_of_its_id(store: Store) -> None:
    first, second = await store.enqueue(), await store.enqueue()
    for short in (first, first[-4:]):
        found = await store.database.read(lambda c, short=short: runs.resolve(c, "finance", short))
        assert found == first
    for wrong, expected in (("zzz", "No run"), (second[:6], "More than one"), ("%", "No run")):
        with pytest.raises(UnknownError, match=expected):
            await store.database.read(lambda c, wrong=wrong: runs.resolve(c, "finance", wrong))


async def test_task_runs_are_listed_without_the_inside_of_foreaches(store: Store) -> None:
    run = await store.begun()
    rows = [
        task(run, "Zeta"),
        task(run, "a_group"),
        task(run, "a_group.load", parent="a_group"),
        task(run, "fan"),
        item(run, "fan", 0),
        task(run, "fan[i0].load", parent="fan[i0]"),
        task(run, "fan[i0]_", parent="x"),
    ]
    await store.write_tasks(run, *rows)
    read = store.database.read
    plain = await read(lambda c: tasks.list_tasks(c, run))
    assert [row.key for row in plain] == ["Zeta", "a_group", "a_group.load", "fan", "fan[i0]_"]
    paged = await read(lambda c: tasks.list_tasks(c, run, with_items=True, after="fan", limit=2))
    assert [row.key for row in paged] == ["fan[i0]", "fan[i0].load"]
    inside = await read(lambda c: tasks.list_children(c, run, TaskKey("fan[i0]")))
    assert [row.key for row in inside] == ["fan[i0].load"]


async def test_items_are_read_in_their_order(store: Store) -> None:
    run = await store.begun()
    states = [TaskState.SUCCESS, TaskState.FAILED, TaskState.SUCCESS, TaskState.RUNNING]
    rows = [item(run, "fan", index, state, outputs=f"{index}") for index, state in enumerate(states)]
    await store.write_tasks(run, *reversed(rows))
    read, fan = store.database.read, TaskKey("fan")
    assert await read(lambda c: tasks.list_items(c, run, fan)) == rows
    assert await read(lambda c: tasks.list_items(c, run, fan, after=1, limit=1)) == rows[2:3]
    assert await read(lambda c: tasks.list_items(c, run, fan, states=[TaskState.FAILED])) == rows[1:2]
    page = await read(lambda c: tasks.item_outputs(c, run, fan, after=0, limit=2))
    assert page == [(1, "fan[i1]", TaskState.FAILED, "1"), (2, "fan[i2]", TaskState.SUCCESS, "2")]
    counts = await read(lambda c: tasks.count_items(c, run, fan))
    assert counts == {TaskState.SUCCESS: 2, TaskState.FAILED: 1, TaskState.RUNNING: 1}


async def test_attempts_are_listed_with_the_current_one_last(store: Store) -> None:
    run = await store.begun()
    first, second, third = [task(run, "load", TaskState.RUNNING, attempt=number) for number in (1, 2, 3)]
    await store.write_tasks(run, third, archived=[second, first])
    key = TaskKey("load")
    assert await store.database.read(lambda c: tasks.list_attempts(c, run, key)) == [first, second, third]
    assert await store.database.read(lambda c: tasks.get(c, run, key)) == third
    with pytest.raises(UnknownError, match="Nothing is known of the task save"):
        await store.database.read(lambda c: tasks.get(c, run, TaskKey("save")))
