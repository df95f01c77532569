"""Items of a foreach as a page shows them, and the tasks of several runs counted at once."""

from datetime import timedelta

from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.store import items, tasks
from seaway.store.database import Database
from seaway.store.items import Ranked
from tests.store.factories import NOW, Store, item, task

FAN = TaskKey("fan")
S, F, R, Q = TaskState.SUCCESS, TaskState.FAILED, TaskState.RUNNING, TaskState.QUEUED


async def fanned(database: Database) -> RunId:
    """A foreach with six items: quick and slow, failed, running, waiting."""
    store = Store(database)
    run_id = await store.begun()
    rows = [task(run_id, "fan", R, item_count=6)]
    for index, (state, seconds) in enumerate([(S, 1), (S, 9), (Q, 0), (F, 2), (R, 0), (F, 5)]):
        end = NOW + timedelta(seconds=seconds) if seconds else None
        rows.append(item(run_id, "fan", index, state, started_at=NOW, ended_at=end))
    await store.write_tasks(run_id, *rows)
    return run_id


async def ranked(
    database: Database, run_id: RunId, *, after: tuple[int, int, int] | None = None, limit: int = 100
) -> list[Ranked]:
    return await database.read(lambda c: items.list_ranked(c, run_id, FAN, after=after, limit=limit))


async def test_what_failed_and_what_was_slow_comes_first(database: Database) -> None:
    run_id = await fanned(database)
    found = await ranked(database, run_id)
    assert [each.row.index for each in found] == [5, 3, 4, 1, 0, 2]


async def test_pages_of_items_give_each_once(database: Database) -> None:
    run_id = await fanned(database)
    paged: list[int] = []
    after: tuple[int, int, int] | None = None
    while page := await ranked(database, run_id, after=after, limit=2):
        paged += [each.row.index for each in page]
        after = page[-1].key
    assert paged == [5, 3, 4, 1, 0, 2]


async def test_items_are_listed_in_their_own_order_and_by_state_where_asked(database: Database) -> None:
    run_id = await fanned(database)
    own = await database.read(lambda c: items.list_ranked(c, run_id, FAN, in_order=True))
    assert [each.row.index for each in own] == [0, 1, 2, 3, 4, 5]
    failed = await database.read(lambda c: items.list_ranked(c, run_id, FAN, states=[F], in_order=True))
    assert [each.row.index for each in failed] == [3, 5]


async def test_tasks_of_several_runs_are_counted_without_their_items(database: Database) -> None:
    first = await fanned(database)
    store = Store(database, is_registered=True)
    second = await store.begun()
    await store.write_tasks(second, task(second, "a", S), task(second, "b", F))
    counted = await database.read(lambda c: tasks.count_by_state(c, [first, second]))
    assert counted == {first: {R: 1}, second: {S: 1, F: 1}}
