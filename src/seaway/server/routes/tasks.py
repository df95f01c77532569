"""The tasks of a run: all, the items of one, its attempts, what it left, why it waits."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.states import TaskState
from seaway.engine.finding import RunWithPlan, find_task, plan_of
from seaway.ids import RunId, TaskKey
from seaway.server.actions import needs
from seaway.server.paging import After, LongLimit, Page
from seaway.server.parts import TheParts
from seaway.server.shapes.tasks import Attempt, AttemptList, TaskOutputs, TaskRun, Waits, to_attempt
from seaway.server.views import runs as run_view
from seaway.server.views import tasks as view
from seaway.server.views.waiting import to_wait
from seaway.store import tasks as rows

router = APIRouter(tags=["tasks"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]
Task = Annotated[str, Query(max_length=2_000, description="A task's key, such as `load[stripe]`.")]
States = Annotated[list[TaskState] | None, Query(description="In one of these states.")]


@router.get("/runs/{run_id}/tasks", summary="The tasks of a run, in the order in which they run")
async def list_tasks(
    project: str,
    run_id: str,
    parts: TheParts,
    _: Reader,
    state: States = None,
    limit: LongLimit = 500,
    after: After = None,
) -> Page[TaskRun]:
    """Those inside groups too, but no items of a foreach. Tasks that nothing is known of yet are pending."""
    record = await run_view.find_run(parts, project, run_id)
    return await view.page_of_tasks(parts, record, frozenset(state or ()), limit=limit, after=after)


@router.get("/runs/{run_id}/items", summary="The items of a foreach; what failed or was slow first")
async def list_items(
    project: str,
    run_id: str,
    task: Task,
    parts: TheParts,
    _: Reader,
    state: States = None,
    in_order: Annotated[bool, Query(description="In their own order instead.")] = False,
    limit: LongLimit = 200,
    after: After = None,
) -> Page[TaskRun]:
    record = await run_view.find_run(parts, project, run_id)
    states = frozenset(state or ())
    return await view.page_of_items(
        parts, record, TaskKey(task), states, in_order=in_order, limit=limit, after=after
    )


@router.get("/runs/{run_id}/inside", summary="What is directly inside a group or an item")
async def list_inside(project: str, run_id: str, task: Task, parts: TheParts, _: Reader) -> Page[TaskRun]:
    record = await run_view.find_run(parts, project, run_id)
    return await view.inside(parts, record, TaskKey(task))


@router.get("/runs/{run_id}/attempts", summary="Every attempt of a task, the first one first")
async def list_attempts(project: str, run_id: str, task: Task, parts: TheParts, _: Reader) -> AttemptList:
    record = await run_view.find_run(parts, project, run_id)
    found = await parts.database.read(
        lambda connection: rows.list_attempts(connection, record.run_id, TaskKey(task))
    )
    paths = parts.homes[project].paths if project in parts.homes else None
    items: list[Attempt] = []
    for row in found:
        log = Path(paths.log_of(row.attempt_id)) if paths and row.attempt_id else None
        kept = Path(paths.attempts) / row.attempt_id if paths and row.attempt_id else None
        items.append(
            to_attempt(
                row,
                is_current=row is found[-1],
                log_bytes=view.size_of(log),
                kept_files=kept is not None and row.state.is_failure and view.is_folder(kept),
            )
        )
    return AttemptList(items=items)


@router.get("/runs/{run_id}/outputs", summary="What a task left for those after it")
async def show_outputs(project: str, run_id: str, task: Task, parts: TheParts, _: Reader) -> TaskOutputs:
    record = await run_view.find_run(parts, project, run_id)
    row = await parts.database.read(lambda connection: rows.get(connection, record.run_id, TaskKey(task)))
    return await view.outputs_of(parts, record, row)


@router.get("/runs/{run_id}/why", summary="What waits, and for what")
async def explain(
    project: str,
    run_id: str,
    parts: TheParts,
    _: Reader,
    task: Annotated[str | None, Query(max_length=2_000)] = None,
) -> Waits:
    """Empty where nothing waits. Without `task`: the run, and every task of it that waits."""
    record = await run_view.find_run(parts, project, run_id)
    key: TaskKey | None = None
    if task is not None:
        wanted = task

        def find(connection: Connection) -> TaskKey:
            plan = plan_of(connection, record)
            return find_task(connection, RunWithPlan(run=record, plan=plan), wanted)

        key = await parts.database.read(find)
    waiting = await parts.desk.why(RunId(record.run_id), key)
    found = await parts.database.read(
        lambda connection: {row.key: row for row in rows.list_tasks(connection, record.run_id)}
    )
    return Waits(items=[to_wait(each, found.get(each.key), record) for each in waiting])
