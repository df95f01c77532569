"""How long the attempts of a run's tasks take, so that short ones can be handed over ahead of a free slot.

What waits in an executor is out of the hands of admission, so only what is over in a moment waits there."""

from math import inf

from seaway.core.events import AttemptEnded
from seaway.core.outcome import Ending
from seaway.core.plan import Kind, PlanTask

SHORT_S = 0.01
_SHARE = 0.1
"""Of a shorter attempt in the new figure."""
_CAME_BACK_S = 1.0
"""What counts for an attempt that the executor gave back: its slots were taken for longer than the attempts
in them say, as a worker's birth is no part of one."""


class Pace:
    """Of one run, in memory: a run that is loaded again is measured anew."""

    __slots__ = ("_typical_s",)

    def __init__(self) -> None:
        self._typical_s: dict[str, float] = {}

    def note(self, path: str, event: AttemptEnded) -> None:
        """A longer attempt counts at once, shorter ones bit by bit."""
        outcome = event.outcome
        if outcome.ending is Ending.RETURNED:
            self._typical_s[path] = _CAME_BACK_S
        elif outcome.started_at is not None:
            took_s = (outcome.at - outcome.started_at).total_seconds()
            before_s = self._typical_s.get(path, took_s)
            self._typical_s[path] = max(took_s, before_s + (took_s - before_s) * _SHARE)

    def is_short(self, path: str, task: PlanTask, *, most_s: float) -> bool:
        """Whether an attempt may wait in an executor for a moment.

        Not where that would count: under a timeout, which runs from the admission; where nobody could tell
        after a crash whether it had begun; where each has a worker made for it, which takes longer."""
        if self._typical_s.get(path, inf) > most_s:
            return False
        is_fresh = task.payload.get("isolation") == "fresh"
        return task.kind is Kind.ATTEMPT and task.timeout_s is None and task.is_idempotent and not is_fresh
