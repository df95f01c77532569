"""Home, and how busy the engines are."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.states import TaskState
from seaway.errors import SeawayError
from seaway.ids import RunId, TaskKey
from seaway.server.actions import needs
from seaway.server.parts import ServerParts, TheParts
from seaway.server.shapes.overview import EngineSeen, Overview, Slots
from seaway.server.views import overview as view
from seaway.server.views.overview import Labels
from seaway.server.views.workflows import list_all
from seaway.server.views.zones import timezone_of
from seaway.store import overview as rows
from seaway.store import tasks
from seaway.store.overview import Seen

router = APIRouter(tags=["overview"])
Reader = Annotated[Actor, needs(Action.OVERVIEW_READ)]
MOST_QUESTIONS = 10
DAYS = timedelta(days=14)


@router.get("/overview", summary="Home: what is red, what runs, what is next, how it went")
async def show_overview(project: str, parts: TheParts, _: Reader) -> Overview:
    now = parts.clock.now()
    seen = await parts.database.read(lambda connection: rows.see(connection, project, now=now))
    zone = await timezone_of(parts, project)
    labels = await _labels(parts, project)
    begin = now.replace(minute=0, second=0, microsecond=0) - DAYS
    hours = await parts.library.ended.by_hour(project, start=begin, now=now)
    totals, items = await parts.database.read(lambda connection: _progress(parts, connection, seen))
    return Overview(
        attention=view.attention(seen, labels, await _questions(parts, seen)),
        under_way=view.under_way(seen, labels, totals, items, now),
        next=view.upcoming(seen, labels, zone),
        last_24h=view.last_24h(hours, seen.live, now),
        last_14d=view.last_14d(hours, zone, now),
        success_rate=view.success_rate(hours, now),
        changed=[view.to_changed(entry) for entry in seen.changes],
    )


async def _labels(parts: ServerParts, project: str) -> Labels:
    listed = await list_all(parts, project, with_gone=True)
    return Labels(
        names={each.record.id: each.name for each in listed},
        owners={each.record.id: each.owner for each in listed},
    )


async def _questions(parts: ServerParts, seen: Seen) -> Mapping[tuple[str, str], str]:
    """What the first approvals ask."""
    waiting = [
        (run.run_id, row.key)
        for run in seen.live
        for row in seen.moving.get(run.run_id, ())
        if row.state is TaskState.AWAITING_INPUT
    ]
    found: dict[tuple[str, str], str] = {}
    for run_id, key in waiting[:MOST_QUESTIONS]:
        try:
            found[run_id, key] = (await parts.desk.asked(run_id, key)).message
        except SeawayError:
            continue
    return found


def _progress(
    parts: ServerParts, connection: Connection, seen: Seen
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """How many tasks each live run has, and how many items of each foreach under way are over."""
    totals: dict[str, int] = {}
    items: dict[tuple[str, str], int] = {}
    for run in seen.live:
        totals[run.run_id] = parts.library.orders.of(connection, run).total
        for row in seen.moving.get(run.run_id, ()):
            if row.item_count:
                counts = tasks.count_items(connection, RunId(run.run_id), TaskKey(row.key))
                over = sum(count for state, count in counts.items() if state.is_final)
                items[run.run_id, row.key] = over
    return totals, items


@router.get("/slots", summary="How busy the engines are")
async def show_slots(parts: TheParts, _: Reader) -> Slots:
    """Of all projects: they share the engines."""
    now, gauges = parts.clock.now(), parts.live.gauges
    known = None if gauges is None else gauges.slots_busy
    seen = await parts.database.read(lambda connection: rows.slots(connection, known_busy=known))
    engines = [
        EngineSeen(
            id=each.id,
            host=each.host,
            slots=each.slots,
            started_at=each.started_at,
            beat_at=each.beat_at,
            is_alive=rows.is_alive(each, now),
        )
        for each in seen.engines
    ]
    total = sum(each.slots for each in engines if each.is_alive)
    return Slots(busy=min(seen.busy, total), total=total, engines=engines)
