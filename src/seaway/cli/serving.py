"""Runs an engine until it is told to stop, and says what happens."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import seaway
from seaway.app import open_engine, open_installation, open_store
from seaway.cli.chronicle import Chronicle
from seaway.cli.folder_watch import FolderWatch
from seaway.cli.opening import Opened
from seaway.cli.printing import counted
from seaway.cli.reading import settings_of
from seaway.cli.shell import OK, keep_diary
from seaway.core.events import StartAttempt
from seaway.engine.broadcaster import ALL_RUNS
from seaway.engine.engine import Engine

SIGNALS = (signal.SIGINT, signal.SIGTERM)
LOOK_S = 0.1


async def serve(
    project_dir: Path | None, *, with_triggers: bool, slots: int | None, grace_s: float, as_json: bool
) -> int:
    """Returns when the engine has drained.

    Raises:
        BusyError: another engine works on this project.
        SpecError: the project file is wrong.
    """
    settings = settings_of(project_dir)
    here = open_installation(replace(settings, slots=slots) if slots else settings)
    keep_diary(settings.home)
    project = here.project().name
    async with open_store(settings) as database:
        it = Opened(here=here, database=database, project=project)
        chronicle = Chronicle(it, as_json=as_json)
        watch = FolderWatch(it, chronicle)
        stops = Stops(grace_s)
        engine = open_engine(here, database, with_triggers=with_triggers)
        async with stops.listening(), engine as running:
            await watch.publish()
            await chronicle.begin(seaway.__version__, slots=here.settings.slots, with_triggers=with_triggers)
            await _work(running, chronicle, watch, stops)
            chronicle.say("stopping", f"Stopping. {stops.said(running)}")
            await stops.drain(running)
    chronicle.say("stopped", "Stopped.")
    return OK


async def _work(engine: Engine, chronicle: Chronicle, watch: FolderWatch, stops: "Stops") -> None:
    """Until the first signal; an error in one of the helpers ends it too."""
    async with engine.broadcaster.listen(ALL_RUNS) as news:
        helpers = [asyncio.create_task(watch.run()), asyncio.create_task(chronicle.follow(news))]
        stopping = asyncio.create_task(stops.first.wait())
        done, _ = await asyncio.wait({*helpers, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await _end([*helpers, stopping])
        for task in done:
            task.result()


async def _end(tasks: Sequence["asyncio.Task[object]"]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


class Stops:
    """The first signal drains, the second stops at once."""

    def __init__(self, grace_s: float) -> None:
        self.first = asyncio.Event()
        self.second = asyncio.Event()
        self._grace_s = grace_s

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._on_signal)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    def said(self, engine: Engine) -> str:
        count = len(_in_flight(engine))
        if not count:
            return "Nothing runs."
        return f"{counted(count, 'attempt')} may go on for {self._grace_s:g} s; once more stops at once."

    async def drain(self, engine: Engine) -> None:
        """Start nothing new; wait until nothing runs, the grace is over, or the second signal comes."""
        engine.claimer.is_open = False
        engine.admission.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace_s):
                while _in_flight(engine) and not await _is_set(self.second, LOOK_S):
                    pass

    def _on_signal(self) -> None:
        (self.second if self.first.is_set() else self.first).set()


async def _is_set(event: asyncio.Event, within_s: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), within_s)
    return event.is_set()


def _in_flight(engine: Engine) -> list[StartAttempt]:
    commands = [command for session in engine.sessions.values() for command in session.run.outstanding()]
    return [command for command in commands if isinstance(command, StartAttempt)]
