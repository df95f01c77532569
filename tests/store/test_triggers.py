"""Triggers and ticks: each tick once, and never lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from seaway.errors import UnknownError
from seaway.store import queue, triggers, workflows
from seaway.store.database import Database
from seaway.store.queue import NewRun
from tests.store.factories import NOW, Store, new_run

MINUTE = timedelta(minutes=1)


async def see(
    database: Database, name: str = "nightly", spec_hash: str = "h", now: Any = NOW
) -> triggers.TriggerRecord:
    return await database.write(
        lambda c: triggers.see(
            c,
            project="finance",
            workflow="daily",
            name=name,
            kind="schedule",
            spec="{}",
            spec_hash=spec_hash,
            now=now,
        )
    )


def tick(outcome: triggers.TickOutcome = triggers.TickOutcome.RUN, **changes: Any) -> triggers.Tick:
    plain: dict[str, Any] = {
        "project": "finance",
        "workflow": "daily",
        "trigger": "nightly",
        "scheduled_at": NOW,
        "outcome": outcome,
        "created_at": NOW,
    }
    return triggers.Tick(**(plain | changes))


async def test_a_trigger_keeps_the_moment_it_was_first_seen(store: Store) -> None:
    first = await see(store.database)
    again = await see(store.database, now=NOW + MINUTE)
    assert first.first_seen_at == again.first_seen_at == NOW
    assert first.last_tick_at is None


async def test_a_changed_trigger_begins_anew(store: Store) -> None:
    await see(store.database)
    await store.database.write(lambda c: triggers.take_tick(c, tick()))
    changed = await see(store.database, spec_hash="other", now=NOW + MINUTE)
    assert (changed.first_seen_at, changed.last_tick_at) == (NOW + MINUTE, None)


async def test_a_tick_makes_its_run_once(store: Store, other: Database) -> None:
    await see(store.database)

    async def take(database: Database) -> triggers.Tick | None:
        run = new_run(trigger_name="nightly")
        return await database.write(lambda c: triggers.take_tick(c, tick(), run))

    taken = await asyncio.gather(*[take(database) for database in [store.database, other] * 5])
    decided = [found for found in taken if found is not None]
    assert len(decided) == 1
    assert (await store.run(decided[0].run_id)).trigger_name == "nightly"  # type: ignore[arg-type]
    listed = await store.database.read(lambda c: triggers.list_ticks(c, "finance", "daily", "nightly"))
    assert listed == decided
    waiting = await store.database.read(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM run_queue").scalar()
    )
    assert waiting == 1
    assert (await see(store.database)).last_tick_at == NOW


async def test_a_tick_on_purpose_without_a_run_says_why(store: Store) -> None:
    await see(store.database)
    skipped = tick(triggers.TickOutcome.SKIPPED, reason="catchup: latest")
    assert await store.database.write(lambda c: triggers.take_tick(c, skipped)) == skipped
    assert await store.database.write(lambda c: triggers.take_tick(c, tick(), new_run())) is None


async def test_a_tick_that_finds_the_queue_full_is_not_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue.enqueue, "__kwdefaults__", {"max_waiting": 1})
    await see(store.database)
    await store.enqueue()
    taken = await store.database.write(lambda c: triggers.take_tick(c, tick(), new_run()))
    assert taken is not None
    assert (taken.outcome, taken.run_id) == (triggers.TickOutcome.FAILED, None)
    assert "wait already" in taken.reason


async def test_an_older_tick_does_not_move_the_trigger_back(store: Store) -> None:
    await see(store.database)
    for at in (NOW, NOW - MINUTE):
        await store.database.write(lambda c, at=at: triggers.take_tick(c, tick(scheduled_at=at)))
    assert (await see(store.database)).last_tick_at == NOW
    listed = await store.database.read(
        lambda c: triggers.list_ticks(c, "finance", "daily", "nightly", before=NOW)
    )
    assert [found.scheduled_at for found in listed] == [NOW - MINUTE]


async def test_due_triggers_are_found_the_longest_due_first(store: Store) -> None:
    for name, minutes in (("late", 5), ("later", 1), ("future", -1)):
        trigger = await see(store.database, name)
        due = NOW - minutes * MINUTE
        await store.database.write(lambda c, t=trigger, due=due: triggers.set_next(c, t, due))
    due = await store.database.read(lambda c: triggers.list_due(c, NOW))
    assert [trigger.name for trigger in due] == ["late", "later"]
    assert await store.database.read(triggers.next_due) == NOW - 5 * MINUTE


async def test_paused_triggers_and_those_of_paused_workflows_are_not_due(store: Store) -> None:
    trigger = await see(store.database)
    write, read = store.database.write, store.database.read
    await write(lambda c: triggers.set_next(c, trigger, NOW))
    await write(lambda c: triggers.set_paused(c, "finance", "daily", "nightly", is_paused=True))
    assert await read(lambda c: triggers.list_due(c, NOW)) == []
    await write(lambda c: triggers.set_paused(c, "finance", "daily", "nightly", is_paused=False))
    await write(lambda c: workflows.activate(c, "finance", "daily", revision="r1", now=NOW))
    assert len(await read(lambda c: triggers.list_due(c, NOW))) == 1
    await write(lambda c: workflows.set_paused(c, "finance", "daily", is_paused=True, now=NOW))
    assert await read(lambda c: triggers.list_due(c, NOW)) == []
    with pytest.raises(UnknownError, match="no trigger weekly"):
        await write(lambda c: triggers.set_paused(c, "finance", "daily", "weekly", is_paused=True))


async def test_a_next_time_of_an_older_spec_is_not_kept(store: Store) -> None:
    old = await see(store.database)
    await see(store.database, spec_hash="new")
    await store.database.write(lambda c: triggers.set_next(c, old, NOW))
    assert await store.database.read(triggers.next_due) is None


async def test_triggers_that_left_the_workflow_are_forgotten(store: Store) -> None:
    for name in ("keep", "drop"):
        await see(store.database, name)
    await store.database.write(
        lambda c: triggers.forget_others(c, project="finance", workflow="daily", names=["keep"])
    )
    listed = await store.database.read(lambda c: triggers.list_of(c, "finance"))
    assert [trigger.name for trigger in listed] == ["keep"]


def many(count: int) -> list[tuple[triggers.Tick, NewRun]]:
    """Ticks of as many triggers at one moment, each with its run."""
    found = []
    for number in range(count):
        run = new_run(dedupe_key=f"tick:{number}")
        found.append((tick(trigger=f"t{number}", run_id=run.run_id), run))
    return found


def take_new(connection: Connection, pairs: list[tuple[triggers.Tick, NewRun]], most: int = 100) -> bool:
    """All or nothing."""
    savepoint = connection.begin_nested()
    taken = triggers.take_new(connection, [one for one, _ in pairs])
    if taken and queue.enqueue_new(connection, [run for _, run in pairs], max_waiting=most):
        savepoint.commit()
        return True
    savepoint.rollback()
    return False


async def count_waiting(database: Database) -> int:
    return len(await database.read(lambda c: c.exec_driver_sql("SELECT 1 FROM run_queue").all()))


@pytest.mark.parametrize("count", [3, 30])
async def test_many_ticks_are_taken_together_once(store: Store, count: int) -> None:
    """A few, and so many that a database may take another way."""
    seen = [await see(store.database, name=f"t{number}") for number in range(count)]
    assert await store.database.write(lambda c: take_new(c, many(count)))
    assert not await store.database.write(lambda c: take_new(c, many(count)))
    assert await count_waiting(store.database) == count
    await store.database.write(
        lambda c: triggers.set_all_next(c, [(record, NOW + MINUTE) for record in seen])
    )
    found = await store.database.read(lambda c: triggers.list_of(c, "finance"))
    assert {(record.last_tick_at, record.next_at) for record in found} == {(NOW, NOW + MINUTE)}


async def test_the_newest_of_several_ticks_is_the_last_one_of_their_trigger(store: Store) -> None:
    await see(store.database)
    ticks = [tick(scheduled_at=NOW + at * MINUTE) for at in (2, 9, *range(3, 9))]
    assert await store.database.write(lambda c: triggers.take_new(c, [*ticks, tick()]))
    found = await store.database.read(lambda c: triggers.get(c, "finance", "daily", "nightly"))
    assert found.last_tick_at == NOW + 9 * MINUTE


@pytest.mark.parametrize("count", [3, 30])
async def test_of_many_ticks_none_is_taken_together_where_one_is_not_new_or_finds_no_room(
    store: Store, count: int
) -> None:
    pairs = many(count)
    assert not await store.database.write(lambda c: take_new(c, pairs, count - 1))
    await store.database.write(lambda c: queue.enqueue(c, new_run(dedupe_key="tick:1")))
    assert not await store.database.write(lambda c: take_new(c, pairs))
    assert await count_waiting(store.database) == 1
    assert await store.database.read(lambda c: triggers.list_ticks(c, "finance", "daily", "t0")) == []
