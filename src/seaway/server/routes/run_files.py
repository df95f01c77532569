"""Files that tasks of a run left."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.rows import TaskRow
from seaway.errors import NotFoundError, UnknownError
from seaway.ids import TaskKey
from seaway.server.actions import needs
from seaway.server.parts import ProjectHome, ServerParts, TheParts
from seaway.server.shapes.files import Preview, RunFiles
from seaway.server.views import files as view
from seaway.server.views.downloads import attachment
from seaway.server.views.files import Found
from seaway.server.views.previews import IMAGES, preview
from seaway.server.views.runs import find_run
from seaway.store import tasks
from seaway.store.runs import RunRecord

router = APIRouter(tags=["files"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]
Task = Annotated[str, Query(max_length=2_000, description="The key of the task run that left it.")]
FilePath = Annotated[str, Query(min_length=1, max_length=4_000, description="The file's path.")]
Attempt = Annotated[int | None, Query(ge=1, description="An earlier attempt that failed.")]


@router.get("/runs/{run_id}/files", summary="The files that tasks left")
async def list_files(
    project: str,
    run_id: str,
    parts: TheParts,
    _: Reader,
    task: Annotated[str | None, Query(max_length=2_000, description="Of this task alone.")] = None,
) -> RunFiles:
    """Those of attempts that failed too, where their folder is kept."""
    record = await find_run(parts, project, run_id)
    if record.files_gone_at is not None:
        return RunFiles(items=[], are_gone=True)
    key = TaskKey(task) if task is not None else None
    rows = await parts.database.read(lambda connection: view.rows_with_files(connection, record, key))
    bundle = await parts.database.read(lambda connection: view.bundle_of(connection, record))
    found, is_cut = await asyncio.to_thread(view.list_files, parts.home(project), rows, bundle)
    return RunFiles(items=found, is_cut=is_cut)


@router.get("/runs/{run_id}/files/preview", summary="The beginning of a file")
async def preview_file(
    project: str, run_id: str, task: Task, path: FilePath, parts: TheParts, _: Reader, attempt: Attempt = None
) -> Preview:
    found = await _open(parts, project, run_id, task, path, attempt)
    return await asyncio.to_thread(preview, found)


@router.get(
    "/runs/{run_id}/files/content",
    summary="A whole file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def download_file(
    project: str,
    run_id: str,
    task: Task,
    path: FilePath,
    parts: TheParts,
    _: Reader,
    attempt: Attempt = None,
    download: Annotated[bool, Query(description="As a download, pictures too.")] = False,
) -> Response:
    """Only pictures are shown by a browser; whatever else is there is downloaded, and no page runs it."""
    found = await _open(parts, project, run_id, task, path, attempt)
    suffix = "." + found.name.rpartition(".")[2].lower()
    is_picture = suffix in IMAGES and not download
    media_type = IMAGES[suffix] if is_picture else "application/octet-stream"
    headers = attachment(found.name, is_inline=is_picture)
    return FileResponse(found.place, media_type=media_type, headers=headers)


async def _open(
    parts: ServerParts, project: str, run_id: str, task: str, path: str, attempt: int | None
) -> Found:
    record = await find_run(parts, project, run_id)
    if record.files_gone_at is not None:
        raise NotFoundError("The files of this run are not kept any more")
    row = await _row(parts, record, TaskKey(task), attempt)
    home: ProjectHome = parts.home(project)
    return await asyncio.to_thread(view.open_file, home, row, path)


async def _row(parts: ServerParts, record: RunRecord, key: TaskKey, attempt: int | None) -> TaskRow:
    """The attempt that is meant; an item of a foreach that was carried stands with the run it ran in."""
    run_id = record.run_id
    found = await parts.database.read(lambda connection: tasks.list_attempts(connection, run_id, key))
    if not found and record.rerun_of is not None:
        found = await parts.database.read(lambda connection: view.carried_attempts(connection, record, key))
    for row in reversed(found):
        if attempt is None or row.attempt == attempt:
            return row
    raise UnknownError(f"Nothing is known of the task {key} in this run")
