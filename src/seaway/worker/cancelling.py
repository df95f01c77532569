"""SIGTERM cancels the attempt that runs, or the next one if none does."""

import signal
from types import FrameType


class AttemptCancelled(BaseException):
    """Raised in the main thread, out of whatever user code does. Not an Exception, so that `except Exception` lets it pass."""


class Cancellation:
    """One a worker. It raises only while user code runs (`armed`); at other times it is remembered.

    A worker that was cancelled is replaced by its executor, so nothing needs to be forgotten."""

    __slots__ = ("_is_armed", "is_requested")

    def __init__(self) -> None:
        self._is_armed = False
        self.is_requested = False

    def install(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)

    def arm(self) -> None:
        """User code begins.

        Raises:
            AttemptCancelled: it was cancelled before.
        """
        self._is_armed = True
        if self.is_requested:
            self.disarm()
            raise AttemptCancelled

    def disarm(self) -> None:
        self._is_armed = False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_requested = True
        if self._is_armed:
            self._is_armed = False
            raise AttemptCancelled
