"""The history of a run."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.paging import After, LongLimit, Page, cursor, key_of
from seaway.server.parts import TheParts
from seaway.server.shapes.history import RunEvent
from seaway.server.views import histories, runs
from seaway.server.views.histories import Place, Placed

router = APIRouter(tags=["runs"])
Reader = Annotated[Actor, needs(Action.RUNS_READ)]


@router.get("/runs/{run_id}/history", summary="What happened in a run, the oldest first")
async def show_history(
    project: str,
    run_id: str,
    parts: TheParts,
    _: Reader,
    items: Annotated[bool, Query(description="With the items of every foreach.")] = True,
    limit: LongLimit = 500,
    after: After = None,
) -> Page[RunEvent]:
    """The run, each attempt of each task, and what people did: pause, resume, cancel, answer. While the run
    goes on every page has a `next`: ask there again for what came since."""
    record = await runs.find_run(parts, project, run_id)
    place = _place_of(after)

    def read(connection: Connection) -> list[Placed]:
        return histories.read_history(
            connection, record, after=place, with_items=items, limit=limit + 1, now=parts.clock.now()
        )

    found = await parts.database.read(read)
    shown = found[:limit]
    end = shown[-1].place if shown else place
    has_more = len(found) > limit or not record.state.is_final
    return Page(
        items=[each.event for each in shown], next=cursor(*end) if has_more and end is not None else None
    )


def _place_of(after: str | None) -> Place | None:
    found = key_of(after, int, int, str, int)
    if found is None:
        return None
    at, rank, key, attempt = found
    return (int(at), int(rank), str(key), int(attempt))
