"""The states of runs and task runs, and each transition once; the diagram in the docs is drawn from here."""

from enum import StrEnum


class TaskState(StrEnum):
    PENDING = "pending"
    """Waits for its edges; has no row in the store until something is known of it."""
    QUEUED = "queued"
    """Could run; waits for a slot of its pool. Moved by admission."""
    RUNNING = "running"
    """An attempt was handed to the executor, or a group, a foreach or a sub-workflow is under way."""
    DEFERRED = "deferred"
    """Waits for something outside without a worker: a sensor, an outside job."""
    AWAITING_INPUT = "awaiting_input"
    """Waits for a person."""
    UP_FOR_RETRY = "up_for_retry"
    """Failed or crashed; the timekeeper starts the next attempt."""
    SUCCESS = "success"
    FAILED = "failed"
    """The code said no."""
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    """The place it ran in died."""
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    UPSTREAM_FAILED = "upstream_failed"

    @property
    def is_final(self) -> bool:
        return self in FINAL_TASK_STATES

    @property
    def is_failure(self) -> bool:
        """The states that make a run fail and that an edge on `failed` sees."""
        return self in FAILURE_STATES


class RunState(StrEnum):
    QUEUED = "queued"
    """Accepted; waits for a limit or for an engine. Moved by the claimer."""
    RUNNING = "running"
    PAUSED = "paused"
    """Starts nothing new; what runs goes on."""
    CANCELLING = "cancelling"
    """Attempts are being ended; `finally` and `always` tasks still run."""
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in FINAL_RUN_STATES


_T = TaskState
_R = RunState

FAILURE_STATES = frozenset({_T.FAILED, _T.TIMED_OUT, _T.CRASHED})
FINAL_TASK_STATES = FAILURE_STATES | {_T.SUCCESS, _T.CANCELLED, _T.SKIPPED, _T.UPSTREAM_FAILED}
FINAL_RUN_STATES = frozenset({_R.SUCCESS, _R.FAILED, _R.CANCELLED})

TASK_TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    # To running: a group, a foreach, a switch. To failed: a condition that can't be evaluated.
    _T.PENDING: frozenset(
        {
            _T.QUEUED,
            _T.RUNNING,
            _T.AWAITING_INPUT,
            _T.FAILED,
            _T.SKIPPED,
            _T.UPSTREAM_FAILED,
            _T.CANCELLED,
        }
    ),
    # To deferred: a sub-workflow. To skipped: an item of a foreach that stops after another failed.
    _T.QUEUED: frozenset({_T.RUNNING, _T.DEFERRED, _T.CANCELLED, _T.SKIPPED}),
    # To queued: the attempt was lost through no fault of its own: restart, drain, a dead node.
    _T.RUNNING: frozenset(
        {
            _T.QUEUED,
            _T.DEFERRED,
            _T.UP_FOR_RETRY,
            _T.SUCCESS,
            _T.FAILED,
            _T.TIMED_OUT,
            _T.CRASHED,
            _T.CANCELLED,
        }
    ),
    _T.DEFERRED: frozenset({_T.UP_FOR_RETRY, _T.SUCCESS, _T.FAILED, _T.TIMED_OUT, _T.CRASHED, _T.CANCELLED}),
    _T.AWAITING_INPUT: frozenset({_T.SUCCESS, _T.FAILED, _T.TIMED_OUT, _T.CANCELLED}),
    _T.UP_FOR_RETRY: frozenset({_T.QUEUED, _T.CANCELLED}),
} | {state: frozenset() for state in FINAL_TASK_STATES}

RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    _R.QUEUED: frozenset({_R.RUNNING, _R.CANCELLED, _R.FAILED}),
    _R.RUNNING: frozenset({_R.PAUSED, _R.CANCELLING, _R.SUCCESS, _R.FAILED}),
    _R.PAUSED: frozenset({_R.RUNNING, _R.CANCELLING, _R.SUCCESS, _R.FAILED}),
    _R.CANCELLING: frozenset({_R.CANCELLED, _R.FAILED}),
} | {state: frozenset() for state in FINAL_RUN_STATES}
