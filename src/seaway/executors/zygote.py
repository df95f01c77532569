"""The zygote: a process with one thread that has the standard library, the sdk and the worker loaded, and
forks workers.

A fork of it costs a few milliseconds where a new interpreter costs a hundred, and it is not a child of the
busy engine. It never loads users' code, nor a library that starts threads. It is the parent of all workers
and, on Linux, inherits what they leave behind (prctl(2), PR_SET_CHILD_SUBREAPER): it kills that before it
reports a worker's death, so that the report is a proof. When the engine dies it sees the end of its socket.
Workers go on to keep their results; where another engine may take over their runs, only for as long as that
one waits."""

import array
import ctypes
import gc
import importlib
import os
import random
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from seaway.executors import orders, processes, records

FIRST = ("seaway.worker.main",)
LATER = (
    "asyncio",
    "concurrent.futures",
    "csv",
    "decimal",
    "gzip",
    "statistics",
    "uuid",
    "zoneinfo",
    "seaway.sdk.blueprint",
    "seaway.sdk.registry",
    "seaway.spec.expressions",
    "seaway.worker.rendering",
)
"""Loaded while nobody asks for a worker, so that the first one does not wait for it."""
_QUIET_MS = 50
_PR_SET_CHILD_SUBREAPER = 36
_ORPHAN_CHECK_MS = 20


def main(control_fd: int, orphan_s: float | None = None) -> None:
    """Serve the engine at the other end of `control_fd` until it closes; after that, workers may go on for
    `orphan_s`, or as long as they like."""
    for name in FIRST:
        _load(name)
    Zygote(socket.socket(fileno=control_fd)).serve(orphan_s)


@dataclass(frozen=True, slots=True)
class _Death:
    worker: str
    status: int
    max_rss_bytes: int


class Zygote:
    """Forks on demand, passes signals on, reports deaths."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._workers: dict[int, str] = {}
        self._deaths: list[_Death] = []
        """Dead, but not yet reported: something they started is still being killed."""
        self._to_load = list(reversed(LATER))
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._is_engine_gone = False

    def serve(self, orphan_s: float | None) -> None:
        _become_subreaper()
        signal.signal(signal.SIGCHLD, _wake_only)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        with suppress(ConnectionError, BrokenPipeError):
            while True:
                ready = dict(poll.poll(self._patience_ms()))
                if self._wake_read in ready:
                    os.read(self._wake_read, 4096)
                if self._control.fileno() in ready:
                    self._obey()
                self._reap()
                if not ready and self._to_load:
                    _load(self._to_load.pop())
        self._is_engine_gone = True
        if orphan_s is not None:
            self._outlive_engine(orphan_s)

    def _outlive_engine(self, orphan_s: float) -> None:
        """Give workers their time to end by themselves, then end them with all that they started."""
        kill_at = time.monotonic() + orphan_s
        while self._workers or self._deaths:
            left_ms = (kill_at - time.monotonic()) * 1000
            if left_ms <= 0:
                for pid in self._workers:
                    self._end_group(pid)
            patience_ms = _ORPHAN_CHECK_MS if self._deaths or left_ms <= 0 else left_ms
            if select.select([self._wake_read], [], [], patience_ms / 1000)[0]:
                os.read(self._wake_read, 4096)
            self._reap()

    def _patience_ms(self) -> int | None:
        if self._deaths:
            return _ORPHAN_CHECK_MS
        return _QUIET_MS if self._to_load else None

    def _obey(self) -> None:
        order, fds = self._receive()
        match order:
            case orders.Fork():
                self._fork(order, *fds)
            case orders.Kill():
                self._kill(order)

    def _receive(self) -> tuple[orders.Order, list[int]]:
        header, fds = _receive_with_fds(self._control)
        body = _receive_exactly(self._control, int.from_bytes(header, "big"))
        return orders.decode_order(body), fds

    def _fork(self, order: orders.Fork, sock_fd: int, lock_fd: int) -> None:
        pid = os.fork()
        if pid == 0:
            _run_as_worker(lambda: self._become_worker(order, sock_fd, lock_fd))
        os.close(sock_fd)
        os.close(lock_fd)
        self._workers[pid] = order.worker
        self._tell(orders.Forked(worker=order.worker, pid=pid))

    def _become_worker(self, order: orders.Fork, sock_fd: int, lock_fd: int) -> None:
        signal.set_wakeup_fd(-1)
        for fd in (self._control.detach(), self._wake_read, self._wake_write):
            os.close(fd)
        os.setsid()
        records.write_identity(lock_fd)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if order.python:
            _start_interpreter(order.python, sock_fd, lock_fd)
        random.seed()
        gc.enable()
        worker = importlib.import_module("seaway.worker.main")
        worker.main(sock_fd, lock_fd)

    def _kill(self, order: orders.Kill) -> None:
        for pid, worker in self._workers.items():
            if worker == order.worker:
                send_signal(pid, order.signal, is_group=order.is_group)

    def _reap(self) -> None:
        while (dead := _wait_for_any(self._end_group)) is not None:
            pid, status, usage = dead
            worker = self._workers.pop(pid, None)
            if worker is not None:
                self._deaths.append(_Death(worker, status, _max_rss_bytes(usage)))
        if self._deaths and not self._kill_orphans():
            for death in self._deaths:
                self._tell(orders.Exited(death.worker, death.status, death.max_rss_bytes))
            self._deaths.clear()

    def _end_group(self, pid: int) -> None:
        if pid in self._workers:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)

    def _kill_orphans(self) -> bool:
        """Kill what dead workers left to us; true while some of it may live. What we may not kill is not
        waited for."""
        is_any_alive = False
        for pid in processes.children(os.getpid()):
            if pid not in self._workers:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
                    is_any_alive = True
        return is_any_alive

    def _tell(self, report: orders.Report) -> None:
        if not self._is_engine_gone:
            self._control.sendall(b"".join(orders.encode(report)))


def send_signal(pid: int, number: int, *, is_group: bool) -> None:
    """To a child that nobody has waited for yet. One that was stopped before it led a group of its own is
    met alone."""
    for send in (os.killpg, os.kill) if is_group else (os.kill,):
        with suppress(ProcessLookupError, PermissionError):
            send(pid, number)
            break


def _load(name: str) -> None:
    importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection in a worker must not touch, and so copy, the pages it shares with us


def _run_as_worker(become_worker: Callable[[], None]) -> None:
    """Never returns: nothing of the zygote's own stack may run in a worker."""
    code = 70
    try:
        become_worker()
        code = 0
    except SystemExit as request:
        code = request.code if isinstance(request.code, int) else 0
    except BaseException:  # noqa: BLE001 - the last line of a process; its log is all there is to tell
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _start_interpreter(python: str, sock_fd: int, lock_fd: int) -> None:
    for fd in (sock_fd, lock_fd):
        os.set_inheritable(fd, True)
    os.execv(python, [python, "-m", "seaway.worker.main", str(sock_fd), str(lock_fd)])  # noqa: S606


def _receive_with_fds(control: socket.socket) -> tuple[bytes, list[int]]:
    header, fds = b"", array.array("i")
    space = socket.CMSG_SPACE(2 * fds.itemsize)
    while len(header) < orders.HEADER_BYTES:
        data, ancillary, _, _ = control.recvmsg(orders.HEADER_BYTES - len(header), space)
        if not data:
            raise ConnectionError("the engine is gone")
        header += data
        for level, kind, value in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds.frombytes(value[: len(value) - len(value) % fds.itemsize])
    for fd in fds:
        os.set_inheritable(fd, False)
    return header, list(fds)


def _receive_exactly(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = control.recv(size - len(data))
        if not chunk:
            raise ConnectionError("the engine is gone")
        data += chunk
    return data


def _wait_for_any(before: Callable[[int], None]) -> tuple[int, int, resource.struct_rusage] | None:
    """A child that died, with its status and usage; None: no more for now.

    `before` is called with its pid while that is still taken, so that the group of that number is surely its
    own (where the system can't look without taking, it is free already)."""
    with suppress(ChildProcessError):
        if sys.platform == "darwin":
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid:
                before(pid)
                return pid, status, usage
            return None
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is not None:
            before(found.si_pid)
            return os.wait4(found.si_pid, 0)
    return None


def _max_rss_bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024


def _become_subreaper() -> None:
    if processes.IS_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _wake_only(signal_number: int, frame: FrameType | None) -> None:
    """A handler in Python's own sense is what makes the wakeup file be written."""
