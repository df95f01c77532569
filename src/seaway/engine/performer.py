"""Does what the state machine asks for, after the commit. Everything here may be asked for twice and must
not mind."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from seaway.clock import Clock
from seaway.core.events import (
    AttemptEnded,
    CancelAttempt,
    CancelChild,
    ChildEnded,
    Command,
    Evaluate,
    Evaluated,
    Finish,
    Poll,
    Queue,
    Release,
    SetTimer,
    StartAttempt,
    StartChild,
)
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.states import RunState
from seaway.engine.attempts import AttemptBuilder, alike, job_cancel_of, poll_of
from seaway.engine.children import Children
from seaway.engine.errands import Errands, Work
from seaway.engine.inbox import Inbox
from seaway.engine.questions import Questions
from seaway.engine.session import Session
from seaway.engine.timekeeper import Timekeeper
from seaway.errors import SeawayError, StoreError
from seaway.ids import AttemptId, RunId, TaskKey, new_attempt_id
from seaway.sdk.protocols.executor import GRACE_S, AttemptSpec, Executor, Finished

logger = logging.getLogger(__name__)


MOST_UNWANTED = 10_000

AboutAttempt = StartAttempt | Poll | CancelAttempt


@dataclass(frozen=True, slots=True)
class Address:
    """Whose attempt it is. A poll runs under an id of its own, and answers for the attempt that waits."""

    run_id: RunId
    key: TaskKey
    attempt_id: AttemptId
    is_job_cancel: bool = False


class Performer:
    def __init__(
        self,
        *,
        clock: Clock,
        inbox: Inbox,
        executor: Executor,
        timekeeper: Timekeeper,
        attempts: AttemptBuilder,
        questions: Questions,
        children: Children,
        may_start: Callable[[], bool],
    ) -> None:
        self._clock = clock
        self._inbox = inbox
        self._executor = executor
        self._timekeeper = timekeeper
        self._attempts = attempts
        self._questions = questions
        self._children = children
        self._may_start = may_start
        self._addresses: dict[AttemptId, Address] = {}
        self._starting: dict[AttemptId, asyncio.Task[None]] = {}
        """Attempts and sub-workflows that are being made ready; a cancel must not overtake them."""
        self._unsure: dict[AttemptId, RunId] = {}
        """Of runs that were dropped: their results may be written by now or not, so none is acknowledged."""
        self._unwanted: dict[AttemptId, None] = {}
        self._handing: set[AttemptId] = set()
        """On their way to the executor, which may not know them yet."""
        self._errands = Errands(clock)

    def perform_all(self, session: Session, commands: Sequence[Command]) -> None:
        """As `perform` for each, but attempts that have to wait for nothing are started here and now, and of
        the others those that are alike together."""
        together, first = deque[StartAttempt](), dict[str, AttemptSpec]()
        are_many = sum(isinstance(command, StartAttempt) for command in commands) > 1
        for command in commands:
            if isinstance(command, StartAttempt) and self._is_started(session, command, first):
                continue
            if (
                are_many
                and isinstance(command, StartAttempt)
                and self._attempts.is_alike(session, command.task)
            ):
                together.append(command)
            else:
                self.perform(session, command)
        if together:
            self._start_all(session, together)

    def perform(self, session: Session, command: Command) -> None:
        """Begin what the command asks; its answer comes as an event."""
        run_id = session.facts.run_id
        match command:
            case StartAttempt():
                starting = self._attempt(session, command, lambda: self._start(session, command))
                self._note_start(command.attempt_id, starting)
            case Poll():
                self._attempt(session, command, lambda: self._poll(session, command))
            case CancelAttempt():
                self._attempt(session, command, lambda: self._cancel(session, command))
            case StartChild():
                starting = self._errands.send(run_id, lambda: self._start_child(session, command))
                self._note_start(command.attempt_id, starting)
            case CancelChild():
                self._errands.send(run_id, lambda: self._cancel_child(command))
            case Evaluate():
                self._errands.send(run_id, lambda: self._evaluate(session, command))
            case SetTimer():
                self._timekeeper.set(run_id, command)
            case Queue() | Release() | Finish():
                pass  # taken up by the turn itself
            case _:
                assert_never(command)

    def address_of(self, attempt_id: AttemptId) -> Address | None:
        return self._addresses.get(attempt_id)

    def expect(self, run_id: RunId, key: TaskKey, attempt_id: AttemptId) -> None:
        """An attempt that an earlier engine started may still answer."""
        self._addresses[attempt_id] = Address(run_id, key, attempt_id)

    def forget(self, attempt_id: AttemptId) -> None:
        self._addresses.pop(attempt_id, None)

    def awaited(self) -> list[AttemptId]:
        """What the executor was handed and has not answered."""
        return [attempt_id for attempt_id in self._addresses if attempt_id not in self._handing]

    def drop(self, run_id: RunId) -> None:
        """The run leaves the memory. If it is loaded again, what is not done by now is asked for again."""
        self._errands.stop(run_id)
        dropped = [name for name, address in self._addresses.items() if address.run_id == run_id]
        for attempt_id in dropped:
            self.forget(attempt_id)
            self._unsure[attempt_id] = run_id

    async def settle(self, run_id: RunId, *, outstanding: Container[AttemptId]) -> None:
        """The run is here again: what was unsure and is not outstanding was written, so acknowledge it."""
        for attempt_id in self._take_unsure(run_id):
            if attempt_id not in outstanding:
                await self._release(attempt_id)

    async def abandon(self, run_id: RunId) -> None:
        """The run was dropped for good: it is over, or another engine's. End what is left of its attempts,
        before the lease on it may end: an attempt's own grace may be longer than that."""
        for attempt_id in self._take_unsure(run_id):
            await self._executor.cancel(attempt_id, reason="its engine gave the run up", most_s=GRACE_S)
            await self._release(attempt_id)

    async def _release(self, attempt_id: AttemptId) -> None:
        """Nobody wants its result: not the one that is there, nor one that comes later."""
        self._unwanted[attempt_id] = None
        if len(self._unwanted) > MOST_UNWANTED:
            del self._unwanted[next(iter(self._unwanted))]
        await self._executor.ack(attempt_id)

    def _take_unsure(self, run_id: RunId) -> list[AttemptId]:
        found = [attempt_id for attempt_id, owner in self._unsure.items() if owner == run_id]
        for attempt_id in found:
            del self._unsure[attempt_id]
        return found

    async def close(self) -> None:
        await self._errands.close()

    async def take(self, finished: Finished) -> None:
        """Bring an executor's answer to the run it belongs to. One that is not known here is kept where it
        is: its run may not be loaded yet, and asks for it then."""
        address = self._addresses.get(finished.attempt_id)
        if address is None:
            if finished.attempt_id in self._unwanted:
                del self._unwanted[finished.attempt_id]
                await self._executor.ack(finished.attempt_id)
            return
        outcome = finished.outcome
        if finished.attempt_id != address.attempt_id:
            self.forget(finished.attempt_id)
            await self._executor.ack(finished.attempt_id)
            outcome = _as_cancelled(outcome) if address.is_job_cancel else outcome
        event = AttemptEnded(address.run_id, self._clock.now(), address.key, address.attempt_id, outcome)
        await self._inbox.put_when_room(event)

    # --- attempts ---

    def _is_started(self, session: Session, command: StartAttempt, first: dict[str, AttemptSpec]) -> bool:
        """Start it, where nothing has to be waited for and nothing goes wrong; the other way tells what does.

        first: by path, the attempt that was built first."""
        key, attempt_id = command.key, command.attempt_id
        path = session.rows[key].path
        try:
            if path in first:
                spec: AttemptSpec | None = alike(first[path], session, key, attempt_id)
            else:
                spec = self._attempts.build_at_once(session, key, command.task, attempt_id)
            if spec is None or not self._may_start():
                return False
            first[path] = spec
            self._addresses[attempt_id] = Address(session.facts.run_id, key, attempt_id)
            if self._executor.start_at_once(spec):
                return True
        except Exception:
            logger.debug("%s is not started at once", key, exc_info=True)
        self.forget(attempt_id)
        return False

    async def _start(self, session: Session, command: StartAttempt) -> None:
        spec = await self._attempts.build(session, command.key, command.task, command.attempt_id)
        await self._hand_over(spec, Address(session.facts.run_id, command.key, command.attempt_id))

    def _start_all(self, session: Session, together: deque[StartAttempt]) -> None:
        """One after the other. What was handed over leaves the queue, as it may end, and be acknowledged and
        forgotten, while what comes behind it is tried again."""

        async def begin() -> None:
            first: dict[str, AttemptSpec] = {}
            while together:
                command = together[0]
                await self._guard(session, command, partial(self._start_like, session, command, first))
                together.popleft()
                self._starting.pop(command.attempt_id, None)

        starting = self._errands.send(session.facts.run_id, begin)
        for command in together:
            self._note_start(command.attempt_id, starting)

    async def _start_like(
        self, session: Session, command: StartAttempt, first: dict[str, AttemptSpec]
    ) -> None:
        """`first`: by path, the attempt that was built first."""
        key, attempt_id = command.key, command.attempt_id
        path = session.rows[key].path
        if path in first:
            spec = alike(first[path], session, key, attempt_id)
        else:
            spec = first[path] = await self._attempts.build(session, key, command.task, attempt_id)
        await self._hand_over(spec, Address(session.facts.run_id, key, attempt_id))

    async def _poll(self, session: Session, command: Poll) -> None:
        spec = await self._attempts.build(session, command.key, command.task, command.attempt_id)
        poll = poll_of(spec, new_attempt_id(), command.deferred)
        await self._hand_over(poll, Address(session.facts.run_id, command.key, command.attempt_id))

    async def _hand_over(self, spec: AttemptSpec, address: Address) -> None:
        """From before the start on its answer may come. Nothing is started on a lease that may be over."""
        if not self._may_start():
            raise StoreError(f"{spec.key} is not started: the engine's lease is not renewed yet")
        self._addresses[spec.attempt_id] = address
        self._handing.add(spec.attempt_id)
        try:
            await self._executor.start(spec)
        finally:
            self._handing.discard(spec.attempt_id)

    async def _cancel(self, session: Session, command: CancelAttempt) -> None:
        """End its processes; where it waits outside, cancel the job there; where nothing is left of it,
        say so."""
        await self._until_started(command.attempt_id)
        if command.attempt_id in self._addresses:
            await self._executor.cancel(command.attempt_id, reason=command.reason)
            return
        row = session.rows.get(command.key)
        if row is None or row.deferred is None:
            self._answer(session.facts.run_id, command, Ending.CANCELLED, command.reason)
            return
        task = session.task_of(command.key)
        spec = await self._attempts.build(session, command.key, task, command.attempt_id)
        cancel = job_cancel_of(spec, new_attempt_id(), row.deferred)
        run_id = session.facts.run_id
        await self._hand_over(cancel, Address(run_id, command.key, command.attempt_id, is_job_cancel=True))

    # --- questions and children ---

    async def _evaluate(self, session: Session, command: Evaluate) -> None:
        try:
            answer = await self._questions.answer(session, command)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the task must end, whatever it is
            failure = _failure_of(error)
            said = f"{failure.message} {failure.hint}".strip()
            now = self._clock.now()
            answer = Evaluated(session.facts.run_id, now, command.key, command.question, error=said)
        self._inbox.put(answer)

    async def _cancel_child(self, command: CancelChild) -> None:
        """Not before it is enqueued: nobody would find it."""
        await self._until_started(AttemptId(command.child_run))
        await self._children.cancel(command.child_run, command.reason)

    async def _start_child(self, session: Session, command: StartChild) -> None:
        """Where the child can't begin, its task fails as if the child had."""
        try:
            await self._children.start(session, command.key, command.task, command.attempt_id)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the task must end, whatever it is
            self._inbox.put(
                ChildEnded(
                    session.facts.run_id,
                    self._clock.now(),
                    command.key,
                    child_run=RunId(command.attempt_id),
                    state=RunState.FAILED,
                    error=_failure_of(error).message,
                )
            )

    # --- under way ---

    def _note_start(self, attempt_id: AttemptId, starting: asyncio.Task[None]) -> None:
        self._starting[attempt_id] = starting
        starting.add_done_callback(lambda _: self._starting.pop(attempt_id, None))

    async def _until_started(self, attempt_id: AttemptId) -> None:
        if (starting := self._starting.get(attempt_id)) is not None:
            await asyncio.wait([starting])

    def _attempt(self, session: Session, command: AboutAttempt, work: Work) -> asyncio.Task[None]:
        return self._errands.send(session.facts.run_id, lambda: self._guard(session, command, work))

    async def _guard(self, session: Session, command: AboutAttempt, work: Work) -> None:
        """Answer with the attempt's failure where it can't even begin."""
        try:
            await work()
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the task must end, whatever it is
            failure = _failure_of(error)
            self._answer(session.facts.run_id, command, Ending.FAILED, failure.message, failure)

    def _answer(
        self,
        run_id: RunId,
        command: AboutAttempt,
        ending: Ending,
        reason: str,
        failure: Failure | None = None,
    ) -> None:
        now = self._clock.now()
        outcome = Outcome(ending=ending, at=now, reason=reason, failure=failure, began=False)
        self._inbox.put(AttemptEnded(run_id, now, command.key, command.attempt_id, outcome))


def _as_cancelled(outcome: Outcome) -> Outcome:
    """The end of a job's cancel ends the attempt that waited for the job, with what went wrong as the
    reason."""
    reason = "" if outcome.ending is Ending.SUCCESS else f"its outside job may go on: {outcome.reason}"
    return Outcome(ending=Ending.CANCELLED, at=outcome.at, reason=reason, failure=outcome.failure)


def _failure_of(error: Exception) -> Failure:
    if isinstance(error, SeawayError):
        return Failure(code=error.code, message=error.message, hint=error.hint, can_retry=False)
    logger.error("a command could not be performed: %s", error, exc_info=error)
    said = f"Seaway made a mistake: {type(error).__name__}: {error}"
    return Failure(code="internal", message=said, hint="The engine's log has the details.", can_retry=False)
