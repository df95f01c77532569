"""How work reaches the database: on threads of its own, or at once in the calling task (the simulation)."""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from seaway.errors import StoreError
from seaway.store.drivers import Driver
from seaway.store.failures import explain, is_disconnect
from seaway.store.writer import Brief, Outcome, Work, Writer

MAX_TOGETHER = 100
MAX_WAITING = 10_000
FEW_ROWS = 3
"""With more of them a thread of their own is worth its while: the loop goes on meanwhile."""
QUICK_S = 0.002
"""What the caller's loop may wait for by itself."""
QUICK_ONES = 16
"""So many commits in a row have to be quick before the next one is trusted to be."""


class Transport(Protocol):
    async def write(self, work: Work) -> Any: ...

    async def read(self, work: Work) -> Any: ...

    async def ask(self, sql: str) -> int:
        """One number from the writer's connection, outside of any transaction."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Job:
    """Either `work`, a transaction, or a `question` to the writer."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    work: Work | None = None
    question: Callable[[], Any] | None = None


class Pace:
    """Whether commits are over so soon that handing them to a thread costs more than waiting for them."""

    __slots__ = ("_doubts",)

    def __init__(self) -> None:
        self._doubts = QUICK_ONES

    @property
    def is_quick(self) -> bool:
        return not self._doubts

    def note(self, took_s: float) -> None:
        self._doubts = QUICK_ONES if took_s > QUICK_S else max(0, self._doubts - 1)


class ThreadTransport:
    """One thread writes, a few read. Writes that wait together are committed together.

    Where the disk is fast and nobody else writes, brief work is done in the caller's thread: two changes of
    threads take longer than its commit. The first slow one ends that, so that a loop waits once at most.

    A caller that is cancelled before its work was begun has not written; later the work is finished all the
    same."""

    def __init__(
        self, driver: Driver, writer: Writer, reader: Engine | None, *, where: str, readers: int
    ) -> None:
        self._driver = driver
        self._writer = writer
        self._reader = reader
        self._where = where
        self._readers = readers
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._pace = Pace()
        self._writing = threading.Lock()
        """Whoever holds it may use the writer."""
        self._pool = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="seaway-read")
        self._thread = threading.Thread(target=self._run, name="seaway-write", daemon=True)
        self._is_closed = False
        self._thread.start()

    async def write(self, work: Work) -> Any:
        if isinstance(work, Brief) and work.rows <= FEW_ROWS and self._pace.is_quick:
            outcome = self._write_here(work)
            if outcome is not None:
                return _unwrap(outcome)
        return await self._submit(work=work)

    async def read(self, work: Work) -> Any:
        if self._reader is None:
            return await self._submit(question=lambda: _unwrap(self._writer.look(work)))
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)

    async def ask(self, sql: str) -> int:
        return int(await self._submit(question=lambda: self._writer.outside_transaction(sql)))

    async def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._writer.stop_waiting()
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._pool.shutdown(wait=True)
        if self._reader is not None:
            self._reader.dispose()

    def _write_here(self, work: Brief[Any]) -> Outcome | None:
        """None where it could not be begun at once, or there was trouble: that is for the thread."""
        if self._is_closed or not self._jobs.empty() or not self._writing.acquire(blocking=False):
            return None
        began_s = time.perf_counter()
        try:
            return self._writer.at_once(work)
        finally:
            self._writing.release()
            self._pace.note(time.perf_counter() - began_s)

    def _submit(
        self, *, work: Work | None = None, question: Callable[[], Any] | None = None
    ) -> asyncio.Future[Any]:
        if self._is_closed:
            raise StoreError(f"The database {self._where} is closed")
        if self._jobs.qsize() > MAX_WAITING:
            raise StoreError(
                f"The database {self._where} is too slow: {MAX_WAITING} writes wait", hint="Try again later."
            )
        loop = asyncio.get_running_loop()
        job = _Job(loop, loop.create_future(), work, question)
        self._jobs.put(job)
        return job.future

    def _run(self) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                jobs = [job]
                is_last = self._take_more(jobs)
                self._serve([job for job in jobs if not job.future.cancelled()])
                if is_last:
                    return
        finally:
            with self._writing:
                self._writer.close()

    def _take_more(self, jobs: list[_Job]) -> bool:
        """What else waits, up to a limit; true where the end was called for."""
        while len(jobs) < MAX_TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return False
            if job is None:
                return True
            jobs.append(job)
        return False

    def _serve(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            if job.question is not None:
                self._answer([job], [self._put(job.question)])
        writes = [job for job in jobs if job.work is not None]
        if writes:
            self._answer(writes, self._perform([job.work for job in writes if job.work is not None]))

    def _perform(self, works: Sequence[Work]) -> list[Outcome]:
        with self._writing:
            began_s = time.perf_counter()
            try:
                return self._writer.perform(works)
            except Exception as error:  # noqa: BLE001 - the thread must live, and the callers must hear of it
                return [Outcome(error=error) for _ in works]
            finally:
                self._pace.note(time.perf_counter() - began_s)

    def _put(self, question: Callable[[], Any]) -> Outcome:
        try:
            with self._writing:
                return Outcome(value=question())
        except self._driver.errors as error:
            return Outcome(error=explain(error, self._where))
        except StoreError as error:
            return Outcome(error=error)

    def _answer(self, jobs: Sequence[_Job], outcomes: Sequence[Outcome]) -> None:
        for job, outcome in zip(jobs, outcomes, strict=True):
            with contextlib.suppress(RuntimeError):  # its loop is closed: nobody waits
                job.loop.call_soon_threadsafe(_settle, job.future, outcome)

    def _read(self, work: Work) -> Any:
        """A server that was restarted has ended all connections that are kept: each is let go when it is met.
        Those that other threads are at work on are theirs to judge."""
        assert self._reader is not None
        for left in range(self._readers, -1, -1):
            with self._connection(self._reader) as connection:
                try:
                    with connection.begin():
                        return work(connection)
                except self._driver.errors as error:
                    is_broken = is_disconnect(error)
                    if is_broken:
                        connection.invalidate()
                    if not left or not is_broken:
                        raise explain(error, self._where) from error
        raise AssertionError("a read ends in its last try")

    def _connection(self, reader: Engine) -> Connection:
        try:
            return reader.connect()
        except self._driver.errors as error:
            raise explain(error, self._where) from error


class InlineTransport:
    """Everything in the calling task, on one connection. `arrive` is awaited first, where a simulation may
    let others go first."""

    def __init__(self, writer: Writer, arrive: Callable[[], Awaitable[None]] | None = None) -> None:
        self._writer = writer
        self._arrive = arrive

    async def write(self, work: Work) -> Any:
        if self._arrive is not None:
            await self._arrive()
        (outcome,) = self._writer.perform([work])
        return _unwrap(outcome)

    async def read(self, work: Work) -> Any:
        if self._arrive is not None:
            await self._arrive()
        return _unwrap(self._writer.look(work))

    async def ask(self, sql: str) -> int:
        return self._writer.outside_transaction(sql)

    async def close(self) -> None:
        self._writer.close()


def _unwrap(outcome: Outcome) -> Any:
    if outcome.error is not None:
        raise outcome.error
    return outcome.value


def _settle(future: asyncio.Future[Any], outcome: Outcome) -> None:
    if future.cancelled():
        return
    if outcome.error is not None:
        future.set_exception(outcome.error)
    else:
        future.set_result(outcome.value)
