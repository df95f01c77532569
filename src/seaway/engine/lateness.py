"""Deadlines: which a run has, and the loop that notes which of them passed while something was not over."""

from collections.abc import Iterator
from datetime import datetime

from seaway.clock import Clock
from seaway.core.calendar import deadline_at
from seaway.core.plan import Deadline, Plan
from seaway.engine.broadcaster import Broadcaster, Late
from seaway.engine.service import Service
from seaway.ids import TaskKey
from seaway.store import deadlines
from seaway.store.database import Database
from seaway.store.deadlines import NewDeadline

LONGEST_NAP_S = 5.0


def deadlines_of(plan: Plan, *, interval_start: datetime) -> Iterator[NewDeadline]:
    """The run's own deadline first, then those of the tasks at the top of its graphs, in their order."""
    if plan.deadline is not None:
        yield _new(TaskKey(""), plan.deadline, interval_start)
    for graph in (plan.main, plan.on_failure, plan.final):
        for task in graph.tasks:
            if task.deadline is not None:
                is_spare = graph is plan.on_failure
                yield _new(TaskKey(task.id), task.deadline, interval_start, is_spare=is_spare)


def _new(
    key: TaskKey, deadline: Deadline, interval_start: datetime, *, is_spare: bool = False
) -> NewDeadline:
    due_at = deadline_at(deadline, interval_start=interval_start, started_at=None)
    return NewDeadline(key=key, due_at=due_at, after_s=deadline.after_s, is_spare=is_spare)


class Lookout(Service):
    """Wakes when the next deadline is due. Every engine looks after all runs of the store, those that wait
    for an engine too; of two that wake at once one writes what is late, and says it."""

    def __init__(self, clock: Clock, *, database: Database, broadcaster: Broadcaster) -> None:
        super().__init__(clock)
        self._database = database
        self._broadcaster = broadcaster
        self._next_at: datetime | None = None

    async def step(self) -> None:
        now = self.clock.now()
        self._next_at = await self._look()
        while self._next_at is not None and self._next_at <= now:
            for record in await self._database.write(lambda connection: deadlines.settle(connection, now)):
                assert record.due_at is not None
                self._broadcaster.publish(Late(record.run_id, record.key, record.due_at))
            self._next_at = await self._look()

    async def _look(self) -> datetime | None:
        if await self._database.read(deadlines.has_begun):
            await self._database.write(deadlines.count_from_starts)
        return await self._database.read(deadlines.next_due)

    def pause_s(self) -> float:
        if self._next_at is None:
            return LONGEST_NAP_S
        return min(max((self._next_at - self.clock.now()).total_seconds(), 0.0), LONGEST_NAP_S)
