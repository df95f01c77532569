"""Signals: the first drains, the second stops at once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from seaway.cli.printing import counted
from seaway.core.events import StartAttempt
from seaway.engine.engine import Engine

SIGNALS = (signal.SIGINT, signal.SIGTERM)
LOOK_S = 0.1


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
