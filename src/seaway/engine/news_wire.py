"""How news of an engine travel to other processes of its machine: frames of msgpack over a Unix socket.

The socket stands in the state folder, or, where that path is too long for one, in a private folder of the
system's temporary one, named after the state folder."""

import hashlib
import os
import socket
import struct
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from seaway.core.rows import RunRow, TaskRow
from seaway.engine.broadcaster import FellBehind, News, ProgressMade
from seaway.engine.gauges import Gauges

SOCKET = "news.sock"
LONGEST_PATH = 100
MOST_FRAME_BYTES = 64 * 2**20
LENGTH = struct.Struct(">I")


class TaskNews(msgspec.Struct, frozen=True, tag="t", array_like=True):
    row: TaskRow


class RunNews(msgspec.Struct, frozen=True, tag="r", array_like=True):
    row: RunRow


class ProgressNews(msgspec.Struct, frozen=True, tag="p", array_like=True):
    made: ProgressMade


class MissedNews(msgspec.Struct, frozen=True, tag="m", array_like=True):
    """Something was left out, as the reader was too slow."""


class GaugesNews(msgspec.Struct, frozen=True, tag="g", array_like=True):
    gauges: Gauges


Told = TaskNews | RunNews | ProgressNews | MissedNews | GaugesNews

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Told]).decode


def to_frame(told: Iterable[Told]) -> bytes:
    payload = _encode(list(told))
    return LENGTH.pack(len(payload)) + payload


def from_payload(payload: bytes) -> list[Told]:
    """Raises msgspec.DecodeError where another version of Seaway speaks."""
    return _decode(payload)


def told_of(news: Iterable[News]) -> Iterator[Told]:
    """What others are told of; of each task only how it stands last."""
    latest: dict[object, Told] = {}
    for each in news:
        match each:
            case TaskRow():
                key: object = (each.run_id, each.key)
                latest.pop(key, None)
                latest[key] = TaskNews(each)
            case RunRow():
                latest.pop(each.run_id, None)
                latest[each.run_id] = RunNews(each)
            case ProgressMade():
                latest[("p", each.run_id, each.key)] = ProgressNews(each)
            case FellBehind():
                latest["missed"] = MissedNews()
            case _:
                pass
    yield from latest.values()


def socket_path(home: Path) -> Path:
    """Where the engine of a state folder tells its news."""
    path = home.resolve() / SOCKET
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"seaway-{os.getuid()}" / f"{digest}.sock"


def listen(path: Path) -> socket.socket:
    """A socket that only its owner can reach, in place of what an engine that died left.

    Raises:
        OSError: it can't be made, or somebody else made its folder before.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} belongs to somebody else")
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.bind(os.fspath(path))
        path.chmod(0o600)
    except OSError:
        made.close()
        raise
    return made


def leave(path: Path) -> None:
    path.unlink(missing_ok=True)
