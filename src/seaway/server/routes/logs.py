"""Logs of attempts: any window of them, a search, the whole file."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.blobs.log_index import LogIndex, Numbered
from seaway.blobs.steps import read_steps
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import BadRequestError, UnknownError
from seaway.ids import TaskKey
from seaway.server.actions import needs
from seaway.server.live.log_lines import to_line
from seaway.server.parts import ServerParts, TheParts
from seaway.server.shapes.logs import LogMatches, LogWindow, TaskStep, TaskSteps
from seaway.server.views.downloads import attachment, plain_lines
from seaway.server.views.runs import find_run
from seaway.store import tasks

router = APIRouter(tags=["logs"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]
Task = Annotated[str, Query(max_length=2_000, description="The task's key.")]
Attempt = Annotated[int | None, Query(ge=1, description="The newest where it is left out.")]
MOST_LINES = 5_000
MOST_BYTES = 1 << 20
DEFAULT_LINES = 500


@router.get("/runs/{run_id}/log", summary="Some lines of an attempt's log")
async def read_log(
    project: str,
    run_id: str,
    task: Task,
    parts: TheParts,
    _: Reader,
    attempt: Attempt = None,
    from_line: Annotated[int | None, Query(ge=1, description="The first line.")] = None,
    lines: Annotated[int, Query(ge=1, le=MOST_LINES)] = DEFAULT_LINES,
    offset: Annotated[int | None, Query(ge=0, description="Where a line begins, in bytes.")] = None,
    bytes_: Annotated[int, Query(alias="bytes", ge=1, le=MOST_BYTES)] = 256 * 1024,
    tail: Annotated[int | None, Query(ge=0, le=MOST_LINES, description="The last lines.")] = None,
) -> LogWindow:
    """By number (`from_line`, `lines`), by place (`offset`, `bytes`) or from the end (`tail`); the beginning
    where none is named."""
    row = await _attempt(parts, project, run_id, task, attempt)
    path = _path(parts, project, row)

    def read() -> tuple[LogIndex, Sequence[Numbered]]:
        index = parts.library.logs.of(path)
        if tail is not None:
            return index, index.tail(tail)
        if offset is not None:
            return index, index.lines_at(offset, bytes_)
        return index, index.lines_from(from_line or 1, lines)

    index, found = await asyncio.to_thread(read)
    is_over = row.state.is_final or row.state is TaskState.UP_FOR_RETRY
    following = (
        found[-1].line.end if found else min(offset or 0, index.size_bytes) if offset else index.size_bytes
    )
    return LogWindow.model_construct(
        task=row.key,
        attempt=row.attempt,
        lines=[to_line(each) for each in found],
        first_line=found[0].n if found else None,
        last_line=found[-1].n if found else None,
        total_lines=index.total_lines,
        size_bytes=index.size_bytes,
        next_offset=following,
        is_complete=is_over and following >= index.size_bytes,
        error_lines=list(index.errors),
        error_count=index.error_count,
    )


@router.get("/runs/{run_id}/log/search", summary="Lines of a log that hold some words")
async def search_log(
    project: str,
    run_id: str,
    task: Task,
    q: Annotated[str, Query(min_length=1, max_length=500, description="In capitals or not.")],
    parts: TheParts,
    _: Reader,
    attempt: Attempt = None,
    after: Annotated[int, Query(ge=0, description="Look behind this line.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
) -> LogMatches:
    row = await _attempt(parts, project, run_id, task, attempt)
    path = _path(parts, project, row)
    found = await asyncio.to_thread(
        lambda: parts.library.logs.of(path).search(q, after=after, limit=limit + 1)
    )
    return LogMatches(
        lines=[to_line(each) for each in found[:limit]],
        next=found[limit - 1].n if len(found) > limit else None,
    )


@router.get(
    "/runs/{run_id}/log/download",
    summary="A whole log as text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def download_log(
    project: str,
    run_id: str,
    task: Task,
    parts: TheParts,
    _: Reader,
    attempt: Attempt = None,
    times: Annotated[bool, Query(description="With the time before each line.")] = True,
) -> Response:
    row = await _attempt(parts, project, run_id, task, attempt)
    path = _path(parts, project, row)
    name = f"{row.key}-{row.attempt}.log"
    return StreamingResponse(
        plain_lines(path, with_times=times), media_type="text/plain; charset=utf-8", headers=attachment(name)
    )


@router.get("/runs/{run_id}/steps", summary="The steps of an attempt, such as the models of a dbt run")
async def list_steps(
    project: str, run_id: str, task: Task, parts: TheParts, _: Reader, attempt: Attempt = None
) -> TaskSteps:
    """As they stand now; none where the task said nothing of steps."""
    row = await _attempt(parts, project, run_id, task, attempt)
    found = await asyncio.to_thread(read_steps, _path(parts, project, row))
    return TaskSteps(
        task=row.key,
        attempt=row.attempt,
        steps=[TaskStep.model_validate(asdict(step)) for step in found],
    )


async def _attempt(parts: ServerParts, project: str, run_id: str, task: str, attempt: int | None) -> TaskRow:
    """One attempt; the newest where none is named.

    Raises:
        UnknownError: there is no such run, task or attempt.
    """
    record = await find_run(parts, project, run_id)
    key = TaskKey(task)
    found = await parts.database.read(lambda connection: tasks.list_attempts(connection, record.run_id, key))
    if not found:
        raise UnknownError(f"Nothing is known of the task {task} in this run")
    if attempt is None:
        return found[-1]
    for row in found:
        if row.attempt == attempt:
            return row
    raise UnknownError(f"{task} has no attempt {attempt}", hint=f"It has had {len(found)}.")


def _path(parts: ServerParts, project: str, row: TaskRow) -> Path:
    """Where the log stands; an attempt that was not made has none."""
    paths = parts.home(project).paths
    if row.attempt_id is None:
        if row.item_count is not None:
            raise BadRequestError(f"{row.key} has no log of its own", hint="Name one of its items.")
        return Path(paths.logs) / "none"
    return Path(paths.log_of(row.attempt_id))
