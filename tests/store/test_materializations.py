"""What attempts read and wrote: written with their results, paged by key, gone with their run."""

from datetime import timedelta
from typing import Any

from seaway.core.rows import AssetRow
from seaway.core.states import TaskState
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.store import materializations, retention
from seaway.store.materializations import place_of
from seaway.store.steps import RunChanges
from tests.store.factories import NOW, Store, task

OLD = NOW - timedelta(days=100)


def told(of: RunId, key: str = "load", place: int = 0, **changes: Any) -> AssetRow:
    plain = AssetRow(
        run_id=of,
        key=TaskKey(key),
        path=key.split("[", maxsplit=1)[0],
        attempt=1,
        at=NOW,
        place=place,
        attempt_id=AttemptId("a1"),
        asset="warehouse/payments",
        kind="written",
        row_count=12,
        size_bytes=2**40,
        columns='{"amount": "double"}',
        extra='{"mode": "replace"}',
    )
    return plain._replace(**changes)


async def of_run(store: Store, of: RunId, **options: Any) -> list[AssetRow]:
    return await store.database.read(lambda c: materializations.list_of_run(c, of, **options))


async def history(store: Store, asset: str = "warehouse/payments", **options: Any) -> list[AssetRow]:
    found = await store.database.read(
        lambda c: materializations.list_of_asset(c, "finance", asset, **options)
    )
    assert {each.workflow for each in found} <= {"daily"}
    return [each.row for each in found]


async def test_what_an_attempt_told_comes_back_as_it_was(store: Store) -> None:
    run = await store.begun()
    rows = [
        told(run),
        told(run, place=1, kind="read", asset="läger/zölle\0", row_count=None, size_bytes=None, columns="{}"),
    ]
    await store.write_tasks(run, task(run, "load", TaskState.SUCCESS), assets=rows)
    assert await of_run(store, run) == [rows[0], rows[1]._replace(asset="läger/zölle")]


async def test_a_result_that_is_taken_twice_adds_nothing(store: Store) -> None:
    run = await store.begun()
    for _ in range(2):
        await store.write_tasks(run, task(run, "load"), assets=[told(run), told(run, place=1)])
    assert len(await of_run(store, run)) == 2


async def test_nothing_is_written_for_a_run_that_was_lost(store: Store) -> None:
    mine, lost = await store.begun(), await store.begun()
    changes = [
        RunChanges(run_id=mine, epoch=1, assets=[told(mine)]),
        RunChanges(run_id=lost, epoch=0, assets=[told(lost)]),
    ]
    assert (await store.commit(*changes)).stale == {lost}
    assert (await of_run(store, mine), await of_run(store, lost)) == ([told(mine)], [])


async def test_the_assets_of_a_run_are_paged_by_key(store: Store) -> None:
    run = await store.begun()
    rows = [told(run, f"load[{name}]", place) for name in ("de", "fr") for place in range(3)]
    rows.append(told(run, "load[fr]", attempt=2, at=NOW + timedelta(seconds=5)))
    await store.write_tasks(run, task(run, "load"), assets=list(reversed(rows)))
    seen: list[AssetRow] = []
    while page := await of_run(store, run, after=place_of(seen[-1]) if seen else None, limit=2):
        seen += page
    assert seen == rows


async def test_the_history_of_an_asset_is_the_latest_first(store: Store) -> None:
    runs = [await store.begun() for _ in range(3)]
    written = [told(run, at=NOW + timedelta(hours=hours)) for run, hours in zip(runs, (2, 0, 1), strict=True)]
    for row in written:
        other = row._replace(asset="warehouse/other", place=1)
        await store.write_tasks(row.run_id, task(row.run_id, "load"), assets=[row, other])
    await store.begun(project="else")
    first = await history(store, limit=2)
    rest = await history(store, limit=2, after=place_of(first[-1]))
    assert [*first, *rest] == [written[0], written[2], written[1]]
    assert await history(store, after=place_of(rest[-1])) == []


async def test_a_history_keeps_to_its_project(store: Store) -> None:
    run = await store.begun(project="other")
    await store.write_tasks(run, task(run, "load"), assets=[told(run)])
    assert await history(store) == []


async def test_they_go_with_their_run_a_piece_at_a_time(store: Store) -> None:
    old, young = await store.begun(), await store.begun()
    for run in (old, young):
        rows = [told(run, f"load[{number:02}]") for number in range(10)]
        await store.write_tasks(run, task(run, "load", TaskState.SUCCESS), assets=rows)
    await store.end(old, at=OLD)
    await store.end(young)
    pieces = 0
    edge = NOW - timedelta(days=90)
    while (
        await store.database.write(lambda c: retention.delete_runs(c, before=edge, now=NOW, rows=4))
    ).has_more:
        pieces += 1
    assert pieces >= 2
    assert (len(await of_run(store, old)), len(await of_run(store, young))) == (0, 10)
    assert len(await history(store)) == 10
