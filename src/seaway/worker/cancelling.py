"""SIGTERM cancels the attempt that runs, or the next one if none does."""

import os
import signal
import threading
import time
from functools import partial
from types import FrameType

_AGAIN_S = 0.005


class AttemptCancelled(BaseException):
    """Raised in the main thread, out of whatever user code does. Not an Exception, so that `except
    Exception` lets it pass."""


class Cancellation:
    """One a worker. It raises only while user code runs (`with cancellation:`); at other times it is
    remembered.

    A worker that was cancelled is replaced by its executor, so nothing needs to be forgotten."""

    __slots__ = ("_insists", "_is_armed", "_is_forking", "_pid", "has_begun", "is_requested")

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._is_armed = False
        self._is_forking = False
        self._insists = False
        self.is_requested = False
        self.has_begun = False
        """User code of the present attempt was reached."""

    def install(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)
        # Python forgets a signal that reaches a forked child before it is up: there SIGTERM waits until then.
        os.register_at_fork(
            before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, (signal.SIGTERM,)),
            after_in_parent=self._in_parent,
            after_in_child=self._in_child,
        )
        # The last one comes first. A signal is seen where a function of Python begins, and this is none.
        os.register_at_fork(before=partial(setattr, self, "_is_forking", True))

    def _in_parent(self) -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
        if self.is_requested and self._is_armed and not self._insists:
            self._insists = True
            threading.Thread(target=self._insist, name="seaway-cancel", daemon=True).start()
        self._is_forking = False  # the last step: nothing after it can be interrupted any more

    def _insist(self) -> None:
        """Ask again until it is not in the middle of a fork."""
        while self._is_armed:
            os.kill(self._pid, signal.SIGTERM)
            time.sleep(_AGAIN_S)

    def _in_child(self) -> None:
        """User code forked this process, which is no worker: it dies as any other would."""
        if signal.getsignal(signal.SIGTERM) == self._on_signal:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))

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
        # Python swallows what is raised while it forks: then it is raised a moment later.
        if self._is_armed and not self._is_forking:
            self._is_armed = False
            raise AttemptCancelled
