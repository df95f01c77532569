"""Identifiers: UUIDv7 (RFC 9562, section 5.7) made by the caller, and the names of what they identify."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NewType
from uuid import UUID

RunId = NewType("RunId", str)
AttemptId = NewType("AttemptId", str)
TaskKey = NewType("TaskKey", str)
"""A task run inside its run: `load`, an item of a foreach `load[stripe]`, inside a group
`per_item[de].load`."""

_ENTROPY_BYTES = 10
_AHEAD = 256
_entropy: list[bytes] = []
"""Asked of the system for many ids at once: each such call lets go of the interpreter's lock, and then waits
for the threads that took it. A fork begins with none, as two processes would make the same ids."""
os.register_at_fork(after_in_child=_entropy.clear)


def _from_the_system() -> str:
    return uuid7(time.time_ns() // 1_000_000, _take_entropy())


def _take_entropy() -> bytes:
    try:
        return _entropy.pop()
    except IndexError:
        fresh = os.urandom(_ENTROPY_BYTES * _AHEAD)
        cuts = range(_ENTROPY_BYTES, len(fresh), _ENTROPY_BYTES)
        _entropy.extend(fresh[cut : cut + _ENTROPY_BYTES] for cut in cuts)
        return fresh[:_ENTROPY_BYTES]


_source: Callable[[], str] = _from_the_system


def new_id() -> str:
    """A fresh UUIDv7: sorts by the millisecond it was made in, the rest is random."""
    return _source()


@contextmanager
def ids_from(source: Callable[[], str]) -> Iterator[None]:
    """Let `source` make all ids meanwhile, so that a simulation can replay them. For the whole process."""
    global _source  # noqa: PLW0603 - one source a process, like its clock and its randomness
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


def uuid7(unix_ms: int, entropy: bytes) -> str:
    """Lay out `unix_ms` and 10 bytes of entropy as a UUIDv7; pure, so that a simulation can replay its
    ids."""
    value = (unix_ms & (2**48 - 1)) << 80 | int.from_bytes(entropy, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def new_run_id() -> RunId:
    return RunId(new_id())


def new_attempt_id() -> AttemptId:
    return AttemptId(new_id())
