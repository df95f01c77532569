"""Archives: what is in one, checked before anything of it is written, and how to make one."""

import gzip
import io
import re
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, cast

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.storage.protocol import FileInfo

Form = Literal["zip", "tar", "tar.gz", "gz"]
Told = Callable[[int, int], None]
_ENDINGS: tuple[tuple[str, Form], ...] = (
    (".zip", "zip"),
    (".tar.gz", "tar.gz"),
    (".tgz", "tar.gz"),
    (".tar", "tar"),
    (".gz", "gz"),
)
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, NotImplementedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an archive may grow to: a few kilobytes can hold terabytes of zeros."""

    max_size_bytes: int
    max_files: int
    max_ratio: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`open` gives the content, bounded by the limits that it was listed with."""

    name: str
    open: Callable[[], BinaryIO]


def form_of(path: str) -> Form:
    """By the ending of its name.

    Raises:
        InvalidInputError: it has none that is known.
    """
    for ending, form in _ENDINGS:
        if path.lower().endswith(ending):
            return form
    raise InvalidInputError(
        f"`{path}` has no ending of an archive.", hint="Known are .zip, .tar.gz, .tgz, .tar and .gz."
    )


@contextmanager
def reading(place: Path, path: str, limits: Limits, told: Told) -> Iterator[list[Member]]:
    """What is in the archive at `place`, whose name is `path`; all names are checked first. `told` hears how
    many bytes of the archive are read, of how many.

    Raises:
        DataError: it is damaged, too large, or holds what could do harm.
    """
    with _told(path), place.open("rb") as stream:
        packed_bytes = place.stat().st_size
        budget = _Budget(path, limits, packed_bytes, lambda: told(stream.tell(), packed_bytes))
        match form_of(path):
            case "zip":
                with zipfile.ZipFile(stream) as archive:
                    yield _of_zip(archive, budget)
            case "gz":
                name = path.rpartition("/")[2][:-3]
                yield [_member(name, lambda: cast("IO[bytes]", gzip.GzipFile(fileobj=stream)), budget)]
            case _:
                with tarfile.open(fileobj=stream, mode="r:*") as archive:
                    yield _of_tar(archive, budget)


def write(
    target: Path, form: Form, files: Sequence[tuple[FileInfo, str]], opened: Callable[[FileInfo], BinaryIO]
) -> None:
    """An archive of `files`, each under its name; streamed from what `opened` gives."""
    match form:
        case "zip":
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                for info, name in files:
                    entry = zipfile.ZipInfo(name, max(info.modified_at, _EPOCH).timetuple()[:6])
                    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    with opened(info) as stream, archive.open(entry, "w", force_zip64=True) as to:
                        shutil.copyfileobj(stream, to, 1 << 20)
        case "gz":
            ((info, _),) = files
            with opened(info) as stream, gzip.open(target, "wb", compresslevel=6) as to:
                shutil.copyfileobj(stream, to, 1 << 20)
        case _:
            with tarfile.open(target, "w:gz" if form == "tar.gz" else "w") as archive:
                for info, name in files:
                    member = tarfile.TarInfo(name)
                    member.size, member.mtime = info.size_bytes, int(info.modified_at.timestamp())
                    with opened(info) as stream:
                        archive.addfile(member, stream)


def _of_zip(archive: zipfile.ZipFile, budget: "_Budget") -> list[Member]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        if entry.flag_bits & 1:
            raise budget.refused("is locked with a password", "Ask the sender for one without a password.")
        if (entry.external_attr >> 28) == _ZIP_LINK:
            raise budget.refused(f"holds the link `{entry.filename}`")
    budget.check([(entry.filename, entry.file_size) for entry in entries])
    return [_member(entry.filename, _opener(archive.open, entry), budget) for entry in entries]


def _of_tar(archive: tarfile.TarFile, budget: "_Budget") -> list[Member]:
    entries = []
    for entry in archive:
        if not (entry.isreg() or entry.isdir()):
            kind = "link" if entry.issym() or entry.islnk() else "device"
            raise budget.refused(f"holds the {kind} `{entry.name}`")
        if entry.isreg():
            entries.append(entry)
            budget.check([(each.name, each.size) for each in entries[-1:]], so_far=len(entries))
    budget.check([(entry.name, entry.size) for entry in entries])
    return [_member(entry.name, _opener(archive.extractfile, entry), budget) for entry in entries]


def _opener(function: Callable[[Any], IO[bytes] | None], entry: object) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", function(entry))


def _member(name: str, opened: Callable[[], IO[bytes]], budget: "_Budget") -> Member:
    return Member(
        name=safe_name(name, budget.path),
        open=lambda: cast("BinaryIO", io.BufferedReader(_Counted(opened(), budget), 1 << 18)),
    )


def safe_name(name: str, archive: str) -> str:
    """The name of a member as a path below a folder.

    Raises:
        DataError: it leads elsewhere, or is no name.
    """
    plain = re.sub(r"^(\./)+", "", name.replace("\\", "/"))
    parts = plain.split("/")
    if not plain or plain.startswith("/") or "\0" in plain or ".." in parts or re.match(r"[A-Za-z]:", plain):
        raise DataError(
            f"The archive `{archive}` holds `{name}`, which would lie outside of its folder.",
            hint="Nothing was unpacked. Ask the sender for a clean archive.",
        )
    return "/".join(part for part in parts if part not in ("", "."))


class _Budget:
    """Counts what comes out of one archive."""

    def __init__(
        self, path: str, limits: Limits, packed_bytes: int, told: Callable[[], None] = lambda: None
    ) -> None:
        self.path = path
        self._told = told
        most = max(packed_bytes * limits.max_ratio, 1 << 20)
        self._most = min(limits.max_size_bytes, most)
        self._by_ratio = most < limits.max_size_bytes
        self._limits = limits
        self._used = 0

    def check(self, members: Sequence[tuple[str, int]], *, so_far: int = 0) -> None:
        """By what the archive says of itself; `use` looks at what is true."""
        names = [safe_name(name, self.path) for name, _ in members]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise self.refused(f"holds `{twice}` twice")
        if max(len(members), so_far) > self._limits.max_files:
            raise self.refused(f"holds more than {self._limits.max_files:,} files", "Raise `max_files`.")
        if sum(size for _, size in members) > self._most:
            raise self.too_large()

    def use(self, count: int) -> None:
        self._used += count
        self._told()
        if self._used > self._most:
            raise self.too_large()

    def too_large(self) -> DataError:
        if self._by_ratio:
            said = f"grows to more than {self._limits.max_ratio:,} times its size"
            return self.refused(said, "It looks like a bomb. If it is sound, raise `max_ratio`.")
        said = f"grows to more than {self._limits.max_size_bytes:,} bytes"
        return self.refused(said, "If it is sound, raise `max_size`.")

    def refused(self, what: str, hint: str = "Ask the sender for an archive of plain files.") -> DataError:
        return DataError(f"The archive `{self.path}` {what}.", hint=hint)


class _Counted(io.RawIOBase):
    """The content of a member, against the budget."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _told(self._budget.path):
            piece = self._stream.read(len(buffer))
        self._budget.use(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise DataError(
            f"The archive `{path}` is damaged or no archive of this kind: {error}.",
            hint="Was its transfer cut off? Ask for it again.",
        ) from error


_ZIP_LINK = 0o12
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The oldest time that a zip can say."""
