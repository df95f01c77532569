"""Triggers, what became of their ticks, and what is planned."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.engine.planned import planned_ticks
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.moments import check_moment
from seaway.server.paging import After, Limit, Page, cursor, key_of
from seaway.server.parts import TheParts
from seaway.server.shapes.workflows import Calendar, PlannedTick, Tick, TriggerSummary, WorkflowChange
from seaway.server.views import workflows as view
from seaway.server.views.workflows import Listed
from seaway.server.views.zones import timezone_of
from seaway.store import history, triggers, workflows
from seaway.store.columns import from_micros, to_micros
from seaway.store.history import PastRun

router = APIRouter(tags=["triggers"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]
Pauser = Annotated[Actor, needs(Action.TRIGGERS_PAUSE)]
LONGEST = timedelta(days=92)
MOST_PLANNED = 5_000
MOST_OF_A_TRIGGER = 1_000
LATEST = 200_000_000_000_000_000
"""Microseconds that a datetime can hold."""


@router.get("/workflows/{workflow}/triggers", summary="The triggers of a workflow")
async def list_triggers(project: str, workflow: str, parts: TheParts, _: Reader) -> Page[TriggerSummary]:
    listed = await view.find_one(parts, project, workflow)
    zone = await timezone_of(parts, project)
    return Page(items=[view.to_trigger(each, zone) for each in listed.triggers])


@router.patch("/workflows/{workflow}/triggers/{name}", summary="Stop or resume one trigger")
async def change_trigger(
    project: str, workflow: str, name: str, change: WorkflowChange, parts: TheParts, actor: Pauser
) -> TriggerSummary:
    now = parts.clock.now()

    def write(connection: Connection) -> triggers.TriggerRecord:
        workflows.get(connection, project, workflow)
        if triggers.get(connection, project, workflow, name).is_paused != change.is_paused:
            triggers.set_paused(connection, project, workflow, name, is_paused=change.is_paused)
            note(
                connection,
                actor,
                Action.TRIGGERS_PAUSE,
                subject=f"{workflow} {name}",
                now=now,
                project=project,
                detail={"is_paused": change.is_paused},
            )
        return triggers.get(connection, project, workflow, name)

    changed = await parts.database.write(write)
    return view.to_trigger(changed, await timezone_of(parts, project))


@router.get("/workflows/{workflow}/triggers/{name}/ticks", summary="What became of a trigger's ticks")
async def list_ticks(
    project: str,
    workflow: str,
    name: str,
    parts: TheParts,
    _: Reader,
    limit: Limit = 50,
    after: After = None,
) -> Page[Tick]:
    """Newest first. A tick is never lost: one that gave no run says why."""
    begin = key_of(after, int)
    before = from_micros(min(max(int(begin[0]), 0), LATEST)) if begin else None

    def read(connection: Connection) -> list[triggers.Tick]:
        triggers.get(connection, project, workflow, name)
        return triggers.list_ticks(connection, project, workflow, name, before=before, limit=limit + 1)

    found = await parts.database.read(read)
    items = [
        Tick(
            workflow=each.workflow,
            trigger=each.trigger,
            scheduled_at=each.scheduled_at,
            outcome=each.outcome.value,
            reason=each.reason,
            run_id=each.run_id,
            created_at=each.created_at,
        )
        for each in found[:limit]
    ]
    last = to_micros(found[limit - 1].scheduled_at) if len(found) > limit else None
    return Page(items=items, next=None if last is None else cursor(last))


@router.get("/calendar", summary="The ticks that are planned")
async def show_calendar(
    project: str,
    parts: TheParts,
    _: Reader,
    from_: Annotated[datetime | None, Query(alias="from", description="Now, where left out.")] = None,
    to: Annotated[datetime | None, Query(description="A day after `from`, where left out.")] = None,
) -> Calendar:
    """By time, those of paused triggers too."""
    begin = check_moment(from_, "from") or parts.clock.now()
    end = check_moment(to, "to") or begin + timedelta(days=1)
    if not begin <= end <= begin + LONGEST:
        raise BadRequestError("`to` is before `from`, or too far from it", hint="Ask for at most 92 days.")
    listed = await view.list_all(parts, project)
    zone = await timezone_of(parts, project)
    past = await view.past_of(parts, project, [each.record.id for each in listed if each.triggers])
    plan = Plan(begin, end, zone)
    found = await asyncio.to_thread(
        lambda: [tick for each in listed for tick in plan.of(each, past.get(each.record.id, ()))]
    )
    found.sort(key=lambda tick: (tick.at, tick.workflow, tick.trigger))
    return Calendar(items=found[:MOST_PLANNED], is_cut=plan.is_cut or len(found) > MOST_PLANNED)


class Plan:
    """The ticks of a span of time; of each trigger only the first thousand."""

    def __init__(self, begin: datetime, end: datetime, zone: str) -> None:
        self._begin, self._end, self._zone = begin, end, zone
        self.is_cut = False

    def of(self, listed: Listed, past: Sequence[PastRun]) -> Iterator[PlannedTick]:
        usual_s = history.usual_seconds(past)
        for trigger in listed.triggers:
            found = planned_ticks(
                trigger, after=self._begin, until=self._end, timezone=self._zone, limit=MOST_OF_A_TRIGGER
            )
            self.is_cut = self.is_cut or len(found) == MOST_OF_A_TRIGGER
            for at in found:
                yield PlannedTick(
                    workflow=listed.record.id,
                    name=listed.name,
                    trigger=trigger.name,
                    at=at,
                    timezone=view.zone_of(trigger, self._zone),
                    is_paused=trigger.is_paused or listed.record.is_paused,
                    usual_s=usual_s,
                )
