"""The engine's side of the zygote: starts it, orders workers from it, hears of deaths, and starts a new one
when it dies."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from seaway.errors import BusyError
from seaway.executors import orders
from seaway.settings import PRIVATE_NETWORKS

_INHERITED = (
    "HOME",
    "LANG",
    "LANGUAGE",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TMPDIR",
    "TZ",
    "USER",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    PRIVATE_NETWORKS,
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "PYTHONMALLOC",
)
_MAX_UNSENT = 1_000
_OFTEN_S = 5.0
_PAUSE_S = 1.0
_BOOT = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
from seaway.executors.zygote import main
main(int(sys.argv[1]), json.loads(sys.argv[3]))
"""  # our own search path, so that a worker sees the very modules the engine does


class Spawner:
    """Orders workers and signals. Everything it does is non-blocking; reports arrive as calls.

    on_report: a worker was forked, or is dead.
    on_loss: the zygote died. Its workers may live on, but nobody reports their deaths any more.
    orphan_s: how long workers may go on when we are gone; None, as long as they like.
    """

    def __init__(
        self,
        *,
        log: Path,
        on_report: Callable[[orders.Report], None],
        on_loss: Callable[[], None],
        orphan_s: float | None,
    ) -> None:
        self._log = log
        self._orphan_s = orphan_s
        self._on_report = on_report
        self._on_loss = on_loss
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._unsent: deque[tuple[memoryview, list[int]]] = deque()
        self._received = bytearray()
        self._lost_s = -_OFTEN_S
        self._restart: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start the zygote. Orders may be given at once; it obeys them when it is ready, after some 100
        ms."""
        ours, theirs = socket.socketpair()
        try:
            self._process = self._run(theirs)
        except OSError:
            ours.close()
            raise
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        self._control = ours
        loop.add_reader(ours, self._read)
        self._flush()

    def _run(self, theirs: socket.socket) -> "subprocess.Popen[bytes]":
        with theirs, self._log.open("ab") as log:
            boot = [_BOOT, str(theirs.fileno()), json.dumps(sys.path), json.dumps(self._orphan_s)]
            return subprocess.Popen(
                [sys.executable, "-c", *boot],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                cwd=self._log.parent,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # an interrupt typed in a terminal is for the engine
            )

    async def stop(self, *, timeout_s: float = 5.0) -> None:
        """End the zygote. Workers are to be gone before."""
        if self._restart is not None:
            self._restart.cancel()
        self._disconnect()
        if self._process is None:
            return
        process, self._process = self._process, None
        try:
            await asyncio.to_thread(process.wait, timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    def check(self) -> None:
        """Notice a dead zygote whose socket is still open: a worker that was stopped right after its fork
        holds it too."""
        if self._process is None or self._process.poll() is None:
            return
        while self._control is not None and self._read():
            pass
        if self._control is not None:
            self._lose()

    def restart(self) -> None:
        """The zygote does not answer: kill it. What follows is as if it had died by itself."""
        if self._process is not None:
            self._process.kill()

    @property
    def pid(self) -> int | None:
        """The zygote's; None while there is none."""
        return None if self._process is None else self._process.pid

    def fork(self, order: orders.Fork, sock: socket.socket, lock_fd: int) -> None:
        """Hand both open files to a new worker; ours are closed here."""
        self._send(order, [sock.detach(), lock_fd])

    def kill(self, worker: str, signal_number: int, *, is_group: bool) -> None:
        self._send(orders.Kill(worker=worker, signal=signal_number, is_group=is_group), [])

    def _send(self, order: orders.Order, fds: Sequence[int]) -> None:
        if len(self._unsent) >= _MAX_UNSENT:
            _close_all(fds)
            raise BusyError("the process that starts workers does not answer", hint="See executor.log.")
        header, body = orders.encode(order)
        self._unsent.append((memoryview(header), list(fds)))
        self._unsent.append((memoryview(body), []))
        self._flush()

    def _flush(self) -> None:
        control = self._control
        if control is None:
            return  # `start` sends it
        loop = asyncio.get_running_loop()
        try:
            while self._unsent:
                self._send_first(control)
        except BlockingIOError:
            loop.add_writer(control, self._flush)
        except OSError:
            self._drop_unsent()  # it died; the reading side sees that too, and there it is dealt with
        else:
            loop.remove_writer(control)

    def _send_first(self, control: socket.socket) -> None:
        data, fds = self._unsent[0]
        sent = socket.send_fds(control, [data], fds) if fds else control.send(data)
        _close_all(fds)
        self._unsent.popleft()
        if sent < len(data):
            self._unsent.appendleft((data[sent:], []))

    def _read(self) -> bool:
        """False where there was nothing to read."""
        assert self._control is not None
        try:
            data = self._control.recv(65_536)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._lose()
            return False
        self._received += data
        while (body := self._next_body()) is not None:
            self._on_report(orders.decode_report(body))
        return True

    def _next_body(self) -> bytes | None:
        end = orders.HEADER_BYTES + int.from_bytes(self._received[: orders.HEADER_BYTES], "big")
        if len(self._received) < max(end, orders.HEADER_BYTES):
            return None
        body = bytes(self._received[orders.HEADER_BYTES : end])
        del self._received[:end]
        return body

    def _lose(self) -> None:
        """The zygote is gone. Start another; one that dies at once is not started over and over."""
        self._disconnect()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        loop = asyncio.get_running_loop()
        is_often = loop.time() - self._lost_s < _OFTEN_S
        self._lost_s = loop.time()
        self._restart = loop.call_later(_PAUSE_S if is_often else 0.0, self._start_again)
        self._on_loss()

    def _start_again(self) -> None:
        try:
            self.start()
        except OSError:  # no memory, no free process, too many open files: orders wait
            self._restart = asyncio.get_running_loop().call_later(_PAUSE_S, self._start_again)

    def _disconnect(self) -> None:
        control, self._control = self._control, None
        if control is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(control)
            loop.remove_writer(control)
            control.close()
        self._drop_unsent()
        self._received.clear()

    def _drop_unsent(self) -> None:
        for _, fds in self._unsent:
            _close_all(fds)
        self._unsent.clear()


def _environment() -> dict[str, str]:
    """What users' code may know of the engine's environment: never its keys and tokens."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _INHERITED or name.startswith("LC_")
    }


def _close_all(fds: Sequence[int]) -> None:
    for fd in fds:
        with suppress(OSError):
            os.close(fd)
