"""What an attempt leaves to those downstream: a list of files, itself an artifact."""

from collections.abc import Iterable

import msgspec

from seaway.errors import DataError
from seaway.sdk.protocols.artifacts import Artifacts


class FileEntry(msgspec.Struct, frozen=True):
    """One file. `path` is relative, with forward slashes; `replaces` are the contents it stood in for,
    oldest first.

    Because of `replaces` a task that joins two branches knows which of two versions came later.
    `is_inherited`: the task got it from an upstream and passes it on as it was."""

    path: str
    sha256: str
    size: int
    mode: int = 0o644
    replaces: tuple[str, ...] = ()
    is_inherited: bool = False


class _Manifest(msgspec.Struct, frozen=True):
    version: int
    files: tuple[FileEntry, ...]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Manifest).decode


def write_manifest(store: Artifacts, files: Iterable[FileEntry]) -> str:
    """Keep a manifest; returns its hash. The same files give the same hash."""
    ordered = tuple(sorted(files, key=lambda entry: entry.path))
    return store.put_bytes(_encode(_Manifest(version=1, files=ordered)))


def read_manifest(store: Artifacts, ref: str) -> tuple[FileEntry, ...]:
    """The files of a manifest, sorted by path.

    Raises:
        NotFoundError: it is not kept any more.
        DataError: the artifact is no manifest.
    """
    try:
        return _decode(store.get_bytes(ref)).files
    except msgspec.DecodeError as error:
        raise DataError(f"The artifact {ref[:12]}… is no list of files: {error}.") from error
