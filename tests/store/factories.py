"""Short ways to fill a store in a test."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState, TaskState
from seaway.ids import AttemptId, RunId, TaskKey, uuid7
from seaway.store import engines, queue, revisions, runs
from seaway.store.database import Database
from seaway.store.steps import Committed, RunChanges, step_work

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
_numbers = itertools.count(1)


def run_id(at: datetime = NOW) -> RunId:
    """A new id; later ones sort after earlier ones."""
    entropy = next(_numbers).to_bytes(10, "big")
    return RunId(uuid7(int(at.timestamp() * 1000), entropy))


def new_run(**changes: Any) -> queue.NewRun:
    plain = queue.NewRun(
        run_id=run_id(),
        project="finance",
        workflow="daily",
        revision="r1",
        created_at=NOW,
        logical_date=NOW,
        interval_start=NOW,
        interval_end=NOW + timedelta(days=1),
    )
    return replace(plain, **changes)


def task(of: RunId, key: str, state: TaskState = TaskState.RUNNING, **changes: Any) -> TaskRow:
    path = key.split("[", maxsplit=1)[0]
    plain = TaskRow(run_id=of, key=TaskKey(key), path=path, parent="", index=-1, state=state)
    return plain._replace(**changes)


def item(of: RunId, parent: str, index: int, state: TaskState = TaskState.SUCCESS, **changes: Any) -> TaskRow:
    return task(of, f"{parent}[i{index}]", state, parent=parent, index=index, **changes)


def full_task(of: RunId) -> TaskRow:
    """A row in which no field has its default."""
    return TaskRow(
        run_id=of,
        key=TaskKey("per_item[dé].load"),
        path="per_item.load",
        parent="per_item[dé]",
        index=7,
        state=TaskState.UP_FOR_RETRY,
        reason="exit code 3 — später noch einmal",
        attempt=2,
        job_try=1,
        crashes=1,
        attempt_id=AttemptId("0190-a"),
        queued_at=NOW,
        started_at=NOW + timedelta(microseconds=1),
        ended_at=NOW + timedelta(seconds=2),
        due_at=NOW + timedelta(days=365 * 70),
        timeout_at=NOW - timedelta(days=365 * 70),
        exit_code=-9,
        error='{"code": "x", "message": "\\u0000"}',
        outputs='{"rows": 3}',
        manifest="sha256-m",
        deferred='{"job": 1}',
        child_run=RunId("child"),
        label="yes",
        item_count=3,
        items="sha256-i",
        carried_from=RunId("old"),
        stopping=TaskState.TIMED_OUT,
    )


def ended(of: RunId, state: RunState = RunState.SUCCESS, at: datetime = NOW) -> RunRow:
    return RunRow(run_id=of, state=state, reason="done", started_at=NOW, ended_at=at)


@dataclass(slots=True)
class Store:
    """A database with the handful of calls that most tests begin with."""

    database: Database
    engine: str = "engine-1"
    lease_s: float = 30.0
    is_registered: bool = field(default=False)

    async def register(self, engine: str | None = None, **options: Any) -> str:
        name = engine or self.engine
        plain: dict[str, Any] = {"host": "here", "pid": 1, "slots": 4, "now": NOW, "lease_s": self.lease_s}
        await self.database.write(lambda c: engines.register(c, engine=name, **(plain | options)))
        return name

    async def enqueue(self, **changes: Any) -> RunId:
        run = new_run(**changes)
        found, _ = await self.database.write(lambda c: queue.enqueue(c, run))
        return found

    async def claim(self, engine: str | None = None, limit: int = 100) -> list[queue.ClaimedRun]:
        name = engine or self.engine
        return await self.database.write(lambda c: queue.claim(c, engine=name, now=NOW, limit=limit))

    async def begun(self, **changes: Any) -> RunId:
        """A run that is claimed by the engine, whose first epoch is 1."""
        if not self.is_registered:
            await self.register()
            self.is_registered = True
        made = await self.enqueue(**changes)
        await self.claim()
        return made

    async def commit(self, *batch: RunChanges) -> Committed:
        return await self.database.write(step_work(batch))

    async def write_tasks(self, of: RunId, *rows: TaskRow, epoch: int = 1, **more: Any) -> Committed:
        return await self.commit(RunChanges(run_id=of, epoch=epoch, tasks=rows, **more))

    async def end(self, of: RunId, state: RunState = RunState.SUCCESS, at: datetime = NOW) -> None:
        await self.commit(RunChanges(run_id=of, epoch=1, run=ended(of, state, at)))

    async def run(self, of: RunId) -> runs.RunRecord:
        return await self.database.read(lambda c: runs.get(c, of))

    async def revision(self, hash_: str = "r1", plan: str = '{"version": 1}', **changes: Any) -> None:
        plain = revisions.Revision(
            project="finance",
            workflow="daily",
            hash=hash_,
            file="workflows/daily.yaml",
            source="seaway: 1\n",
            plan=plan,
            bundle="b1",
            created_at=NOW,
        )
        await self.database.write(lambda c: revisions.save(c, replace(plain, **changes)))

    async def rows_of(self, of: RunId) -> dict[str, TaskRow]:
        await self.revision()
        loaded = await self.database.read(lambda c: runs.load(c, of, with_settled_items=True))
        return {row.key: row for row in loaded.rows}
