"""An executor without processes, for tests: attempts are functions of this process, and end when the test
says so."""

import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace

from seaway.clock import Clock, SystemClock
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.errors import SeawayError, TaskError
from seaway.executors.outlet import Outlet
from seaway.ids import AttemptId, TaskKey
from seaway.sdk.protocols.executor import (
    AttemptSpec,
    BlueprintBody,
    CancelJobBody,
    ExecutorEvent,
    Finished,
    PollBody,
    Progress,
    Standing,
    Started,
)

Behaviour = Callable[[AttemptSpec], object]
"""What an attempt does: return an `Outcome`, or a JSON-able value as a Python task would, or raise."""


def succeed(_attempt: AttemptSpec) -> object:
    """The behaviour of what no other behaviour is given for: success without a result."""
    return None


class InlineExecutor:
    """Implements `Executor`; deterministic: attempts run in the order in which they were started.

    behaviours: by task key (`load[stripe]`), task without its item (`load`), or name of the blueprint.
    is_manual: `start` only takes the attempt in; `run`, `end`, `crash` or `forget` then decide what becomes
    of it. Results are kept until they are acknowledged, and given out again when they are asked for again.
    """

    name = "inline"

    def __init__(
        self,
        behaviours: Mapping[str, Behaviour] | None = None,
        *,
        slots: int = 8,
        ahead: int = 0,
        is_manual: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.slots, self.ahead = slots, ahead
        self.is_manual = is_manual
        self.running: dict[AttemptId, AttemptSpec] = {}
        """What was started and has not ended, oldest first."""
        self.results: dict[AttemptId, Finished] = {}
        """What was not acknowledged."""
        self.started: list[AttemptSpec] = []
        """Everything that was ever started."""
        self._behaviours = dict(behaviours or {})
        self._clock = clock or SystemClock()
        self._outlet = Outlet(on_full=_nothing, on_room=_nothing)

    async def open(self) -> None:
        return None

    async def close(self, *, grace_s: float) -> None:
        for attempt_id in tuple(self.running):
            self.end(attempt_id, self.outcome(Ending.LOST, reason="Seaway is stopping"))
        self._outlet.close()

    async def start(self, attempt: AttemptSpec) -> None:
        self.start_at_once(attempt)

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        if attempt.attempt_id in self.running or self._tell_again(attempt.attempt_id):
            return True
        self.running[attempt.attempt_id] = attempt
        self.started.append(attempt)
        self._outlet.put(Started(attempt.attempt_id, self.name))
        if not self.is_manual:
            self.run(attempt.attempt_id)
        return True

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        if attempt_id in self.running:
            self.end(attempt_id, self.outcome(Ending.CANCELLED, reason=reason))

    async def reconcile(self, attempt_ids: Sequence[AttemptId]) -> dict[AttemptId, Standing]:
        return {attempt_id: self._standing(attempt_id) for attempt_id in attempt_ids}

    async def ack(self, attempt_id: AttemptId) -> None:
        self.results.pop(attempt_id, None)

    def unacknowledged(self) -> Collection[AttemptId]:
        return tuple(self.results)

    def events(self) -> AsyncIterator[ExecutorEvent]:
        return self._outlet.events()

    # --- what a test does -----------------------------------------------------------------------------------

    def attempt_of(self, key: str) -> AttemptId:
        """The running attempt of a task. Raises KeyError where there is none."""
        for attempt_id, attempt in self.running.items():
            if attempt.key == TaskKey(key):
                return attempt_id
        raise KeyError(key)

    def run(self, attempt_id: AttemptId) -> None:
        """Let the attempt do what its behaviour says, to its end."""
        attempt = self.running[attempt_id]
        self.end(attempt_id, self._perform(self._behaviour_of(attempt), attempt))

    def end(self, attempt_id: AttemptId, outcome: Outcome) -> None:
        """The attempt ends like this, whatever its behaviour."""
        del self.running[attempt_id]
        self.results[attempt_id] = Finished(attempt_id, outcome)
        self._outlet.put(self.results[attempt_id])

    def crash(self, attempt_id: AttemptId, reason: str = "killed by SIGKILL") -> None:
        """The attempt's worker dies."""
        self.end(attempt_id, self.outcome(Ending.CRASHED, reason=reason))

    def forget(self, attempt_id: AttemptId) -> None:
        """The attempt vanishes without a word, as with the machine it ran on."""
        del self.running[attempt_id]

    def progress(self, attempt_id: AttemptId, done: float, total: float = 0, message: str = "") -> None:
        self._outlet.put(Progress(attempt_id, done, total, message))

    def repeat(self, finished: Finished) -> None:
        """Give out an event once more, however old."""
        self._outlet.put(finished)

    def outcome(self, ending: Ending, *, reason: str = "", value: object = None) -> Outcome:
        """An outcome at this executor's time; `value` as a task would return it."""
        outputs = json.dumps(_to_outputs(value)) if ending is Ending.SUCCESS else None
        return Outcome(ending=ending, at=self._clock.now(), reason=reason, outputs=outputs)

    # --- inside ---------------------------------------------------------------------------------------------

    def _perform(self, behaviour: Behaviour, attempt: AttemptSpec) -> Outcome:
        try:
            value = behaviour(attempt)
        except Exception as error:  # noqa: BLE001 - a behaviour stands for users' code, which raises anything
            return self._failed(error)
        return value if isinstance(value, Outcome) else self.outcome(Ending.SUCCESS, value=value)

    def _failed(self, error: Exception) -> Outcome:
        failure = Failure(
            code=error.code if isinstance(error, SeawayError) else type(error).__name__,
            message=str(error),
            hint=error.hint if isinstance(error, SeawayError) else "",
            can_retry=error.can_retry if isinstance(error, TaskError) else True,
            retry_after_s=error.retry_after_s if isinstance(error, TaskError) else None,
        )
        exit_code = error.exit_code if isinstance(error, TaskError) else 1
        return replace(self.outcome(Ending.FAILED, reason=str(error)), failure=failure, exit_code=exit_code)

    def _behaviour_of(self, attempt: AttemptSpec) -> Behaviour:
        names: list[str] = [attempt.key, attempt.key.partition("[")[0]]
        if isinstance(attempt.body, BlueprintBody | PollBody | CancelJobBody):
            names.append(attempt.body.name)
        for name in names:
            if name in self._behaviours:
                return self._behaviours[name]
        return succeed

    def _standing(self, attempt_id: AttemptId) -> Standing:
        if attempt_id in self.running:
            return Standing.RUNNING
        return Standing.FINISHED if self._tell_again(attempt_id) else Standing.GONE

    def _tell_again(self, attempt_id: AttemptId) -> bool:
        result = self.results.get(attempt_id)
        if result is not None:
            self._outlet.put(result)
        return result is not None


def _to_outputs(value: object) -> dict[str, object]:
    """As the worker does: the keys of a dict, and the whole under `result`."""
    return {**value, "result": value} if isinstance(value, dict) else {"result": value}


def _nothing() -> None:
    return None
