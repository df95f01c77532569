"""History goes by age, in small pieces, and takes nothing along that is still referred to."""

from datetime import datetime, timedelta
from typing import Any

from seaway.core.states import RunState, TaskState
from seaway.ids import RunId, TaskKey
from seaway.store import retention, runs, tasks, triggers
from seaway.store.steps import RunChanges
from tests.store.factories import NOW, Store, ended, item, task
from tests.store.test_triggers import see, tick

OLD = NOW - timedelta(days=100)
EDGE = NOW - timedelta(days=90)


async def old_run(store: Store, *files: str, at: datetime = OLD, **changes: Any) -> RunId:
    """A run that ended long ago and left `files` in its tasks."""
    run = await store.begun(**changes)
    rows = [task(run, f"t{number}", TaskState.SUCCESS, manifest=hash_) for number, hash_ in enumerate(files)]
    await store.write_tasks(run, *rows)
    await store.end(run, at=at)
    return run


async def expire(store: Store, **options: Any) -> retention.Pruned:
    return await store.database.write(lambda c: retention.expire_files(c, before=EDGE, now=NOW, **options))


async def delete(store: Store, **options: Any) -> retention.Pruned:
    return await store.database.write(lambda c: retention.delete_runs(c, before=EDGE, now=NOW, **options))


async def garbage(store: Store) -> set[str]:
    return set(await store.database.write(retention.list_garbage))


async def test_old_runs_go_and_young_and_living_ones_stay(store: Store) -> None:
    old = await old_run(store, "m1")
    young = await old_run(store, "m2", at=NOW)
    living = await store.begun()
    await store.write_tasks(living, task(living, "load", manifest="m3"))
    pruned = await delete(store)
    assert (pruned.runs, pruned.has_more) == ([old], False)
    left = await store.database.read(lambda c: runs.list_runs(c, runs.RunFilter(project="finance")))
    assert {run.run_id for run in left} == {young, living}
    assert await garbage(store) == {"m1"}
    for table in ("task_runs", "attempts", "runs"):
        sql = f"SELECT count(*) FROM {table} WHERE run_id = '{old}'"
        assert await store.database.read(lambda c, sql=sql: c.exec_driver_sql(sql).scalar()) == 0


async def test_the_last_success_of_a_workflow_with_outputs_stays(store: Store) -> None:
    """Its next run goes on from there, however late that comes."""
    first, last, failed = [await store.begun() for _ in range(3)]
    other = await store.begun(workflow="other")
    for run in (first, last, other):
        await store.commit(RunChanges(run_id=run, epoch=1, run=ended(run, at=OLD), outputs='{"cursor": 3}'))
    await store.end(failed, RunState.FAILED, at=OLD)
    assert sorted((await delete(store)).runs) == sorted([first, failed])
    found = await store.database.read(lambda c: runs.last_success(c, "finance", "daily", before=NOW))
    assert found is not None
    assert (found.run_id, found.outputs) == (last, '{"cursor": 3}')
    newer = await store.begun()
    await store.commit(RunChanges(run_id=newer, epoch=1, run=ended(newer), outputs="{}"))
    assert (await delete(store)).runs == [last]


async def test_the_last_success_is_one_that_had_ended_by_then(store: Store) -> None:
    first, second = await store.begun(), await store.begun()
    await store.end(first, at=NOW)
    await store.end(second, at=NOW + timedelta(hours=1))
    await store.begun()

    async def before(at: datetime, workflow: str = "daily") -> RunId | None:
        found = await store.database.read(lambda c: runs.last_success(c, "finance", workflow, before=at))
        return found.run_id if found else None

    assert await before(NOW) == first
    assert await before(NOW + timedelta(hours=2)) == second
    assert await before(OLD) is None
    assert await before(NOW, "other") is None


async def test_a_large_run_goes_in_pieces(store: Store) -> None:
    run = await store.begun()
    rows = [item(run, "fan", number, manifest=f"m{number}") for number in range(10)]
    await store.write_tasks(run, *rows, archived=[row._replace(attempt=1) for row in rows[:4]])
    await store.end(run, at=OLD)
    pieces = []
    while (pruned := await delete(store, rows=4)).has_more:
        pieces.append(pruned.runs)
    assert len(pieces) >= 2
    assert pruned.runs == [run]
    assert await garbage(store) == {f"m{number}" for number in range(10)}


async def test_chunks_tell_that_there_is_more(store: Store) -> None:
    made = [await old_run(store, at=OLD + timedelta(days=number)) for number in range(3)]
    first = await delete(store, limit=2)
    second = await delete(store, limit=2)
    assert (first.runs, first.has_more) == (made[:2], True)
    assert (second.runs, second.has_more) == (made[2:], False)


async def test_files_expire_and_the_run_stays(store: Store) -> None:
    run = await store.begun()
    large = '{"$ref":"large"}'
    row = task(run, "load", TaskState.SUCCESS, manifest="m1", outputs=large, items="items", item_count=2)
    small = task(run, "save", TaskState.SUCCESS, outputs='{"$reference": 1}')
    odd = task(run, "odd", TaskState.SUCCESS, outputs='{"$ref": 3}')
    failed = task(run, "load", TaskState.FAILED, attempt=0, manifest="m0")
    await store.write_tasks(run, row, small, odd, archived=[failed])
    await store.end(run, at=OLD)
    assert (await expire(store)).runs == [run]
    kept = await store.database.read(lambda c: tasks.get(c, run, TaskKey("load")))
    assert (kept.manifest, kept.outputs, kept.items, kept.item_count) == (None, None, None, 2)
    assert (await store.rows_of(run))["save"].outputs == '{"$reference": 1}'
    assert await garbage(store) == {"m0", "m1", "large", "items"}
    assert (await store.run(run)).files_gone_at == NOW
    assert (await expire(store)).runs == [], "once is enough"


async def test_what_a_rerun_carried_lives_on_with_it(store: Store) -> None:
    large = '{"$ref": "large"}'
    old = await store.begun()
    row = task(old, "load", TaskState.SUCCESS, manifest="shared", outputs=large, items="items")
    await store.write_tasks(old, row, task(old, "save", TaskState.FAILED, manifest="own"))
    await store.end(old, at=OLD)
    rerun = await store.begun(rerun_of=old)
    await store.write_tasks(rerun, row._replace(run_id=rerun, carried_from=old))
    await store.end(rerun, at=NOW)
    await expire(store)
    assert await garbage(store) == {"own"}
    await delete(store)
    assert await garbage(store) == {"own"}
    assert (await store.rows_of(rerun))["load"].manifest == "shared"


async def test_a_run_that_a_live_rerun_reads_from_is_left_alone(store: Store) -> None:
    old = await old_run(store, "m1")
    rerun = await store.begun(rerun_of=old)
    assert (await expire(store)).runs == (await delete(store)).runs == []
    await store.end(rerun, at=NOW)
    assert (await delete(store)).runs == [old]


async def test_garbage_that_came_into_use_again_is_spared(store: Store) -> None:
    await old_run(store, "m1", "m2")
    await delete(store)
    run = await store.begun()
    await store.write_tasks(run, task(run, "load", TaskState.SUCCESS, manifest="m1"))
    assert await garbage(store) == {"m2"}
    await store.database.write(lambda c: retention.forget_garbage(c, ["m2"]))
    assert await garbage(store) == set()


async def test_old_ticks_go_in_pieces(store: Store) -> None:
    await see(store.database)
    for number in range(5):
        old = tick(scheduled_at=OLD + timedelta(days=number), created_at=OLD + timedelta(days=number))
        await store.database.write(lambda c, old=old: triggers.take_tick(c, old))
    await store.database.write(lambda c: triggers.take_tick(c, tick()))
    deleted = []
    while count := await store.database.write(lambda c: retention.delete_ticks(c, before=EDGE, limit=2)):
        deleted.append(count)
    assert deleted == [2, 2, 1]
    left = await store.database.read(lambda c: triggers.list_ticks(c, "finance", "daily", "nightly"))
    assert [found.scheduled_at for found in left] == [NOW]


async def test_signals_of_runs_that_are_over_are_swept(store: Store) -> None:
    await store.database.write(
        lambda c: c.exec_driver_sql(
            "INSERT INTO signals (id, run_id, project, kind, payload, format, created_at) "
            "VALUES ('s', 'gone', 'finance', 'cancel', '{}', 1, 0)"
        )
    )
    assert await store.database.write(retention.delete_orphans) == 1
