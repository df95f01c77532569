"""Brings attempts to workers and their results back: hires workers, gives them work, ends them, hears of
their deaths."""

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from seaway.core.outcome import Ending, Outcome
from seaway.errors import BusyError
from seaway.executors import endings, orders, processes
from seaway.executors.crew import Crew
from seaway.executors.flights import Flight, Verdict, Worker
from seaway.executors.hiring import Hiring
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import ExecutorEvent, Finished, Progress, Started
from seaway.worker import frames

MAX_TRIES = 3
"""How often an attempt is given to another worker after one died before it could begin anything."""
_SHUTDOWN = frames.encode(frames.Shutdown())
_LEAVE_S = 5.0
_ACK_WITHIN_S = 0.005
_MARGIN_S = 0.5
_BIRTH_S = 10.0
RESTED_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """slots: attempts at once; what waits longer than `patience_s` for one is given back. A worker is
    replaced after `max_served` attempts or when it holds over `max_rss_bytes`."""

    slots: int
    patience_s: float | None = None
    max_served: int = 1_000
    max_rss_bytes: int = 1 << 30
    idle_s: float = 60.0


class Dispatcher:
    """Runs flights on one crew. Every method returns at once; what happens later comes as calls.

    on_event: progress and beginnings.
    on_result: an attempt is over; everything that it started is dead, unless the worker is to be used again.
    on_keep: the attempts whose results their worker can keep no longer.
    on_last_words: why an attempt ended that can't say so in its log any more.
    settled: set whenever an attempt ended or a worker died.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        hiring: Hiring,
        on_event: Callable[[ExecutorEvent], None],
        on_result: Callable[[Finished, Worker | None], None],
        on_keep: Callable[[Sequence[AttemptId]], None],
        on_last_words: Callable[[AttemptId, str], None],
        settled: asyncio.Event,
    ) -> None:
        self._limits = limits
        self._hiring = hiring
        self._on_event = on_event
        self._on_result = on_result
        self._on_keep = on_keep
        self._on_last_words = on_last_words
        self._crew = Crew(limit=2 * limits.slots)
        self._waiting: deque[Flight] = deque()
        self._flying: dict[AttemptId, Flight] = {}
        self._loop = asyncio.get_running_loop()
        self._returning: asyncio.TimerHandle | None = None
        self._settled = settled

    @property
    def worker_count(self) -> int:
        return len(self._crew)

    def has_overdue(self) -> bool:
        """Whether a worker was ordered long ago and nobody heard of it."""
        oldest_s = self._loop.time() - _BIRTH_S
        return any(
            worker.pid is None and not worker.is_orphan and worker.hired_s < oldest_s for worker in self._crew
        )

    def flying(self) -> Iterator[Flight]:
        return iter(tuple(self._flying.values()))

    def workers(self) -> Iterator[Worker]:
        return iter(self._crew)

    def submit(self, flight: Flight) -> None:
        """Run it as soon as there is a slot."""
        flight.submitted_s = self._loop.time()
        self._waiting.append(flight)
        self._pump()
        if self._waiting and self._limits.patience_s is not None and self._returning is None:
            self._returning = self._loop.call_later(self._limits.patience_s, self._return_late)

    def warm_up(self) -> None:
        """Have one worker ready before anybody asks."""
        worker = self._hire("", "")
        self._crew.rest(worker, self._loop.time())

    # --- ending ---------------------------------------------------------------------------------------------

    def end(self, flight: Flight, verdict: Verdict, *, grace_s: float) -> None:
        """Ask the attempt to end, kill it after `grace_s`. The first verdict stands, and the shortest
        grace."""
        if flight.outcome is not None:
            return
        if flight.verdict is None:
            flight.verdict = verdict
            if flight.worker is None:
                self._waiting.remove(flight)
                self._deliver(flight, endings.of_verdict(verdict, began=False), None)
                return
            self._crew.leave(flight.worker)
            if grace_s > 0:
                self._hiring.signal(flight.worker, signal.SIGTERM, is_group=False)
        if flight.worker is not None:
            self._kill_within(grace_s, flight, flight.worker)

    def _kill_within(self, grace_s: float, flight: Flight, worker: Worker) -> None:
        # The worker itself kills a script after its grace, and can then say how that ended.
        due_s = self._loop.time() + grace_s + (_MARGIN_S if grace_s else 0.0)
        if flight.killed_by_s is None or due_s < flight.killed_by_s:
            flight.killed_by_s = due_s
            self._loop.call_at(due_s, self._kill, worker)

    def retire(self, worker: Worker) -> None:
        """Let the worker go; what it has not heard an `Ack` for it spools."""
        self._crew.leave(worker)
        self._flush(worker)
        worker.link.send(_SHUTDOWN)
        self._loop.call_later(_LEAVE_S, self._kill, worker)

    def retire_idle(self, *, older_than_s: float | None = None) -> None:
        limit = self._limits.idle_s if older_than_s is None else older_than_s
        for worker in self._crew.idle_longer_than(limit, self._loop.time()):
            self.retire(worker)

    def kill_all(self) -> None:
        for worker in self._crew:
            self._kill(worker)

    def give_up(self, worker: Worker) -> None:
        """It is dead, or of no use: end it. What it was given and never began is given to another."""
        self._crew.leave(worker)
        self._kill(worker)

    def _kill(self, worker: Worker) -> None:
        if self._crew.get(worker.id) is not worker or worker.exited is not None:
            return
        worker.is_killed = True
        if worker.is_orphan:
            self._see_to_orphan(worker)
        else:
            self._hiring.signal(worker, signal.SIGKILL, is_group=True)

    # --- giving work ----------------------------------------------------------------------------------------

    def ack(self, worker: Worker, attempt_id: AttemptId) -> None:
        """Tell the worker with its next attempt, which mostly follows at once; a send of its own would wake
        it for nothing."""
        if worker.is_leaving:
            return  # it may have spooled the result already; `on_keep` clears that up
        worker.unacked.pop(attempt_id, None)
        if not worker.is_flush_due:
            worker.is_flush_due = True
            self._loop.call_later(_ACK_WITHIN_S, self._flush_due, worker)
        worker.outbox += frames.encode(frames.Ack(attempt_id))

    def _flush_due(self, worker: Worker) -> None:
        worker.is_flush_due = False
        self._flush(worker)

    def _flush(self, worker: Worker) -> None:
        if worker.outbox:
            worker.link.send(bytes(worker.outbox))
            worker.outbox.clear()

    def _pump(self) -> None:
        while self._waiting and len(self._flying) < self._limits.slots:
            self._launch(self._waiting.popleft())

    def _return_late(self) -> None:
        """Give back what waits too long for a slot: what runs is not as short as it was."""
        self._returning = None
        patience_s = self._limits.patience_s
        if patience_s is None:
            return
        while self._waiting:
            due_s = self._waiting[0].submitted_s + patience_s
            if due_s > self._loop.time():
                self._returning = self._loop.call_at(due_s, self._return_late)
                return
            self._deliver(self._waiting.popleft(), endings.returned("every slot is taken"), None)

    def _launch(self, flight: Flight) -> None:
        try:
            worker = self._worker_for(flight)
        except (OSError, BusyError) as error:  # a full disk, too many open files
            self._deliver(flight, endings.not_started(str(error)), None)
            return
        worker.flight = flight
        flight.worker = worker
        flight.began_s = self._loop.time()
        self._flying[flight.id] = flight
        if worker.unacked:  # busy with the next attempt it may not spool them in time if we die now
            self._keep_dear(worker, flight.began_s)
        worker.record.set_attempt(flight.id)
        if worker.outbox:
            worker.link.send(bytes(worker.outbox) + flight.frame)
            worker.outbox.clear()
        else:
            worker.link.send(flight.frame)
        if flight.tries == 0:
            self._on_event(Started(flight.id, worker.id))

    def _keep_dear(self, worker: Worker, now_s: float) -> None:
        dear = [earlier.id for earlier in worker.unacked.values() if earlier.is_dear(now_s)]
        if dear:
            self._on_keep(dear)

    def _worker_for(self, flight: Flight) -> Worker:
        worker = self._crew.take(flight.key, only_blank=flight.is_fresh)
        while worker is not None and self._is_asleep(worker):
            self.give_up(worker)
            worker = self._crew.take(flight.key, only_blank=flight.is_fresh)
        if worker is None:
            worker = self._hire(flight.key.environment, flight.python)
            worker.key = flight.key
        return worker

    def _is_asleep(self, worker: Worker) -> bool:
        """Whether somebody stopped it: it would keep the attempt and never begin it. Asked of those that had
        nothing to do for a while; the others have just answered."""
        if worker.pid is None or self._loop.time() - worker.idle_since_s < RESTED_S:
            return False
        return processes.is_stopped(worker.pid)

    def _hire(self, environment: str, python: str) -> Worker:
        surplus = self._crew.surplus()
        if surplus is not None:
            self.retire(surplus)
        worker = self._hiring.hire(environment, python, on_frame=self._on_frame, on_end=self._on_end)
        self._crew.add(worker)
        return worker

    # --- hearing --------------------------------------------------------------------------------------------

    def on_report(self, report: orders.Report) -> None:
        """From the zygote. A worker that is not of this crew is no error."""
        worker = self._crew.get(report.worker)
        match report:
            case _ if worker is None:
                return
            case orders.Forked():
                worker.pid = report.pid
            case orders.Exited():
                worker.exited = report
                self._settle(worker)

    def on_loss(self) -> None:
        """The zygote died: from here on these workers are looked after by hand."""
        for worker in self._crew:
            worker.is_orphan = True
            if worker.is_killed or not worker.link.is_open:  # the zygote may not have obeyed any more
                self._see_to_orphan(worker)

    def _on_frame(self, worker: Worker, message: frames.FromWorker) -> None:
        match message:
            case Finished():
                self._on_finished(worker, message)
            case Progress():
                self._on_event(message)
            case frames.Hello():
                worker.has_said_hello = True
            case frames.Retiring():
                self._crew.leave(worker)
            case Started():
                pass

    def _on_finished(self, worker: Worker, finished: Finished) -> None:
        flight = worker.flight
        if flight is None or flight.id != finished.attempt_id:
            return
        worker.served += 1
        outcome = endings.under_verdict(finished.outcome, flight.verdict)
        if worker.is_leaving and worker.exited is None:
            flight.outcome = outcome  # told when the worker and all that is left in it are dead
            self.retire(worker)
            return
        worker.flight = None
        self._deliver(flight, outcome, worker)
        if worker.exited is None:
            self._after_attempt(worker, flight)
        self._pump()

    def _after_attempt(self, worker: Worker, flight: Flight) -> None:
        now_s = self._loop.time()
        is_grown = (
            (worker.served % 16 == 0 or now_s - flight.began_s > 1.0)
            and worker.pid is not None
            and processes.resident_bytes(worker.pid) > self._limits.max_rss_bytes
        )
        if flight.is_fresh or is_grown or worker.served >= self._limits.max_served:
            self.retire(worker)
        else:
            self._crew.rest(worker, now_s)

    def _on_end(self, worker: Worker) -> None:
        """Its socket closed: it is dying, or users' code closed it. Either way it is of no use any more."""
        self._crew.leave(worker)
        if worker.is_orphan:
            self._see_to_orphan(worker)
        elif worker.exited is None:
            self._loop.call_later(1.0, self._kill, worker)

    def _see_to_orphan(self, worker: Worker) -> None:
        self._hiring.end_by_hand(worker, on_end=lambda: self._settle(worker))

    def _settle(self, worker: Worker) -> None:
        """The worker is dead, and so is all that it started."""
        if self._crew.get(worker.id) is not worker:
            return
        self._crew.leave(worker)
        exited = worker.exited or orders.Exited(worker=worker.id, status=None, max_rss_bytes=0)
        worker.exited = exited
        worker.link.drain()
        worker.link.close()
        self._crew.remove(worker)
        if worker.flight is not None:
            self._on_death(worker, worker.flight, exited)
        self._on_keep(tuple(worker.unacked))
        worker.record.remove()
        self._settled.set()
        self._pump()

    def _on_death(self, worker: Worker, flight: Flight, exited: orders.Exited) -> None:
        began = worker.has_said_hello
        flight.tries += 1
        if not began and flight.verdict is None and flight.tries < MAX_TRIES:
            flight.worker = None
            del self._flying[flight.id]
            self._waiting.appendleft(flight)
            return
        outcome = endings.of_death(flight, exited, began=began)
        if flight.outcome is None:
            self._on_last_words(flight.id, outcome.reason)
        self._deliver(flight, outcome, worker)

    def _deliver(self, flight: Flight, outcome: Outcome, worker: Worker | None) -> None:
        self._flying.pop(flight.id, None)
        flight.outcome = outcome
        if worker is not None:
            worker.unacked[flight.id] = flight
        self._on_result(Finished(flight.id, outcome), worker)
        self._settled.set()


def lost(reason: str) -> Verdict:
    """The attempt goes through no fault of its own."""
    return Verdict(ending=Ending.LOST, reason=reason)
