"""`storage.compress` and `storage.decompress`: archives, in a connection or in the task's directory."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from seaway.errors import ConflictError, InvalidInputError
from seaway.integrations.storage import archives
from seaway.integrations.storage.globs import clean, select_some
from seaway.integrations.storage.local import LocalStorage
from seaway.integrations.storage.meter import Meter
from seaway.integrations.storage.protocol import FileInfo, Storage, StorageConnection
from seaway.integrations.storage.results import Compressed, Decompressed
from seaway.integrations.storage.telling import tell
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.files import copy_stream
from seaway.sdk.form import Size

IfMissing = Literal["fail", "skip"]


@blueprint("storage.compress", title="Compress files", category="Storage")
def compress(
    ctx: Context,
    paths: list[str],
    to: str,
    *,
    connection: StorageConnection | None = None,
    flatten: bool = False,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
) -> Compressed:
    """Pack files into one archive: zip, tar.gz, tar, or gz of one file. It appears complete or not at all.

    The archive is made on this machine's disk first, where there must be room for it.

    Args:
        paths: files, patterns or folders
        to: the archive; its ending (`.zip`, `.tar.gz`, `.tgz`, `.tar`, `.gz`) says of which kind
        connection: where the files are and the archive goes; empty for the task's directory
        flatten: drop the folders of the files
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace an archive that is there already

    Raises:
        NotFoundError: nothing matches one of the paths
        ConflictError: the archive is there already
        InvalidInputError: the ending is unknown, two files would get one name, or `.gz` is to hold several

    Example:
        pack:
          needs: report
          uses: storage.compress
          with:
            paths: ["out/*.csv"]
            to: report.zip
    """
    storage, where = _place(ctx, connection)
    target, form = clean(to), archives.form_of(to)
    found = select_some(storage, paths, where, if_missing=if_missing).files
    names = _names([info for info in found if info.path != target], flatten=flatten)
    if form == "gz" and len(names) != 1:
        raise InvalidInputError(
            f"`{to}` can hold one file, but {len(names)} match.", hint="Use .zip or .tar.gz for several."
        )
    if not overwrite and storage.stat(target) is not None:
        raise ConflictError(f"`{target}` is there already.", hint="Set `overwrite: true` to replace it.")
    packed = ctx.temp / "packed"
    try:
        _write(ctx, packed, form, storage, names)
        info = _put(ctx, packed, storage, target, overwrite=overwrite)
    finally:
        packed.unlink(missing_ok=True)
    ctx.log.info("Packed %d files into %s.", len(names), target)
    if connection is not None:
        tell(ctx, connection.name, [each for each, _ in names], "read")
        tell(ctx, connection.name, [info], "write")
    return Compressed(
        path=target,
        count=len(names),
        size_bytes=info.size_bytes,
        unpacked_bytes=sum(each.size_bytes for each, _ in names),
    )


@blueprint("storage.decompress", title="Decompress files", category="Storage")
def decompress(
    ctx: Context,
    paths: list[str],
    *,
    to: str = ".",
    connection: StorageConnection | None = None,
    max_size: Size = 20 * 10**9,
    max_files: int = 100_000,
    max_ratio: int = 1_000,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
    if_exists: Literal["fail", "skip"] = "fail",
) -> Decompressed:
    """Unpack archives: zip, tar.gz, tar and gz. All names are looked at before the first file is written.

    What leads out of the folder, links, devices and archives that grow beyond the limits are refused.

    Args:
        paths: archives, by path, pattern or folder; the ending says of which kind each is
        to: folder that the files go to
        connection: where the archives are and the files go; empty for the task's directory
        max_size: what one archive may grow to
        max_files: how many files one archive may hold
        max_ratio: how many times its own size an archive may grow to
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace a file that is there already
        if_exists: without `overwrite`, whether a file that is there fails the task or is left as it is

    Raises:
        NotFoundError: nothing matches one of the paths
        DataError: an archive is damaged, locked, too large, or holds what could do harm
        ConflictError: a file is there already
        InvalidInputError: the ending is unknown

    Example:
        unpack:
          needs: fetch
          uses: storage.decompress
          with:
            paths: ["*.zip"]
            to: unpacked
    """
    storage, where = _place(ctx, connection)
    limits = archives.Limits(max_size_bytes=max_size, max_files=max_files, max_ratio=max_ratio)
    found = select_some(storage, paths, where, if_missing=if_missing).files
    for info in found:
        archives.form_of(info.path)
    written: list[FileInfo] = []
    skipped: list[str] = []
    folder = "" if to in ("", ".", "./") else clean(to).rstrip("/") + "/"
    for info in found:
        place = _fetched(ctx, storage, info)
        try:
            told = partial(ctx.progress, message=info.path)
            with archives.reading(place, info.path, limits, told) as members:
                for member in members:
                    one = _unpack(storage, member, folder, overwrite=overwrite, skip=if_exists == "skip")
                    written += [one] if one else []
                    skipped += [] if one else [f"{folder}{member.name}"]
            told(info.size_bytes, info.size_bytes)
        finally:
            place.unlink(missing_ok=True)
    if connection is not None:
        tell(ctx, connection.name, found, "read")
        tell(ctx, connection.name, written, "write")
    return Decompressed(
        paths=[info.path for info in written],
        skipped=skipped,
        count=len(written),
        size_bytes=sum(info.size_bytes for info in written),
    )


def _place(ctx: Context, connection: StorageConnection | None) -> tuple[Storage, str]:
    if connection is None:
        return LocalStorage(ctx.files.folder), "the task's directory"
    return connection.storage(), connection.name


def _names(files: list[FileInfo], *, flatten: bool) -> list[tuple[FileInfo, str]]:
    names: dict[str, FileInfo] = {}
    for info in files:
        name = info.path.rpartition("/")[2] if flatten else info.path
        if name in names:
            raise InvalidInputError(
                f"`{names[name].path}` and `{info.path}` would both become `{name}` in the archive.",
                hint="Set `flatten: false`, or choose other paths.",
            )
        names[name] = info
    return [(info, name) for name, info in names.items()]


def _write(
    ctx: Context, packed: Path, form: archives.Form, storage: Storage, names: list[tuple[FileInfo, str]]
) -> None:
    """The archive, on this machine."""
    meter = Meter(ctx, total_bytes=sum(info.size_bytes for info, _ in names), count=len(names))
    before: list[FileInfo] = []

    def opened(info: FileInfo) -> BinaryIO:
        if before:
            meter.done(before.pop())
        before.append(info)
        return meter.open(storage, info)

    archives.write(packed, form, names, opened)


def _put(ctx: Context, packed: Path, storage: Storage, target: str, *, overwrite: bool) -> FileInfo:
    source = LocalStorage(packed.parent)
    info = source.stat(packed.name)
    assert info is not None
    meter = Meter(ctx, total_bytes=info.size_bytes, count=1)
    with meter.open(source, info, target) as stream:
        return storage.put(target, stream, overwrite=overwrite)


def _fetched(ctx: Context, storage: Storage, info: FileInfo) -> Path:
    """A copy on this machine: the list of a zip stands at its end."""
    place = ctx.temp / "archive"
    meter = Meter(ctx, total_bytes=info.size_bytes, count=1)
    with meter.open(storage, info) as source, place.open("wb") as target:
        copy_stream(source, target)
    return place


def _unpack(
    storage: Storage, member: archives.Member, folder: str, *, overwrite: bool, skip: bool
) -> FileInfo | None:
    """None where the file was there, and is left."""
    path = f"{folder}{member.name}"
    with member.open() as stream:
        if not skip:
            return storage.put(path, stream, overwrite=overwrite)
        with suppress(ConflictError):
            return storage.put(path, stream, overwrite=overwrite)
    return None


__all__ = ["compress", "decompress"]
