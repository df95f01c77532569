"""Machines on which attempts run, with everything that can happen to an attempt and to news of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.executors.outlet import Outlet
from seaway.ids import AttemptId
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
from seaway.testing.faults import Chances
from seaway.testing.ledger import Ledger, is_look

Door = Callable[[str], Awaitable[None]]
_PATIENCE_S = 0.1
_LASTS_S = (0.0, 0.0, 0.01, 0.1, 1.0, 3.0, 10.0)
_ENDINGS = (
    *[Ending.SUCCESS] * 10,
    *[Ending.FAILED] * 3,
    Ending.TIMED_OUT,
    Ending.CRASHED,
    Ending.LOST,
)
SENSOR, JOB = "sim.sensor", "sim.job"


@dataclass(slots=True)
class _Flight:
    spec: AttemptSpec
    timer: asyncio.TimerHandle
    is_doomed: bool = False
    is_waiting: bool = False
    """For a slot; nothing of it runs, and nobody kills it."""


class Machine:
    """Implements `Executor`. It outlives engines: each opens it anew, and finds what the one before left."""

    def __init__(
        self,
        name: str,
        *,
        slots: int,
        ahead: int,
        random: Random,
        chances: Chances,
        ledger: Ledger,
        now: Callable[[], datetime],
    ) -> None:
        self.name = name
        self.slots, self.ahead = slots, ahead
        self.is_lasting = False
        """Attempts may outlive their engine; else they die soon after it."""
        self.door: Door = _open_door
        self._random = random
        self._chances = chances
        self._ledger = ledger
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._flights: dict[AttemptId, _Flight] = {}
        self._results: dict[AttemptId, Finished] = {}
        self._gone: set[AttemptId] = set()
        self._outlet = Outlet(on_full=_nothing, on_room=_nothing)

    # --- Executor -------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """What is left of an earlier engine's attempts, and may not last, is dead from here on."""
        await self.door("executor.open")
        for flight in [flight for flight in self._flights.values() if flight.is_doomed]:
            self._vanish(flight)
        self._outlet = Outlet(on_full=_nothing, on_room=_nothing)

    async def close(self, *, grace_s: float) -> None:
        await self.door("executor.close")
        await asyncio.sleep(grace_s)
        for flight in sorted(self._flights.values(), key=lambda flight: not flight.is_waiting):
            ending = Ending.RETURNED if flight.is_waiting else Ending.LOST
            outcome = Outcome(ending=ending, at=self._now(), reason="Seaway is stopping")
            self._finish(flight, outcome, is_told=True)
        self._outlet.close()

    async def start(self, attempt: AttemptSpec) -> None:
        await self.door("executor.start")
        self._take_in(attempt)
        await self.door("executor.start, after")

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        return False  # a start has doors here, at which much can happen

    def _take_in(self, attempt: AttemptSpec) -> None:
        attempt_id = attempt.attempt_id
        if attempt_id in self._flights or attempt_id in self._results:
            self._tell_again(attempt_id)
            return
        if attempt_id in self._gone:
            self._ledger.complain(f"{attempt.key} was started after the executor had said that it is gone")
        if self.ahead and not is_look(attempt) and self._is_full():
            timer = self._loop.call_later(_PATIENCE_S, self._give_back, attempt_id)
            self._flights[attempt_id] = _Flight(attempt, timer, is_waiting=True)
        else:
            self._begin(attempt)

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        await self.door("executor.cancel")
        self._ledger.on_cancel(attempt_id)
        flight = self._flights.get(attempt_id)
        if flight is None or self._random.random() < self._chances.ignore_cancel:
            return
        outcome = Outcome(ending=Ending.CANCELLED, at=self._now(), reason=reason)
        if flight.is_waiting:
            self._finish(flight, outcome)
            return
        grace_s = self._random.choice((0.0, 0.1, 2.0, 9.0))
        flight.timer.cancel()
        flight.timer = self._loop.call_later(grace_s, self._finish, flight, outcome)

    async def reconcile(self, attempt_ids: Sequence[AttemptId]) -> dict[AttemptId, Standing]:
        await self.door("executor.reconcile")
        standings = {attempt_id: self._standing(attempt_id) for attempt_id in attempt_ids}
        await self.door("executor.reconcile, after")
        return standings

    async def ack(self, attempt_id: AttemptId) -> None:
        await self.door("executor.ack")
        self._ledger.on_ack(attempt_id)
        self._results.pop(attempt_id, None)

    def unacknowledged(self) -> Collection[AttemptId]:
        return tuple(self._results)

    def events(self) -> AsyncIterator[ExecutorEvent]:
        return self._outlet.events()

    # --- what the simulation does ---------------------------------------------------------------------------

    def lose_engine(self) -> None:
        """The engine died: its attempts die too, soon, unless they last."""
        self._outlet = Outlet(on_full=_nothing, on_room=_nothing)
        self._lose_waiting()
        for flight in list(self._flights.values()):
            if not (self.is_lasting and self._random.random() < 0.7):
                flight.is_doomed = True
                flight.timer.cancel()
                flight.timer = self._loop.call_later(
                    self._random.choice((0.0, 1.0, 4.0)), self._vanish, flight
                )

    def lose_attempts(self) -> None:
        """All that runs here vanishes; the engine will not hear of it."""
        self._lose_waiting()
        for flight in list(self._flights.values()):
            self._vanish(flight)

    # --- inside ---------------------------------------------------------------------------------------------

    def _lose_waiting(self) -> None:
        for flight in [flight for flight in self._flights.values() if flight.is_waiting]:
            flight.timer.cancel()
            del self._flights[flight.spec.attempt_id]

    def _is_full(self) -> bool:
        running = (one for one in self._flights.values() if not one.is_waiting and not is_look(one.spec))
        return sum(1 for _ in running) >= self.slots

    def _begin(self, attempt: AttemptSpec) -> None:
        self._ledger.on_start(attempt, place=self.name)
        timer = self._loop.call_later(self._lasts_s(attempt), self._come_to_end, attempt.attempt_id)
        self._flights[attempt.attempt_id] = _Flight(attempt, timer)
        self._outlet.put(Started(attempt.attempt_id, self.name))
        if self._random.random() < 0.2:
            self._outlet.put(Progress(attempt.attempt_id, 1, 2))

    def _begin_waiting(self) -> None:
        """A slot may be free: what waits longest takes it."""
        waiting = next((one for one in self._flights.values() if one.is_waiting), None)
        if waiting is not None and not self._is_full():
            waiting.timer.cancel()
            self._begin(waiting.spec)

    def _give_back(self, attempt_id: AttemptId) -> None:
        outcome = Outcome(ending=Ending.RETURNED, at=self._now(), reason="no slot", began=False)
        self._finish(self._flights[attempt_id], outcome)

    def _standing(self, attempt_id: AttemptId) -> Standing:
        if self._random.random() < self._chances.unknown:
            return Standing.UNKNOWN
        if attempt_id in self._flights:
            return Standing.RUNNING
        if attempt_id in self._results:
            self._outlet.put(self._results[attempt_id])
            return Standing.FINISHED
        self._gone.add(attempt_id)
        return Standing.GONE

    def _tell_again(self, attempt_id: AttemptId) -> None:
        if attempt_id in self._results:
            self._outlet.put(self._results[attempt_id])

    def _lasts_s(self, spec: AttemptSpec) -> float:
        return self._random.choice(_LASTS_S[:4] if is_look(spec) else _LASTS_S)

    def _come_to_end(self, attempt_id: AttemptId) -> None:
        flight = self._flights[attempt_id]
        self._finish(flight, self._outcome(flight.spec))

    def _vanish(self, flight: _Flight) -> None:
        flight.timer.cancel()
        if self._flights.pop(flight.spec.attempt_id, None) is not None:
            self._ledger.on_end(flight.spec, None)
            self._begin_waiting()

    def _finish(self, flight: _Flight, outcome: Outcome, is_told: bool = False) -> None:
        attempt_id = flight.spec.attempt_id
        if self._flights.pop(attempt_id, None) is None:
            return
        flight.timer.cancel()
        finished = self._results[attempt_id] = Finished(attempt_id, outcome)
        self._ledger.on_end(flight.spec, outcome)
        if is_told:
            self._outlet.put(finished)
        else:
            self._tell(finished)
        self._begin_waiting()

    def _tell(self, finished: Finished) -> None:
        """News may be lost (until somebody asks), late, or come twice."""
        outlet, roll = self._outlet, self._random.random
        if roll() < self._chances.lose_event:
            return
        for _ in range(2 if roll() < self._chances.double_event else 1):
            if roll() < self._chances.delay_event:
                self._loop.call_later(self._random.choice((0.01, 1.0, 12.0)), outlet.put, finished)
            else:
                outlet.put(finished)

    def _outcome(self, spec: AttemptSpec) -> Outcome:
        ending = self._random.choice(_ENDINGS)
        name = spec.body.name if isinstance(spec.body, BlueprintBody | PollBody) else ""
        if isinstance(spec.body, CancelJobBody):
            ending = self._random.choice((Ending.SUCCESS, Ending.SUCCESS, Ending.FAILED, Ending.CRASHED))
        elif name in (SENSOR, JOB) and self._random.random() < (0.5 if is_look(spec) else 0.9):
            ending = Ending.DEFERRED
        code = {Ending.SUCCESS: 0, Ending.FAILED: self._random.choice((1, 3, 8))}.get(ending)
        said = _of_attempt(spec)
        return Outcome(
            ending=ending,
            at=self._now(),
            exit_code=code,
            failure=Failure(code="ValueError", message="no", can_retry=self._random.random() < 0.8)
            if code
            else None,
            outputs=json.dumps({"by": said, "n": self._random.randint(0, 9)})
            if ending is Ending.SUCCESS
            else None,
            deferred=json.dumps({"by": said}) if ending is Ending.DEFERRED else None,
            poll_after_s=self._random.choice((0.0, 1.0, 5.0)),
            began=self._random.random() < 0.8 or ending in (Ending.SUCCESS, Ending.FAILED, Ending.DEFERRED),
        )


def _of_attempt(spec: AttemptSpec) -> str:
    """The attempt that a result is for: a poll answers for the one that began to wait."""
    if isinstance(spec.body, PollBody | CancelJobBody):
        return str(json.loads(spec.body.deferred)["by"])
    return spec.attempt_id


async def _open_door(_where: str) -> None:
    return None


def _nothing() -> None:
    return None
