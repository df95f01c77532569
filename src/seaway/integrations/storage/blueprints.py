"""The storage verbs. Written once over the storage protocol, so that they mean the same in every system."""

from typing import Literal

from seaway.integrations.storage.choosing import folders_of, folders_to_go_to, paths_of
from seaway.integrations.storage.globs import select, select_some
from seaway.integrations.storage.packing import compress, decompress
from seaway.integrations.storage.protocol import FileInfo, StorageConnection
from seaway.integrations.storage.results import Deleted, Found, Listed, Transferred, to_files, total_bytes
from seaway.integrations.storage.transfer import Route, fetch, send, transfer
from seaway.integrations.storage.verify import verify
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Size
from seaway.sdk.waiting import Deferred
from seaway.spec.durations import format_duration

IfMissing = Literal["fail", "skip"]
IfExists = Literal["fail", "skip"]


@blueprint("storage.list", title="List files", category="Storage")
def list_files(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str] = ["**"],  # noqa: B006 - never changed
    *,
    if_missing: IfMissing = "skip",
    limit: int = 10_000,
) -> Listed:
    """List the files that match, with size and time.

    Args:
        connection: where the files are
        paths: exact paths, patterns such as `raw/*/*.csv` (`**` crosses folders), or folders such as `raw/`
        if_missing: whether a path that matches nothing fails the task
        limit: how many files are given at most; all are counted

    Raises:
        NotFoundError: nothing matches one of the paths, and `if_missing` is `fail`

    Example:
        exports:
          uses: storage.list
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/*.csv"]
    """
    files = select_some(connection.storage(), paths, connection.name, if_missing=if_missing).files
    ctx.log.info("Found %d files in %s.", len(files), connection.name)
    return Listed(
        files=to_files(files[:limit]),
        count=len(files),
        size_bytes=total_bytes(files),
        is_cut=len(files) > limit,
    )


@blueprint("storage.wait_for", title="Wait for files", category="Storage")
def wait_for(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str],
    *,
    poll: Duration = 60.0,
    min_size: Size = 0,
    unchanged_for: Duration = 0.0,
) -> Found | Deferred:
    """Wait until every path has a file. Holds no worker meanwhile; the task's `timeout` says for how long.

    Args:
        connection: where the files are
        paths: exact paths, patterns or folders; each needs at least one file
        poll: how often to look
        min_size: a smaller file counts as not there yet
        unchanged_for: a file counts only when it has not changed for this long, so that it is not read
            half-written

    Example:
        exports_present:
          uses: storage.wait_for
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/stripe.csv", "raw/{{ inputs.day }}/paypal.csv"]
            poll: 1m
          timeout: 2h
    """
    selection = select(connection.storage(), paths)
    waiting = [f"{path} is missing" for path in selection.missing]
    waiting += [text for info in selection.files if (text := _not_ready(ctx, info, min_size, unchanged_for))]
    if waiting:
        more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
        count = _of(selection.files, selection.missing)
        reason = f"waits for {len(waiting)} of {count}: {'; '.join(waiting[:3])}{more}"
        return Deferred(poll_after_s=poll, reason=reason)
    files = selection.files
    return Found(files=to_files(files), count=len(files), size_bytes=total_bytes(files))


@blueprint("storage.upload", title="Upload files", category="Storage")
def upload(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str],
    *,
    to: str = ".",
    name: str = "",
    flatten: bool = False,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
    if_exists: IfExists = "fail",
) -> Transferred:
    """Copy files from the task's directory to a connection. Each appears there complete or not at all.

    Args:
        connection: where the files go
        paths: files, patterns or folders in the task's directory
        to: folder in the connection
        name: a new name, where exactly one file matches
        flatten: drop the folders of the files
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace a file that is there already
        if_exists: without `overwrite`, whether a file that is there fails the task or is left as it is

    Raises:
        NotFoundError: nothing matches one of the paths
        ConflictError: a file is there already
        InvalidInputError: a path leads out of the folder, or two files would get one name

    Example:
        publish:
          needs: report
          uses: storage.upload
          with:
            connection: lake
            paths: ["report.pdf"]
            to: reports/{{ inputs.day }}
    """
    route = Route(
        to=to, name=name, flatten=flatten, if_missing=if_missing, overwrite=overwrite, if_exists=if_exists
    )
    return send(ctx, connection, paths, route)


@blueprint("storage.download", title="Download files", category="Storage")
def download(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str],
    *,
    to: str = ".",
    name: str = "",
    flatten: bool = False,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
    if_exists: IfExists = "fail",
) -> Transferred:
    """Copy files from a connection into the task's directory, where the tasks after it find them.

    Args:
        connection: where the files are
        paths: exact paths, patterns or folders in the connection
        to: folder in the task's directory
        name: a new name, where exactly one file matches
        flatten: drop the folders of the files
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace a file that is there already
        if_exists: without `overwrite`, whether a file that is there fails the task or is left as it is

    Raises:
        NotFoundError: nothing matches one of the paths
        ConflictError: a file is there already
        InvalidInputError: a path leads out of the folder, or two files would get one name

    Example:
        fetch:
          uses: storage.download
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/*.csv"]
            flatten: true
    """
    route = Route(
        to=to, name=name, flatten=flatten, if_missing=if_missing, overwrite=overwrite, if_exists=if_exists
    )
    return fetch(ctx, connection, paths, route)


@blueprint("storage.copy", title="Copy files", category="Storage")
def copy(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str],
    *,
    to: str = ".",
    to_connection: StorageConnection | None = None,
    name: str = "",
    flatten: bool = False,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
    if_exists: IfExists = "fail",
) -> Transferred:
    """Copy files within a connection, or from one to another.

    Args:
        connection: where the files are
        paths: exact paths, patterns or folders
        to: folder they go to
        to_connection: where they go, if it is another connection
        name: a new name, where exactly one file matches
        flatten: drop the folders of the files
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace a file that is there already
        if_exists: without `overwrite`, whether a file that is there fails the task or is left as it is

    Raises:
        NotFoundError: nothing matches one of the paths
        ConflictError: a file is there already
        InvalidInputError: two files would get one name, or a file would be copied onto itself

    Example:
        keep_a_copy:
          uses: storage.copy
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/"]
            to: archive
    """
    route = Route(
        to=to, name=name, flatten=flatten, if_missing=if_missing, overwrite=overwrite, if_exists=if_exists
    )
    return transfer(ctx, connection, to_connection, paths, route, remove=False)


@blueprint("storage.move", title="Move files", category="Storage", idempotent=False)
def move(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str],
    *,
    to: str = ".",
    to_connection: StorageConnection | None = None,
    name: str = "",
    flatten: bool = False,
    if_missing: IfMissing = "fail",
    overwrite: bool = True,
    if_exists: IfExists = "fail",
) -> Transferred:
    """Move or rename files. The source goes only when the file is complete in its new place.

    Args:
        connection: where the files are
        paths: exact paths, patterns or folders
        to: folder they go to
        to_connection: where they go, if it is another connection
        name: a new name, where exactly one file matches
        flatten: drop the folders of the files
        if_missing: whether a path that matches nothing fails the task
        overwrite: replace a file that is there already
        if_exists: without `overwrite`, whether a file that is there fails the task or is left where it is

    Raises:
        NotFoundError: nothing matches one of the paths
        ConflictError: a file is there already
        InvalidInputError: two files would get one name, or a file would be moved onto itself

    Example:
        file_away:
          uses: storage.move
          with:
            connection: lake
            paths: ["inbox/*.csv"]
            to: done/{{ inputs.day }}
            flatten: true
    """
    route = Route(
        to=to, name=name, flatten=flatten, if_missing=if_missing, overwrite=overwrite, if_exists=if_exists
    )
    return transfer(ctx, connection, to_connection, paths, route, remove=True)


@blueprint("storage.delete", title="Delete files", category="Storage")
def delete(
    ctx: Context, connection: StorageConnection, paths: list[str], if_missing: IfMissing = "skip"
) -> Deleted:
    """Delete files. Running it again is no error: what is gone stays gone.

    Args:
        connection: where the files are
        paths: exact paths, patterns, or folders such as `raw/2026-01-01/`
        if_missing: whether a path that matches nothing fails the task

    Raises:
        NotFoundError: nothing matches one of the paths, and `if_missing` is `fail`

    Example:
        clean_up:
          needs: [load, report]
          uses: storage.delete
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/"]
    """
    storage = connection.storage()
    files = select_some(storage, paths, connection.name, if_missing=if_missing).files
    for done, info in enumerate(files):
        storage.delete(info.path)
        ctx.progress(done + 1, len(files))
    ctx.log.info("Deleted %d files in %s.", len(files), connection.name)
    return Deleted(paths=[info.path for info in files], count=len(files), size_bytes=total_bytes(files))


for _each in (list_files, wait_for, download, copy, move, delete):
    _each.on_options("paths")(paths_of)
upload.on_options("to")(folders_of)
for _each in (copy, move):
    _each.on_options("to")(folders_to_go_to)


def _not_ready(ctx: Context, info: FileInfo, min_size: int, unchanged_for_s: float) -> str:
    if info.size_bytes < min_size:
        return f"{info.path} has {info.size_bytes:,} of at least {min_size:,} bytes"
    age = ctx.now() - info.modified_at
    if unchanged_for_s and age.total_seconds() < unchanged_for_s:
        return f"{info.path} changed {format_duration(age)} ago"
    return ""


def _of(files: tuple[FileInfo, ...], missing: tuple[str, ...]) -> str:
    count = len(files) + len(missing)
    return f"{count} file{'' if count == 1 else 's'}"


__all__ = [
    "compress",
    "copy",
    "decompress",
    "delete",
    "download",
    "list_files",
    "move",
    "upload",
    "verify",
    "wait_for",
]
