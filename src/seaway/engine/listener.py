"""Takes what an executor says to the runs it is about. A full inbox stops it, which stops the executor,
which stops the workers."""

import asyncio

from seaway.engine.broadcaster import Broadcaster, ProgressMade
from seaway.engine.performer import Performer
from seaway.sdk.protocols.executor import Executor, Finished, Progress, Started


class ExecutorListener:
    def __init__(self, executor: Executor, performer: Performer, broadcaster: Broadcaster) -> None:
        self._executor = executor
        self._performer = performer
        self._broadcaster = broadcaster
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._loop(), name="ExecutorListener")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def until_end(self) -> None:
        """Wait until a closed executor has said all it had to say."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _loop(self) -> None:
        async for event in self._executor.events():
            match event:
                case Finished():
                    await self._performer.take(event)
                case Progress():
                    self._tell(event)
                case Started():
                    pass

    def _tell(self, progress: Progress) -> None:
        address = self._performer.address_of(progress.attempt_id)
        if address is not None:
            self._broadcaster.publish(
                ProgressMade(address.run_id, address.key, progress.done, progress.total, progress.message)
            )
