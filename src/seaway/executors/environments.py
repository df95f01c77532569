"""Finds or builds the environment of an attempt, in a thread, before the attempt takes a slot."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.errors import SeawayError, TaskError
from seaway.executors.flights import Flight
from seaway.worker.environment import Environment, ensure
from seaway.worker.paths import Paths


class Environments:
    """The interpreters that are known, by environment. Building one twice at once waits for the first."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._pythons: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def prepare(
        self,
        flight: Flight,
        *,
        on_ready: Callable[[Flight], None],
        on_failure: Callable[[Flight, Outcome], None],
    ) -> None:
        """Set the flight's interpreter, now or when it is built."""
        known = self._pythons.get(flight.spec.environment)
        if known is not None:
            flight.python = known
            on_ready(flight)
            return
        flight.is_preparing = True
        task = asyncio.create_task(self._build(flight, on_ready, on_failure))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _build(
        self,
        flight: Flight,
        on_ready: Callable[[Flight], None],
        on_failure: Callable[[Flight, Outcome], None],
    ) -> None:
        try:
            built = await asyncio.to_thread(self._ensure, flight)
        except (SeawayError, OSError) as error:
            on_failure(flight, _not_built(error))
            return
        flight.python = self._pythons[flight.spec.environment] = str(built.python)
        flight.is_preparing = False
        on_ready(flight)

    def _ensure(self, flight: Flight) -> Environment:
        return ensure(flight.spec.requirements, self._paths.environments)


def _not_built(error: SeawayError | OSError) -> Outcome:
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
