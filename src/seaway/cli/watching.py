"""Sees a run through: gives it an engine where there is none, follows it, and passes on interrupts."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from seaway.app import open_engine
from seaway.cli import looks, printing
from seaway.cli.following import Look, follow
from seaway.cli.opening import Opened
from seaway.cli.reporting import JsonReporter, PlainReporter, Reporter
from seaway.cli.shell import FAILED, INTERRUPTED, OK
from seaway.cli.summary import failed_tasks, print_summary
from seaway.core.states import RunState, TaskState
from seaway.engine.desk import Desk
from seaway.engine.finding import day_of, order_of, plan_of, short
from seaway.errors import BusyError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import RunRecord

QUIET_S = 2.0
"""Where nothing has moved for so long, and nothing runs, it is said why."""
ENGINE_LOOK_S = 3.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def see_through(it: Opened, desk: Desk, run_id: RunId, *, as_json: bool) -> int:
    """Follow a run to its end and say how it ended; returns the exit code."""
    record = await it.database.read(lambda connection: runs.get(connection, run_id))
    names = order_of(await it.database.read(lambda connection: plan_of(connection, record)))
    reporter = new_reporter(names, as_json=as_json)
    watch = Watch(it, desk, run_id, reporter)
    if not as_json:
        reporter.note(looks.dim(f"{record.workflow} {short(run_id)}, about {day_of(record)}"))
    try:
        has_ended = await watch.run()
    finally:
        reporter.close()
    if not has_ended:
        if not as_json:
            printing.note(f"Stopped. {short(run_id)} is not over; the next engine takes it up.")
        return INTERRUPTED
    ended = await it.database.read(lambda connection: runs.get(connection, run_id))
    if not as_json:
        failed = await it.database.read(lambda connection: failed_tasks(connection, it.here.paths, run_id))
        print_summary(ended, failed, project=it.here.settings.project)
    return INTERRUPTED if watch.was_interrupted else exit_code_of(ended)


def new_reporter(names: list[str], *, as_json: bool) -> Reporter:
    if as_json:
        return JsonReporter()
    if looks.is_terminal(sys.stdout):
        from seaway.cli.live import LiveReporter

        return LiveReporter(names)
    return PlainReporter(names)


def exit_code_of(run: RunRecord) -> int:
    return OK if run.state is RunState.SUCCESS else FAILED


class Watch:
    """One run under watch. The first interrupt cancels the run, the second stops watching at once."""

    def __init__(self, it: Opened, desk: Desk, run_id: RunId, reporter: Reporter) -> None:
        self._it = it
        self._desk = desk
        self._run_id = run_id
        self._reporter = reporter
        self._interrupts: asyncio.Queue[None] = asyncio.Queue()
        self._told: tuple[str, ...] = ()
        self.was_interrupted = False

    async def run(self) -> bool:
        """False where it was left before its end."""
        async with self._engine(), self._interruptible():
            return await self._until_end()

    async def _until_end(self) -> bool:
        following = asyncio.create_task(self._follow())
        interrupted = asyncio.create_task(self._on_interrupts())
        waiting = {following, interrupted, *self._helpers}
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in (following, interrupted):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for task in done - {following, interrupted}:
            task.result()
        return following in done

    async def _follow(self) -> None:
        moved_at = asyncio.get_running_loop().time()
        async for look in follow(self._it.database, self._run_id):
            self._reporter.show(look)
            now = asyncio.get_running_loop().time()
            if look.changed or _runs(look):
                moved_at = now
            elif now - moved_at > QUIET_S:
                moved_at = now
                await self._tell_why()

    async def _tell_why(self) -> None:
        """Once for each answer, not each time it is asked."""
        waiting = await self._desk.why(self._run_id)
        said = tuple(f"{each.key or 'the run'}: {each.why}" for each in waiting[:5])
        if said != self._told:
            self._told = said
            for sentence in said:
                self._reporter.note(sentence)

    async def _on_interrupts(self) -> None:
        await self._interrupts.get()
        self.was_interrupted = True
        once_more = asyncio.create_task(self._interrupts.get())
        cancelling = asyncio.create_task(self._desk.cancel(self._run_id, reason="interrupted"))
        await asyncio.wait({cancelling, once_more}, return_when=asyncio.FIRST_COMPLETED)
        if cancelling.done():
            # Not said before it is written: whoever stops us then has a run that is being cancelled.
            cancelling.result()
            self._reporter.note("Cancelling the run. Once more stops at once, and leaves it to be resumed.")
            await once_more
        cancelling.cancel()

    @asynccontextmanager
    async def _interruptible(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._interrupts.put_nowait, None)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    @asynccontextmanager
    async def _engine(self) -> AsyncIterator[None]:
        """An engine of our own where the state folder has none; if the other one ends, we take its place."""
        over = asyncio.Event()
        task = asyncio.create_task(self._stand_in(over))
        self._helpers = {task}
        try:
            yield
        finally:
            over.set()
            await task

    async def _stand_in(self, over: asyncio.Event) -> None:
        told = False
        while not over.is_set():
            try:
                async with open_engine(self._it.here, self._it.database, with_triggers=False):
                    await over.wait()
            except BusyError as error:
                if not told:
                    self._reporter.note(f"{error.message}. It runs this, we follow.")
                    told = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), ENGINE_LOOK_S)


def _runs(look: Look) -> bool:
    if look.run.state is not RunState.RUNNING:
        return False
    return any(row.state is TaskState.RUNNING and row.item_count is None for row in look.rows.values())
