"""The one way in, and how engines take runs."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seaway.core.states import RunState
from seaway.errors import BusyError
from seaway.store import engines, lock, queue, signals
from seaway.store.database import Database
from seaway.store.lock import StateLock
from tests.store.factories import NOW, Store, new_run


async def test_an_enqueued_run_waits_and_has_all_that_it_was_given(store: Store) -> None:
    run = new_run(
        inputs='{"day": "2026-03-01"}', trigger_kind="schedule", trigger_name="nightly", timezone="Asia/Tokyo"
    )
    assert await store.database.write(lambda c: queue.enqueue(c, run)) == (run.run_id, True)
    record = await store.run(run.run_id)
    assert (record.state, record.epoch, record.owner) == (RunState.QUEUED, 0, None)
    for name in set(queue.NewRun.__dataclass_fields__) - {"deadlines"}:
        assert getattr(record, name) == getattr(run, name)


async def test_the_same_dedupe_key_gives_the_run_that_is_there(store: Store) -> None:
    first = await store.enqueue(dedupe_key="tick-1")
    again = new_run(dedupe_key="tick-1")
    assert await store.database.write(lambda c: queue.enqueue(c, again)) == (first, False)
    elsewhere = await store.enqueue(dedupe_key="tick-1", project="marketing")
    assert elsewhere != first


async def test_a_finished_run_still_holds_its_dedupe_key(store: Store) -> None:
    first = await store.begun(dedupe_key="tick-1")
    await store.end(first)
    assert await store.enqueue(dedupe_key="tick-1") == first


async def test_enqueuing_the_same_run_again_changes_nothing(store: Store) -> None:
    run = new_run()
    for expected in (True, False):
        assert await store.database.write(lambda c: queue.enqueue(c, run)) == (run.run_id, expected)


async def test_one_dedupe_key_from_many_at_once_is_one_run(store: Store, other: Database) -> None:
    sides = [store, Store(other)] * 10
    made = await asyncio.gather(*[side.enqueue(dedupe_key="once") for side in sides])
    assert len(set(made)) == 1


async def test_too_many_waiting_runs_of_one_workflow_are_refused(store: Store) -> None:
    def enqueue(connection: object, **changes: object) -> None:
        queue.enqueue(connection, new_run(**changes), max_waiting=2)  # type: ignore[arg-type]

    for _ in range(2):
        await store.database.write(enqueue)
    with pytest.raises(BusyError, match="2 runs of daily wait already"):
        await store.database.write(enqueue)
    await store.database.write(lambda c: enqueue(c, workflow="weekly"))


async def test_claims_go_by_priority_then_age(store: Store) -> None:
    await store.register()
    old, new, urgent = await store.enqueue(), await store.enqueue(), await store.enqueue(priority=5)
    first = await store.claim(limit=2)
    assert [run.run_id for run in first] == [urgent, old]
    assert [run.epoch for run in first] == [1, 1]
    assert [run.run_id for run in await store.claim()] == [new]
    assert await store.claim() == []


async def test_a_full_group_waits_and_does_not_hold_up_the_others(store: Store) -> None:
    await store.register()
    first, second = [await store.enqueue(group_key="g", group_limit=1) for _ in range(2)]
    free = await store.enqueue(workflow="weekly")
    assert [run.run_id for run in await store.claim()] == [first, free]
    assert await store.database.read(lambda c: queue.count_group(c, "finance", "g")) == queue.GroupCount(
        active=1, waiting=1
    )
    await store.end(first)
    assert [run.run_id for run in await store.claim()] == [second]


async def test_a_long_line_of_a_full_group_does_not_starve_what_is_behind_it(store: Store) -> None:
    await store.register()
    for _ in range(20):
        await store.enqueue(group_key="g", group_limit=1)
    free = await store.enqueue(workflow="weekly")
    claimed = await store.claim(limit=5) + await store.claim(limit=5)
    assert free in {run.run_id for run in claimed}
    assert len(claimed) == 2


async def test_two_engines_never_claim_the_same_run_nor_break_a_limit(store: Store, other: Database) -> None:
    second = Store(other, engine="engine-2")
    await store.register()
    await second.register()
    for number in range(40):
        limited = number % 2 == 0
        await store.enqueue(group_key="g" if limited else None, group_limit=3 if limited else None)
    claims = await asyncio.gather(*[side.claim(limit=3) for side in [store, second] * 12])
    taken = [run.run_id for claim in claims for run in claim]
    assert len(taken) == len(set(taken)) == 23
    count = await store.database.read(lambda c: queue.count_group(c, "finance", "g"))
    assert count.active == 3


async def test_the_runs_of_a_dead_engine_are_taken_over_once(store: Store, other: Database) -> None:
    run = await store.begun()
    await store.database.write(lambda c: c.exec_driver_sql("UPDATE engines SET lease_until = 0"))
    second, third = Store(other, engine="engine-2"), Store(store.database, engine="engine-3")
    await second.register()
    await third.register()
    claims = await asyncio.gather(second.claim(), third.claim())
    assert sorted(len(claim) for claim in claims) == [0, 1]
    record = await store.run(run)
    assert record.epoch == 2
    assert record.owner in {"engine-2", "engine-3"}
    assert [known.id for known in await store.database.read(engines.list_engines)] == ["engine-2", "engine-3"]


async def test_engines_live_as_long_as_their_lease(store: Store) -> None:
    await store.register()
    await store.register("engine-2", lease_s=0)

    async def living(now: datetime) -> list[str]:
        return [known.id for known in await store.database.read(lambda c: engines.living(c, now=now))]

    assert await living(NOW) == ["engine-1"]
    is_by_ours = store.database.driver.is_for_one_engine
    later = await living(NOW + timedelta(days=1))
    assert later == ([] if is_by_ours else ["engine-1"]), "on PostgreSQL the database's clock counts"


async def test_the_lock_of_its_folder_tells_whether_an_engine_that_is_alone_lives(
    store: Store, tmp_path: Path
) -> None:
    """However long ago it was heard of. Where others may be beside it, its lease does."""
    is_by_lock = store.database.driver.is_for_one_engine
    later = NOW + timedelta(days=1)
    held, free, gone = tmp_path / "held", tmp_path / "free", tmp_path / "gone"
    for folder in (held, free, gone):
        folder.mkdir()
        with StateLock(folder):
            pass
    (gone / "engine.lock").unlink()

    async def is_living(folder: Path, now: datetime) -> bool:
        name = f"of {folder} at {now}"
        await store.register(name, is_alone=True, place=f"here:{folder}")
        return bool(await store.database.read(lambda c: engines.living(c, now=now)))

    with StateLock(held):
        assert await is_living(held, later)
        assert lock.is_held(held)
    assert await is_living(free, NOW) is not is_by_lock
    assert await is_living(gone, NOW + timedelta(seconds=30))
    assert await is_living(gone, later) is not is_by_lock
    assert (lock.is_held(free), lock.is_held(gone)) == (False, None)


async def test_a_living_engine_keeps_its_runs(store: Store, other: Database) -> None:
    await store.begun()
    second = Store(other, engine="engine-2")
    await second.register()
    assert await second.claim() == []


async def test_the_next_engine_of_a_place_takes_over_at_once(store: Store, other: Database) -> None:
    """It holds the lock of the state folder, so the one before is dead."""
    await store.register(place="here:/state")
    run = await store.enqueue()
    await store.claim()
    elsewhere, second = Store(store.database, engine="engine-3"), Store(other, engine="engine-2")
    await elsewhere.register(place="there:/state")
    assert await elsewhere.claim() == []
    await second.register(place="here:/state")
    assert [(found.run_id, found.epoch) for found in await second.claim()] == [(run, 2)]


async def test_only_where_one_engine_can_be_is_the_word_of_one_that_is_alone_taken(
    store: Store, other: Database
) -> None:
    run = await store.begun()
    second = Store(other, engine="engine-2")
    await second.register(is_alone=True)
    taken = [(found.run_id, found.epoch) for found in await second.claim()]
    assert taken == ([(run, 2)] if other.driver.is_for_one_engine else [])


async def test_an_engine_that_is_alone_keeps_its_lease_when_the_clock_jumps(store: Store) -> None:
    await store.register(is_alone=True)
    later = NOW + timedelta(days=9_000)
    assert await store.database.write(lambda c: engines.renew(c, engine=store.engine, now=later))
    run = await store.enqueue()
    taken = await store.database.write(lambda c: queue.claim(c, engine=store.engine, now=later, limit=1))
    assert [found.run_id for found in taken] == [run]
    (known,) = await store.database.read(engines.list_engines)
    assert (known.lease_until is None) is store.database.driver.is_for_one_engine


async def test_an_engine_whose_lease_is_over_can_neither_renew_nor_claim(store: Store) -> None:
    await store.register(lease_s=0)
    await store.enqueue()
    assert await store.claim() == []
    assert not await store.database.write(lambda c: engines.renew(c, engine=store.engine, now=NOW))


async def test_a_lease_is_renewed(store: Store) -> None:
    await store.register(lease_s=1)
    assert await store.database.write(lambda c: engines.renew(c, engine=store.engine, now=NOW, lease_s=90))
    (known,) = await store.database.read(engines.list_engines)
    assert known.lease_until is not None
    assert (known.lease_until - known.beat_at).total_seconds() == 90


async def test_an_engine_that_leaves_frees_its_runs(store: Store, other: Database) -> None:
    run = await store.begun()
    assert await store.database.write(lambda c: engines.leave(c, engine=store.engine)) == 1
    second = Store(other, engine="engine-2")
    await second.register()
    assert [found.run_id for found in await second.claim()] == [run]


async def test_a_released_run_is_taken_again_before_those_that_wait(store: Store) -> None:
    run = await store.begun()
    await store.enqueue(priority=9)
    assert await store.database.write(lambda c: queue.release(c, run, epoch=1))
    assert not await store.database.write(lambda c: queue.release(c, run, epoch=7))
    (taken,) = await store.claim(limit=1)
    assert (taken.run_id, taken.epoch) == (run, 2)


async def test_a_run_written_by_a_newer_engine_is_left_alone(store: Store) -> None:
    await store.register()
    await store.enqueue()
    await store.database.write(lambda c: c.exec_driver_sql("UPDATE run_queue SET format = 99"))
    assert await store.claim() == []


async def test_a_waiting_run_is_cancelled_at_once(store: Store) -> None:
    run = await store.enqueue()
    signal = signals.NewSignal(id="s", run_id=run, kind="cancel", created_at=NOW)
    await store.database.write(lambda c: signals.send(c, signal))
    assert await store.database.write(lambda c: queue.cancel_waiting(c, run, reason="by ann", now=NOW))
    record = await store.run(run)
    assert (record.state, record.reason, record.ended_at) == (RunState.CANCELLED, "by ann", NOW)
    await store.register()
    assert await store.claim() == []
    assert await store.database.read(lambda c: signals.of_run(c, run)) == []


async def test_a_run_that_was_begun_is_not_cancelled_behind_its_engine(store: Store) -> None:
    run = await store.begun()
    assert not await store.database.write(lambda c: queue.cancel_waiting(c, run, reason="", now=NOW))
    assert (await store.run(run)).owner == store.engine


async def test_a_cancel_and_a_claim_at_once_give_one_answer(store: Store, other: Database) -> None:
    await store.register()
    for _ in range(10):
        run = await store.enqueue()
        cancelled, claimed = await asyncio.gather(
            other.write(lambda c, run=run: queue.cancel_waiting(c, run, reason="", now=NOW)), store.claim()
        )
        assert cancelled is not bool(claimed)


async def test_the_oldest_of_a_group_is_found(store: Store) -> None:
    first, second = [await store.enqueue(group_key="g", group_limit=1) for _ in range(2)]
    found = await store.database.read(lambda c: queue.oldest_of_group(c, "finance", "g", limit=5))
    assert found == [first, second]
