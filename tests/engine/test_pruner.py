"""What is older than it is to be kept goes: real artifacts, a real store, and a clock that is set."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from seaway.blobs.local import LocalArtifacts
from seaway.blobs.logs import append_line
from seaway.blobs.shelves import LocalShelves
from seaway.core.states import TaskState
from seaway.engine.pruner import REST_S, Pruner
from seaway.ids import RunId
from seaway.settings import Retention
from seaway.store import retention, revisions, runs, schema, workflows
from seaway.store.database import Database
from seaway.testing.clock import FakeClock
from tests.store.factories import NOW, Store, task

KEEP = Retention(runs=timedelta(days=90), logs=timedelta(days=30), files=timedelta(days=7))


class Yard:
    """A store, its artifacts and logs, and a pruner that has to look after them."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.store = Store(database)
        self.artifacts = LocalArtifacts(folder / "artifacts")
        self.logs = folder / "logs"
        shelves = LocalShelves(self.artifacts, self.logs)
        self.clock = FakeClock(NOW)
        self.pruner = Pruner(self.clock, database=database, keep=KEEP, shelves=shelves)

    async def prune(self, *, days: float) -> None:
        """As if it were so many days later than in the beginning."""
        self.clock.advance((NOW + timedelta(days=days) - self.clock.now()).total_seconds())
        step = asyncio.create_task(self.pruner.step())
        while not step.done():
            await asyncio.sleep(0)
            self.clock.advance(REST_S)
        await step

    def keep(self, text: str) -> str:
        """An artifact that is no longer young by the machine's clock."""
        ref = self.artifacts.put_bytes(text.encode())
        os.utime(self.artifacts.path(ref), (0, 0))
        return ref

    async def ran(self, *, day: float = 0, manifest: str | None = None, **changes: Any) -> RunId:
        """A run that ended then."""
        run_id = await self.store.begun(**changes)
        await self.store.write_tasks(run_id, task(run_id, "load", TaskState.SUCCESS, manifest=manifest))
        await self.store.end(run_id, at=NOW + timedelta(days=day))
        return run_id

    async def hashes(self) -> set[str]:
        found = await self.store.database.read(lambda c: revisions.list_of(c, "finance", "daily"))
        return {revision.hash for revision in found}

    async def run_ids(self) -> set[RunId]:
        which = runs.RunFilter(project="finance")
        return {run.run_id for run in await self.store.database.read(lambda c: runs.list_runs(c, which))}


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    database = Database.open(tmp_path / "seaway.db", synchronous="NORMAL")
    await schema.prepare(database)
    (tmp_path / "artifacts").mkdir()
    yield Yard(tmp_path, database)
    await database.close()


async def test_files_go_after_a_week_and_the_run_after_ninety_days(yard: Yard) -> None:
    old, young = yard.keep("old"), yard.keep("young")
    first, second = await yard.ran(manifest=old), await yard.ran(day=5, manifest=young)
    await yard.prune(days=6.9)
    assert yard.artifacts.exists(old)
    await yard.prune(days=7.1)
    assert (yard.artifacts.exists(old), yard.artifacts.exists(young)) == (False, True)
    assert await yard.run_ids() == {first, second}
    assert (await yard.store.run(first)).files_gone_at is not None
    await yard.prune(days=91)
    assert await yard.run_ids() == {second}


async def test_files_that_a_newer_run_carries_stay_with_it(yard: Yard) -> None:
    shared = yard.keep("shared")
    await yard.ran(manifest=shared)
    await yard.ran(day=5, manifest=shared)
    await yard.prune(days=8)
    assert yard.artifacts.exists(shared)
    await yard.prune(days=13)
    assert not yard.artifacts.exists(shared)


async def test_what_was_written_a_moment_ago_stays_though_nothing_refers_to_it_yet(yard: Yard) -> None:
    """Its row may be about to be committed."""
    await yard.ran(manifest=yard.keep("old"))
    fresh, lost = yard.artifacts.put_bytes(b"fresh"), yard.keep("lost")
    await yard.prune(days=8)
    assert (yard.artifacts.exists(fresh), yard.artifacts.exists(lost)) == (True, False)


async def test_old_logs_go(yard: Yard) -> None:
    old, young = yard.logs / "01" / "a01.log", yard.logs / "02" / "a02.log"
    for place, age in ((old, 31), (young, 29)):
        place.parent.mkdir(parents=True)
        append_line(place, "hello", level="I")
        written = (NOW - timedelta(days=age)).timestamp()
        os.utime(place, (written, written))
    await yard.prune(days=0)
    assert (old.exists(), young.exists()) == (False, True)


async def test_old_revisions_go_where_nothing_refers_to_them(yard: Yard) -> None:
    """Neither an active workflow, nor a run, nor somebody who saved it under his name."""
    code = {name: yard.keep(name) for name in ("unused", "shared", "saved")}
    await yard.store.revision("unused", bundle=code["unused"])
    await yard.store.revision("twin", bundle=code["shared"])
    await yard.store.revision("signed", bundle=code["saved"], author="ada", message="before the change")
    await yard.store.revision("draft", message=revisions.DRAFT)
    await yard.store.revision("ran")
    await yard.store.revision("active")
    await activate(yard.store, "active")
    await yard.ran(day=89, revision="ran")
    await yard.store.revision("young", bundle=code["shared"], created_at=NOW + timedelta(days=50))
    await yard.prune(days=91)
    assert await yard.hashes() == {"signed", "ran", "active", "young"}
    assert {name for name, ref in code.items() if yard.artifacts.exists(ref)} == {"shared", "saved"}


async def test_a_revision_goes_once_its_last_run_has_gone(yard: Yard) -> None:
    await yard.store.revision("r1")
    await yard.ran(revision="r1")
    await yard.prune(days=89)
    assert await yard.hashes() == {"r1"}
    await yard.prune(days=91)
    assert await yard.hashes() == set()


async def test_a_revision_that_came_into_use_while_it_was_looked_for_stays(yard: Yard) -> None:
    await yard.store.revision("r1")
    later = NOW + timedelta(days=91)
    old = await yard.store.database.read(lambda c: retention.list_old_revisions(c, before=later))
    await yard.store.begun(revision="r1")
    assert await yard.store.database.write(lambda c: retention.delete_revisions(c, old, now=later)) == 0
    assert await yard.hashes() == {"r1"}


async def activate(store: Store, hash_: str, at: datetime = NOW) -> None:
    await store.database.write(lambda c: workflows.activate(c, "finance", "daily", revision=hash_, now=at))


async def test_others_may_write_between_two_pieces_of_old_history(yard: Yard) -> None:
    for _ in range(45):
        await yard.ran()
    yard.clock.advance(days=100)
    left = [len(await yard.run_ids())]
    step = asyncio.create_task(yard.pruner.step())
    while not step.done():
        for _ in range(20):  # nothing more goes until time passes
            await yard.store.database.write(lambda connection: None)
        left.append(len(await yard.run_ids()))
        yard.clock.advance(REST_S)
    assert sorted(set(left), reverse=True) == [45, 25, 5, 0]
