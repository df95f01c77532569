"""Two engines on one PostgreSQL database: claims, leases by the database's clock, takeover, and pools."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from seaway.clock import SystemClock
from seaway.core.plan import Plan
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.engine import Engine, Parts
from seaway.engine.evaluator import ExpressionEvaluator, InlineAsker
from seaway.engine.submission import RunRequest
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.spec.catalog import Catalog
from seaway.store import engines, runs, schema
from seaway.store.database import Database
from seaway.store.runs import RunRecord
from seaway.testing.memory_store import publish
from seaway.testing.node import FixedSurroundings, MemoryArtifacts
from seaway.testing.people import PROJECT
from seaway.testing.plans import plan, task

pytestmark = pytest.mark.postgres
LEASE_S = 1.5
POOLS = {"narrow": 2}


@dataclass(slots=True)
class Site:
    """A database with engines on it, each with an executor of its own."""

    url: str
    database: Database
    desk: Desk
    artifacts: MemoryArtifacts

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[tuple[Engine, InlineExecutor]]:
        executor = InlineExecutor(is_manual=True)
        database = Database.open(self.url)
        engine = Engine(Parts(database=database, executor=executor, lease_s=LEASE_S, **self.parts()))
        await engine.start()
        try:
            yield engine, executor
        finally:
            await engine.stop()
            await database.close()

    def parts(self) -> dict[str, Any]:
        return {
            "clock": SystemClock(),
            "evaluator": ExpressionEvaluator(InlineAsker()),
            "artifacts": self.artifacts,
            "surroundings": FixedSurroundings({}),
            "catalog": Catalog(),
            "project_dir": "",
            "timezone": lambda: "UTC",
            "pools": POOLS,
            "with_triggers": False,
        }

    async def start(self, workflow: Plan, count: int) -> list[RunId]:
        await self.database.write(lambda connection: publish(connection, PROJECT, workflow, "r1"))
        request = RunRequest(project=PROJECT, workflow=workflow.workflow)
        made = [await self.desk.submit(request) for _ in range(count)]
        return [each.run_id for each in made if each.run_id is not None]

    async def run(self, run_id: RunId) -> RunRecord:
        return await self.database.read(lambda connection: runs.get(connection, run_id))

    async def are_over(self, run_ids: list[RunId]) -> bool:
        return all([(await self.run(run_id)).state.is_final for run_id in run_ids])

    async def are_owned(self, run_ids: list[RunId]) -> bool:
        return all([(await self.run(run_id)).owner is not None for run_id in run_ids])


@pytest.fixture
async def site(empty_postgres_url: str) -> AsyncIterator[Site]:
    database = Database.open(empty_postgres_url)
    await schema.prepare(database)
    artifacts = MemoryArtifacts()
    desk = Desk(
        DeskParts(
            clock=SystemClock(),
            database=database,
            evaluator=ExpressionEvaluator(InlineAsker()),
            artifacts=artifacts,
            surroundings=FixedSurroundings({}),
            timezone=lambda: "UTC",
        )
    )
    yield Site(empty_postgres_url, database, desk, artifacts)
    await database.close()


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(120):
        while not await is_so():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.02)


async def test_each_run_is_begun_by_one_engine(site: Site) -> None:
    async with site.engine() as (_, one), site.engine() as (_, two):
        run_ids = await site.start(plan(task("load")), 30)

        async def is_over() -> bool:
            for executor in (one, two):
                for attempt_id in list(executor.running):
                    executor.run(attempt_id)
            return await site.are_over(run_ids)

        await until(is_over)
        started = [spec.run_id for executor in (one, two) for spec in executor.started]
    assert sorted(started) == sorted(run_ids)
    assert {(await site.run(run_id)).epoch for run_id in run_ids} == {1}


async def test_what_a_silent_engine_holds_is_taken_over_after_its_lease(site: Site) -> None:
    """The silent one finds out by itself that it lost its runs, ends what it runs, and begins anew."""
    async with site.engine() as (engine, lost):
        run_ids = await site.start(plan(task("load")), 3)

        async def runs_here() -> bool:
            return len(lost.running) == 3

        await until(runs_here)
        before = engine.identity.id
        await engine.landlord.stop()
        async with site.engine() as (_, heir):

            async def is_taken() -> bool:
                return len(heir.running) == 3

            await until(is_taken)
            engine.landlord.start()

            async def has_given_up() -> bool:
                return not lost.running and engine.identity.id != before

            await until(has_given_up)
            for attempt_id in list(heir.running):
                heir.run(attempt_id)
            await until(lambda: site.are_over(run_ids))
    assert {(await site.run(run_id)).epoch for run_id in run_ids} == {2}
    assert {(await site.run(run_id)).state.value for run_id in run_ids} == {"success"}
    assert await site.database.read(engines.list_engines) == []


async def test_a_pool_bounds_both_and_both_get_their_turn(site: Site) -> None:
    async with site.engine() as (first, one), site.engine() as (second, two):
        run_ids: list[RunId] = []
        for mine, other in ((first, second), (second, first)):
            mine.claimer.is_open, other.claimer.is_open = True, False
            run_ids += await site.start(plan(task("load", pool="narrow")), 6)
            await until(partial(site.are_owned, run_ids))
        most = 0

        async def is_over() -> bool:
            nonlocal most
            most = max(most, len(one.running) + len(two.running))
            for executor in (one, two):
                for attempt_id in list(executor.running)[:1]:
                    executor.run(attempt_id)
            return await site.are_over(run_ids)

        await until(is_over)
    assert most <= POOLS["narrow"]
    assert (len(one.started), len(two.started)) == (6, 6)
