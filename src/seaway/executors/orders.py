"""What engine and zygote say to each other: a length of four bytes (big-endian), then msgpack. The two open
files of a `Fork` (the worker's end of its socket, its locked record) travel as SCM_RIGHTS with the length,
see unix(7)."""

import msgspec


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """Make a worker. `python` empty: fork this process; else start that interpreter."""

    worker: str
    python: str = ""


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Send `signal` to the worker, with `is_group` to its whole process group. A worker that is gone is no
    error."""

    worker: str
    signal: int
    is_group: bool


class Forked(msgspec.Struct, frozen=True, tag="forked"):
    worker: str
    pid: int


class Exited(msgspec.Struct, frozen=True, tag="exited"):
    """The worker is dead, and on Linux all that it ever started too. `status` as of wait(2); None: nobody saw
    it."""

    worker: str
    status: int | None
    max_rss_bytes: int


Order = Fork | Kill
Report = Forked | Exited

_encoder = msgspec.msgpack.Encoder()
_order_decoder: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)

HEADER_BYTES = 4


def encode(message: Order | Report) -> tuple[bytes, bytes]:
    """The header and the body. The header goes first and carries the open files."""
    body = _encoder.encode(message)
    return len(body).to_bytes(HEADER_BYTES, "big"), body


def decode_order(body: bytes) -> Order:
    return _order_decoder.decode(body)


def decode_report(body: bytes) -> Report:
    return _report_decoder.decode(body)
