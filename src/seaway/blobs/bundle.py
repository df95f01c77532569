"""The project's code as one content-addressed snapshot: its files, and a list of them that gives the
bundle its hash."""

import os
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from seaway.blobs.ignore import Rule, is_ignored, parse_rules
from seaway.errors import BadRequestError, DataError
from seaway.sdk.protocols.artifacts import Artifacts

ALWAYS_IGNORED = (
    *(".git", ".hg", ".svn", ".seaway", ".env", ".DS_Store"),
    *(".venv", "venv", "node_modules", "__pycache__", "*.pyc"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache"),
)
IGNORE_FILES = (".gitignore", ".seawayignore")
MAX_FILES = 20_000
MAX_BYTES = 500 * 10**6
MAX_FILE_BYTES = 100 * 10**6
_RACY_NS = 2 * 10**9
"""A file changed this shortly before it was read may change again without another time: it is read again
next time."""
_TRIES = 5
_SMALLER = "Move data out of the project, or name it in `.seawayignore`."


class BundleEntry(msgspec.Struct, frozen=True, array_like=True):
    path: str
    sha256: str
    size: int
    mode: int


class _Bundle(msgspec.Struct, frozen=True):
    version: int
    files: tuple[BundleEntry, ...]


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was last read."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int
    sha256: str


Cache = dict[str, _Seen]
_decode_cache = msgspec.msgpack.Decoder(Cache).decode


def snapshot(project: Path, artifacts: Artifacts, cache_file: Path, *, leave_out: Sequence[str] = ()) -> str:
    """Keep the project's files as they are now; returns the bundle's hash.

    What Git ignores, `.seawayignore` names, or belongs to tools (`.git`, `.venv`, caches, `.env`) is left
    out, and so are the patterns of `leave_out`, which are written as in `.gitignore`. `cache_file`
    remembers what was read, so that an unchanged project costs a `stat` a file.

    Raises:
        BadRequestError: it is too large, or a link leads out of the folder; names the file.
    """
    cache = _read_cache(cache_file)
    fresh: Cache = {}
    entries: list[BundleEntry] = []
    total = 0
    for path, place, status in _walk(project, leave_out):
        total += status.st_size
        _check_bounds(path, status.st_size, total, len(entries))
        seen = cache.get(path)
        if seen is None or not _is_same(seen, status) or not artifacts.exists(seen.sha256):
            seen = _read(path, place, artifacts)
        entries.append(BundleEntry(path, seen.sha256, seen.size, 0o755 if status.st_mode & 0o100 else 0o644))
        if time.time_ns() - seen.mtime_ns > _RACY_NS:
            fresh[path] = seen
    if fresh != cache:
        _write_cache(cache_file, fresh)
    return artifacts.put_bytes(msgspec.json.encode(_Bundle(version=1, files=tuple(entries))))


def read_bundle(artifacts: Artifacts, bundle: str) -> tuple[BundleEntry, ...]:
    """The files of a bundle, sorted by path.

    Raises:
        NotFoundError: it is not kept any more.
        DataError: the artifact is no bundle.
    """
    try:
        return msgspec.json.decode(artifacts.get_bytes(bundle), type=_Bundle).files
    except msgspec.DecodeError as error:
        raise DataError(f"The artifact {bundle[:12]}… is no bundle: {error}.") from error


def materialize(artifacts: Artifacts, bundle: str, bundles: Path) -> Path:
    """The bundle as a folder below `bundles`, files read-only; laid out once, shared by all workers."""
    target = bundles / bundle
    if target.is_dir():
        return target
    bundles.mkdir(parents=True, exist_ok=True, mode=0o700)
    building = bundles / f".{bundle[:16]}-{os.getpid()}-{os.urandom(4).hex()}"
    building.mkdir(mode=0o700)
    try:
        for entry in read_bundle(artifacts, bundle):
            place = building / _checked(entry.path)
            place.parent.mkdir(parents=True, exist_ok=True)
            artifacts.fetch(entry.sha256, place, mode=entry.mode & 0o555)
        building.rename(target)
    except OSError:
        if not target.is_dir():  # else another worker was faster
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def _walk(project: Path, leave_out: Sequence[str]) -> Iterator[tuple[str, Path, os.stat_result]]:
    """Files in sorted order, so that the same content gives the same hash."""
    root = project.resolve()
    built_in = parse_rules([*ALWAYS_IGNORED, *leave_out])
    folders: list[tuple[str, list[Rule]]] = [("", built_in)]
    while folders:
        folder, rules = folders.pop()
        here = root / folder
        rules = rules + [rule for name in IGNORE_FILES for rule in _rules_of(here / name, folder)]
        found: list[tuple[str, list[Rule]]] = []
        for place in sorted(here.iterdir()):
            path = f"{folder}/{place.name}" if folder else place.name
            status = place.lstat()
            if is_ignored(rules, path, stat.S_ISDIR(status.st_mode)):
                continue
            if stat.S_ISDIR(status.st_mode):
                found.append((path, rules))
            elif stat.S_ISLNK(status.st_mode):
                yield from _linked(root, path, place)
            elif stat.S_ISREG(status.st_mode):
                yield path, place, status
        folders.extend(reversed(found))


def _linked(root: Path, path: str, place: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """A link to a file of the project counts as that file; a folder is in the bundle under its own name
    already."""
    target = Path(os.path.realpath(place))
    if root not in target.parents:
        raise BadRequestError(
            f"`{path}` is a link that leads out of the project, to {target}.",
            hint="Copy the file into the project, or name the link in `.seawayignore`.",
        )
    if target.is_file():
        yield path, target, target.stat()


def _rules_of(file: Path, folder: str) -> list[Rule]:
    try:
        return parse_rules(file.read_text(errors="replace").splitlines(), folder)
    except OSError:
        return []


def _read(path: str, place: Path, artifacts: Artifacts) -> _Seen:
    """Keep a file. One that is being written is read again until it holds still."""
    for _ in range(_TRIES):
        before = place.stat()
        sha256, size = artifacts.put_file(place)
        after = place.stat()
        seen = _Seen(after.st_mtime_ns, after.st_ctime_ns, after.st_size, after.st_ino, sha256)
        if _is_same(seen, before) and size == after.st_size:
            return seen
    raise BadRequestError(
        f"`{path}` changes all the time.", hint="Name it in `.seawayignore` if it is no code."
    )


def _is_same(seen: _Seen, status: os.stat_result) -> bool:
    now = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return now == (seen.mtime_ns, seen.ctime_ns, seen.size, seen.inode)


def _check_bounds(path: str, size: int, total: int, count: int) -> None:
    megabytes = 10**6
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // megabytes
        raise BadRequestError(
            f"`{path}` has {size // megabytes} MB; a file of a project has at most {limit}.",
            hint=_SMALLER,
        )
    if total > MAX_BYTES:
        raise BadRequestError(
            f"The project has over {MAX_BYTES // megabytes} MB, reached at `{path}`.", hint=_SMALLER
        )
    if count >= MAX_FILES:
        raise BadRequestError(f"The project has over {MAX_FILES} files, reached at `{path}`.", hint=_SMALLER)


def _checked(path: str) -> str:
    parts = path.split("/")
    if not path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise DataError(f"The bundle names `{path}`, which is no path inside a project.")
    return path


def _read_cache(file: Path) -> Cache:
    try:
        return _decode_cache(file.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}


def _write_cache(file: Path, cache: Cache) -> None:
    building = file.with_name(f"{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    building.write_bytes(msgspec.msgpack.encode(cache))
    building.replace(file)
