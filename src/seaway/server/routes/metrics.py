"""Measures for Prometheus."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

import seaway
from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.parts import TheParts
from seaway.server.views.exposition import MEDIA_TYPE, Standing, exposition
from seaway.store import engines, overview, queue

router = APIRouter(tags=["health"])
Reader = Annotated[Actor, needs(Action.METRICS_READ)]


@router.get("/metrics", summary="Measures for Prometheus", response_class=PlainTextResponse)
async def metrics(parts: TheParts, _: Reader) -> PlainTextResponse:
    """Prometheus sends a token of an admin: `seaway tokens create --scope metrics.read`."""
    now = parts.clock.now()
    depth = await parts.database.read(queue.depth)
    known = await parts.database.read(engines.list_engines)
    alive = [each for each in known if overview.is_alive(each, now)]
    live = parts.live
    standing = Standing(
        version=seaway.__version__,
        waiting={project: waiting for project, (waiting, _) in depth.items()},
        under_way={project: under_way for project, (_, under_way) in depth.items()},
        engines=len(alive),
        slots=sum(each.slots for each in alive),
        clients=live.hub.clients,
        events_sent=live.hub.sent,
        clients_cut_off=live.hub.cut_off,
        lag=live.herald.lag,
    )
    return PlainTextResponse(exposition(standing, live.gauges), media_type=MEDIA_TYPE)
