"""What moves a run (events), what is asked for after the commit (commands), and what one step gives.

Events come from outside the state machine and carry the time. Commands are never stored: `Run.outstanding()`
derives them from the rows, so performing one twice must be harmless."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from seaway.core.outcome import Outcome
from seaway.core.plan import PlanTask
from seaway.core.rows import AssetRow, RunRow, TaskRow
from seaway.core.states import RunState
from seaway.ids import AttemptId, RunId, TaskKey


class Question(StrEnum):
    WHEN = "when"
    SWITCH = "switch"
    FOREACH = "foreach"
    OUTPUTS = "outputs"
    """What a group whose tasks are all through gives to those after it."""


class TimerKind(StrEnum):
    RETRY = "retry"
    POLL = "poll"
    TIMEOUT = "timeout"
    EXPIRY = "expiry"
    """An approval nobody answered."""
    RUN_TIMEOUT = "run_timeout"


# --- events ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """The run was claimed for the first time."""

    run_id: RunId
    at: datetime


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The answer to `Evaluate`: a bool (when), a label or None (switch), JSON text (outputs).

    `error`: why there is none."""

    run_id: RunId
    at: datetime
    key: TaskKey
    question: Question
    value: object = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Expanded:
    """The answer to `Evaluate` of a foreach: one unique key an item, and where the frozen list is."""

    run_id: RunId
    at: datetime
    key: TaskKey
    item_keys: Sequence[str]
    items: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """Admission gave a slot: the task starts as `attempt_id`."""

    run_id: RunId
    at: datetime
    key: TaskKey
    attempt_id: AttemptId


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """Also the answer to a poll. Ignored unless `attempt_id` is the task's current attempt."""

    run_id: RunId
    at: datetime
    key: TaskKey
    attempt_id: AttemptId
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TimerFired:
    """Ignored where the state it was set for is over (`due` no longer fits)."""

    run_id: RunId
    at: datetime
    key: TaskKey
    timer: TimerKind


@dataclass(frozen=True, slots=True)
class ChildEnded:
    run_id: RunId
    at: datetime
    key: TaskKey
    child_run: RunId
    state: RunState
    outputs: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A person answered an approval; `values` is JSON of the form."""

    run_id: RunId
    at: datetime
    key: TaskKey
    actor: str
    is_approved: bool
    values: str = "{}"


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """`is_forced` ends `finally` and `always` tasks too, those that run now."""

    run_id: RunId
    at: datetime
    reason: str
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class PauseRequested:
    run_id: RunId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeRequested:
    run_id: RunId
    at: datetime


Event = (
    Begin
    | Evaluated
    | Expanded
    | Admitted
    | AttemptEnded
    | TimerFired
    | ChildEnded
    | Answered
    | CancelRequested
    | PauseRequested
    | ResumeRequested
)


# --- commands -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Queue:
    """The task waits for admission. Not performed after the commit, but taken up in the same turn."""

    key: TaskKey
    pool: str
    priority: int
    slots: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Evaluate:
    key: TaskKey
    question: Question
    task: PlanTask


@dataclass(frozen=True, slots=True)
class StartAttempt:
    key: TaskKey
    attempt_id: AttemptId
    task: PlanTask


@dataclass(frozen=True, slots=True)
class CancelAttempt:
    """End the attempt's processes, or its outside job where it is deferred; answered by `AttemptEnded`."""

    key: TaskKey
    attempt_id: AttemptId
    reason: str


@dataclass(frozen=True, slots=True)
class Poll:
    """Look at what a deferred task waits for; answered by `AttemptEnded`."""

    key: TaskKey
    attempt_id: AttemptId
    task: PlanTask
    deferred: str


@dataclass(frozen=True, slots=True)
class StartChild:
    """Enqueue the child run, with the attempt's id as its run id, so that a second time does nothing.

    Answered by `ChildEnded`."""

    key: TaskKey
    attempt_id: AttemptId
    task: PlanTask


@dataclass(frozen=True, slots=True)
class CancelChild:
    key: TaskKey
    child_run: RunId
    reason: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    key: TaskKey
    timer: TimerKind
    due: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """The task neither waits for slots nor holds any. Taken up in the same turn, like `Queue`."""

    key: TaskKey


@dataclass(frozen=True, slots=True)
class Finish:
    """The run is final: outputs, parent's signal, notifications."""

    state: RunState


Command = (
    Queue
    | Evaluate
    | StartAttempt
    | CancelAttempt
    | Poll
    | StartChild
    | CancelChild
    | SetTimer
    | Release
    | Finish
)


@dataclass(slots=True)
class Step:
    """What one event gives. `tasks` and `archived` are rows to write: the new snapshot of each task run that
    changed, and the attempts that ended and are to be followed by another. `assets`: what the attempt whose
    result was taken had read and written.
    The order of `commands` matters."""

    tasks: list[TaskRow] = field(default_factory=list)
    archived: list[TaskRow] = field(default_factory=list)
    run: RunRow | None = None
    commands: list[Command] = field(default_factory=list)
    assets: list[AssetRow] = field(default_factory=list)
