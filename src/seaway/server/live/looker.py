"""Looks into the store for what no engine tells: runs that wait, ticks, workflows; and for everything while
no engine's news come, as where the engines are on other machines. Nobody follows: it does not look."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.states import RunState
from seaway.errors import SeawayError
from seaway.ids import RunId
from seaway.server.live.facts import FactsCache
from seaway.server.live.herald import Herald
from seaway.server.live.hub import LATELY_S, Event, Hub
from seaway.server.live.run_looker import RunLooker
from seaway.server.views.approvals import waits_for
from seaway.store import history, triggers, workflows
from seaway.store.database import Database
from seaway.store.triggers import Tick
from seaway.store.wakeups import Wakeups
from seaway.store.workflows import WorkflowRecord

logger = logging.getLogger(__name__)

SLOWEST_S = 2.0
FASTEST_S = 0.25
ALONE_S = 1.0
MOST_NEW = 500
SLACK = timedelta(seconds=LATELY_S)
"""A page reads before it follows, and the clocks of machines differ."""


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
        self._database = database
        self._clock = clock
        self._is_told = is_told
        self._was_told = False
        self._looked_at = clock.now()
        """All that moved before this was told, or nobody followed."""
        self._runs = RunLooker(hub=hub, herald=herald, facts=facts, database=database)
        self._workflows: dict[str, dict[str, tuple[object, ...]]] = {}
        self._waiting: dict[str, dict[RunId, str]] = {}
        self._ticked: dict[str, datetime] = {}

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
                    except Exception:
                        logger.exception("what has changed can't be told; it is looked at again")
                        await asyncio.sleep(SLOWEST_S)
                    await asyncio.sleep(FASTEST_S)
                    await wakeups.wait(SLOWEST_S if self._is_told() else ALONE_S)

    def _forget(self) -> None:
        """What was seen is old once somebody follows again."""
        self._looked_at = self._clock.now()
        self._runs.forget()
        for seen in (self._workflows, self._ticked, self._waiting):
            seen.clear()

    async def look(self) -> None:
        """Tell what has changed since the last look. Where engines began to tell meanwhile, once more all
        of it: what moved before that they told nobody."""
        now, is_told = self._clock.now(), self._is_told()
        since, is_covered = self._looked_at - SLACK, is_told and self._was_told
        watched = [key.partition(":") for key in self._hub.watched]
        self._runs.keep_tasks_of({name for kind, _, name in watched if kind == "run"})
        for kind, _, name in watched:
            match kind:
                case "runs":
                    if is_covered and self._runs.has_looked_at(name):
                        await self._runs.look_for_new(name)
                    else:
                        await self._runs.look_at_all(name, since)
                    await self._look_for_approvals(name)
                case "workflows":
                    await self._look_at_workflows(name, since)
                case "ticks":
                    await self._look_for_ticks(name, since)
                case "run" if not (is_covered and self._runs.has_looked_at_tasks(RunId(name))):
                    await self._runs.look_at_tasks(RunId(name), since)
                case _:
                    pass
        self._looked_at, self._was_told = now, is_told

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

    async def _look_at_workflows(self, project: str, since: datetime) -> None:
        records = await self._database.read(
            lambda connection: workflows.list_of(connection, project, limit=20_000, with_gone=True)
        )
        now = {record.id: _looks(record) for record in records}
        before = self._workflows.get(project)
        if before is None:
            before = {record.id: _looks(record) for record in records if record.updated_at < since}
        changed = [each for each in now if before.get(each) != now[each]]
        if len(changed) > MOST_NEW:
            self._hub.reset("many workflows changed at once")
        for id_ in changed[:MOST_NEW]:
            data = json.dumps({"id": id_}).encode()
            self._hub.publish(Event("workflow", (f"workflows:{project}",), data, slot=f"{project} {id_}"))
        self._workflows[project] = now

    async def _look_for_ticks(self, project: str, since: datetime) -> None:
        since = self._ticked.get(project, since)
        found = await self._database.read(
            lambda connection: triggers.ticks_since(connection, project, since, limit=MOST_NEW)
        )
        for tick in found:
            self._hub.publish(Event("tick", (f"ticks:{project}",), _tick_json(tick)))
        self._ticked[project] = found[-1].created_at if found else since


def _waiting(connection: Connection, project: str) -> dict[RunId, str]:
    live = history.live_runs(connection, project)
    return waits_for(connection, [run.run_id for run in live if run.state is RunState.RUNNING])


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
