"""The engine's end of a worker's socket, on the event loop: no streams and no tasks between, one call a
frame."""

import asyncio
import socket
from collections.abc import Callable

from seaway.worker import frames

_CHUNK_BYTES = 65_536
"""More would make each read allocate and free fresh pages, at twice the cost of the whole read."""


class Link:
    """Sends frames without waiting, calls back for each that comes.

    Raises nothing: a socket that fails is one that ended. After `on_end` no call comes any more.
    """

    __slots__ = ("_buffer", "_is_reading", "_loop", "_on_end", "_on_frame", "_sock", "_unsent", "is_open")

    _on_frame: Callable[[frames.FromWorker], None]
    _on_end: Callable[[], None]

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._buffer = frames.FrameBuffer()
        self._unsent = bytearray()
        self._is_reading = False
        self.is_open = True
        self._loop = asyncio.get_running_loop()

    def listen(self, *, on_frame: Callable[[frames.FromWorker], None], on_end: Callable[[], None]) -> None:
        """Begin to read."""
        self._on_frame = on_frame
        self._on_end = on_end
        self.read()

    def read(self) -> None:
        """Go on reading after `pause`."""
        if not self._is_reading and self.is_open:
            self._loop.add_reader(self._sock, self._on_readable)
            self._is_reading = True

    def pause(self) -> None:
        """Stop reading: the worker's frames wait in the socket, and then the worker does."""
        if self._is_reading:
            self._loop.remove_reader(self._sock)
            self._is_reading = False

    def send(self, data: bytes) -> None:
        if self._unsent or not self.is_open:
            self._unsent += data
            return
        try:
            sent = self._sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the end shows on the reading side, where what the worker still said is read first
        if sent < len(data):
            self._unsent += data[sent:]
            self._loop.add_writer(self._sock, self._on_writable)

    def drain(self) -> None:
        """Take what the worker said before it died."""
        while self.is_open and self._take():
            pass

    def close(self) -> None:
        if self.is_open:
            self.pause()
            self._loop.remove_writer(self._sock)
            self.is_open = False
            self._sock.close()

    def _on_readable(self) -> None:
        self._take()

    def _take(self) -> bool:
        """Read once; false when there is nothing more for now."""
        try:
            data = self._sock.recv(_CHUNK_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._end()
            return False
        try:
            for payload in self._buffer.feed(data):
                self._on_frame(frames.decode_from_worker(payload))
        except (
            ValueError
        ):  # users' code wrote to our socket, or its memory is broken (msgspec's errors are ValueErrors)
            self._end()
        return self.is_open

    def _on_writable(self) -> None:
        try:
            sent = self._sock.send(self._unsent)
        except BlockingIOError:
            return
        except OSError:
            sent = len(self._unsent)
        del self._unsent[:sent]
        if not self._unsent:
            self._loop.remove_writer(self._sock)

    def _end(self) -> None:
        self.close()
        self._on_end()
