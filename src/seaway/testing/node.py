"""An engine's process in the simulation: started, killed at any of its doors, started again."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from random import Random
from typing import Any

from seaway.engine.engine import Engine, Parts
from seaway.engine.evaluator import ExpressionEvaluator
from seaway.engine.plans import KnownPlan
from seaway.engine.ports import Surroundings
from seaway.errors import SeawayError, StoreError
from seaway.spec.catalog import Catalog
from seaway.store.database import Database
from seaway.testing.faults import Chances, DiedError, Life, Trace
from seaway.testing.memory_store import open_door
from seaway.testing.random_plans import POOLS, VARIABLES
from seaway.testing.virtual import VirtualClock
from seaway.testing.world import Machine
from seaway.worker.evaluation import Ask

_life: ContextVar[Life | None] = ContextVar("life", default=None)


@contextlib.contextmanager
def enter_life(life: Life) -> Iterator[None]:
    """Tasks that are made meanwhile belong to this life, and so do theirs."""
    before = _life.set(life)
    try:
        yield
    finally:
        _life.reset(before)


def task_factory(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    """Tasks that a life starts belong to it, and end with it."""
    task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **options)
    life = _life.get()
    if life is not None:
        life.tasks[task] = None
        task.add_done_callback(lambda done: _note_end(life, done))
    return task


def _note_end(life: Life, task: "asyncio.Task[object]") -> None:
    life.tasks.pop(task, None)
    if task.cancelled():
        return
    error = task.exception()
    if error is not None and not isinstance(error, DiedError | SeawayError):
        life.mistakes.append(error)


@dataclass(slots=True)
class MemoryArtifacts:
    """Implements `Artifacts`."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put_bytes(self, data: bytes) -> str:
        ref = f"a{len(self.kept)}"
        found = next((name for name, value in self.kept.items() if value == data), ref)
        self.kept[found] = data
        return found

    def get_bytes(self, ref: str) -> bytes:
        return self.kept[ref]

    def exists(self, ref: str) -> bool:
        return ref in self.kept


class FixedSurroundings:
    """Implements `SurroundingsSource`: variables only."""

    def __init__(self, variables: Mapping[str, object]) -> None:
        self._found = Surroundings(variables=dict(variables))

    def plain(self) -> Surroundings:
        return self._found

    async def read(
        self,
        project: str,
        *,
        connections: Sequence[str] = (),
        secrets: Sequence[str] = (),
        has_variables: bool = True,
    ) -> Surroundings:
        return self._found

    async def require(self, project: str, known: KnownPlan, revision: str) -> None:
        return None


class _Asker:
    """Answers in place, behind a door."""

    def __init__(self, life: Life) -> None:
        self._life = life

    async def ask(self, ask: Ask) -> object:
        await self._life.arrive("evaluator")
        return ask.answer()

    async def close(self) -> None:
        return None


@dataclass(slots=True, kw_only=True)
class Node:
    """A machine with an engine that is started again whenever it dies."""

    name: str
    store: Database
    machine: Machine
    artifacts: MemoryArtifacts
    random: Random
    chances: Chances
    trace: Trace
    complain: Callable[[str], None]
    is_alone: bool
    engine: Engine | None = None
    life: Life | None = None
    lives: int = 0

    async def live_on(self) -> None:
        """Until cancelled."""
        while True:
            await self._live()
            await asyncio.sleep(self.random.choice((0.0, 0.5, 3.0, 20.0)))

    async def _live(self) -> None:
        self.lives += 1
        on_freeze = None if self.is_alone else self.machine.lose_attempts
        name = f"{self.name}.{self.lives}"
        self.life = life = Life(name, self.random, self.chances, self.trace, on_freeze=on_freeze)
        with enter_life(life):
            task = asyncio.create_task(self._work(life))
        try:
            await life.ended.wait()
        finally:
            await self._bury(life, task)

    async def _bury(self, life: Life, task: "asyncio.Task[None]") -> None:
        """The process is gone: none of its tasks goes on, nothing in its memory is kept."""
        life.is_over = True
        self.engine, self.life = None, None
        left = [task, *life.tasks]
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await life.close()
        self.machine.lose_engine()
        for mistake in life.mistakes:
            self.complain(f"a task of the engine ended by {type(mistake).__name__}: {mistake}")

    async def _work(self, life: Life) -> None:
        database = open_door(self.store, life)
        self.machine.door = life.arrive
        engine = Engine(self._parts(life, database))
        try:
            await engine.start()
        except StoreError as error:
            self.trace(f"{life.name} can't start: {error}")
            life.end("start")
            return
        self.engine = engine
        self.trace(f"{life.name} is up")
        if self.random.random() < 0.15 and self.chances.crash:
            await asyncio.sleep(self.random.uniform(5, 60))
            self.trace(f"{life.name} drains")
            with contextlib.suppress(StoreError):
                await engine.drain(grace_s=self.random.choice((0.0, 2.0)))
            life.end("its orderly end")

    def _parts(self, life: Life, database: Database) -> Parts:
        loop = asyncio.get_running_loop()
        return Parts(
            clock=VirtualClock(loop, life.arrive_late),
            database=database,
            executor=self.machine,
            evaluator=ExpressionEvaluator(_Asker(life)),
            artifacts=self.artifacts,
            surroundings=FixedSurroundings(VARIABLES),
            catalog=Catalog(),
            project_dir="",
            timezone=lambda: "UTC",
            pools=POOLS,
            with_triggers=False,
            is_alone=self.is_alone,
            short_s=inf,
        )
