"""Turns the engine's news into events for those who follow."""

import asyncio
from collections import Counter
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState, TaskState
from seaway.engine.broadcaster import ProgressMade
from seaway.engine.gauges import STEP_BOUNDS, Gauges, Histogram
from seaway.engine.news_wire import GaugesNews, MissedNews, ProgressNews, RunNews, TaskNews, Told
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.server.live.facts import FactsCache
from seaway.server.live.hub import Event, Hub
from seaway.server.shapes.runs import RunSummary, moved
from seaway.server.shapes.tasks import to_task_run
from seaway.store import tasks
from seaway.store.database import Database

MOST_ITEMS_AT_ONCE = 50
RECOUNT_S = 0.4
MOST_STAGES = 10_000

Owner = tuple[RunId, TaskKey]


class Herald:
    """Looks at nothing that nobody follows."""

    def __init__(self, hub: Hub, facts: FactsCache, database: Database, clock: Clock) -> None:
        self._hub = hub
        self._facts = facts
        self._database = database
        self._clock = clock
        self._to_count: dict[Owner, None] = {}
        self._stages: dict[str, int] = {}
        """How far each of the last runs was when it was told of."""
        self._counting = asyncio.Event()
        self.gauges: Gauges | None = None
        self.lag = Histogram.over(STEP_BOUNDS)
        """Between the end of a task and the moment at which its event was made, in seconds."""

    async def tell(self, told: list[Told]) -> None:
        """Make events of what an engine told."""
        crowded = _crowded(told)
        now = self._clock.now()
        for each in told:
            match each:
                case TaskNews(row):
                    if row.ended_at is not None:
                        self.lag.observe(max((now - row.ended_at).total_seconds(), 0.0))
                    await self.task(row, is_one_of_many=(row.run_id, row.parent) in crowded)
                case RunNews(row):
                    await self.run(row)
                case ProgressNews(made):
                    self._progress(made)
                case MissedNews():
                    self._hub.reset("the server fell behind")
                case GaugesNews(gauges):
                    self.gauges = gauges

    async def run(self, row: RunRow) -> None:
        facts = await self._facts.of(row.run_id)
        if facts is not None:
            self.run_summary(facts.project, moved(facts.summary, row))

    def run_summary(self, project: str, summary: RunSummary) -> None:
        """What was read before the engine told of a later state is old by now: it is left out."""
        if not self._is_news(summary):
            return
        keys = (f"runs:{project}", f"run:{summary.run_id}")
        if any(map(self._hub.is_watched, keys)):
            # What it waits for is told by itself; here it is not known, and neither is what is late.
            data = summary.model_dump_json(exclude={"waits_for", "late_tasks"}).encode()
            self._hub.publish(Event("run", keys, data, slot=summary.run_id))

    def _is_news(self, summary: RunSummary) -> bool:
        stage = _stage(summary.state)
        if stage < self._stages.get(summary.run_id, 0):
            return False
        self._stages[summary.run_id] = stage
        if len(self._stages) > MOST_STAGES:
            del self._stages[next(iter(self._stages))]
        return True

    async def task(self, row: TaskRow, *, is_one_of_many: bool = False) -> None:
        key = f"run:{row.run_id}"
        if not self._hub.is_watched(key):
            return
        if row.index >= 0:
            self._recount((row.run_id, TaskKey(row.parent)))
        elif row.item_count is not None:
            self._recount((row.run_id, row.key))
        if not is_one_of_many:
            await self._publish(row)

    async def _publish(self, row: TaskRow, items: Counter[TaskState] | None = None) -> None:
        facts = await self._facts.of(row.run_id)
        if facts is None:
            return
        allowed = row.path in await self._facts.may_fail(facts)
        shape = to_task_run(row, items=items, allow_failure=allowed)
        head = b'{"run_id":' + msgspec.json.encode(row.run_id) + b","
        data = head + shape.model_dump_json().encode()[1:]
        self._hub.publish(Event("task", (f"run:{row.run_id}",), data, slot=f"{row.run_id} {row.key}"))

    def _progress(self, made: ProgressMade) -> None:
        data = msgspec.json.encode(
            {
                "run_id": made.run_id,
                "task": made.key,
                "done": made.done,
                "total": made.total or None,
                "message": made.message,
            }
        )
        slot = f"{made.run_id} {made.key}"
        self._hub.publish(Event("progress", (f"run:{made.run_id}",), data, slot=slot))

    # --- how far each foreach is ---

    def _recount(self, owner: Owner) -> None:
        self._to_count[owner] = None
        self._counting.set()

    async def keep_counting(self) -> None:
        """Tell how many items of each foreach stand in which state, now and then while they move."""
        while True:
            await self._counting.wait()
            self._counting.clear()
            owners, self._to_count = list(self._to_count), {}
            for run_id, key in owners:
                await self._count(run_id, key)
            await asyncio.sleep(RECOUNT_S)

    async def _count(self, run_id: RunId, key: TaskKey) -> None:
        def read(connection: Connection) -> tuple[TaskRow, Counter[TaskState]]:
            return tasks.get(connection, run_id, key), tasks.count_items(connection, run_id, key)

        try:
            row, counts = await self._database.read(read)
        except UnknownError:
            return
        await self._publish(row, counts)


def _stage(state: RunState) -> int:
    """A run never goes back: it waits, it is under way, it is over."""
    return 0 if state is RunState.QUEUED else 2 if state.is_final else 1


def _crowded(told: Iterable[Told]) -> frozenset[tuple[str, str]]:
    """Foreach tasks with so many items in one piece of news that each by itself helps nobody."""
    counted = Counter(
        (each.row.run_id, each.row.parent)
        for each in told
        if isinstance(each, TaskNews) and each.row.index >= 0
    )
    return frozenset(owner for owner, count in counted.items() if count > MOST_ITEMS_AT_ONCE)
