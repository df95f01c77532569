"""Plays the engine around one run: keeps its rows as the store would, answers what it asks for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from seaway.core.events import (
    Admitted,
    Answered,
    AttemptEnded,
    Begin,
    CancelRequested,
    ChildEnded,
    Command,
    Evaluated,
    Event,
    Expanded,
    PauseRequested,
    Question,
    Queue,
    ResumeRequested,
    Step,
    TimerFired,
    TimerKind,
)
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.plan import Plan
from seaway.core.rows import RunRow, TaskRow
from seaway.core.run import Run
from seaway.core.states import RunState, TaskState
from seaway.ids import AttemptId, RunId, TaskKey

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
RUN_ID = RunId("run-1")


class Driver:
    """`rows` and `run_row` are what a store would hold; `now` moves only when told."""

    def __init__(
        self,
        plan: Plan,
        *,
        carried: Mapping[TaskKey, TaskRow] | None = None,
        item_keys: Mapping[TaskKey, Sequence[str]] | None = None,
        run_id: RunId = RUN_ID,
    ) -> None:
        self.plan = plan
        self.run_id = run_id
        self.now = START
        self.run = Run.new(run_id, plan, carried=carried, item_keys=item_keys)
        self.rows: dict[TaskKey, TaskRow] = {}
        self.run_row = RunRow(run_id=run_id, state=RunState.QUEUED)
        self.archived: list[TaskRow] = []
        self.item_keys: dict[TaskKey, Sequence[str]] = dict(item_keys or {})
        self.commands: list[Command] = []
        """Of the last step."""
        self._ids = count(1)

    def apply(self, event: Event) -> Step:
        step = self.run.apply(event)
        for row in step.tasks:
            self.rows[row.key] = row
        self.archived.extend(step.archived)
        self.run_row = step.run or self.run_row
        self.commands = step.commands
        return step

    def restored(self, rows: Sequence[TaskRow] | None = None) -> Run:
        """The run as another engine would find it."""
        rows = list(self.rows.values()) if rows is None else rows
        return Run.restore(self.run_id, self.plan, self.run_row, rows, item_keys=self.item_keys)

    # --- what is known --------------------------------------------------------------------------------------

    def state(self, key: str) -> TaskState:
        row = self.rows.get(TaskKey(key))
        return row.state if row else TaskState.PENDING

    def states(self, *keys: str) -> list[str]:
        return [self.state(key).value for key in keys]

    def row(self, key: str) -> TaskRow:
        return self.rows[TaskKey(key)]

    def queued(self) -> list[str]:
        """What waits for admission, as `outstanding` tells it."""
        return [command.key for command in self.run.outstanding() if isinstance(command, Queue)]

    # --- events ---------------------------------------------------------------------------------------------

    def after(self, seconds: float) -> "Driver":
        self.now += timedelta(seconds=seconds)
        return self

    def begin(self) -> "Driver":
        self.apply(Begin(self.run_id, self.now))
        return self

    def admit(self, *keys: str) -> "Driver":
        for key in keys:
            attempt_id = AttemptId(f"attempt-{next(self._ids)}")
            self.apply(Admitted(self.run_id, self.now, TaskKey(key), attempt_id))
        return self

    def end(self, key: str, ending: str = "success", **keys: Any) -> "Driver":
        """The current attempt of `key` ends."""
        outcome = Outcome(ending=Ending(ending), at=self.now, **keys)
        attempt_id = self.row(key).attempt_id or AttemptId("none")
        self.apply(AttemptEnded(self.run_id, self.now, TaskKey(key), attempt_id, outcome))
        return self

    def work(self, *keys: str, ending: str = "success", **outcome: Any) -> "Driver":
        """Admit each and let it end so."""
        for key in keys:
            self.admit(key).end(key, ending, **outcome)
        return self

    def fail(self, key: str, message: str = "no such column", **failure: Any) -> "Driver":
        said = Failure(code="ValueError", message=message, **failure)
        return self.work(key, ending="failed", exit_code=1, failure=said)

    def fire(self, key: str, timer: TimerKind) -> "Driver":
        self.apply(TimerFired(self.run_id, self.now, TaskKey(key), timer))
        return self

    def answer(self, key: str, question: Question, value: object = None, error: str = "") -> "Driver":
        self.apply(Evaluated(self.run_id, self.now, TaskKey(key), question, value, error))
        return self

    def expand(self, key: str, *items: str) -> "Driver":
        self.item_keys[TaskKey(key)] = items
        self.apply(Expanded(self.run_id, self.now, TaskKey(key), items, f"items-of-{key}"))
        return self

    def child_ends(self, key: str, state: str, **keys: Any) -> "Driver":
        child = self.row(key).child_run or RunId("none")
        self.apply(ChildEnded(self.run_id, self.now, TaskKey(key), child, RunState(state), **keys))
        return self

    def person(self, key: str, *, approves: bool, values: str = "{}") -> "Driver":
        self.apply(Answered(self.run_id, self.now, TaskKey(key), "ann", approves, values))
        return self

    def cancel(self, reason: str = "cancelled by ann", **keys: Any) -> "Driver":
        self.apply(CancelRequested(self.run_id, self.now, reason, **keys))
        return self

    def pause(self) -> "Driver":
        self.apply(PauseRequested(self.run_id, self.now, "paused by ann"))
        return self

    def resume(self) -> "Driver":
        self.apply(ResumeRequested(self.run_id, self.now))
        return self
