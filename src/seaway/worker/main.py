"""The worker process: reads frames, runs one attempt at a time, answers; what nobody acknowledged it
leaves in the spool."""

import os
import socket
import sys
import threading
from collections import deque
from pathlib import Path

from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished
from seaway.worker import processes, variables
from seaway.worker.attempt import run_attempt
from seaway.worker.cancelling import Cancellation
from seaway.worker.capture import Capture
from seaway.worker.frames import (
    Ack,
    FrameBuffer,
    FromWorker,
    Hello,
    Retiring,
    Run,
    Shutdown,
    ToWorker,
    decode_to_worker,
    encode,
    encode_spooled,
    read_payloads,
)
from seaway.worker.paths import Paths
from seaway.worker.room import Room


def main(sock_fd: int, lock_fd: int = -1) -> None:
    """Serve an executor on socket `sock_fd` until it closes. `lock_fd` is kept open and handed to every
    script."""
    processes.become_subreaper()
    keep = variables.inherited()
    os.environ.clear()
    os.environ.update(keep)
    cancellation = Cancellation()
    cancellation.install()
    capture = Capture()
    capture.install()
    sock = socket.socket(fileno=sock_fd)
    sock.setblocking(True)
    os.register_at_fork(after_in_child=sock.close)  # else the executor would not see that the worker died
    Worker(sock, capture, cancellation, keep_fds=(lock_fd,) if lock_fd >= 0 else ()).serve()
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        os._exit(0)  # the interpreter would wait for a thread that an attempt left behind


class Worker:
    """The loop of the process and what it still owes to the executor."""

    def __init__(
        self, sock: socket.socket, capture: Capture, cancellation: Cancellation, keep_fds: tuple[int, ...]
    ) -> None:
        self._sock = sock
        self._sending = threading.Lock()
        self._capture = capture
        self._cancellation = cancellation
        self._keep_fds = keep_fds
        self._room: Room | None = None
        self._paths: Paths | None = None
        self._unacknowledged: dict[AttemptId, Finished] = {}

    def serve(self) -> None:
        """Until `Shutdown` or the end of the socket."""
        self._send(Hello(os.getpid()))
        buffer, waiting = FrameBuffer(), deque[ToWorker]()
        while True:
            if not waiting:
                waiting.extend(map(decode_to_worker, self._receive(buffer)))
            if not waiting:
                break
            match waiting.popleft():
                case Run() as order:
                    self._run(order)
                case Ack(attempt_id=attempt_id):
                    self._unacknowledged.pop(attempt_id, None)
                case Shutdown():
                    break
        self._leave()

    def _run(self, order: Run) -> None:
        room = self._room_for(order.paths)
        attempt = order.attempt
        outcome = run_attempt(attempt, room, self._send)
        finished = Finished(attempt.attempt_id, outcome)
        self._unacknowledged[attempt.attempt_id] = finished
        if room.worn_by:
            self._send(Retiring(room.worn_by))
        self._send(finished)
        room.workspace.tidy()

    def _room_for(self, paths: Paths) -> Room:
        if self._room is None or paths != self._paths:
            self._room = Room(
                paths, capture=self._capture, cancellation=self._cancellation, keep_fds=self._keep_fds
            )
            self._paths = paths
        return self._room

    def _receive(self, buffer: FrameBuffer) -> list[bytes]:
        try:
            return read_payloads(self._sock, buffer)
        except ConnectionError:
            return []

    def _send(self, message: FromWorker) -> None:
        """A dead executor is noticed when the next frame is read; until then the attempt goes on."""
        try:
            with self._sending:
                self._sock.sendall(encode(message))
        except OSError:
            return

    def _leave(self) -> None:
        if self._paths is not None:
            for finished in self._unacknowledged.values():
                spool(self._paths, finished)
        if self._room is not None:
            self._room.workspace.remove()


def spool(paths: Paths, finished: Finished) -> None:
    """Leave a result where recovery finds it; whole or not at all."""
    place = Path(paths.spool_of(finished.attempt_id))
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    building = place.with_name(f".{place.name}.{os.getpid()}")
    with building.open("wb") as stream:
        stream.write(encode_spooled(finished))
        stream.flush()
        os.fsync(stream.fileno())
    building.replace(place)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else -1)
