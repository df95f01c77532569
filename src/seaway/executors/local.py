"""The local executor: attempts run in warm worker processes on this machine.

One asyncio loop drives it; nothing here blocks that loop, starts a thread for an attempt or makes a task for
one."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from seaway.blobs.logs import append_line
from seaway.core.outcome import Ending, Outcome
from seaway.executors import endings, guard, orders, recovery
from seaway.executors.dispatcher import Dispatcher, Limits, lost
from seaway.executors.environments import Environments
from seaway.executors.flights import Flight, Key, Verdict, Worker
from seaway.executors.hiring import Hiring
from seaway.executors.outlet import Outlet
from seaway.executors.records import claim, is_free
from seaway.executors.spawner import Spawner
from seaway.executors.spool import Spool
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import (
    AttemptSpec,
    ExecutorEvent,
    Finished,
    Standing,
)
from seaway.worker import frames
from seaway.worker.paths import Paths

_LOOK_S = 0.25
_IDLE_LOOK_S = 2.0
_PATIENCE_S = 0.5
_END_S = 2.0
_AHEAD = 8
"""Attempts a slot that may wait here for it."""
_RETURN_AFTER_S = 0.1
_STOPPING = Verdict(ending=Ending.RETURNED, reason="Seaway is stopping")
"""To what never began."""


class LocalExecutor:
    """Implements `Executor`. `open` ends whatever an earlier engine on this state folder left running.

    slots: attempts at once; polls have `poll_slots` workers of their own.
    limits: replaces what is known of the workers' reuse; its slots count.
    orphan_s: how long attempts may go on when this process died. None: until the next one on this state
        folder; a time, where another engine may take over their runs after it.
    """

    name = "local"

    def __init__(
        self,
        paths: Paths,
        *,
        slots: int = 4,
        poll_slots: int = 2,
        limits: Limits | None = None,
        orphan_s: float | None = None,
    ) -> None:
        self._limits = limits or Limits(slots=slots, patience_s=_RETURN_AFTER_S)
        self._poll_limits = Limits(slots=poll_slots)
        self.slots = self._limits.slots
        self.ahead = _AHEAD * self.slots if self._limits.patience_s is not None else 0
        self._paths = paths
        self._orphan_s = orphan_s
        self._records = Path(paths.state) / "workers"
        self._spool = Spool(Path(paths.spool))
        self._spooled: set[AttemptId] = set()
        self._results: dict[AttemptId, tuple[Finished, Worker | None]] = {}
        self._flights: dict[AttemptId, Flight] = {}
        self._remains: list[recovery.Remains] = []
        self._outlet = Outlet(on_full=self._pause, on_room=self._resume)
        self._environments = Environments(paths)
        self._settled = asyncio.Event()
        """An attempt ended or a worker died."""
        self._is_closing = False
        self._look: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Prove everything of an earlier engine dead, then be ready.

        Raises:
            BusyError: another executor is at work in this state folder.
        """
        self._loop = asyncio.get_running_loop()
        self._paths.make()
        self._claim_fd = claim(Path(self._paths.state) / "executor.lock")
        self._spawner = Spawner(
            log=Path(self._paths.state) / "executor.log",
            on_report=self._on_report,
            on_loss=self._on_loss,
            orphan_s=self._orphan_s,
        )
        try:
            await self._begin()
        except BaseException:
            await self._spawner.stop()
            os.close(self._claim_fd)
            raise

    async def _begin(self) -> None:
        self._records.mkdir(exist_ok=True, mode=0o700)
        self._spawner.start()
        self._remains = await recovery.end_workers(self._records, patience_s=_PATIENCE_S)
        self._spooled = self._spool.ids()
        hiring = Hiring(folder=self._records, spawner=self._spawner)
        self._tasks = self._dispatcher(self._limits, hiring)
        self._polls = self._dispatcher(self._poll_limits, hiring)
        self._tasks.warm_up()
        self._watch()

    async def start(self, attempt: AttemptSpec) -> None:
        self.start_at_once(attempt)

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        attempt_id = attempt.attempt_id
        if attempt_id not in self._flights and not self._tell_again(attempt_id):
            self._take_in(attempt)
        return True

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        flight = self._flights.get(attempt_id)
        if flight is not None:
            grace_s = flight.spec.grace_s if most_s is None else min(most_s, flight.spec.grace_s)
            self._end(flight, Verdict(ending=Ending.CANCELLED, reason=reason), grace_s=grace_s)

    async def ack(self, attempt_id: AttemptId) -> None:
        _, worker = self._results.pop(attempt_id, (None, None))
        if attempt_id in self._spooled:
            self._spooled.discard(attempt_id)
            self._spool.remove(attempt_id)
        if worker is not None:
            self._tasks.ack(worker, attempt_id)

    async def reconcile(self, attempt_ids: Sequence[AttemptId]) -> dict[AttemptId, Standing]:
        return {attempt_id: self._standing(attempt_id) for attempt_id in attempt_ids}

    def unacknowledged(self) -> Collection[AttemptId]:
        return self._results.keys() | self._spooled

    def events(self) -> AsyncIterator[ExecutorEvent]:
        return self._outlet.events()

    async def close(self, *, grace_s: float) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        if self._look is not None:
            self._look.cancel()
        for flight in tuple(self._flights.values()):
            if flight.worker is None:  # nothing of it runs, so there is nothing to wait for
                self._end(flight, _STOPPING, grace_s=0.0)
        await self._environments.close()
        await self._until(lambda: not self._flights, grace_s)
        for flight in tuple(self._flights.values()):
            self._end(flight, lost("Seaway is stopping"), grace_s=min(_END_S, flight.spec.grace_s))
        await self._until(lambda: not self._flights, 2 * _END_S)
        await self._dismiss()
        await self._spawner.stop()
        os.close(self._claim_fd)
        self._outlet.close()

    # --- inside ---------------------------------------------------------------------------------------------

    def _take_in(self, attempt: AttemptSpec) -> None:
        frame = frames.encode(frames.Run(attempt, self._paths))
        flight = Flight(spec=attempt, key=Key.of(attempt), frame=frame)
        self._flights[attempt.attempt_id] = flight
        if self._is_closing:
            self._on_result(Finished(attempt.attempt_id, endings.of_verdict(_STOPPING, began=False)), None)
        elif not attempt.environment:
            self._submit(flight)
        elif not self._environments.prepare(flight, on_ready=self._submit, on_failure=self._on_unbuilt):
            self._say(attempt.attempt_id, "The packages of this task are being installed.", level="I")

    def _dispatcher(self, limits: Limits, hiring: Hiring) -> Dispatcher:
        return Dispatcher(
            limits=limits,
            hiring=hiring,
            on_event=self._outlet.put,
            on_result=self._on_result,
            on_keep=self._on_keep,
            on_last_words=self._say,
            settled=self._settled,
        )

    def _dispatcher_of(self, flight: Flight) -> Dispatcher:
        return self._polls if flight.is_poll else self._tasks

    def _submit(self, flight: Flight) -> None:
        if flight.verdict is None:  # else it was ended while its environment was built
            self._dispatcher_of(flight).submit(flight)
            self._look_soon(flight)

    def _on_unbuilt(self, flight: Flight, outcome: Outcome, said: str) -> None:
        if flight.verdict is None:
            if said:
                self._say(flight.id, said, level="I")
            self._say(flight.id, outcome.reason)
            self._on_result(Finished(flight.id, outcome), None)

    def _end(self, flight: Flight, verdict: Verdict, *, grace_s: float) -> None:
        if flight.is_preparing:  # the environment is finished all the same: the next attempt finds it
            flight.verdict = verdict
            self._on_result(Finished(flight.id, endings.of_verdict(verdict, began=False)), None)
        else:
            self._dispatcher_of(flight).end(flight, verdict, grace_s=grace_s)

    def _on_result(self, finished: Finished, worker: Worker | None) -> None:
        self._flights.pop(finished.attempt_id, None)
        self._results[finished.attempt_id] = (finished, worker)
        self._outlet.put(finished)

    def _on_keep(self, attempt_ids: Sequence[AttemptId]) -> None:
        """Their worker is dead or busy: keep the results here, or forget what was acknowledged meanwhile."""
        for attempt_id in attempt_ids:
            result = self._results.get(attempt_id)
            if result is None:
                self._spool.remove(attempt_id)
            elif attempt_id not in self._spooled:
                with suppress(OSError):  # a full disk: as long as we live it is in our memory
                    self._spool.write(result[0])
                    self._spooled.add(attempt_id)

    def _say(self, attempt_id: AttemptId, text: str, *, level: str = "E") -> None:
        """In the log of an attempt that has no worker to write it."""
        with suppress(OSError):  # a full disk; the result itself says it too
            append_line(Path(self._paths.log_of(attempt_id)), text, level=level)

    def _on_report(self, report: orders.Report) -> None:
        self._tasks.on_report(report)
        self._polls.on_report(report)

    def _on_loss(self) -> None:
        self._tasks.on_loss()
        self._polls.on_loss()

    def _standing(self, attempt_id: AttemptId) -> Standing:
        if attempt_id in self._flights:
            return Standing.RUNNING
        if self._tell_again(attempt_id):
            return Standing.FINISHED
        if any(remains.attempt_id == attempt_id for remains in self._remains):
            return Standing.GONE if self._has_ended(attempt_id) else Standing.UNKNOWN
        return Standing.GONE

    def _has_ended(self, attempt_id: AttemptId) -> bool:
        """Whether what could not be killed at the start is dead by now."""
        return all(is_free(one.record) for one in self._remains if one.attempt_id == attempt_id)

    def _tell_again(self, attempt_id: AttemptId) -> bool:
        """Give out a kept result once more; false where none is kept."""
        result, _ = self._results.get(attempt_id, (None, None))
        if result is None and attempt_id in self._spooled:
            result = self._spool.read(attempt_id)
            if result is None:
                self._spooled.discard(attempt_id)
                self._spool.remove(attempt_id)
            else:
                self._results[attempt_id] = (result, None)
        if result is not None:
            self._outlet.put(result)
        return result is not None

    def _watch(self) -> None:
        """Look after what has limits often, after idle workers now and then."""
        now_s = self._loop.time()
        self._spawner.check()
        for dispatcher in (self._tasks, self._polls):
            guard.check(dispatcher, now_s)
            guard.check_workers(dispatcher, now_s)
            dispatcher.retire_idle()
            if dispatcher.has_overdue():
                self._spawner.restart()
        is_near = guard.is_needed(self._tasks) or guard.is_needed(self._polls)
        self._look_at(now_s + (_LOOK_S if is_near else _IDLE_LOOK_S))

    def _look_soon(self, flight: Flight) -> None:
        soon_s = self._loop.time() + _LOOK_S
        if guard.has_limit(flight) and self._look is not None and self._look.when() > soon_s:
            self._look_at(soon_s)

    def _look_at(self, when_s: float) -> None:
        if self._look is not None:
            self._look.cancel()
        self._look = self._loop.call_at(when_s, self._watch)

    def _pause(self) -> None:
        for worker in self._workers():
            worker.link.pause()

    def _resume(self) -> None:
        for worker in self._workers():
            worker.link.read()

    def _workers(self) -> Iterator[Worker]:
        yield from self._tasks.workers()
        yield from self._polls.workers()

    async def _dismiss(self) -> None:
        """Send the workers home, then kill those that stay."""
        for dispatcher in (self._tasks, self._polls):
            dispatcher.retire_idle(older_than_s=0.0)
        if not await self._until(self._is_deserted, _END_S):
            for dispatcher in (self._tasks, self._polls):
                dispatcher.kill_all()
            await self._until(self._is_deserted, 2 * _END_S)

    def _is_deserted(self) -> bool:
        return not self._tasks.worker_count and not self._polls.worker_count

    async def _until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait for it, looking whenever an attempt ended or a worker died."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not is_so():
                    self._settled.clear()
                    await self._settled.wait()
        return is_so()
