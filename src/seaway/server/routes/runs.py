"""Runs as they are looked at."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.states import RunState
from seaway.ids import RunId
from seaway.server.actions import needs
from seaway.server.moments import check_moment
from seaway.server.paging import After, Limit, Page, cursor, key_of
from seaway.server.parts import ServerParts, TheParts
from seaway.server.shapes.runs import RunDetail, RunSummary
from seaway.server.views import runs as view
from seaway.server.views import workflows as workflow_view
from seaway.store import history
from seaway.store.history import RunQuestion
from seaway.store.runs import RunRecord

router = APIRouter(tags=["runs"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]

MOST_FOUND = 40
LEAST_OF_ERROR = 3
ID_CHARS = frozenset("0123456789abcdef-")
KINDS = frozenset(
    {"manual", "schedule", "webhook", "sensor", "asset", "workflow", "api", "rerun", "backfill"}
)
Words = Annotated[
    str | None,
    Query(
        max_length=200,
        description="A piece of an id, of a workflow's id or label, of a failed task, or of the first line "
        "of its error.",
    ),
]


@router.get("/runs", summary="Runs, newest first")
async def list_runs(
    project: str,
    parts: TheParts,
    _: Reader,
    workflow: Annotated[list[str] | None, Query(max_length=50, description="Of these workflows.")] = None,
    state: Annotated[list[RunState] | None, Query(description="In one of these states.")] = None,
    trigger: Annotated[
        str | None, Query(max_length=200, description="What started them (`schedule`), or a trigger's name.")
    ] = None,
    search: Words = None,
    from_: Annotated[datetime | None, Query(alias="from", description="Made at or after.")] = None,
    to: Annotated[datetime | None, Query(description="Made before.")] = None,
    tasks: Annotated[bool, Query(description="With how many tasks stand in each state.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Page[RunSummary]:
    question = RunQuestion(
        project=project,
        workflows=tuple(dict.fromkeys(workflow or ())),
        states=frozenset(state or ()),
        trigger_kind=trigger if trigger and trigger in KINDS else "",
        trigger_name=trigger if trigger and trigger not in KINDS else "",
        created_from=check_moment(from_, "from"),
        created_before=check_moment(to, "to"),
    )
    begin = key_of(after, str)
    asked = await _searched(parts, question, search)

    def read(connection: Connection) -> list[RunRecord]:
        last = RunId(str(begin[0])) if begin else None
        found = [
            record
            for each in asked
            for record in history.find_runs(connection, each, after=last, limit=limit + 1)
        ]
        unique = {record.run_id: record for record in found}
        return [unique[run_id] for run_id in sorted(unique, reverse=True)][: limit + 1]

    records = await parts.database.read(read)
    return Page(
        items=await view.summaries(parts, project, records[:limit], with_tasks=tasks),
        next=cursor(records[limit - 1].run_id) if len(records) > limit else None,
    )


async def _searched(parts: ServerParts, question: RunQuestion, search: str | None) -> list[RunQuestion]:
    """What the words may mean: workflows, or a piece of an id. No question where they mean nothing."""
    words = (search or "").strip().lower()
    if not words:
        return [question]
    listed = await workflow_view.list_all(parts, question.project, with_gone=True)
    named = [
        each.record.id for each in listed if words in each.record.id.lower() or words in each.name.lower()
    ]
    if question.workflows:
        named = [each for each in named if each in question.workflows]
    asked = [replace(question, workflows=tuple(named[:MOST_FOUND]))] if named else []
    if len(words) >= 3 and ID_CHARS.issuperset(words):
        asked.append(replace(question, id_piece=words))
    if len(words) >= LEAST_OF_ERROR and (not question.states or RunState.FAILED in question.states):
        asked.append(replace(question, error_piece=words))
    return asked


@router.get("/runs/{run_id}", summary="One run")
async def show_run(project: str, run_id: str, parts: TheParts, _: Reader) -> RunDetail:
    return await view.detail(parts, await view.find_run(parts, project, run_id))
