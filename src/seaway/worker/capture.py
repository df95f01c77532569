"""What user code prints and logs inside the worker, caught where it leaves the process, so that C code is
caught too.

Descriptors 1 and 2 are pipes for the life of the worker. One thread reads them while something comes; an
attempt that prints nothing costs a `poll` that finds nothing."""

import fcntl
import io
import logging
import os
import select
import sys
import threading
import time
from contextlib import suppress

from seaway.blobs.logs import Stream
from seaway.worker.logs import AttemptLog

_CHUNK_BYTES = 64 * 1024
_PIPE_BYTES = 1 << 20
_BATCH_S = 0.02
_LEVELS = ((logging.CRITICAL, "C"), (logging.ERROR, "E"), (logging.WARNING, "W"), (logging.INFO, "I"))


class Capture:
    """Sends stdout, stderr and `logging` of this process to the log of the attempt that runs."""

    def __init__(self) -> None:
        # Re-entrant: a finalizer that logs may run while a line is written.
        self._lock = threading.RLock()
        self._log: AttemptLog | None = None
        self._waiting = select.poll()  # one object must not be polled by two threads
        self._looking = select.poll()
        self._streams: dict[int, Stream] = {}
        self._writers: dict[int, tuple[int, int]] = {}
        self._files: list[io.TextIOWrapper] = []
        self._spare = bytearray(_CHUNK_BYTES)
        self.handler = _Handler(self)

    def install(self) -> None:
        """Take over descriptors 1 and 2 and the root logger; once, before any attempt."""
        for fd, stream in ((1, Stream.STDOUT), (2, Stream.STDERR)):
            self._redirect(fd, stream)
        self._put_streams()
        os.register_at_fork(after_in_child=self._let_go)
        root = logging.getLogger()
        root.handlers[:] = [self.handler]
        root.setLevel(logging.INFO)
        threading.Thread(target=self._read_always, name="seaway-output", daemon=True).start()

    def attach(self, log: AttemptLog) -> None:
        self._log = log

    def detach(self) -> None:
        """Write all that the attempt printed, and close its log."""
        self._flush()
        with self._lock:
            self._drain()
            log, self._log = self._log, None
        if log is not None:
            log.close()

    def emit(self, level: str, text: str) -> None:
        """A message of `logging`, after what was printed before it."""
        self._flush()
        with self._lock:
            self._drain()
            if self._log is not None:
                self._log.line(Stream.LOGGING, level, text)

    def feed(self, stream: Stream, data: bytes) -> None:
        """Output of a script, which has pipes of its own."""
        with self._lock:
            if self._log is not None:
                self._log.feed(stream, data)

    def system(self, text: str, level: str = "I") -> None:
        """Say something in Seaway's own name, after what was printed before it."""
        self._flush()
        with self._lock:
            self._drain()
            if self._log is not None:
                self._log.system(text, level)

    def mask(self, values: list[str]) -> None:
        """From now on mask these too."""
        with self._lock:
            if self._log is not None:
                self._log.mask(values)

    def masked(self, text: str) -> str:
        """`text` as the log of the present attempt would show it."""
        with self._lock:
            return text if self._log is None else self._log.masker.mask_text(text)

    def restore(self) -> None:
        """Undo what user code did to the standard streams."""
        for index, (fd, (spare, inode)) in enumerate(self._writers.items()):
            if self._files[index].closed:
                self._files[index] = _text_stream(fd)
            if _inode(fd) != inode:
                os.dup2(spare, fd)
        self._put_streams()

    def _put_streams(self) -> None:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = self._files  # type: ignore[misc]

    def _redirect(self, fd: int, stream: Stream) -> None:
        reader, writer = os.pipe2(os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        os.set_blocking(reader, False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            _grow(writer)
        os.dup2(writer, fd)
        self._writers[fd] = (writer, os.fstat(writer).st_ino)
        self._streams[reader] = stream
        self._waiting.register(reader, select.POLLIN)
        self._looking.register(reader, select.POLLIN)
        self._files.append(_text_stream(fd))

    def _flush(self) -> None:
        for stream in (sys.stdout, sys.stderr, *self._files):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                continue  # user code closed or replaced it; `restore` puts it back

    def _read_always(self) -> None:
        while True:
            self._waiting.poll()
            try:
                with self._lock:
                    count = self._drain(rounds=1)
            except Exception:  # noqa: BLE001 - memory ran out, mostly
                count = self._drop()
            if count < _CHUNK_BYTES:
                time.sleep(_BATCH_S)  # a loop that prints is not stopped at each line

    def _drain(self, rounds: int = 1024) -> int:
        """Take what is there, without waiting; the lock is held."""
        total = 0
        for _ in range(rounds):
            ready = self._looking.poll(0)
            if not ready:
                break
            for fd, _event in ready:
                total += self._take(fd)
        return total

    def _take(self, fd: int) -> int:
        data = os.read(fd, _CHUNK_BYTES)
        if self._log is not None:
            self._log.feed(self._streams[fd], data)
        return len(data)

    def _drop(self) -> int:
        """Lose a piece of output that can't be taken: if nobody read, what prints would wait for ever."""
        with suppress(Exception):
            return sum(os.readv(fd, [self._spare]) for fd, _ in self._looking.poll(0))
        return 0

    def _let_go(self) -> None:
        """In a child that user code forked: it may print, the parent reads. Its messages are printed too."""
        self._lock = threading.RLock()
        self._log = None
        self.handler.is_forked = True


class _Handler(logging.Handler):
    """The root logger's handler: level by letter; the logger's name where it is not the root."""

    def __init__(self, capture: Capture) -> None:
        super().__init__()
        self._capture = capture
        self.is_forked = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record)
        except Exception:  # noqa: BLE001 - a record that can't be formatted must not end the task
            self.handleError(record)
            return
        if record.name not in ("root", "seaway.task"):
            text = f"{record.name}: {text}"
        if self.is_forked:
            os.write(2, text.encode(errors="replace") + b"\n")
        else:
            self._capture.emit(_letter(record.levelno), text)


def _letter(level: int) -> str:
    return next((letter for bound, letter in _LEVELS if level >= bound), "D")


def _text_stream(fd: int) -> io.TextIOWrapper:
    return open(fd, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def _grow(fd: int) -> None:
    try:
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except OSError:
        return  # over the user's limit for pipes; the default size works too


def _inode(fd: int) -> int:
    try:
        return os.fstat(fd).st_ino
    except OSError:
        return -1
