"""Work that is owed to a run: done beside the advancer, tried again until the store lets it be done."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from seaway.clock import Clock
from seaway.errors import StoreError
from seaway.ids import RunId

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]

LONGEST_PAUSE_S = 30.0


class Errands:
    """Each belongs to a run, and ends with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_run: dict[RunId, dict[asyncio.Task[None], None]] = {}

    def send(self, run_id: RunId, work: Work) -> asyncio.Task[None]:
        task = asyncio.create_task(self._persist(work))
        self._of_run.setdefault(run_id, {})[task] = None
        task.add_done_callback(lambda done: self._forget(run_id, done))
        return task

    def stop(self, run_id: RunId) -> None:
        """Nothing more is done for this run."""
        for task in self._of_run.get(run_id, ()):
            task.cancel()

    async def close(self) -> None:
        tasks = [task for tasks in self._of_run.values() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, run_id: RunId, task: asyncio.Task[None]) -> None:
        tasks = self._of_run[run_id]
        del tasks[task]
        if not tasks:
            del self._of_run[run_id]

    async def _persist(self, work: Work) -> None:
        """What was committed is owed: a store that is away for a while changes nothing."""
        pause_s = 0.1
        while True:
            try:
                return await work()
            except StoreError as error:
                logger.warning("a command waits for the store: %s", error)
                await self._clock.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            except Exception:
                logger.exception("a command could not be performed")
                return None
