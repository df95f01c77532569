"""Puts a worker process back to what it was before an attempt, and tells when that can't be done.

Each look is a system call or a comparison at most: most attempts change nothing."""

import _signal  # type: ignore[import-not-found] # its `getsignal` makes no enums: a tenth of the cost
import fcntl
import gc
import locale
import logging
import os
import signal
import stat
import sys
import threading
import warnings
from collections.abc import Mapping
from typing import cast

from seaway.worker import processes
from seaway.worker.capture import Capture

_SIGNALS = tuple(
    getattr(signal, name)
    for name in (
        "SIGINT",
        "SIGTERM",
        "SIGHUP",
        "SIGALRM",
        "SIGUSR1",
        "SIGUSR2",
        "SIGPIPE",
        "SIGCHLD",
        "SIGQUIT",
    )
)
MAX_LEFT_OPEN = 64
"""Descriptors that modules may keep open between attempts: connections, event loops, caches."""


class Baseline:
    """One a worker; taken before the first attempt."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._environ = dict(_environ_bytes())
        self._handlers = {number: _signal.getsignal(number) for number in _SIGNALS}
        self._umask = _umask()
        self._locale = locale.setlocale(locale.LC_ALL)
        self._recursion_limit = sys.getrecursionlimit()
        self._excepthook = sys.excepthook
        self._first_free_fd = _first_free_fd()
        self._open_fds = len(_open_fds())
        self._path = sys.path.copy()
        self._warnings: list[object] = list(warnings.filters)

    def begin(self, variables: Mapping[str, str]) -> None:
        """Give the attempt its environment: that of the worker and `variables`, nothing an earlier attempt
        set."""
        encoding = sys.getfilesystemencoding()
        wanted = self._environ | {
            name.encode(encoding, "surrogateescape"): value.encode(encoding, "surrogateescape")
            for name, value in variables.items()
        }
        now = _environ_bytes()
        for name, value in wanted.items():
            if now.get(name) != value:
                os.environb[name] = value
        if len(now) != len(wanted):
            for name in now.keys() - wanted.keys():
                del os.environb[name]
        self._path = sys.path.copy()
        self._warnings = list(warnings.filters)

    def put_back(self) -> str:
        """Undo what the attempt changed; returns why the process should not be used again, or nothing."""
        self._capture.restore()
        self._put_back_signals()
        self._put_back_python()
        os.umask(self._umask)
        return self._left_running() or self._left_open()

    def end_children(self) -> int:
        """End the processes that a function left running; returns how many there were."""
        return processes.end_all(grace_s=1.0) if processes.has_children() else 0

    def _put_back_signals(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._handlers.items():
            if _signal.getsignal(number) != handler and handler is not None:
                signal.signal(number, handler)

    def _put_back_python(self) -> None:
        if sys.path != self._path:
            sys.path[:] = self._path
        if warnings.filters != self._warnings:
            warnings.filters[:] = self._warnings  # type: ignore[index]
        root = logging.getLogger()
        if root.handlers != [self._capture.handler]:
            root.handlers[:] = [self._capture.handler]
        if root.level != logging.INFO:
            root.setLevel(logging.INFO)
        if logging.root.manager.disable:
            logging.disable(logging.NOTSET)
        if locale.setlocale(locale.LC_ALL) != self._locale:
            locale.setlocale(locale.LC_ALL, self._locale)
        if sys.getrecursionlimit() != self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        sys.excepthook = self._excepthook
        if not gc.isenabled():
            gc.enable()

    def _left_running(self) -> str:
        """Threads that are not daemons do the attempt's work still; daemons belong to libraries."""
        if threading.active_count() > 2:
            for thread in threading.enumerate():
                if not thread.daemon and thread is not threading.main_thread():
                    return f"the thread {thread.name} still runs"
        return ""

    def _left_open(self) -> str:
        """The lowest free descriptor is where it was unless something was left open: one look in place of
        a listing.

        What is open is not closed here: the number could be given out again while its old owner still
        holds it."""
        if _first_free_fd() == self._first_free_fd:
            return ""
        gc.collect()
        opened = _open_fds()
        known, self._first_free_fd = self._first_free_fd, _first_free_fd()
        if len(opened) - self._open_fds > MAX_LEFT_OPEN:
            return f"{len(opened) - self._open_fds} descriptors were left open"
        written = [fd for fd in opened if fd >= known and _is_written_file(fd)]
        return "a file was left open for writing" if written else ""


def _environ_bytes() -> dict[bytes, bytes]:
    """The environment as `os` keeps it, without decoding each value: this runs for every attempt."""
    return cast(dict[bytes, bytes], os.environ._data)  # type: ignore[attr-defined]


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _first_free_fd() -> int:
    fd = os.dup(1)
    os.close(fd)
    return fd


def _open_fds() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            return [int(name) for name in os.listdir(folder)]  # noqa: PTH208 - names are all that is wanted
        except OSError:
            continue
    return []


def _is_written_file(fd: int) -> bool:
    try:
        flags = fcntl.fcntl(fd, fcntl.F_GETFL)
        return flags & os.O_ACCMODE != os.O_RDONLY and stat.S_ISREG(os.fstat(fd).st_mode)
    except OSError:
        return False
