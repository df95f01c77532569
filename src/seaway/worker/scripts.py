"""Runs a script as its own session of processes, reads what it prints, and leaves none of it behind.

The main thread does all of it: it waits in one `poll` for output and for the end, so a script costs no
thread."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.logs import Stream
from seaway.errors import NotFoundError
from seaway.sdk.protocols.executor import Language
from seaway.worker import processes
from seaway.worker.cancelling import AttemptCancelled, Cancellation

_CHUNK_BYTES = 64 * 1024
_PIPE_BYTES = 1 << 20
_LAST_WORDS_BYTES = 8192
_DRAIN_S = 2.0
_BATCH_S = 0.002
_POLL_MS = 20
"""How often to look whether a process ended where the system can't tell (no pidfd: macOS)."""
LEFTOVER_GRACE_S = 1.0

Feed = Callable[[Stream, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A program to run: where, with what variables, and how much memory its processes may take each."""

    command: Sequence[str]
    folder: str
    env: Mapping[str, str]
    memory_bytes: int | None = None
    keep_fds: tuple[int, ...] = ()
    grace_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """`code` is negative where a signal ended it, as in `subprocess`; `last_words` is the end of its
    stderr."""

    code: int
    last_words: str
    is_cancelled: bool = False
    leftovers: int = 0


def command_of(language: Language, script: str, interpreter: str) -> list[str]:
    """How to run the file `script`. Bash stops at the first command that fails, also inside a pipe.

    Raises:
        NotFoundError: the machine has no such program.
    """
    match language:
        case Language.BASH:
            return [_program("bash"), "--noprofile", "--norc", "-eo", "pipefail", script]
        case Language.PYTHON:
            return [interpreter, "-u", script]
        case Language.NODE:
            return [_program("node"), script]


def run_script(launch: Launch, feed: Feed, cancellation: Cancellation) -> Ended:
    """Run it to its end, or until the worker is told to cancel.

    Raises:
        AttemptCancelled: it was cancelled before it began.
        OSError: it can't be started.
    """
    if cancellation.is_requested:
        raise AttemptCancelled
    cancellation.has_begun = True
    running = _Running(launch, feed)
    is_cancelled = False
    try:
        with cancellation:
            running.wait()
    except AttemptCancelled:
        is_cancelled = True
    finally:
        leftovers = running.finish(grace_s=launch.grace_s if is_cancelled else LEFTOVER_GRACE_S)
    code = running.process.returncode
    return Ended(code=code, last_words=running.last_words, is_cancelled=is_cancelled, leftovers=leftovers)


class _Running:
    """A started script with the pipes it prints to."""

    def __init__(self, launch: Launch, feed: Feed) -> None:
        self._feed = feed
        self._streams: dict[int, Stream] = {}
        self._last_words = b""
        self._read_bytes = 0
        self._is_empty = True
        self._before = processes.children()
        self._poll = select.poll()
        writers = [self._new_pipe(stream) for stream in (Stream.STDOUT, Stream.STDERR)]
        try:
            self.process = self._start(launch, writers)
        except BaseException:
            for fd in self._streams:
                os.close(fd)
            raise
        finally:
            for fd in writers:
                os.close(fd)
        self._pidfd = _open_pidfd(self.process.pid)
        if self._pidfd >= 0:
            self._poll.register(self._pidfd, select.POLLIN)

    @property
    def last_words(self) -> str:
        """Whole lines: what is left of one that was cut could be the half of a secret."""
        words = self._last_words
        if len(words) == _LAST_WORDS_BYTES:
            words = words.partition(b"\n")[2]
        return words.decode(errors="replace").strip()

    def wait(self) -> None:
        """Until the script itself ends; what it started may live on."""
        while not self._step(-1 if self._pidfd >= 0 else _POLL_MS):
            if self._read_bytes > _PIPE_BYTES and self._is_empty:
                time.sleep(_BATCH_S)  # it says a lot: let the pipe fill, and read it in a few large pieces

    def finish(self, *, grace_s: float) -> int:
        """End what is left of it and read the rest of what it printed; returns how many processes outlived
        the script."""
        leader = self.process.pid
        if self.process.poll() is None:
            self._end_leader(grace_s)
        leftovers = processes.end_all(self._before, grace_s=grace_s)
        if sys.platform != "linux":
            processes.send_signal(leader, signal.SIGKILL, is_group=True)
        self._drain()
        for fd in (*self._streams, self._pidfd):
            if fd >= 0:
                os.close(fd)
        return leftovers

    def _end_leader(self, grace_s: float) -> None:
        leader = self.process.pid
        processes.send_signal(leader, signal.SIGTERM, is_group=True)
        deadline = time.monotonic() + grace_s
        while (left_s := deadline - time.monotonic()) > 0:
            if self._step(min(int(left_s * 1000) + 1, _POLL_MS)):
                break
        processes.send_signal(leader, signal.SIGKILL, is_group=True)
        self.process.wait()

    def _step(self, timeout_ms: int) -> bool:
        """Read what comes within the time; True when the script has ended."""
        is_over = False
        for fd, event in self._poll.poll(timeout_ms):
            if fd == self._pidfd:
                is_over = True
            elif event & select.POLLIN:
                self._read_all(fd, time.monotonic() + _BATCH_S)
            else:
                self._poll.unregister(fd)  # closed by all who could write
        if self._pidfd < 0:
            return self.process.poll() is not None
        if is_over:
            self.process.wait()
        return is_over

    def _drain(self) -> None:
        """What is in the pipes now; someone who holds them open can't keep us."""
        deadline = time.monotonic() + _DRAIN_S
        for fd in self._streams:
            self._read_all(fd, deadline)

    def _read_all(self, fd: int, deadline_s: float) -> None:
        """What is in a pipe now, until the deadline: there may always be more."""
        self._is_empty = False
        try:
            while self._read(fd) and time.monotonic() < deadline_s:
                continue
        except BlockingIOError:
            self._is_empty = True

    def _read(self, fd: int) -> bytes:
        data = os.read(fd, _CHUNK_BYTES)
        stream = self._streams[fd]
        self._read_bytes += len(data)
        if data:
            self._feed(stream, data)
        if stream is Stream.STDERR:
            self._last_words = (self._last_words + data)[-_LAST_WORDS_BYTES:]
        return data

    def _new_pipe(self, stream: Stream) -> int:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        _grow(writer)
        self._streams[reader] = stream
        self._poll.register(reader, select.POLLIN)
        return writer

    @staticmethod
    def _start(launch: Launch, writers: Sequence[int]) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            launch.command,
            cwd=launch.folder,
            env=dict(launch.env),
            stdin=subprocess.DEVNULL,
            stdout=writers[0],
            stderr=writers[1],
            start_new_session=True,
            pass_fds=launch.keep_fds,
        )
        if launch.memory_bytes is not None:
            _limit_memory(process.pid, launch.memory_bytes)
        return process


def _limit_memory(pid: int, memory_bytes: int) -> None:
    """Private writable memory of each process: what is only reserved (node, polars) does not count.

    Set right after the start, before the program can have begun children; elsewhere than on Linux the
    executor watches."""
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(pid, resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        except ProcessLookupError:
            return  # ended already


def _open_pidfd(pid: int) -> int:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return -1


def _grow(fd: int) -> None:
    try:
        import fcntl

        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (AttributeError, OSError):
        return  # not this system, or over the user's limit; the default size works too


def _program(name: str) -> str:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        place = Path(folder, name)
        if os.access(place, os.X_OK) and place.is_file():
            return str(place)
    raise NotFoundError(
        f"There is no `{name}` on this machine's PATH.", hint=f"Install {name} where Seaway's workers run."
    )
