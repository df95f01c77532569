"""Workflows as they are looked at: the list, one of them, stopping its triggers."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.engine.submission import RunRequest
from seaway.server.actions import needs
from seaway.server.moments import check_day
from seaway.server.paging import After, LongLimit, Page, cursor, key_of
from seaway.server.parts import ServerParts, TheParts
from seaway.server.shapes.workflows import WorkflowChange, WorkflowDetail, WorkflowSummary
from seaway.server.views import workflows as view
from seaway.server.views.details import detail_of
from seaway.server.views.workflows import Listed
from seaway.server.views.zones import timezone_of
from seaway.store import workflows as workflow_rows
from seaway.store.workflows import WorkflowState

router = APIRouter(tags=["workflows"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]
Pauser = Annotated[Actor, needs(Action.WORKFLOWS_PAUSE)]

State = Literal["valid", "invalid", "gone", "paused"]
Sort = Literal["id", "name", "-updated", "next"]
Words = Annotated[str | None, Query(max_length=200, description="In its id, name, description, owner, tags.")]
_FAR = datetime.max.replace(tzinfo=UTC)


@router.get("/workflows", summary="Workflows, with how they went lately")
async def list_workflows(
    project: str,
    parts: TheParts,
    _: Reader,
    search: Words = None,
    tag: Annotated[str | None, Query(max_length=200)] = None,
    owner: Annotated[str | None, Query(max_length=200)] = None,
    state: Annotated[State | None, Query(description="Gone ones are shown only where asked for.")] = None,
    sort: Sort = "id",
    limit: LongLimit = 100,
    after: After = None,
) -> Page[WorkflowSummary]:
    listed = await view.list_all(parts, project, with_gone=state == "gone")
    kept = [each for each in listed if _fits(each, search, tag, owner, state)]
    key = _KEYS[sort]
    kept.sort(key=key)
    begin = key_of(after, str, str)
    if begin is not None:
        kept = [each for each in kept if key(each) > begin]
    shown = kept[:limit]
    past = await view.past_of(parts, project, [each.record.id for each in shown])
    zone = await timezone_of(parts, project)
    return Page(
        items=[view.to_summary(each, past[each.record.id], zone) for each in shown],
        next=cursor(*key(shown[-1])) if len(kept) > limit else None,
    )


def _fits(each: Listed, search: str | None, tag: str | None, owner: str | None, state: State | None) -> bool:
    if tag is not None and tag not in each.tags:
        return False
    if owner is not None and owner != each.owner:
        return False
    if state is not None and not _is_in(each, state):
        return False
    return not search or search.lower() in _words(each)


def _is_in(each: Listed, state: State) -> bool:
    if state == "paused":
        return each.record.is_paused
    return each.record.state is WorkflowState(state)


def _words(each: Listed) -> str:
    description = (each.known.terms.description if each.known else None) or ""
    return " ".join([each.record.id, each.name, description, each.owner or "", *each.tags]).lower()


def _by_next(each: Listed) -> tuple[str, str]:
    upcoming = each.next
    at = upcoming.next_at if upcoming else None
    return (at or _FAR).isoformat(), each.record.id


def _by_update(each: Listed) -> tuple[str, str]:
    """Newest first, as text that sorts upwards."""
    return f"{10**18 - int(each.record.updated_at.timestamp() * 1e6):018d}", each.record.id


_KEYS: dict[Sort, Callable[[Listed], tuple[str, str]]] = {
    "id": lambda each: ("", each.record.id),
    "name": lambda each: (each.name.lower(), each.record.id),
    "-updated": _by_update,
    "next": _by_next,
}


@router.get("/workflows/{workflow}", summary="One workflow, with its graph and its run form")
async def show_workflow(
    project: str,
    workflow: str,
    parts: TheParts,
    actor: Reader,
    logical_date: Annotated[
        date | None, Query(description="Resolve the defaults as for a run about this day.")
    ] = None,
) -> WorkflowDetail:
    listed = await view.find_one(parts, project, workflow)
    day = check_day(logical_date, "logical_date")
    request = RunRequest(project=project, workflow=workflow, logical_date=day)
    return await detail_of(parts, listed, request, actor)


@router.patch("/workflows/{workflow}", summary="Stop or resume the triggers of a workflow")
async def change_workflow(
    project: str, workflow: str, change: WorkflowChange, parts: TheParts, actor: Pauser
) -> WorkflowSummary:
    now = parts.clock.now()

    def write(connection: Connection) -> None:
        before = workflow_rows.get(connection, project, workflow)
        if before.is_paused == change.is_paused:
            return
        workflow_rows.set_paused(connection, project, workflow, is_paused=change.is_paused, now=now)
        note(
            connection,
            actor,
            Action.WORKFLOWS_PAUSE,
            subject=workflow,
            now=now,
            project=project,
            detail={"is_paused": change.is_paused},
        )

    await parts.database.write(write)
    return await _summary(parts, project, workflow)


async def _summary(parts: ServerParts, project: str, workflow: str) -> WorkflowSummary:
    listed = await view.find_one(parts, project, workflow)
    past = await view.past_of(parts, project, [workflow])
    return view.to_summary(listed, past[workflow], await timezone_of(parts, project))
