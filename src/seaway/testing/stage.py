"""A stage for tests of the engine: virtual time, a store in memory, an executor that does what a test says,
and engines that can be killed at a named door."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from seaway.core.plan import Plan
from seaway.core.rows import TaskRow
from seaway.core.states import RunState
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.engine import Engine, Parts
from seaway.engine.evaluator import ExpressionEvaluator, InlineAsker
from seaway.engine.submission import RunRequest
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId, RunId, TaskKey, ids_from
from seaway.sdk.protocols.executor import AttemptSpec, Executor, ExecutorEvent, Standing
from seaway.spec.catalog import Catalog
from seaway.store import runs, tasks
from seaway.store.database import Database
from seaway.testing.faults import Chances, Life
from seaway.testing.memory_store import MemoryStore, open_door, publish
from seaway.testing.node import FixedSurroundings, MemoryArtifacts, enter_life, task_factory
from seaway.testing.people import PROJECT
from seaway.testing.virtual import VirtualClock, VirtualLoop, drawn_ids

PATIENCE_S = 3_600.0


def on_virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Play an async test where sleeping costs nothing and ids are drawn: it takes as long as its work."""

    @functools.wraps(test)
    def play(*arguments: Any, **fixtures: Any) -> None:
        loop = VirtualLoop()
        loop.set_task_factory(task_factory)  # type: ignore[arg-type]  # the protocol names its arguments otherwise
        entropy = Random(1)  # noqa: S311 - chance that can be replayed is the point
        with ids_from(drawn_ids(entropy, loop)), contextlib.closing(loop):
            try:
                loop.run_until_complete(test(*arguments, **fixtures))
            finally:
                end_tasks(loop)

    return play


def end_tasks(loop: VirtualLoop) -> None:
    """Cancel what a play has left behind."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


@dataclass(slots=True)
class Doors:
    """An executor behind the doors of one engine's life. Implements `Executor`."""

    inner: Executor
    life: Life
    has_open_start: bool = False
    """Attempts may be started at once: nobody arrives at that door then."""
    name: str = field(init=False)
    slots: int = field(init=False)
    ahead: int = field(init=False)

    def __post_init__(self) -> None:
        self.name, self.slots, self.ahead = self.inner.name, self.inner.slots, self.inner.ahead

    async def open(self) -> None:
        await self.inner.open()

    async def close(self, *, grace_s: float) -> None:
        await self.inner.close(grace_s=grace_s)

    async def start(self, attempt: AttemptSpec) -> None:
        await self.life.arrive("executor.start")
        await self.inner.start(attempt)
        await self.life.arrive("executor.start, after")

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        return self.has_open_start and self.inner.start_at_once(attempt)

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        await self.life.arrive("executor.cancel")
        await self.inner.cancel(attempt_id, reason=reason, most_s=most_s)

    async def reconcile(self, attempt_ids: Sequence[AttemptId]) -> dict[AttemptId, Standing]:
        await self.life.arrive("executor.reconcile")
        return await self.inner.reconcile(attempt_ids)

    async def ack(self, attempt_id: AttemptId) -> None:
        await self.life.arrive("executor.ack")
        await self.inner.ack(attempt_id)

    def unacknowledged(self) -> Collection[AttemptId]:
        return self.inner.unacknowledged()

    def events(self) -> AsyncIterator[ExecutorEvent]:
        return self.inner.events()


@dataclass(slots=True)
class Staged:
    """An engine on the stage."""

    engine: Engine
    life: Life
    database: Database

    async def kill(self) -> None:
        """As `kill -9`: none of its tasks goes on."""
        self.life.end("a kill")
        left = list(self.life.tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self.life.close()


@dataclass(slots=True)
class Stage:
    """Everything around the engines of a test. Make it in the loop it plays in."""

    executor: InlineExecutor = field(default_factory=InlineExecutor)
    variables: dict[str, object] = field(default_factory=dict)
    pools: dict[str, int] = field(default_factory=dict)
    has_open_start: bool = False
    store: MemoryStore = field(default_factory=MemoryStore.fresh)
    artifacts: MemoryArtifacts = field(default_factory=MemoryArtifacts)
    clock: VirtualClock = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop(), _no_door)
        self.desk = Desk(
            DeskParts(
                clock=self.clock,
                database=self.store.database,
                evaluator=ExpressionEvaluator(InlineAsker()),
                artifacts=self.artifacts,
                surroundings=FixedSurroundings(self.variables),
                timezone=lambda: "UTC",
                pools=self.pools,
            )
        )

    async def engine(
        self,
        *,
        executor: Executor | None = None,
        dies_at: Callable[[str], bool] | None = None,
        is_alone: bool = True,
        with_triggers: bool = False,
        is_started: bool = True,
    ) -> Staged:
        """An engine. `dies_at` is asked at each door; where it says yes the process ends there."""
        life = Life("engine", Random(0), Chances(), _nobody, dies_at=dies_at)  # noqa: S311 - nothing is drawn
        database = open_door(self.store.database, life)
        engine = Engine(
            Parts(
                clock=self.clock,
                database=database,
                executor=Doors(executor or self.executor, life, self.has_open_start),
                evaluator=ExpressionEvaluator(InlineAsker()),
                artifacts=self.artifacts,
                surroundings=FixedSurroundings(self.variables),
                catalog=Catalog(),
                project_dir="",
                timezone=lambda: "UTC",
                pools=self.pools,
                with_triggers=with_triggers,
                is_alone=is_alone,
            )
        )
        if not is_started:
            return Staged(engine, life, database)
        with enter_life(life):
            starting = asyncio.create_task(engine.start())
        await asyncio.wait([starting])
        if not life.is_over:
            starting.result()
        return Staged(engine, life, database)

    async def publish(self, plan: Plan, *, revision: str = "r1") -> None:
        await self.store.database.write(lambda connection: publish(connection, PROJECT, plan, revision))

    async def submit(self, workflow: str = "tested", **request: Any) -> RunId:
        submitted = await self.desk.submit(RunRequest(project=PROJECT, workflow=workflow, **request))
        assert submitted.run_id is not None, submitted.reason
        return submitted.run_id

    async def start(self, plan: Plan, **request: Any) -> RunId:
        """Publish and submit."""
        await self.publish(plan)
        return await self.submit(plan.workflow, **request)

    async def run(self, run_id: RunId) -> runs.RunRecord:
        return await self.store.database.read(lambda connection: runs.get(connection, run_id))

    async def rows(self, run_id: RunId) -> dict[str, TaskRow]:
        found = await self.store.database.read(
            lambda connection: tasks.list_tasks(connection, run_id, with_items=True)
        )
        return {row.key: row for row in found}

    async def states(self, run_id: RunId) -> dict[str, str]:
        return {key: row.state.value for key, row in (await self.rows(run_id)).items()}

    async def until(self, is_so: Callable[[], Awaitable[bool]], *, seconds: float = PATIENCE_S) -> None:
        """Let time pass until it is so."""
        loop = asyncio.get_running_loop()
        end_s = loop.time() + seconds
        while not await is_so():
            assert loop.time() < end_s, f"not so after {seconds:g} s"
            await asyncio.sleep(0.05)

    async def until_over(self, run_id: RunId, *, seconds: float = PATIENCE_S) -> RunState:
        async def is_over() -> bool:
            return (await self.run(run_id)).state.is_final

        await self.until(is_over, seconds=seconds)
        return (await self.run(run_id)).state

    async def until_task(self, run_id: RunId, key: str, state: str) -> TaskRow:
        async def is_there() -> bool:
            return (await self.states(run_id)).get(key) == state

        await self.until(is_there)
        return (await self.rows(run_id))[TaskKey(key)]


async def _no_door(_where: str) -> None:
    return None


def _nobody(_said: str) -> None:
    return None
