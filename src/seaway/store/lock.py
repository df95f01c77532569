"""The lock of a state folder: one engine at a time works on an SQLite store."""

import fcntl
import json
import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from seaway.errors import BusyError, StoreError

LOCK_FILE = "engine.lock"
_TRIES, _PAUSE_S = 5, 0.02


class StateLock:
    """Held by the process that took it, until `release` or its end, however it ends.

    The kernel frees it (`flock`), so a lock file that is left behind means nothing. A forked child lets go of
    its copy at once, and programs that are started don't inherit it: only the engine itself keeps the
    folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_FILE
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock, now or not at all.

        Raises:
            BusyError: another process has it; says which.
            StoreError: the lock file can't be written.
        """
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"The lock {self.path} can't be opened: {error.strerror}",
                hint="Give the user who runs Seaway the right to write to the state folder.",
            ) from error
        try:
            _take(file)
        except OSError:
            os.close(file)
            raise BusyError(
                f"Another engine works on {self.path.parent}: {self.holder()}",
                hint="Stop it first, or use it: it runs what is enqueued here.",
            ) from None
        self._file = file
        self._sign(file)
        os.register_at_fork(after_in_child=self._forget)

    def holder(self) -> str:
        """Who wrote the lock last, in words; it may be gone by now."""
        try:
            known = json.loads(self.path.read_text())
            return f"process {known['pid']} on {known['host']}, since {known['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "a process that has not said who it is"

    def release(self) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _sign(self, file: int) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        signature = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(signature).encode(), 0)

    def _forget(self) -> None:
        """Closing a copy of the descriptor leaves the parent's lock as it is."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def is_held(folder: Path) -> bool | None:
    """Whether a process holds the lock of a state folder; None where that can't be seen from here."""
    try:
        file = os.open(folder / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(file)
    return False


def _take(file: int) -> None:
    """Again for a moment: who looks whether it is held has it for as long as that takes."""
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        else:
            return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
