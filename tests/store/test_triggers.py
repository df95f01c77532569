"""Triggers and ticks: each tick once, and never lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from seaway.errors import UnknownError
from seaway.store import queue, triggers, workflows
from seaway.store.database import Database
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
