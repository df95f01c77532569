"""Signals and what wakes those who wait for them."""

import asyncio

from seaway.store import queue, signals
from seaway.store.database import Database
from seaway.store.wakeups import Wakeups
from tests.store.factories import NOW, Store, new_run


def signal(id_: str, run: str, kind: str = "cancel", payload: str = "{}") -> signals.NewSignal:
    return signals.NewSignal(id=id_, run_id=run, kind=kind, payload=payload, created_at=NOW)  # type: ignore[arg-type]


async def test_signals_come_in_the_order_they_were_sent(store: Store) -> None:
    run = await store.begun()
    for id_, kind in (("z", "pause"), ("a", "resume"), ("m", "cancel")):
        assert await store.database.write(
            lambda c, id_=id_, kind=kind: signals.send(c, signal(id_, run, kind, '{"by": "ann"}'))
        )
    found = await store.database.read(lambda c: signals.pending(c, store.engine))
    assert [one.kind for one in found] == ["pause", "resume", "cancel"]
    assert (found[0].payload, found[0].created_at) == ('{"by": "ann"}', NOW)
    assert found == await store.database.read(lambda c: signals.of_run(c, run))
    assert found[:1] == await store.database.read(lambda c: signals.pending(c, store.engine, limit=1))


async def test_a_signal_sent_twice_is_one(store: Store) -> None:
    run = await store.begun()
    for _ in range(2):
        await store.database.write(lambda c: signals.send(c, signal("s", run)))
    assert len(await store.database.read(lambda c: signals.of_run(c, run))) == 1


async def test_only_the_owner_of_a_run_sees_its_signals(store: Store) -> None:
    run, waiting = await store.begun(), await store.enqueue()
    for id_, target in (("a", run), ("b", waiting)):
        await store.database.write(lambda c, id_=id_, target=target: signals.send(c, signal(id_, target)))
    assert await store.database.read(lambda c: signals.pending(c, "engine-2")) == []
    assert len(await store.database.read(lambda c: signals.pending(c, store.engine))) == 1
    await store.claim()
    assert len(await store.database.read(lambda c: signals.pending(c, store.engine))) == 2


async def test_a_run_that_is_over_takes_no_signal_and_leaves_none(store: Store) -> None:
    run = await store.begun()
    await store.database.write(lambda c: signals.send(c, signal("a", run)))
    await store.end(run)
    assert not await store.database.write(lambda c: signals.send(c, signal("b", run)))
    assert await store.database.read(lambda c: signals.of_run(c, run)) == []


async def test_ending_a_run_and_signalling_it_at_once_leaves_no_signal(store: Store, other: Database) -> None:
    for number in range(10):
        run = await store.begun()
        await asyncio.gather(
            store.end(run), other.write(lambda c, n=number, run=run: signals.send(c, signal(f"{n}", run)))
        )
        assert await store.database.read(lambda c, run=run: signals.of_run(c, run)) == []


async def test_an_enqueued_run_wakes_this_process_and_others(store: Store, other: Database) -> None:
    async with Wakeups(store.database) as here, Wakeups(other) as there:
        await here.wait(0.01)
        await there.wait(0.01)
        run = new_run()
        await store.database.write(lambda c: queue.enqueue(c, run))
        assert await here.wait(60)
        assert await there.wait(60)


async def test_a_commit_of_steps_wakes_nobody(store: Store) -> None:
    """Or an engine would wake itself with every step."""
    run = await store.begun()
    async with Wakeups(store.database) as here:
        await here.wait(0.01)
        await store.write_tasks(run)
        assert not await here.wait(0.05)


async def test_work_that_was_undone_wakes_nobody(store: Store) -> None:
    def fail(connection: object) -> None:
        queue.enqueue(connection, new_run())  # type: ignore[arg-type]
        raise ZeroDivisionError

    async with Wakeups(store.database) as here:
        await here.wait(0.01)
        outcome = await asyncio.gather(store.database.write(fail), return_exceptions=True)
        assert isinstance(outcome[0], ZeroDivisionError)
        assert not await here.wait(0.05)
