"""Finds or builds the environment of an attempt, in a thread, before the attempt takes a slot."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.errors import SeawayError, TaskError
from seaway.executors.flights import Flight
from seaway.worker.environment import Environment, ensure, environment_of
from seaway.worker.paths import Paths

OnReady = Callable[[Flight], None]
OnFailure = Callable[[Flight, Outcome, str], None]
_BUILDS = 2
"""At once; more would only share the same disk and network."""
_MAX_SAID_CHARS = 20_000


class Environments:
    """The interpreters that are known, by environment. All attempts that want the same wait for one build."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._known: dict[str, Environment] = {}
        self._builds: dict[str, asyncio.Future[Environment]] = {}
        self._threads = ThreadPoolExecutor(_BUILDS, thread_name_prefix="seaway-install")
        self._stop = threading.Event()

    def prepare(self, flight: Flight, *, on_ready: OnReady, on_failure: OnFailure) -> bool:
        """Set the flight's interpreter; false where it must be built first. A failure comes with what the
        installer said."""
        name = flight.spec.environment
        known = self._known.get(name)
        if known is not None and known.python.exists():  # someone may have cleared the folder
            flight.python = str(known.python)
            on_ready(flight)
            return True
        flight.is_preparing = True
        build = self._builds.get(name)
        if build is None:
            work = partial(ensure, flight.spec.requirements, self._paths.environments, stop=self._stop)
            build = asyncio.get_running_loop().run_in_executor(self._threads, work)
            self._builds[name] = build
        build.add_done_callback(partial(self._on_built, flight, on_ready, on_failure))
        return False

    async def close(self) -> None:
        """Stop the builds under way; the flights that wait for one are to be ended before."""
        self._stop.set()
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _on_built(
        self, flight: Flight, on_ready: OnReady, on_failure: OnFailure, build: "asyncio.Future[Environment]"
    ) -> None:
        name = flight.spec.environment
        self._builds.pop(name, None)
        if build.cancelled():
            return
        error = build.exception()
        if error is not None:
            on_failure(flight, _not_built(error), self._said_of(flight))
            return
        self._known[name] = build.result()
        flight.python = str(build.result().python)
        flight.is_preparing = False
        on_ready(flight)

    def _said_of(self, flight: Flight) -> str:
        with suppress(OSError):
            log = environment_of(flight.spec.requirements, self._paths.environments).log
            return log.read_text(errors="replace")[-_MAX_SAID_CHARS:].strip()
        return ""


def _not_built(error: BaseException) -> Outcome:
    message = f"its environment could not be built: {error}"
    code, hint = (error.code, error.hint) if isinstance(error, SeawayError) else ("environment", "")
    exit_code, can_retry = (
        (error.exit_code, error.can_retry) if isinstance(error, TaskError) else (None, True)
    )
    return Outcome(
        ending=Ending.FAILED,
        at=datetime.now(UTC),
        reason=message.splitlines()[0],
        exit_code=exit_code,
        failure=Failure(code=code, message=message, hint=hint, can_retry=can_retry),
        began=False,
    )
