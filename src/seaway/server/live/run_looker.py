"""Looks into the store for runs and their tasks: for all that moved while no engine tells, else for what no
engine tells."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.server.live.facts import FactsCache
from seaway.server.live.herald import Herald
from seaway.server.live.hub import Hub
from seaway.store import history, runs, tasks
from seaway.store.database import Database
from seaway.store.runs import RunRecord

MOST_NEW = 500
MOST_LIVE = 1_000
MOST_ENDED = 5_000
MOST_TASKS = 10_000


class RunLooker:
    """A run that begins and ends between two looks is told as well: each look asks for those that ended since
    a moment before the last one. Telling twice is no harm, telling never is."""

    def __init__(self, *, hub: Hub, herald: Herald, facts: FactsCache, database: Database) -> None:
        self._hub = hub
        self._herald = herald
        self._facts = facts
        self._database = database
        self._newest: dict[str, RunId] = {}
        self._told: dict[str, dict[RunId, RunRecord]] = {}
        self._tasks: dict[RunId, dict[TaskKey, TaskRow]] = {}
        self._runs: dict[RunId, RunRecord] = {}

    def forget(self) -> None:
        """What was seen is old once somebody follows again."""
        for seen in (self._newest, self._told, self._tasks, self._runs):
            seen.clear()

    async def look_at_all(self, project: str, since: datetime) -> None:
        """Tell of each run that is under way, or ended at `since` or later, and looks different."""
        found = await self._database.read(lambda connection: _moved(connection, project, since))
        if len(found) >= MOST_ENDED:
            self._hub.reset("too much happened at once")
        told = self._told.get(project, {})
        for record in found:
            if told.get(record.run_id) != record:
                await self._tell(record)
        self._told[project] = {record.run_id: record for record in found}
        newest = self._newest.get(project, history.lowest_id(since))
        self._newest[project] = max((newest, *(record.run_id for record in found)))

    def has_looked_at(self, project: str) -> bool:
        return project in self._told

    async def look_for_new(self, project: str) -> None:
        """Tell of runs that were made since the last look: nobody else tells of one that only waits."""
        newest = self._newest[project]
        found = await self._database.read(
            lambda connection: history.newer_runs(connection, project, newest, limit=MOST_NEW)
        )
        for record in reversed(found):
            await self._tell(record)
        self._newest[project] = found[0].run_id if found else newest

    async def look_at_tasks(self, run_id: RunId, since: datetime) -> None:
        """Tell what is different; at the first look, what moved at `since` or later."""
        before = self._tasks.get(run_id)
        record, rows = await self._database.read(lambda connection: _run_and_tasks(connection, run_id))
        for row in rows:
            is_news = _has_moved(row, since) if before is None else before.get(row.key) != row
            if is_news or (row.item_count is not None and not row.state.is_final):
                await self._herald.task(row)
        self._tasks[run_id] = {row.key: row for row in rows}
        if record is not None and self._runs.get(run_id) != record:
            await self._tell(record)
            self._runs[run_id] = record

    def has_looked_at_tasks(self, run_id: RunId) -> bool:
        return run_id in self._tasks

    def keep_tasks_of(self, run_ids: Collection[str]) -> None:
        """Let go of runs that nobody follows any more."""
        for run_id in self._tasks.keys() - run_ids:
            del self._tasks[run_id]
            self._runs.pop(run_id, None)

    async def _tell(self, record: RunRecord) -> None:
        facts = await self._facts.keep(record)
        self._herald.run_summary(facts.project, facts.summary)


def _moved(connection: Connection, project: str, since: datetime) -> list[RunRecord]:
    """Those under way are read first: one that ends meanwhile is found among the ended."""
    live = history.live_runs(connection, project, limit=MOST_LIVE)
    ended = history.ended_runs(connection, project, since=since, limit=MOST_ENDED)
    return list({record.run_id: record for record in (*live, *ended)}.values())


def _has_moved(row: TaskRow, since: datetime) -> bool:
    return any(at >= since for at in (row.queued_at, row.started_at, row.ended_at, row.due_at) if at)


def _run_and_tasks(connection: Connection, run_id: RunId) -> tuple[RunRecord | None, list[TaskRow]]:
    """No record where the run is not kept any more."""
    try:
        record = runs.get(connection, run_id)
    except UnknownError:
        return None, []
    return record, tasks.list_tasks(connection, run_id, limit=MOST_TASKS)
