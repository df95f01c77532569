"""What an engine measures of itself: counts and times since it began, for whoever watches over it."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from seaway.core.rows import TaskRow
from seaway.core.states import FINAL_TASK_STATES

STEP_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
TASK_BOUNDS = (0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0)
TICK_BOUNDS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 300.0)


class Histogram(msgspec.Struct):
    """How often a value was at most each of `bounds`; `counts` has one more, for what is above all."""

    bounds: tuple[float, ...]
    counts: list[int]
    total: float = 0.0

    @classmethod
    def over(cls, bounds: Sequence[float]) -> "Histogram":
        return cls(bounds=tuple(bounds), counts=[0] * (len(bounds) + 1))

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        return sum(self.counts)


def _steps() -> Histogram:
    return Histogram.over(STEP_BOUNDS)


class Gauges(msgspec.Struct, kw_only=True):
    """Counted in one event loop. `slots_busy` and `runs_open` are as of now, the rest since the start."""

    steps: Histogram = msgspec.field(default_factory=_steps)
    commits: Histogram = msgspec.field(default_factory=_steps)
    ticks_late: Histogram = msgspec.field(default_factory=lambda: Histogram.over(TICK_BOUNDS))
    tasks: dict[str, Histogram] = msgspec.field(default_factory=dict)
    """How long task runs took, by the state they ended in."""
    slots: int = 0
    slots_busy: int = 0
    runs_open: int = 0
    inbox: int = 0

    def ended(self, row: TaskRow) -> None:
        """Count a task run that is final now."""
        if row.state not in FINAL_TASK_STATES or row.ended_at is None:
            return
        known = self.tasks.get(row.state.value)
        if known is None:
            known = self.tasks[row.state.value] = Histogram.over(TASK_BOUNDS)
        known.observe((row.ended_at - row.started_at).total_seconds() if row.started_at else 0.0)
