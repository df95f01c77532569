"""Schedules that are being written: when they would tick."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, ValidationError

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.core.calendar import ticks, to_schedule
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.parts import TheParts
from seaway.server.views.zones import timezone_of
from seaway.spec.triggers import Schedule

router = APIRouter(tags=["triggers"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]
FARTHEST = timedelta(days=5 * 366)


class NextTicks(BaseModel):
    """When a schedule would tick next."""

    timezone: str = Field(examples=["Europe/Berlin"], description="The zone that it counts in.")
    items: list[Instant]


@router.get("/schedules/next", summary="When a schedule that is not saved would tick")
async def show_next(
    project: str,
    parts: TheParts,
    _: Reader,
    cron: Annotated[str | None, Query(max_length=200, examples=["30 2 * * *"])] = None,
    every: Annotated[str | None, Query(max_length=40, examples=["1h"])] = None,
    timezone: Annotated[str | None, Query(max_length=100, description="The project's, if left out.")] = None,
    count: Annotated[int, Query(ge=1, le=50)] = 5,
) -> NextTicks:
    """The next ones from now on, up to five years ahead; 400 says what is wrong with it."""
    zone = timezone or await timezone_of(parts, project)
    now = parts.clock.now()
    found = await asyncio.to_thread(lambda: _ticks(cron, every, zone, now, count))
    return NextTicks(timezone=zone, items=found)


def _ticks(cron: str | None, every: str | None, zone: str, now: datetime, count: int) -> list[datetime]:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise BadRequestError(
            f"There is no time zone {zone!r}", hint="Names are like `Europe/Berlin`."
        ) from None
    said = {"cron": cron or None, "every": every or None, "timezone": zone}
    try:
        written = Schedule.model_validate({"type": "schedule", **{k: v for k, v in said.items() if v}})
        schedule = to_schedule(written, timezone=zone)
    except ValidationError as error:
        raise BadRequestError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None
    except ValueError as error:
        raise BadRequestError(
            f"`{cron}` is not a schedule. {error}", hint="Minute, hour, day, month, weekday: `30 2 * * 1-5`."
        ) from None
    return ticks(schedule, after=now, until=now + FARTHEST, limit=count)
