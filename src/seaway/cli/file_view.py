"""Lists the files that tasks left, and copies one out."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from seaway.blobs.manifest import FileEntry, read_manifest
from seaway.cli import looks, printing
from seaway.cli.finding import find_run_with_plan, find_task, rows_of, short
from seaway.cli.reading import Reading, reading
from seaway.cli.shell import OK
from seaway.core.rows import TaskRow
from seaway.errors import BadRequestError, NotFoundError, UnknownError
from seaway.ids import TaskKey
from seaway.spec.problems import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    task: TaskKey
    file: FileEntry


async def list_files(run: str, task: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        rows = await it.database.read(lambda connection: _rows(connection, it.project, run, task))
        left = [each for row in rows for each in _of_row(it, row)]
    if as_json:
        printing.document({"files": [_shape(each) for each in left]})
    elif left:
        rows_shown = [(each.task, _size(each.file.size), each.file.path) for each in left]
        printing.table(("task", "size", "file"), rows_shown)
    else:
        printing.note("No files were left.")
    return OK


async def get_file(run: str, task: str, name: str, project_dir: Path | None, *, output: Path | None) -> int:
    async with reading(project_dir) as it:
        rows = await it.database.read(lambda connection: _rows(connection, it.project, run, task))
        left = [each for row in rows for each in _of_row(it, row)]
        found = [each for each in left if each.file.path == name]
        if not found:
            known = [each.file.path for each in left]
            raise UnknownError(f"{task} left no file {name}", hint=did_you_mean(name, known) or _some(known))
        _copy(it, found[-1].file, output or Path(PurePosixPath(name).name))
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
    return [row for row in rows if row.manifest]


def _of_row(it: Reading, row: TaskRow) -> list[_Left]:
    entries = read_manifest(it.artifacts, row.manifest or "").files
    return [_Left(task=row.key, file=entry) for entry in entries]


def _copy(it: Reading, file: FileEntry, output: Path) -> None:
    with it.artifacts.open(file.sha256) as source:
        if str(output) == "-":
            shutil.copyfileobj(source, sys.stdout.buffer)
            return
        target = output / PurePosixPath(file.path).name if output.is_dir() else output
        try:
            with target.open("xb") as stream:
                shutil.copyfileobj(source, stream)
        except FileExistsError:
            raise BadRequestError(f"{target} is there already", hint="Name another file with `-o`.") from None
        except OSError as error:
            raise BadRequestError(f"{target} can't be written: {error.strerror}") from error
    printing.line(f"{looks.sign('success')} {target}  {looks.dim(_size(file.size))}")


def _shape(each: _Left) -> dict[str, object]:
    file = each.file
    return {
        "task": each.task,
        "path": file.path,
        "size_bytes": file.size,
        "sha256": file.sha256,
        "mode": f"{file.mode:o}",
    }


def _size(size_bytes: int) -> str:
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _some(known: list[str]) -> str:
    if not known:
        return "It left none at all."
    return f"It left {', '.join(known[:5])}" + (" …" if len(known) > 5 else ".")
