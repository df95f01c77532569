"""Which files and folders there are, for who chooses one in a form."""

import re
import time
from collections.abc import Iterator

from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.sdk.context import Context
from seaway.sdk.options import Option, Options

MOST_LISTED = 5_000
"""A place may hold millions; who types more of a path is shown what begins so."""
LONGEST_S = 5.0
_UP = re.compile(r"(?:^|/)\.\.(?:/|$)")


def paths_of(ctx: Context, search: str, connection: StorageConnection) -> Options:  # noqa: ARG001 - as all
    """The files and folders of the folder that is typed so far; `raw/` asks for what is in `raw`."""
    return _found(connection.storage(), search, has_files=True)


def folders_of(ctx: Context, search: str, connection: StorageConnection) -> Options:  # noqa: ARG001 - as all
    """The folders of the folder that is typed so far."""
    return _found(connection.storage(), search, has_files=False)


def folders_to_go_to(
    ctx: Context,
    search: str,
    connection: StorageConnection,
    to_connection: StorageConnection | None,
) -> Options:
    """The folders of the connection that the files go to."""
    return folders_of(ctx, search, to_connection or connection)


def _found(storage: Storage, typed: str, *, has_files: bool) -> Options:
    typed = typed.strip().removeprefix("./")
    folder = re.split(r"[*?\[]", typed)[0].rpartition("/")[0]
    folder = f"{folder}/" if folder else ""
    if folder.startswith("/") or _UP.search(folder):
        return Options(options=(), is_cut=False)
    names, is_cut = dict[str, None](), False
    # where the folder holds too much, what begins as typed is looked for besides
    for prefix in dict.fromkeys((folder, typed)):
        if prefix != folder and not is_cut:
            break
        until = time.monotonic() + LONGEST_S
        for count, name in enumerate(_names(storage, folder, prefix), start=1):
            names[name] = None
            if count >= MOST_LISTED or time.monotonic() > until:
                is_cut = True
                break
    folders = {name for name in names if name.endswith("/")}
    found = sorted(names if has_files else folders)
    is_cut = is_cut or bool(folders)  # what is in them is shown to who types their names
    return Options(options=tuple(Option(name) for name in found), is_cut=is_cut)


def _names(storage: Storage, folder: str, prefix: str) -> Iterator[str]:
    """Of what stands in `folder` itself; folders end in a slash."""
    for info in storage.list(prefix):
        name, slash, _ = info.path.removeprefix(folder).partition("/")
        yield f"{folder}{name}{slash}"
