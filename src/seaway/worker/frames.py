"""What goes over the socket between an executor and a worker: four bytes of length (big-endian), then
msgpack.

An executor sends `Run`, and `Ack` once the result is committed; a worker answers `Hello`, then for each
attempt any number of `Progress`, perhaps `Retiring`, and one `Finished`. `Started` is not sent: the
executor knows when it wrote `Run`."""

import socket
import struct

import msgspec

from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import AttemptSpec, Finished, Progress, Started
from seaway.worker.paths import Paths

MAX_FRAME_BYTES = 64 * 2**20
_LENGTH = struct.Struct(">I")


class Run(msgspec.Struct, frozen=True, tag="run"):
    """Run one attempt. A worker runs one at a time; a second frame waits in the socket."""

    attempt: AttemptSpec
    paths: Paths


class Ack(msgspec.Struct, frozen=True, tag="ack"):
    """The result is committed: forget it."""

    attempt_id: AttemptId


class Shutdown(msgspec.Struct, frozen=True, tag="shutdown"):
    """Spool what is not acknowledged and end; the same happens when the socket closes."""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The worker is ready for its first attempt."""

    pid: int


class Retiring(msgspec.Struct, frozen=True, tag="retiring"):
    """Sent before `Finished`: give this worker no further attempt, something of the last one is left in
    it."""

    reason: str


ToWorker = Run | Ack | Shutdown
FromWorker = Hello | Retiring | Started | Progress | Finished

_encoder = msgspec.msgpack.Encoder()
_to_worker: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker)
_from_worker: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)
_finished: msgspec.msgpack.Decoder[Finished] = msgspec.msgpack.Decoder(Finished)


def encode(message: ToWorker | FromWorker) -> bytes:
    """A whole frame, with its length in front."""
    payload = _encoder.encode(message)
    return _LENGTH.pack(len(payload)) + payload


def decode_to_worker(payload: bytes) -> ToWorker:
    return _to_worker.decode(payload)


def decode_from_worker(payload: bytes) -> FromWorker:
    return _from_worker.decode(payload)


def encode_spooled(finished: Finished) -> bytes:
    """What stands in a file of the spool folder: the bare msgpack of `Finished`."""
    return _encoder.encode(finished)


def decode_spooled(data: bytes) -> Finished:
    return _finished.decode(data)


class FrameBuffer:
    """Cuts a stream of bytes into payloads. Feed it whatever arrives."""

    __slots__ = ("_data",)

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that are complete now, in order.

        Raises:
            ValueError: a length over 64 MiB, so the stream is not one of frames.
        """
        buffer = self._data
        buffer += data
        payloads: list[bytes] = []
        start = 0
        while len(buffer) - start >= 4:
            (length,) = _LENGTH.unpack_from(buffer, start)
            if length > MAX_FRAME_BYTES:
                raise ValueError(f"a frame of {length} bytes; at most {MAX_FRAME_BYTES} are allowed")
            if len(buffer) - start - 4 < length:
                break
            payloads.append(bytes(buffer[start + 4 : start + 4 + length]))
            start += 4 + length
        del buffer[:start]
        return payloads


def write_frame(sock: socket.socket, message: ToWorker | FromWorker) -> None:
    """Send on a blocking socket.

    Raises:
        OSError: nobody listens any more.
    """
    sock.sendall(encode(message))


def read_payloads(sock: socket.socket, buffer: FrameBuffer) -> list[bytes]:
    """Wait on a blocking socket until at least one payload is complete; an empty list means that the other
    side is gone."""
    while True:
        data = sock.recv(262_144)
        if not data:
            return []
        if payloads := buffer.feed(data):
            return payloads
