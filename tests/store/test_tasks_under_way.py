"""Who follows a run reads what is new of it, not all that it has."""

from datetime import timedelta

from seaway.core.states import TaskState
from seaway.engine import finding
from seaway.ids import AttemptId
from seaway.store import tasks
from tests.store.factories import NOW, Store, item, task


async def test_what_has_ended_before_is_left_out(store: Store) -> None:
    run_id = await store.begun()
    a, b = AttemptId("a"), AttemptId("b")
    await store.write_tasks(
        run_id,
        task(run_id, "waits", TaskState.PENDING),
        task(run_id, "runs", TaskState.RUNNING, attempt_id=a),
        item(run_id, "fan", 0, attempt_id=b, ended_at=NOW - timedelta(minutes=5)),
        item(run_id, "fan", 1, attempt_id=AttemptId("c"), ended_at=NOW),
    )
    found = await store.database.read(
        lambda c: tasks.list_under_way(c, run_id, ended_from=NOW - timedelta(minutes=1))
    )
    assert [row.key for row in found] == ["fan[i1]", "runs"]


async def test_all_rows_of_a_large_run_are_found_page_by_page(store: Store) -> None:
    run_id = await store.begun()
    count = finding.PAGE + 3
    await store.write_tasks(run_id, *(item(run_id, "fan", at) for at in range(count)))
    found = await store.database.read(lambda c: finding.rows_of(c, run_id))
    assert len({row.key for row in found}) == len(found) == count
