"""Keeps the process that answers HTTP beside the engine: starts it, starts it again, ends it.

It is a process of its own so that pages never take the engine's time. It takes longest to come up, so it is
started first: this module imports nothing heavy."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from seaway.cli.door import Door
from seaway.cli.last_words import end_of, reason_since

if TYPE_CHECKING:
    import asyncio

READY = "ready"
GRACE_S = 2
"""How long answers that are under way may take when it is told to end."""
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
MOST_FIRST_STARTS = 3
"""What never came up in so many starts is broken, not unlucky."""
STEADY_S = 60.0
"""Having lived so long, the next start is a first one again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve, as it is said to the process."""

    project: str
    hosts: tuple[str, ...] = ()
    is_public: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        told = json.loads(text)
        return cls(**(told | {"hosts": tuple(told["hosts"])}))


class ApiProcess:
    """One at a time. The socket stays open between two, so that nobody who calls meanwhile is refused.

    One that was up is started again for as long as the engine runs, 30 s apart at most; one that never came
    up is given up after `MOST_FIRST_STARTS`."""

    def __init__(self, serving: Serving, door: Door, *, log: Path) -> None:
        self._serving = serving
        self._door = door
        self._log = log
        self._begin = end_of(log)
        self._process = self._start()

    @asynccontextmanager
    async def kept(
        self, say: Callable[[str, str], None], ready: "asyncio.Event"
    ) -> AsyncIterator["asyncio.Task[None]"]:
        """Starts it again whenever it ends, and says so; sets `ready` when it answers for the first time. The
        task ends where it is given up."""
        import asyncio

        keeping = asyncio.create_task(self._keep(say, ready))
        try:
            yield keeping
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """End it, after a moment for the answers under way. Again does nothing."""
        self._process.terminate()
        try:
            self._process.wait(GRACE_S + 2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    async def _keep(self, say: Callable[[str, str], None], ready: "asyncio.Event") -> None:
        import asyncio

        loop, failures, began = asyncio.get_running_loop(), 0, time.monotonic()
        while True:
            ended: asyncio.Future[int] = loop.create_future()
            _watch(self._process, loop, ready, ended)
            code = await ended
            failures = 1 if time.monotonic() - began > STEADY_S else failures + 1
            why = await asyncio.to_thread(self._why, code)
            if failures >= MOST_FIRST_STARTS and not ready.is_set():
                say("server_failed", f"The server does not come up ({why}). See {self._log}")
                return
            pause = PAUSES_S[min(failures, len(PAUSES_S)) - 1]
            say("server_stopped", f"The server stopped ({why}); again in {pause:g} s. See {self._log}")
            await asyncio.sleep(pause)
            self._begin, began = end_of(self._log), time.monotonic()
            self._process = self._start()

    def _why(self, code: int) -> str:
        """How it ended, and the first line of the reason."""
        reason = reason_since(self._log, self._begin) if code > 0 else ""
        return f"{_said(code)}: {reason}" if reason else _said(code)

    def _start(self) -> "subprocess.Popen[bytes]":
        descriptor = self._door.socket.fileno()
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "seaway.cli.api_serving",
                    self._serving.to_json(),
                    str(descriptor),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=(descriptor,),
                process_group=0,  # Ctrl-C is for the engine, which ends this one last
            )


def _watch(
    process: "subprocess.Popen[bytes]",
    loop: "asyncio.AbstractEventLoop",
    ready: "asyncio.Event",
    ended: "asyncio.Future[int]",
) -> None:
    """In a thread that nobody waits for: reading and waiting block."""
    import threading

    def settle(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    def tell(what: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is over, and so is everyone who would want to know
            loop.call_soon_threadsafe(what, *arguments)

    def look() -> None:
        with suppress(ValueError, OSError):
            for line in process.stdout or ():
                if line.decode(errors="replace").strip() == READY:
                    tell(ready.set)
        tell(settle, process.wait())

    threading.Thread(target=look, daemon=True, name="watches the server").start()


def _said(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
