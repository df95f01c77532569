"""Asks the executor now and then what became of the attempts that are out: news of an end may be lost, and an
executor that could not tell may know by now."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from seaway.clock import Clock
from seaway.core.outcome import Ending, Outcome
from seaway.engine.service import Service
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Executor, Finished, Standing

TIME_LIMIT_S = 30.0


class RollCall(Service):
    """Running ones answer nothing; kept results come once more; what is gone is told to its run."""

    every_s = 15.0

    def __init__(
        self,
        clock: Clock,
        *,
        executor: Executor,
        awaited: Callable[[], Sequence[AttemptId]],
        take: Callable[[Finished], Awaitable[None]],
    ) -> None:
        super().__init__(clock)
        self._executor = executor
        self._awaited = awaited
        self._take = take

    async def step(self) -> None:
        attempts = self._awaited()
        if not attempts:
            return
        async with asyncio.timeout(TIME_LIMIT_S):
            standings = await self._executor.reconcile(attempts)
        for attempt_id in attempts:
            if standings.get(attempt_id) is Standing.GONE:
                outcome = Outcome(ending=Ending.LOST, at=self.clock.now(), reason="its executor lost it")
                await self._take(Finished(attempt_id, outcome))
