"""The history of a run's tasks, read from their rows, page by page."""

from datetime import timedelta

from seaway.core.states import TaskState
from seaway.ids import AttemptId, RunId
from seaway.store import run_events
from seaway.store.run_events import ENDED, ENDED_AT_ONCE, QUEUED, STARTED, TaskEvent
from tests.store.factories import NOW, Store, item, task

SECOND = timedelta(seconds=1)


async def read(store: Store, run_id: RunId, **wanted: object) -> list[TaskEvent]:
    asked = {"limit": 100} | wanted
    return await store.database.read(lambda c: run_events.list_events(c, run_id, **asked))  # type: ignore[arg-type]


async def written(store: Store) -> RunId:
    """`load` waits for `extract`, whose second attempt succeeds; `skip` ends in the moment it begins."""
    run_id = await store.begun()
    first = {"queued_at": NOW, "started_at": NOW + SECOND, "ended_at": NOW + 2 * SECOND}
    again = {"queued_at": NOW + 3 * SECOND, "started_at": NOW + 4 * SECOND, "ended_at": NOW + 5 * SECOND}
    a, b = AttemptId("a"), AttemptId("b")
    failed = task(run_id, "extract", TaskState.FAILED, attempt=1, attempt_id=a, **first)
    await store.write_tasks(
        run_id,
        task(run_id, "extract", TaskState.SUCCESS, attempt=2, attempt_id=b, **again),
        task(run_id, "load", TaskState.QUEUED, attempt=1, queued_at=NOW + 5 * SECOND),
        task(run_id, "none", TaskState.SKIPPED, started_at=NOW, ended_at=NOW),
        item(run_id, "fan", 0, queued_at=NOW + 9 * SECOND),
        archived=[failed],
    )
    return run_id


async def test_each_moment_of_each_attempt_is_one_event_in_the_order_of_time(store: Store) -> None:
    run_id = await written(store)
    found = await read(store, run_id, with_items=False)
    assert [((each.at - NOW) // SECOND, each.rank, each.key, each.attempt) for each in found] == [
        (0, QUEUED, "extract", 1),
        (0, STARTED, "none", 0),
        (0, ENDED_AT_ONCE, "none", 0),
        (1, STARTED, "extract", 1),
        (2, ENDED, "extract", 1),
        (3, QUEUED, "extract", 2),
        (4, STARTED, "extract", 2),
        (5, ENDED, "extract", 2),
        (5, QUEUED, "load", 1),
    ]
    assert (await read(store, run_id))[-1].key == "fan[i0]"


async def test_pages_of_any_size_make_the_same_history(store: Store) -> None:
    run_id = await written(store)
    whole = await read(store, run_id)
    for size in (1, 3):
        paged: list[TaskEvent] = []
        while page := await read(store, run_id, after=paged[-1].place if paged else None, limit=size):
            paged += page
        assert paged == whole


async def test_another_run_has_a_history_of_its_own(store: Store) -> None:
    await written(store)
    assert await read(store, await store.begun()) == []
