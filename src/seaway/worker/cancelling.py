"""SIGTERM cancels the attempt that runs, or the next one if none does."""

import os
import signal
from types import FrameType


class AttemptCancelled(BaseException):
    """Raised in the main thread, out of whatever user code does. Not an Exception, so that `except
    Exception` lets it pass."""


class Cancellation:
    """One a worker. It raises only while user code runs (`with cancellation:`); at other times it is
    remembered.

    A worker that was cancelled is replaced by its executor, so nothing needs to be forgotten."""

    __slots__ = ("_is_armed", "_pid", "has_begun", "is_requested")

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._is_armed = False
        self.is_requested = False
        self.has_begun = False
        """User code of the present attempt was reached."""

    def install(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)

    def __enter__(self) -> None:
        """User code begins. Raises AttemptCancelled if it was cancelled before."""
        self._is_armed = True
        if self.is_requested:
            self._is_armed = False
            raise AttemptCancelled
        self.has_begun = True

    def __exit__(self, *error: object) -> None:
        self._is_armed = False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._pid:
            # User code forked this process, which is no worker: it dies as any other would.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        self.is_requested = True
        if self._is_armed:
            self._is_armed = False
            raise AttemptCancelled
