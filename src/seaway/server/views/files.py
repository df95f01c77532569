"""The files that tasks of a run left, and the folders of failed attempts that are kept for a look."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from seaway.blobs.bundle import read_bundle
from seaway.blobs.manifest import read_manifest
from seaway.core.rows import TaskRow
from seaway.engine.finding import rows_of
from seaway.errors import BadRequestError, NotFoundError, SeawayError, UnknownError
from seaway.ids import TaskKey
from seaway.server.parts import ProjectHome
from seaway.server.shapes.files import RunFile
from seaway.spec.problems import did_you_mean
from seaway.store import revisions, tasks
from seaway.store.runs import RunRecord

MOST_FILES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that can be opened; `place` is on this machine, and nobody else learns it."""

    place: Path
    name: str
    size_bytes: int


def bundle_of(connection: Connection, run: RunRecord) -> str:
    try:
        return revisions.get(connection, run.project, run.workflow, run.revision).bundle
    except UnknownError:
        return ""


def rows_with_files(connection: Connection, run: RunRecord, task: TaskKey | None) -> list[TaskRow]:
    """Task runs that may have left files: of one task with what is inside of it, or of all."""
    if task is not None and "[" in task:
        found = tasks.list_attempts(connection, run.run_id, task)
        if found:
            return found[-1:]
    rows = rows_of(connection, run.run_id)
    inside = (f"{task}[", f"{task}.")
    return [
        row
        for row in rows
        if (row.manifest or row.state.is_failure)
        and (task is None or row.key == task or row.key.startswith(inside))
    ]


def carried_attempts(connection: Connection, run: RunRecord, key: TaskKey) -> list[TaskRow]:
    """The attempts of an item whose foreach was carried from an earlier run."""
    rows = tasks.list_named(connection, run.run_id, [key.partition("[")[0]])
    for owner in rows.values():
        if owner.carried_from is not None:
            return tasks.list_attempts(connection, owner.carried_from, key)
    return []


def list_files(home: ProjectHome, rows: Sequence[TaskRow], bundle: str) -> tuple[list[RunFile], bool]:
    """At most 5,000, and whether there are more. `bundle`: of the project's code, which is not listed."""
    found: list[RunFile] = []
    code = _code(home, bundle) if any(not row.manifest for row in rows) else {}
    for row in rows:
        for file in _files_of(home, row, code):
            if len(found) >= MOST_FILES:
                return found, True
            found.append(file)
    return found, False


def _code(home: ProjectHome, bundle: str) -> Mapping[str, int]:
    """Size by path of the project's files."""
    try:
        return {entry.path: entry.size for entry in read_bundle(home.artifacts, bundle)} if bundle else {}
    except SeawayError:
        return {}


def _files_of(home: ProjectHome, row: TaskRow, code: Mapping[str, int]) -> Iterator[RunFile]:
    if row.manifest:
        try:
            entries = read_manifest(home.artifacts, row.manifest).files
        except SeawayError:
            return
        for entry in entries:
            yield RunFile(path=entry.path, size_bytes=entry.size, task=row.key, attempt=row.attempt)
    elif row.state.is_failure and row.attempt_id:
        for path, size in _walk(Path(home.paths.attempts) / row.attempt_id):
            if code.get(path) == size:
                continue
            yield RunFile(
                path=path, size_bytes=size, task=row.key, attempt=row.attempt, is_kept_of_failed=True
            )


def _walk(folder: Path) -> Iterator[tuple[str, int]]:
    """Plain files by path; links are not followed."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            place = Path(parent) / name
            status = place.lstat()
            if stat.S_ISREG(status.st_mode):
                path = place.relative_to(folder).as_posix()
                yield path.encode("utf-8", "replace").decode(), status.st_size


def open_file(home: ProjectHome, row: TaskRow, path: str) -> Found:
    """One file that a task left.

    Raises:
        BadRequestError: the path leads out of the task's folder.
        UnknownError: there is no such file.
        NotFoundError: it is not kept any more.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\0" in path or "\\" in path:
        raise BadRequestError(f"`{path[:200]}` is no path inside a task's folder")
    if row.manifest:
        return _from_manifest(home, row, path)
    if row.state.is_failure and row.attempt_id:
        return _from_folder(Path(home.paths.attempts) / row.attempt_id, row, path)
    raise UnknownError(f"{row.key} left no files")


def _from_manifest(home: ProjectHome, row: TaskRow, path: str) -> Found:
    entries = read_manifest(home.artifacts, row.manifest or "").files
    for entry in entries:
        if entry.path == path:
            place = home.artifacts.path(entry.sha256)
            if not place.is_file():
                raise NotFoundError(f"{path} is not kept any more")
            return Found(place=place, name=PurePosixPath(path).name, size_bytes=entry.size)
    known = [entry.path for entry in entries[:1_000]]
    raise UnknownError(f"{row.key} left no file {path}", hint=did_you_mean(path, known))


def _from_folder(folder: Path, row: TaskRow, path: str) -> Found:
    """A link is not followed, wherever on the way it stands."""
    place = folder / path
    real = place.resolve()
    if not real.is_relative_to(folder.resolve()) or real != folder.resolve() / path or not real.is_file():
        raise UnknownError(f"{row.key} left no file {path}")
    return Found(place=real, name=PurePosixPath(path).name, size_bytes=real.stat().st_size)
