"""The bounded stream of events from an executor to the engine."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from seaway.sdk.protocols.executor import ExecutorEvent, Started

MAX_EVENTS = 2_000
_SOON_S = 0.02


class Outlet:
    """Events wait here until the engine takes them. When it is full `on_full` is called once, and `on_room`
    when the half is gone."""

    def __init__(self, *, on_full: Callable[[], None], on_room: Callable[[], None]) -> None:
        self._events: deque[ExecutorEvent] = deque()
        self._on_full = on_full
        self._on_room = on_room
        self._is_full = False
        self._is_closed = False
        self._wakeup: asyncio.Future[None] | None = None
        self._is_due = False
        """A wake is on its way for what is not urgent."""

    @property
    def is_full(self) -> bool:
        return self._is_full

    def put(self, event: ExecutorEvent) -> None:
        """Never fails: what can't be held back, such as a death, may go over the bound."""
        self._events.append(event)
        if type(event) is Started:
            self._wake_soon()
        else:
            self._wake()
        if len(self._events) >= MAX_EVENTS and not self._is_full:
            self._is_full = True
            self._on_full()

    def close(self) -> None:
        """Readers get what is left, then the end."""
        self._is_closed = True
        self._wake()

    async def events(self) -> AsyncIterator[ExecutorEvent]:
        """For one reader at a time."""
        while True:
            while self._events:
                event = self._events.popleft()
                if self._is_full and len(self._events) <= MAX_EVENTS // 2:
                    self._is_full = False
                    self._on_room()
                yield event
            if self._is_closed:
                return
            self._wakeup = asyncio.get_running_loop().create_future()
            await self._wakeup

    def _wake_soon(self) -> None:
        """A beginning waits a little for the next event: most attempts end as soon as they begin."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(_SOON_S, self._on_due)

    def _on_due(self) -> None:
        self._is_due = False
        if self._events:
            self._wake()

    def _wake(self) -> None:
        if self._wakeup is not None and not self._wakeup.done():
            self._wakeup.set_result(None)
