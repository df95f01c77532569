"""Lists the files that tasks left, and copies one out."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import Connection

from seaway.blobs.manifest import FileEntry, read_manifest
from seaway.cli import looks, printing
from seaway.cli.reading import Reading, reading
from seaway.cli.shell import OK
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.finding import find_run_with_plan, find_task, rows_of, short
from seaway.errors import BadRequestError, NotFoundError, UnknownError
from seaway.ids import TaskKey
from seaway.spec.problems import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    task: TaskKey
    file: FileEntry


async def list_files(run: str, task: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        everything = await it.database.read(lambda connection: _rows(connection, it.project, run, task))
        rows = [row for row in everything if row.manifest]
        left = [each for row in rows for each in _of_row(it, row)]
        kept = {row.key: folder for row in everything if (folder := _kept_folder(it, row)) is not None}
    if as_json:
        folders = [{"task": key, "folder": str(folder)} for key, folder in kept.items()]
        printing.document({"files": [_shape(each) for each in left], "kept": folders})
    elif left:
        rows_shown = [(each.task, size_of(each.file.size), each.file.path) for each in left]
        printing.table(("task", "size", "file"), rows_shown)
    elif not kept:
        printing.note("No files were left.")
    if not as_json:
        for key, folder in kept.items():
            printing.note(f"{key} did not succeed; what it left is kept for a look in {folder}")
    return OK


async def get_file(run: str, task: str, name: str, project_dir: Path | None, *, output: Path | None) -> int:
    async with reading(project_dir) as it:
        rows = await it.database.read(lambda connection: _rows(connection, it.project, run, task))
        left = [each for row in rows if row.manifest for each in _of_row(it, row)]
        found = [each for each in left if each.file.path == name]
        if not found:
            known = [each.file.path for each in left]
            hint = did_you_mean(name, known) or some_of(known)
            raise UnknownError(f"{task} left no file {name}", hint=hint)
        file = found[-1].file
        with it.artifacts.open(file.sha256) as source, new_file(name, output) as (target, stream):
            shutil.copyfileobj(source, stream)
    say_got(target, file.size)
    return OK


def _rows(connection: Connection, project: str, run: str, task: str | None) -> list[TaskRow]:
    found = find_run_with_plan(connection, project, run)
    rows = rows_of(connection, found.run.run_id)
    if task is not None:
        key = find_task(connection, found, task)
        inside = (f"{key}[", f"{key}.")
        rows = [row for row in rows if row.key == key or row.key.startswith(inside)]
    if found.run.files_gone_at is not None:
        raise NotFoundError(
            f"The files of {short(found.run.run_id)} are not kept any more",
            hint="SEAWAY_KEEP_FILES_DAYS says how long they are.",
        )
    return rows


def _kept_folder(it: Reading, row: TaskRow) -> Path | None:
    """Where an attempt worked that ended badly; it is nobody's result."""
    if row.attempt_id is None or not row.state.is_final or row.state is TaskState.SUCCESS:
        return None
    folder = Path(it.paths.attempts) / row.attempt_id
    return folder if folder.is_dir() else None


def _of_row(it: Reading, row: TaskRow) -> list[_Left]:
    entries = read_manifest(it.artifacts, row.manifest or "").files
    return [_Left(task=row.key, file=entry) for entry in entries]


@contextmanager
def new_file(name: str, output: Path | None) -> Iterator[tuple[Path | None, BinaryIO]]:
    """Where a file called `name` is written to: None and stdout for `-`.

    Raises:
        BadRequestError: there is such a file already, or it can't be written.
    """
    wanted = output or Path(PurePosixPath(name).name)
    if str(wanted) == "-":
        yield None, sys.stdout.buffer
        return
    target = wanted / PurePosixPath(name).name if wanted.is_dir() else wanted
    try:
        with target.open("xb") as stream:
            yield target, stream
    except FileExistsError:
        raise BadRequestError(f"{target} is there already", hint="Name another file with `-o`.") from None
    except OSError as error:
        raise BadRequestError(f"{target} can't be written: {error.strerror}") from error


def say_got(target: Path | None, size_bytes: int) -> None:
    if target is not None:
        printing.line(f"{looks.sign('success')} {target}  {looks.dim(size_of(size_bytes))}")


def _shape(each: _Left) -> dict[str, object]:
    file = each.file
    return {
        "task": each.task,
        "path": file.path,
        "size_bytes": file.size,
        "sha256": file.sha256,
        "mode": f"{file.mode:o}",
    }


def size_of(size_bytes: int) -> str:
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def some_of(known: list[str]) -> str:
    if not known:
        return "It left none at all."
    return f"It left {', '.join(known[:5])}" + (" …" if len(known) > 5 else ".")
