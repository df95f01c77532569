"""What runs read and wrote: all of one run, and the history of one asset."""

from typing import Annotated

from fastapi import APIRouter, Query

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.rows import AssetRow
from seaway.ids import RunId, TaskKey
from seaway.server.actions import needs
from seaway.server.paging import After, Limit, LongLimit, Page, cursor, key_of, page_of
from seaway.server.parts import TheParts
from seaway.server.shapes.assets import Materialization, to_materialization
from seaway.server.views.runs import find_run
from seaway.store import materializations
from seaway.store.materializations import Place, place_of

router = APIRouter(tags=["assets"])
Reader = Annotated[Actor, needs(Action.ASSETS_READ)]
Name = Annotated[str, Query(min_length=1, max_length=500, description="`connection/name`.")]


@router.get("/runs/{run_id}/assets", summary="What a run read and wrote, by task")
async def list_of_run(
    project: str, run_id: str, parts: TheParts, _: Reader, limit: LongLimit = 200, after: After = None
) -> Page[Materialization]:
    """As its tasks reported it. What an attempt that failed wrote before is there too."""
    record = await find_run(parts, project, run_id)
    begin = key_of(after, str, int, int, int)
    place = None if begin is None else _place(record.run_id, *begin)
    rows = await parts.database.read(
        lambda connection: materializations.list_of_run(
            connection, record.run_id, after=place, limit=limit + 1
        )
    )
    return page_of(rows, limit, lambda row: to_materialization(row, record.workflow), _cursor_in_run)


@router.get("/assets", summary="The history of one asset, the latest first")
async def list_of_asset(
    project: str, name: Name, parts: TheParts, _: Reader, limit: Limit = 50, after: After = None
) -> Page[Materialization]:
    """Every read and write of it that is remembered; it goes with its run."""
    begin = key_of(after, str, str, int, int, int)
    place = None if begin is None else _place(*begin)
    found = await parts.database.read(
        lambda connection: materializations.list_of_asset(
            connection, project, name, after=place, limit=limit + 1
        )
    )
    return page_of(
        found,
        limit,
        lambda each: to_materialization(each.row, each.workflow),
        lambda each: cursor(each.row.run_id, *_key_in_run(each.row)),
    )


def _cursor_in_run(row: AssetRow) -> str:
    return cursor(*_key_in_run(row))


def _key_in_run(row: AssetRow) -> tuple[str | int, ...]:
    place = place_of(row)
    return place.key, place.attempt, place.at, place.place


def _place(run_id: str | int, key: str | int, attempt: str | int, at: str | int, place: str | int) -> Place:
    return Place(
        run_id=RunId(str(run_id)),
        key=TaskKey(str(key)),
        attempt=int(attempt),
        at=int(at),
        place=int(place),
    )
