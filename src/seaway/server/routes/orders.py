"""What is asked of runs: start one, stop it, run it again, answer it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.engine.reruns import RerunRequest
from seaway.errors import BadRequestError, ForbiddenError
from seaway.ids import TaskKey
from seaway.server.actions import needs
from seaway.server.once import Once
from seaway.server.parts import ServerParts, TheParts
from seaway.server.shapes.inputs import to_fields
from seaway.server.shapes.orders import (
    AnswerApproval,
    Approval,
    ChosenTask,
    Done,
    PauseRun,
    RerunPreview,
    RerunRun,
    StartRun,
    StopRun,
)
from seaway.server.shapes.runs import RunSummary
from seaway.server.views import runs as view
from seaway.server.views.starting import Entry, Starter, dedupe_key, write_entry
from seaway.server.workbench import bench_of
from seaway.store.runs import RunRecord

router = APIRouter(tags=["runs"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]
Operator = Annotated[Actor, needs(Action.RUNS_START)]
Stopper = Annotated[Actor, needs(Action.RUNS_STOP)]
Answerer = Annotated[Actor, needs(Action.RUNS_ANSWER)]
Task = Annotated[str, Query(max_length=2_000, description="The task's key.")]


@router.post("/workflows/{workflow}/runs", summary="Start a run", status_code=status.HTTP_201_CREATED)
async def start_run(
    project: str,
    workflow: str,
    order: StartRun,
    request: Request,
    parts: TheParts,
    actor: Operator,
    once: Once,
) -> RunSummary:
    """With `only` or `from_task` it takes over what the last run left. With `text` it runs a draft."""

    async def start() -> RunSummary:
        if order.text is not None and not actor.may(Action.DRAFTS_EDIT, project):
            raise ForbiddenError("Running a draft takes the right to edit", hint="Run what is saved.")
        key, entry = dedupe_key(actor, once.key), Entry(parts, actor)
        starter = Starter(parts, actor, key, bench=lambda: bench_of(request, project), beside=entry.write)
        return await entry.answer(await starter.start(project, workflow, order))

    return await once.do(RunSummary, start)


@router.post("/runs/{run_id}/rerun", summary="Run it again", status_code=status.HTTP_201_CREATED)
async def rerun_run(
    project: str, run_id: str, order: RerunRun, parts: TheParts, actor: Operator, once: Once
) -> RunSummary:
    record = await view.find_run(parts, project, run_id)

    async def start() -> RunSummary:
        entry = Entry(parts, actor)
        asked = _request(record, order, actor, dedupe_key(actor, once.key))
        made = await parts.desk.rerun(asked, entry.write)
        return await entry.answer(made.run_id)

    return await once.do(RunSummary, start)


@router.get("/runs/{run_id}/rerun-preview", summary="What a rerun would do")
async def preview_rerun(
    project: str,
    run_id: str,
    parts: TheParts,
    actor: Reader,
    mode: Annotated[RerunMode, Query()] = RerunMode.FAILED,
    from_task: Annotated[str | None, Query(max_length=500)] = None,
    only: Annotated[list[str] | None, Query(max_length=5_000)] = None,
    revision: Annotated[str, Query(pattern="^(same|latest)$")] = "latest",
) -> RerunPreview:
    record = await view.find_run(parts, project, run_id)
    order = RerunRun(mode=mode.value, from_task=from_task, only=only or [], revision=revision)  # type: ignore[arg-type]
    request = _request(record, order, actor, None)
    found = await parts.desk.preview_rerun(request)
    order_ = await parts.database.read(lambda connection: parts.library.orders.of(connection, record))
    places = order_.places
    chosen = [ChosenTask(task=key, reason=why) for key, why in found.run]
    carried = [key for key, row in found.carry.items() if not row.parent and row.state.is_final]
    plain = ("it was chosen", "it ended", "all tasks", "comes after")
    return RerunPreview(
        runs=chosen,
        carried=sorted(carried, key=lambda key: places.get(key, len(places))),
        joins=[each for each in chosen if not each.reason.startswith(plain)],
    )


@router.post("/runs/{run_id}/cancel", summary="End a run")
async def cancel_run(project: str, run_id: str, order: StopRun, parts: TheParts, actor: Stopper) -> Done:
    """Attempts are ended, then what is marked `always` or stands in `finally` runs. False where it is over
    already."""
    record = await view.find_run(parts, project, run_id)
    reason = order.reason or f"cancelled by {actor.name}"
    changed = await parts.desk.cancel(record.run_id, reason=reason, is_forced=order.force)
    if changed:
        await _note(parts, actor, Action.RUNS_STOP, record, order="cancel", reason=order.reason)
    return Done(changed=changed)


@router.post("/runs/{run_id}/pause", summary="Start nothing more of a run")
async def pause_run(project: str, run_id: str, order: PauseRun, parts: TheParts, actor: Stopper) -> Done:
    record = await view.find_run(parts, project, run_id)
    await parts.desk.pause(record.run_id, reason=order.reason or f"paused by {actor.name}")
    await _note(parts, actor, Action.RUNS_STOP, record, order="pause", reason=order.reason)
    return Done(changed=True)


@router.post("/runs/{run_id}/resume", summary="Go on with a paused run")
async def resume_run(project: str, run_id: str, parts: TheParts, actor: Stopper) -> Done:
    record = await view.find_run(parts, project, run_id)
    await parts.desk.resume(record.run_id)
    await _note(parts, actor, Action.RUNS_STOP, record, order="resume")
    return Done(changed=True)


@router.get("/runs/{run_id}/approval", summary="What an approval asks")
async def show_approval(project: str, run_id: str, task: Task, parts: TheParts, actor: Reader) -> Approval:
    record = await view.find_run(parts, project, run_id)
    asked = await parts.desk.asked(record.run_id, TaskKey(task))
    is_named = not asked.approvers or actor.name in asked.approvers or actor.email in asked.approvers
    return Approval(
        task=asked.key,
        message=asked.message,
        fields=to_fields(asked.fields, asked.defaults),
        approvers=list(asked.approvers),
        may_answer=is_named and actor.may(Action.RUNS_ANSWER, project),
        expires_at=asked.expires_at.isoformat() if asked.expires_at else None,
        is_open=asked.is_open,
    )


@router.post("/runs/{run_id}/approve", summary="Answer an approval")
async def answer_approval(
    project: str, run_id: str, answer: AnswerApproval, parts: TheParts, actor: Answerer
) -> Done:
    """A person is named as an approver by name or by address."""
    record = await view.find_run(parts, project, run_id)
    key = TaskKey(answer.task)
    asked = await parts.desk.asked(record.run_id, key)
    who = actor.email if actor.email and actor.email in asked.approvers else actor.name
    await parts.desk.answer(record.run_id, key, actor=who, is_approved=answer.approved, values=answer.values)
    said = {"task": answer.task, "approved": answer.approved}
    await _note(parts, actor, Action.RUNS_ANSWER, record, **said)
    return Done(changed=True)


def _request(record: RunRecord, order: RerunRun, actor: Actor, dedupe_key: str | None) -> RerunRequest:
    mode = RerunMode(order.mode)
    chosen: tuple[str, ...] = ()
    if mode is RerunMode.FROM:
        if order.from_task is None:
            raise BadRequestError("`from` needs `from_task`", hint="Name the task to begin with.")
        chosen = (order.from_task,)
    if mode is RerunMode.ONLY:
        chosen = tuple(order.only)
    return RerunRequest(
        run_id=record.run_id,
        choice=RerunChoice(mode, chosen),
        on_newest=order.revision == "latest",
        inputs=order.inputs,
        actor=actor.name,
        dedupe_key=dedupe_key,
    )


async def _note(
    parts: ServerParts, actor: Actor, action: Action, record: RunRecord, **detail: object
) -> None:
    await parts.database.write(
        lambda connection: write_entry(connection, parts, actor, action, record, **detail)
    )
