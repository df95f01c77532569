"""The files of a server's runs: listed as those of a folder, and fetched."""

from pathlib import Path

from seaway.cli import printing
from seaway.cli.file_view import new_file, say_got, size_of, some_of
from seaway.cli.remote import opened
from seaway.cli.shell import OK
from seaway.client.client import Client
from seaway.client.shapes import LeftFile
from seaway.engine.finding import short
from seaway.errors import NotFoundError, UnknownError
from seaway.ids import RunId
from seaway.spec.problems import did_you_mean


def list_files(run: str, task: str | None, *, as_json: bool) -> int:
    with opened() as remote:
        found = _left(remote.client, remote.find(run).run_id, task)
    if as_json:
        printing.document({"files": [_shape(each) for each in found]})
    elif found:
        rows = [(each.task, size_of(each.size_bytes), _said(each)) for each in found]
        printing.table(("task", "size", "file"), rows)
    else:
        printing.note("No files were left.")
    return OK


def get_file(run: str, task: str, name: str, *, output: Path | None) -> int:
    with opened() as remote:
        run_id = remote.find(run).run_id
        left = _left(remote.client, run_id, task)
        found = [each for each in left if each.path == name]
        if not found:
            known = [each.path for each in left]
            raise UnknownError(
                f"{task} left no file {name}", hint=did_you_mean(name, known) or some_of(known)
            )
        file = found[-1]
        with new_file(name, output) as (target, stream):
            for piece in remote.client.file(run_id, file.task, file.path, attempt=file.attempt):
                stream.write(piece)
    say_got(target, file.size_bytes)
    return OK


def _left(client: Client, run_id: RunId, task: str | None) -> list[LeftFile]:
    found = client.files(run_id, task)
    if found.are_gone:
        raise NotFoundError(f"The files of {short(run_id)} are not kept any more")
    if found.is_cut:
        printing.note("There are more. Name a task to see all of its files.")
    return found.items


def _said(each: LeftFile) -> str:
    return (
        f"{each.path} (attempt {each.attempt}, which did not succeed)"
        if each.is_kept_of_failed
        else each.path
    )


def _shape(each: LeftFile) -> dict[str, object]:
    return {
        "task": each.task,
        "path": each.path,
        "size_bytes": each.size_bytes,
        "attempt": each.attempt,
        "is_kept_of_failed": each.is_kept_of_failed,
    }
