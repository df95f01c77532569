"""Results on disk that the engine has not acknowledged: written by workers that lost their engine, and for
dead workers."""

import time
from pathlib import Path

import msgspec

from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished
from seaway.worker import frames

_SUFFIX = ".msgpack"
_KEPT_S = 7 * 86_400


class Spool:
    """A folder with one file a result, whole or not there. Not synced: a power cut ends the attempts too, and
    they start again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> set[AttemptId]:
        """What is kept; for a time when no worker lives. Removes what a death left half-written, and what
        nobody
        asked for in a week: its run ended without it."""
        found = set()
        for path in self._folder.iterdir():
            if path.suffix != _SUFFIX or time.time() - path.stat().st_mtime > _KEPT_S:
                path.unlink(missing_ok=True)
            else:
                found.add(AttemptId(path.name.removesuffix(_SUFFIX)))
        return found

    def read(self, attempt_id: AttemptId) -> Finished | None:
        """None where there is nothing, or nothing that can be read."""
        try:
            return frames.decode_spooled(self._path(attempt_id).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, finished: Finished) -> None:
        path = self._path(finished.attempt_id)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(frames.encode_spooled(finished))
        temporary.replace(path)

    def remove(self, attempt_id: AttemptId) -> None:
        self._path(attempt_id).unlink(missing_ok=True)

    def _path(self, attempt_id: AttemptId) -> Path:
        return self._folder / f"{attempt_id}{_SUFFIX}"
