"""Looks into the store for what no engine tells: runs that wait, ticks, workflows; and for everything while
no engine's news come, as where the engines are on other machines. Nobody follows: it does not look."""

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.rows import TaskRow
from seaway.core.states import RunState
from seaway.errors import SeawayError, UnknownError
from seaway.ids import RunId, TaskKey
from seaway.server.live.facts import FactsCache
from seaway.server.live.herald import Herald
from seaway.server.live.hub import Event, Hub
from seaway.server.views.approvals import waits_for
from seaway.store import history, runs, tasks, triggers, workflows
from seaway.store.database import Database
from seaway.store.history import RunQuestion
from seaway.store.runs import RunRecord
from seaway.store.triggers import Tick
from seaway.store.wakeups import Wakeups
from seaway.store.workflows import WorkflowRecord

SLOWEST_S = 2.0
FASTEST_S = 0.25
ALONE_S = 1.0
MOST_NEW = 500
MOST_TASKS = 10_000


class Looker:
    """`is_told`: whether an engine's news come by themselves."""

    def __init__(
        self,
        *,
        hub: Hub,
        herald: Herald,
        facts: FactsCache,
        database: Database,
        clock: Clock,
        is_told: Callable[[], bool],
    ) -> None:
        self._hub = hub
        self._herald = herald
        self._facts = facts
        self._database = database
        self._clock = clock
        self._is_told = is_told
        self._newest: dict[str, RunId] = {}
        self._live: dict[str, dict[RunId, RunRecord]] = {}
        self._workflows: dict[str, dict[str, tuple[object, ...]]] = {}
        self._waiting: dict[str, dict[RunId, str]] = {}
        self._ticked: dict[str, datetime] = {}
        self._tasks: dict[RunId, dict[TaskKey, TaskRow]] = {}
        self._runs: dict[RunId, RunRecord] = {}

    async def run(self) -> None:
        while True:
            if not self._hub.clients:
                self._forget()
                await asyncio.sleep(FASTEST_S)
                continue
            async with Wakeups(self._database) as wakeups:
                while self._hub.clients:
                    try:
                        await self.look()
                    except SeawayError:
                        await asyncio.sleep(SLOWEST_S)
                    await asyncio.sleep(FASTEST_S)
                    await wakeups.wait(SLOWEST_S if self._is_told() else ALONE_S)

    def _forget(self) -> None:
        """What was seen is old once somebody follows again."""
        for seen in (self._newest, self._live, self._workflows, self._ticked, self._tasks, self._runs):
            seen.clear()
        self._waiting.clear()

    async def look(self) -> None:
        """Tell what has changed since the last look."""
        watched = [key.partition(":") for key in self._hub.watched]
        for kind, _, name in watched:
            match kind:
                case "runs":
                    await self._look_for_runs(name)
                    await self._look_for_approvals(name)
                case "workflows":
                    await self._look_at_workflows(name)
                case "ticks":
                    await self._look_for_ticks(name)
                case "run" if not self._is_told():
                    await self._look_at_tasks(RunId(name))
                case _:
                    pass

    async def _look_for_runs(self, project: str) -> None:
        if not self._is_told():
            await self._look_at_live(project)
        newest = self._newest.get(project)
        found = await self._database.read(lambda connection: _newer(connection, project, newest))
        if newest is not None:
            for record in reversed(found):
                await self._tell(record)
        self._newest[project] = found[0].run_id if found else newest or RunId("")

    async def _look_at_live(self, project: str) -> None:
        before = self._live.get(project)
        live = await self._database.read(lambda connection: history.live_runs(connection, project))
        now = {record.run_id: record for record in live}
        if before is not None:
            gone = [run_id for run_id in before if run_id not in now]
            ended = await self._database.read(lambda connection: _those_kept(connection, gone))
            for record in (*ended, *now.values()):
                if before.get(record.run_id) != record:
                    await self._tell(record)
        self._live[project] = now

    async def _look_for_approvals(self, project: str) -> None:
        """Which runs wait for a person: no engine tells of a run as a whole."""
        before = self._waiting.get(project)
        now = await self._database.read(lambda connection: _waiting(connection, project))
        self._waiting[project] = now
        if before is None:
            return
        for run_id in before.keys() | now.keys():
            if before.get(run_id) != now.get(run_id):
                data = json.dumps({"run_id": run_id, "waits_for": now.get(run_id)}).encode()
                keys = (f"runs:{project}", f"run:{run_id}")
                self._hub.publish(Event("waiting", keys, data, slot=f"waiting {run_id}"))

    async def _tell(self, record: RunRecord) -> None:
        facts = await self._facts.keep(record)
        self._herald.run_summary(facts.project, facts.summary)

    async def _look_at_tasks(self, run_id: RunId) -> None:
        """The first look tells how all of it stands: something may have moved since the client read it."""
        before = self._tasks.get(run_id, {})
        record, rows = await self._database.read(lambda connection: _run_and_tasks(connection, run_id))
        for row in rows:
            if before.get(row.key) != row or row.item_count is not None:
                await self._herald.task(row)
        self._tasks[run_id] = {row.key: row for row in rows}
        if record is not None and self._runs.get(run_id) != record:
            await self._tell(record)
            self._runs[run_id] = record

    async def _look_at_workflows(self, project: str) -> None:
        records = await self._database.read(
            lambda connection: workflows.list_of(connection, project, limit=20_000, with_gone=True)
        )
        before, now = self._workflows.get(project), {record.id: _looks(record) for record in records}
        if before is not None:
            for id_ in [each for each in now if before.get(each) != now[each]]:
                data = json.dumps({"id": id_}).encode()
                self._hub.publish(Event("workflow", (f"workflows:{project}",), data, slot=f"{project} {id_}"))
        self._workflows[project] = now

    async def _look_for_ticks(self, project: str) -> None:
        since = self._ticked.get(project, self._clock.now() - timedelta(seconds=1))
        found = await self._database.read(
            lambda connection: triggers.ticks_since(connection, project, since, limit=MOST_NEW)
        )
        for tick in found:
            self._hub.publish(Event("tick", (f"ticks:{project}",), _tick_json(tick)))
        self._ticked[project] = found[-1].created_at if found else since


def _waiting(connection: Connection, project: str) -> dict[RunId, str]:
    live = history.live_runs(connection, project)
    return waits_for(connection, [run.run_id for run in live if run.state is RunState.RUNNING])


def _newer(connection: Connection, project: str, newest: RunId | None) -> list[RunRecord]:
    if newest is None:
        return history.find_runs(connection, RunQuestion(project=project), limit=1)
    return history.newer_runs(connection, project, newest, limit=MOST_NEW)


def _run_and_tasks(connection: Connection, run_id: RunId) -> tuple[RunRecord | None, list[TaskRow]]:
    kept = _those_kept(connection, [run_id])
    return (kept[0] if kept else None), tasks.list_tasks(connection, run_id, limit=MOST_TASKS)


def _those_kept(connection: Connection, run_ids: Iterable[RunId]) -> list[RunRecord]:
    found = []
    for run_id in run_ids:
        try:
            found.append(runs.get(connection, run_id))
        except UnknownError:
            continue
    return found


def _looks(record: WorkflowRecord) -> tuple[object, ...]:
    return (record.active_revision, record.state, record.problems, record.is_paused)


def _tick_json(tick: Tick) -> bytes:
    return msgspec.json.encode(
        {
            "workflow": tick.workflow,
            "trigger": tick.trigger,
            "scheduled_at": tick.scheduled_at,
            "outcome": tick.outcome.value,
            "reason": tick.reason,
            "run_id": tick.run_id,
        }
    )
