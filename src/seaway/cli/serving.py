"""`seaway up`: an engine, and beside it the process that answers HTTP, until told to stop."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import seaway
from seaway.app import open_engine, open_installation, open_store
from seaway.cli.api_process import ApiProcess, Serving
from seaway.cli.api_serving import serve_api
from seaway.cli.chronicle import Chronicle
from seaway.cli.door import Door
from seaway.cli.folder_watch import FolderWatch
from seaway.cli.launch import Wanted
from seaway.cli.opening import Opened
from seaway.cli.scribe import Scribe
from seaway.cli.shell import FAILED, OK, keep_diary
from seaway.cli.stops import Stops
from seaway.cli.welcome import admit, welcome
from seaway.engine.broadcaster import ALL_RUNS
from seaway.engine.engine import Engine


async def serve(wanted: Wanted, door: Door | None, api: ApiProcess | None) -> int:
    """The engine, and what stands beside it; returns when it has drained.

    Raises:
        BusyError: another engine works on this project.
        ConflictingStateError: others could reach the server, and nobody has a password.
        SpecError: the project file is wrong.
    """
    here = open_installation(wanted.settings)
    keep_diary(wanted.settings.home)
    project = here.project().name
    async with open_store(wanted.settings) as database:
        it = Opened(here=here, database=database, project=project)
        scribe = Scribe()
        chronicle = Chronicle(it, scribe, as_json=wanted.as_json)
        watch = FolderWatch(it, chronicle)
        stops = Stops(wanted.grace_s)
        engine = open_engine(here, database, with_triggers=wanted.with_triggers)
        if door is not None:
            await admit(database, door)
        async with stops.listening(), engine as running, _beside(wanted, it, door, api, chronicle) as server:
            await watch.publish()
            await chronicle.begin(
                seaway.__version__, slots=here.settings.slots, with_triggers=wanted.with_triggers
            )
            await _work(running, chronicle, watch, stops, server)
            chronicle.say("stopping", f"Stopping. {stops.said(running)}")
            await stops.drain(running)
            is_served = server is None or not server.done()
    chronicle.say("stopped", "Stopped.")
    return scribe.close(OK if is_served else FAILED)


@asynccontextmanager
async def _beside(
    wanted: Wanted, it: Opened, door: Door | None, api: ApiProcess | None, chronicle: Chronicle
) -> AsyncIterator["asyncio.Task[None] | None"]:
    """Watch over the process that answers HTTP; once it does, say where. The task ends where it is given up;
    None where there is no such process."""
    if door is None or api is None:
        yield None
        return
    ready = asyncio.Event()
    greeting = asyncio.create_task(
        welcome(it.database, door, ready, chronicle.say, shows_browser=wanted.shows_browser)
    )
    try:
        async with api.kept(chronicle.say, ready) as server:
            yield server
    finally:
        await _end([greeting])


async def serve_without_engine(wanted: Wanted, door: Door, serving: Serving) -> int:
    """The API alone, in this process; an engine works on the same store somewhere else."""
    here = open_installation(wanted.settings)
    project = here.project().name
    async with open_store(wanted.settings) as database:
        await admit(database, door)
        it, scribe = Opened(here=here, database=database, project=project), Scribe()
        chronicle = Chronicle(it, scribe, as_json=wanted.as_json)
        ready = asyncio.Event()
        greeting = asyncio.create_task(
            welcome(database, door, ready, chronicle.say, shows_browser=wanted.shows_browser)
        )
        try:
            await serve_api(serving, door.socket, on_ready=ready)
        finally:
            await _end([greeting])
    chronicle.say("stopped", "Stopped.")
    return scribe.close(OK)


async def _work(
    engine: Engine,
    chronicle: Chronicle,
    watch: FolderWatch,
    stops: Stops,
    server: "asyncio.Task[None] | None",
) -> None:
    """Until the first signal, or until the server is given up; an error in one of the helpers ends it too."""
    async with engine.broadcaster.listen(ALL_RUNS) as news:
        helpers = [asyncio.create_task(watch.run()), asyncio.create_task(chronicle.follow(news))]
        stopping = asyncio.create_task(stops.first.wait())
        waited = {*helpers, stopping} | ({server} if server is not None else set())
        done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        await _end([*helpers, stopping])
        for task in done:
            task.result()


async def _end(tasks: Sequence["asyncio.Task[object]"]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
