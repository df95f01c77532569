"""Runs a client that is written for asyncio from code that is not: one loop in a thread, for the process."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from seaway.errors import UnavailableError

T = TypeVar("T")
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pid = 0


def call(coroutine: Coroutine[Any, Any, T], *, timeout_s: float) -> T:
    """The coroutine's result; it is cancelled when it takes too long, or when the caller is interrupted.

    Raises:
        UnavailableError: it took too long.
    """
    future = asyncio.run_coroutine_threadsafe(coroutine, loop())
    try:
        return future.result(timeout_s)
    except TimeoutError as error:
        future.cancel()
        raise UnavailableError(
            f"SFTP: no answer within {timeout_s:g} seconds.", hint="`retry` helps where the server is busy."
        ) from error
    except BaseException:
        future.cancel()
        raise


def loop() -> asyncio.AbstractEventLoop:
    """The loop of this process; a forked child makes its own."""
    global _loop, _pid
    with _lock:
        if _loop is None or _pid != os.getpid():
            _loop, _pid = asyncio.new_event_loop(), os.getpid()
            threading.Thread(target=_loop.run_forever, name="sftp", daemon=True).start()
        return _loop
