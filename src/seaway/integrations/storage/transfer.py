"""Bringing files from one place to another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from seaway.errors import ConflictError, InvalidInputError
from seaway.integrations.storage.globs import clean, select_some
from seaway.integrations.storage.local import LocalStorage
from seaway.integrations.storage.meter import Meter
from seaway.integrations.storage.protocol import FileInfo, Storage, StorageConnection
from seaway.integrations.storage.results import Transferred, total_bytes
from seaway.integrations.storage.telling import tell
from seaway.sdk.context import Context

Put = Callable[[FileInfo, str, Meter], FileInfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where files go and what happens on the way; the same for every verb that transfers."""

    to: str
    name: str
    flatten: bool
    if_missing: Literal["fail", "skip"]
    overwrite: bool
    if_exists: Literal["fail", "skip"]

    def target_of(self, path: str) -> str:
        folder = clean(self.to).rstrip("/") if self.to not in ("", ".", "./") else ""
        parents, _, last = path.rpartition("/")
        parts = (folder, "" if self.flatten or self.name else parents, self.name or last)
        return clean("/".join(part for part in parts if part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one file goes. `from_name`, `to_name`: the connections; empty for the task's directory."""

    target: Storage
    put: Put
    from_name: str = ""
    to_name: str = ""


def send(ctx: Context, connection: StorageConnection, paths: Sequence[str], route: Route) -> Transferred:
    """From the task's directory to a connection."""
    source, target = LocalStorage(ctx.files.folder), connection.storage()
    files = select_some(source, paths, "the task's directory", if_missing=route.if_missing).files
    way = Way(target=target, put=_streaming(source, target, route), to_name=connection.name)
    return _transfer(ctx, files, way, route)


def fetch(ctx: Context, connection: StorageConnection, paths: Sequence[str], route: Route) -> Transferred:
    """From a connection to the task's directory."""
    source, target = connection.storage(), LocalStorage(ctx.files.folder)
    files = select_some(source, paths, connection.name, if_missing=route.if_missing).files
    way = Way(target=target, put=_streaming(source, target, route), from_name=connection.name)
    return _transfer(ctx, files, way, route)


def transfer(
    ctx: Context,
    connection: StorageConnection,
    to_connection: StorageConnection | None,
    paths: Sequence[str],
    route: Route,
    *,
    remove: bool,
) -> Transferred:
    """From a connection to itself or to another."""
    source = connection.storage()
    files = select_some(source, paths, connection.name, if_missing=route.if_missing).files
    if to_connection is None or to_connection == connection:
        _refuse_itself(files, route)
        verb = source.move if remove else source.copy

        def within(info: FileInfo, to: str, _: Meter) -> FileInfo:
            return verb(info.path, to, overwrite=route.overwrite)

        way = Way(target=source, put=within, from_name=connection.name, to_name=connection.name)
        return _transfer(ctx, files, way, route)
    target = to_connection.storage()
    put = _streaming(source, target, route)

    def put_then_delete(info: FileInfo, to: str, meter: Meter) -> FileInfo:
        written = put(info, to, meter)
        source.delete(info.path)
        return written

    way = Way(
        target=target,
        put=put_then_delete if remove else put,
        from_name=connection.name,
        to_name=to_connection.name,
    )
    return _transfer(ctx, files, way, route)


def _transfer(ctx: Context, files: Sequence[FileInfo], way: Way, route: Route) -> Transferred:
    """Where it fails, what was written by then is told all the same."""
    places = _places(files, route)
    read: list[FileInfo] = []
    written: list[FileInfo] = []
    skipped: list[str] = []
    meter = Meter(ctx, total_bytes=total_bytes(files), count=len(files))
    try:
        for place, info in places.items():
            if _is_left(way.target, place, route):
                skipped.append(place)
            else:
                written.append(way.put(info, place, meter))
                read.append(info)
            meter.done(info, place)
    finally:
        tell(ctx, way.from_name, read, "read")
        tell(ctx, way.to_name, written, "write")
    return Transferred(
        paths=[info.path for info in written],
        skipped=skipped,
        count=len(written),
        size_bytes=total_bytes(written),
    )


def _is_left(target: Storage, place: str, route: Route) -> bool:
    """Whether a file that is there stays as it is.

    Raises:
        ConflictError: it may neither be replaced nor left out.
    """
    if route.overwrite or target.stat(place) is None:
        return False
    if route.if_exists == "fail":
        raise ConflictError(
            f"`{place}` is there already.", hint="Set `overwrite: true`, or `if_exists: skip`."
        )
    return True


def _places(files: Sequence[FileInfo], route: Route) -> dict[str, FileInfo]:
    """Where each file goes; two files with one place are refused before anything moves."""
    if route.name and len(files) > 1:
        raise InvalidInputError(
            f"`name` is for one file, but {len(files)} match.", hint="Leave `name` out, or name one file."
        )
    places: dict[str, FileInfo] = {}
    for info in files:
        place = route.target_of(info.path)
        if place in places:
            raise InvalidInputError(
                f"`{places[place].path}` and `{info.path}` would both become `{place}`.",
                hint="Set `flatten: false`, or choose other paths.",
            )
        places[place] = info
    return places


def _streaming(source: Storage, target: Storage, route: Route) -> Put:
    def put(info: FileInfo, to: str, meter: Meter) -> FileInfo:
        with meter.open(source, info, to) as stream:
            return target.put(to, stream, overwrite=route.overwrite)

    return put


def _refuse_itself(files: Sequence[FileInfo], route: Route) -> None:
    for info in files:
        if route.target_of(info.path) == info.path:
            raise InvalidInputError(
                f"`{info.path}` would go onto itself.", hint="Name another folder with `to`, or a new `name`."
            )
