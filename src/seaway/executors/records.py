"""One file a worker: its lock says that something of it is alive, its text says who it is and what it runs.

The engine makes the file, takes the lock and hands the open file to the worker before it gives it any work. A
lock of `flock(2)` belongs to the open file, not to a process: it is held until the last process that
inherited it is gone, whoever of engine, zygote, worker and its children that is."""

import fcntl
import mmap
import os
from dataclasses import dataclass
from pathlib import Path

from seaway.errors import BusyError
from seaway.executors import processes
from seaway.ids import AttemptId

_ATTEMPT_BYTES = 64  # the attempt's id, padded; behind it the line of the process


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A process that can't be mistaken for a later one with the same pid."""

    pid: int
    start_time: str
    boot_id: str

    def is_alive(self) -> bool:
        return self.boot_id == processes.boot_id() and processes.start_time(self.pid) == self.start_time


class Record:
    """The engine's side of the file: writes the attempt that the worker is about to run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            self._attempt = mmap.mmap(fd, _ATTEMPT_BYTES)
        finally:
            os.close(fd)

    def set_attempt(self, attempt_id: AttemptId | None) -> None:
        """In shared memory, so without a system call; survives the death of this process, though not a power
        cut, which ends the worker too."""
        self._attempt[:] = (attempt_id or "").encode().ljust(_ATTEMPT_BYTES, b"\0")

    def remove(self) -> None:
        """The worker is proved dead."""
        self._attempt.close()
        self.path.unlink(missing_ok=True)


def create(path: Path) -> tuple[Record, int]:
    """Make the file and take its lock. The second value is the locked open file, to be handed to the
    worker."""
    lock_fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.pwrite(lock_fd, b"\0" * _ATTEMPT_BYTES, 0)
        return Record(path), lock_fd
    except OSError:  # a full disk, too many open files
        os.close(lock_fd)
        path.unlink()
        raise


def write_identity(lock_fd: int) -> None:
    """Called in the worker's process before it does anything else."""
    pid = os.getpid()
    line = f"{pid}\t{processes.start_time(pid)}\t{processes.boot_id()}\n"
    os.pwrite(lock_fd, line.encode(), _ATTEMPT_BYTES)


def claim(path: Path) -> int:
    """Be the only executor of a state folder while the returned file is open.

    Raises:
        BusyError: another one is at work there; recovery must not kill what it runs.
    """
    fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise BusyError(
            f"another engine runs attempts in {path.parent}", hint="Stop it, or set SEAWAY_HOME."
        ) from None
    return fd


def paths_in(folder: Path) -> list[Path]:
    """The records of all workers that were not proved dead, oldest first."""
    return sorted(folder.iterdir())


def remove(path: Path) -> None:
    """The worker is proved dead."""
    path.unlink(missing_ok=True)


def read_attempt(path: Path) -> AttemptId | None:
    """The last attempt that the worker was given; None: none, or the record was removed."""
    text = _read(path)[:_ATTEMPT_BYTES].rstrip(b"\0").decode(errors="replace")
    return AttemptId(text) if text else None


def read_identity(path: Path) -> Identity | None:
    """None: the process has not got as far as to write it."""
    line = _read(path)[_ATTEMPT_BYTES:].decode(errors="replace")
    if not line.endswith("\n"):
        return None
    pid, started, boot = line.rstrip("\n").split("\t")
    return Identity(pid=int(pid), start_time=started, boot_id=boot)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock any more: everything of this worker is dead."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
