"""Artifacts in a folder: `ab/cdef…` by SHA-256, read-only, written beside and renamed."""

import hashlib
import os
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import BinaryIO

from seaway.blobs.copying import copy_file
from seaway.errors import NotFoundError

_INCOMING = "incoming"


class LocalArtifacts:
    """Implements `sdk.protocols.artifacts.Artifacts`. Safe from several processes: the last step is always
    a rename."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / _INCOMING

    def put_bytes(self, data: bytes) -> str:
        ref = hashlib.sha256(data).hexdigest()
        if not self.exists(ref):
            place = self._new_place()
            with place.open("xb") as stream:
                stream.write(data)
            self._settle(place, ref)
        return ref

    def put_file(self, source: Path, *, may_move: bool = False) -> tuple[str, int]:
        """The copy is hashed, not the source, so that content and name fit even where someone still writes
        to the source."""
        place = self._new_place()
        if not (may_move and _rename(source, place)):
            copy_file(source, place, mode=0o600)
        with place.open("rb") as stream:
            ref = hashlib.file_digest(stream, "sha256").hexdigest()
        size = place.stat().st_size
        if self.exists(ref):
            place.unlink()
        else:
            self._settle(place, ref)
        return ref, size

    def get_bytes(self, ref: str) -> bytes:
        with self.open(ref) as stream:
            return stream.read()

    def fetch(self, ref: str, target: Path, *, mode: int = 0o644) -> None:
        try:
            copy_file(self.path(ref), target, mode=mode)
        except FileNotFoundError:
            if self.exists(ref):
                raise
            raise _gone(ref) from None

    def open(self, ref: str) -> BinaryIO:
        try:
            return self.path(ref).open("rb")
        except FileNotFoundError:
            raise _gone(ref) from None

    def path(self, ref: str) -> Path:
        """Where the content is, or would be. Only for reading.

        Raises:
            NotFoundError: `ref` is no hash.
        """
        if len(ref) != 64 or not ref.isalnum():
            raise NotFoundError(
                f"`{ref}` is no reference to an artifact.", hint="It is 64 hexadecimal digits."
            )
        return self._root / ref[:2] / ref[2:]

    def exists(self, ref: str) -> bool:
        return self.path(ref).exists()

    def delete(self, ref: str) -> None:
        self.path(ref).unlink(missing_ok=True)

    def sweep(self, keep: AbstractSet[str], *, older_than_s: float) -> int:
        """Youth protects what was just written and is not referred to yet, so nothing needs a lock."""
        newest, freed = time.time() - older_than_s, 0
        for place, ref in self._places():
            stat = place.stat()
            if ref not in keep and stat.st_mtime < newest:
                place.unlink(missing_ok=True)
                freed += stat.st_size
        return freed

    def _places(self) -> Iterator[tuple[Path, str]]:
        for folder in sorted(self._root.glob("*/")):
            for place in folder.iterdir():
                yield place, "" if folder.name == _INCOMING else folder.name + place.name

    def _new_place(self) -> Path:
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / f"{os.getpid()}-{os.urandom(8).hex()}"

    def _settle(self, place: Path, ref: str) -> None:
        """Give the content its name, once it is on the disk: a name that is there after a power cut has
        all its bytes."""
        with place.open("rb") as stream:
            os.fchmod(stream.fileno(), 0o444)
            os.utime(stream.fileno())
            os.fsync(stream.fileno())
        target = self.path(ref)
        target.parent.mkdir(exist_ok=True)
        place.rename(target)


def _rename(source: Path, target: Path) -> bool:
    try:
        source.rename(target)
    except OSError:
        return False
    return True


def _gone(ref: str) -> NotFoundError:
    return NotFoundError(
        f"The artifact {ref[:12]}… is not in the store any more.",
        hint="Files are kept for a limited time (`SEAWAY_KEEP_FILES_DAYS`); run the task that made it again.",
    )
