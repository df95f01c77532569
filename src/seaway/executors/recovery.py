"""After the engine died: what its workers were, kill what is left of them, prove it."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seaway.executors import processes, records
from seaway.ids import AttemptId

ATTEMPT_MARK = "SEAWAY_ATTEMPT_ID"
"""The variable in the environment of all that an attempt starts."""
_STEP_S = 0.02
_ROUNDS = 5
_ROUND_S = 1.0


@dataclass(frozen=True, slots=True)
class Remains:
    """A worker that could not be proved dead, and the attempt in it."""

    record: Path
    attempt_id: AttemptId | None


async def end_workers(folder: Path, *, patience_s: float) -> list[Remains]:
    """End every worker that has a record in `folder`; the ones that are left after some seconds are returned.

    patience_s: how long a worker may take to leave by itself (it spools its results when its engine is gone).
    """
    records_left = records.paths_in(folder)
    ended = await asyncio.gather(*(end_worker(path, patience_s=patience_s) for path in records_left))
    return [
        Remains(path, records.read_attempt(path))
        for path, is_ended in zip(records_left, ended, strict=True)
        if not is_ended
    ]


async def end_worker(record: Path, *, patience_s: float) -> bool:
    """Kill what is left of a worker and remove its record; false if something still holds its lock after some
    seconds."""
    attempt_id = records.read_attempt(record)
    if not await _is_freed(record, patience_s):
        for _ in range(_ROUNDS):
            await asyncio.to_thread(_kill_holders, record)
            if await _is_freed(record, _ROUND_S):
                break
        else:
            return False
    if attempt_id is not None:  # a daemon that closed all its files holds no lock, but bears the mark
        await asyncio.to_thread(_kill_marked, attempt_id)
    records.remove(record)
    return True


async def _is_freed(record: Path, seconds: float) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not records.is_free(record):
        if loop.time() >= deadline:
            return False
        await asyncio.sleep(_STEP_S)
    return True


def _kill_holders(record: Path) -> None:
    """The worker's session and descendants, while it is surely ours, and whoever holds its lock."""
    found: list[int] = []
    identity = records.read_identity(record)
    if identity is not None and identity.is_alive():
        found += processes.tree(identity.pid) + processes.session(identity.pid)
    _kill(found + processes.holders(record))


def _kill_marked(attempt_id: AttemptId) -> None:
    _kill(processes.marked(ATTEMPT_MARK, {attempt_id}))


def _kill(pids: Sequence[int]) -> None:
    for pid in dict.fromkeys(pids):
        if pid != os.getpid():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
