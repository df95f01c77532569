"""What the store tells where no engine does: no end of a run is missed, whenever somebody began to follow."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from seaway.core.states import TaskState
from seaway.engine.terms import TermsCache
from seaway.ids import RunId
from seaway.server.live.facts import FactsCache
from seaway.server.live.herald import Herald
from seaway.server.live.hub import Hub
from seaway.server.live.looker import Looker
from seaway.store import schema
from seaway.store.database import Database
from seaway.testing.clock import FakeClock
from tests.store.factories import NOW, Store, run_id, task
from tests.unit.server.test_hub import taken

RUNS = "runs:finance"


@dataclass(slots=True)
class Scene:
    """A store, and a server that looks at it when the test says so."""

    database: Database
    store: Store
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    hub: Hub = field(default_factory=Hub)
    is_told: bool = False
    looker: Looker = field(init=False)

    def __post_init__(self) -> None:
        facts = FactsCache(self.database, TermsCache(self.database))
        self.looker = Looker(
            hub=self.hub,
            herald=Herald(self.hub, facts, self.database, self.clock),
            facts=facts,
            database=self.database,
            clock=self.clock,
            is_told=lambda: self.is_told,
        )

    async def begun(self) -> RunId:
        return await self.store.begun(run_id=run_id(self.clock.now()), created_at=self.clock.now())

    async def end(self, run: RunId) -> None:
        await self.store.end(run, at=self.clock.now())

    async def look(self) -> None:
        await self.looker.look()
        self.clock.advance(1)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    database = Database.in_memory()
    await schema.prepare(database)
    store = Store(database)
    await store.revision(plan='{"version": 1, "plan": {"payload": {}}}')
    yield Scene(database, store)
    await database.close()


async def states_of(scene: Scene, run: RunId, *keys: str) -> list[str]:
    """What a client that joins now is given of a run within a moment."""
    client = scene.hub.join(keys or [RUNS])
    return [
        str(data["state"]) for _, kind, data in await taken(client) if kind == "run" and data["run_id"] == run
    ]


async def test_a_run_that_is_over_before_the_first_look_is_told(scene: Scene) -> None:
    scene.hub.join([RUNS])
    run = await scene.begun()
    await scene.end(run)
    await scene.look()
    assert await states_of(scene, run) == ["success"]


async def test_a_run_that_begins_and_ends_between_two_looks_is_told(scene: Scene) -> None:
    scene.hub.join([RUNS])
    await scene.look()
    run = await scene.begun()
    await scene.end(run)
    await scene.look()
    assert await states_of(scene, run) == ["success"]


@pytest.mark.parametrize("read", range(1, 8))
async def test_whenever_during_a_look_a_run_begins_its_end_is_told(scene: Scene, read: int) -> None:
    """It begins after the look's read of that number, and is over before the next look."""
    scene.hub.join([RUNS])
    await scene.look()
    made: list[RunId] = []
    inner, count = scene.database.read, 0

    async def reading(work):  # type: ignore[no-untyped-def]
        nonlocal count
        found = await inner(work)
        count += 1
        if count == read:
            made.append(await scene.begun())
        return found

    scene.database.read = reading  # type: ignore[method-assign]
    await scene.look()
    scene.database.read = inner  # type: ignore[method-assign]
    run = made[0] if made else await scene.begun()
    await scene.end(run)
    await scene.look()
    assert (await states_of(scene, run))[-1:] == ["success"]


async def test_a_run_made_earlier_that_was_written_later_is_told(scene: Scene) -> None:
    """Two processes make ids; the one with the smaller id may commit last."""
    scene.hub.join([RUNS])
    late = run_id(scene.clock.now())
    await scene.end(await scene.begun())
    await scene.look()
    await scene.store.begun(run_id=late)
    await scene.end(late)
    await scene.look()
    assert await states_of(scene, late) == ["success"]


async def test_what_ended_before_an_engine_began_to_tell_is_told(scene: Scene) -> None:
    scene.hub.join([RUNS])
    run = await scene.begun()
    await scene.look()
    await scene.end(run)
    scene.is_told = True
    await scene.look()
    assert await states_of(scene, run) == ["success"]


async def test_what_ended_while_the_store_could_not_be_read_is_told_after(scene: Scene) -> None:
    scene.hub.join([RUNS])
    await scene.look()
    run = await scene.begun()
    await scene.end(run)
    scene.clock.advance(minutes=10)
    await scene.look()
    assert await states_of(scene, run) == ["success"]


async def test_while_an_engine_tells_only_new_runs_are_looked_for(scene: Scene) -> None:
    scene.hub.join([RUNS])
    scene.is_told = True
    await scene.look()
    await scene.look()
    run = await scene.begun()
    await scene.look()
    assert await states_of(scene, run) == ["queued"]
    await scene.end(run)
    await scene.look()
    assert await states_of(scene, run) == ["queued"]


async def test_a_task_that_moved_between_reading_and_following_is_told(scene: Scene) -> None:
    """Also where an engine tells: nobody followed the run at that moment. What rests is not told."""
    scene.is_told = True
    run = await scene.begun()
    long_ago = scene.clock.now()
    scene.clock.advance(minutes=5)
    just_now = scene.clock.now()
    await scene.store.write_tasks(
        run,
        task(run, "old", TaskState.SUCCESS, ended_at=long_ago),
        task(run, "new", TaskState.SUCCESS, ended_at=just_now),
    )
    scene.looker._forget()
    client = scene.hub.join([f"run:{run}"])
    await scene.look()
    assert [data["task"] for _, kind, data in await taken(client) if kind == "task"] == ["new"]
