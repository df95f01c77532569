"""What the storage verbs give."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seaway.integrations.storage.protocol import FileInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    path: str
    size_bytes: int
    modified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`is_cut` where there are more than `limit`; `count` and `size_bytes` are of all."""

    files: list[File]
    count: int
    size_bytes: int
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    files: list[File]
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """`paths` are where the files are now; `skipped` were there already."""

    paths: list[str]
    skipped: list[str]
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    paths: list[str]
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedFile:
    """`rows` is null where the format has none; a CSV's header is no row."""

    path: str
    size_bytes: int
    sha256: str
    rows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    files: list[VerifiedFile]
    count: int
    size_bytes: int
    rows: int


def to_files(infos: Iterable[FileInfo]) -> list[File]:
    return [File(path=i.path, size_bytes=i.size_bytes, modified_at=i.modified_at) for i in infos]


def total_bytes(infos: Iterable[FileInfo]) -> int:
    return sum(info.size_bytes for info in infos)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compressed:
    """`size_bytes` is the archive's, `unpacked_bytes` that of the files in it."""

    path: str
    count: int
    size_bytes: int
    unpacked_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decompressed:
    """`paths` are the files that came out; `skipped` were there already."""

    paths: list[str]
    skipped: list[str]
    count: int
    size_bytes: int
