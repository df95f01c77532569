"""What an attempt leaves to those downstream: a list of its own new and changed files, itself an artifact."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

from seaway.errors import DataError
from seaway.sdk.protocols.artifacts import Artifacts


class FileEntry(msgspec.Struct, frozen=True):
    """One file. `path` is relative, with forward slashes."""

    path: str
    sha256: str
    size: int
    mode: int = 0o644


class Manifest(msgspec.Struct, frozen=True):
    """What one attempt did to the files it found, in order of paths. What it left as it was is not named.

    removed: paths of files it had found and deleted."""

    version: int = 1
    files: tuple[FileEntry, ...] = ()
    removed: tuple[str, ...] = ()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Manifest).decode


def write_manifest(store: Artifacts, files: Iterable[FileEntry], removed: Iterable[str] = ()) -> str:
    """Keep a manifest; returns its hash. The same files give the same hash."""
    ordered = tuple(sorted(files, key=lambda entry: entry.path))
    return store.put_bytes(_encode(Manifest(files=ordered, removed=tuple(sorted(removed)))))


class Readable(Protocol):
    """As much of a store as is needed to look into it."""

    def get_bytes(self, ref: str) -> bytes: ...


def read_manifest(store: Readable, ref: str) -> Manifest:
    """A manifest that was kept.

    Raises:
        NotFoundError: it is not kept any more.
        DataError: the artifact is no manifest.
    """
    try:
        return _decode(store.get_bytes(ref))
    except msgspec.DecodeError as error:
        raise DataError(f"The artifact {ref[:12]}… is no list of files: {error}.") from error
