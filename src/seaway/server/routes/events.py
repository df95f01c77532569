"""The live stream."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import BadRequestError
from seaway.ids import RunId, TaskKey
from seaway.server.actions import identify, needs
from seaway.server.live.followers import LogName
from seaway.server.live.hub import frame_of
from seaway.server.live.stream import EventStream
from seaway.server.parts import TheParts
from seaway.server.views.runs import find_run

router = APIRouter(tags=["events"])
Follower = Annotated[Actor, needs(Action.EVENTS_READ)]

TOPICS = frozenset({"runs", "ticks", "workflows"})
MOST_RUNS = 20
MOST_LOGS = 20
_LOG = re.compile(r"(?P<task>.+?)@(?P<attempt>\d{1,6})(?:@(?P<offset>\d{1,15}))?", re.DOTALL)
EVENT_STREAM: dict[int | str, dict[str, object]] = {
    200: {
        "description": "Server-sent events.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("/events", summary="What happens, as it happens", response_class=Response, responses=EVENT_STREAM)
async def follow(
    project: str,
    request: Request,
    parts: TheParts,
    _: Follower,
    topics: Annotated[
        str, Query(max_length=100, description="Some of runs, ticks, workflows, by commas.")
    ] = "runs,ticks,workflows",
    run: Annotated[
        list[str] | None, Query(max_length=MOST_RUNS, description="Also the tasks and progress of these.")
    ] = None,
    log: Annotated[
        list[str] | None,
        Query(
            max_length=MOST_LOGS,
            description="Also the lines of these logs of those runs: `task@attempt`, or "
            "`task@attempt@offset` to begin at a byte instead of with the last lines.",
        ),
    ] = None,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)] = None,
) -> Response:
    """Server-sent events: `run`, `waiting` (for whose approval runs wait), `task`, `progress`, `log`, `tick`,
    `workflow`; `project` where blueprints, scripts or `seaway.toml` changed; `reset` where something was
    missed: read anew what you show. It begins with what came in the last seconds, so read first and follow
    then. A comment every 15 s says that the stream is alive. A client that reads too slowly is cut off; it
    comes back with `Last-Event-ID`."""
    wanted = _topics(topics)
    runs = [await find_run(parts, project, each) for each in dict.fromkeys(run or ())]
    logs = [_log_name(each.run_id, text) for each in runs for text in dict.fromkeys(log or ())]
    live = parts.live
    keys = [f"{topic}:{project}" for topic in wanted]
    keys += [f"run:{each.run_id}" for each in runs] + [each.key for each in logs]
    client = live.hub.join(keys, last_id=_number(last_event_id))
    try:
        for name in logs:
            paths = parts.home(project).paths
            live.followers.follow(name, paths)
            first = await live.followers.first_of(name, paths)
            if first is not None:
                client.push(frame_of(live.hub.last_id, "log", first))
    except BaseException:
        live.hub.leave(client)
        raise

    async def is_welcome() -> bool:
        actor = await identify(request, parts)
        return actor is not None and actor.may(Action.EVENTS_READ, project)

    return EventStream(live.hub, client, is_welcome=is_welcome)


def _topics(text: str) -> list[str]:
    named = [each.strip() for each in text.split(",") if each.strip()]
    unknown = [each for each in named if each not in TOPICS]
    if unknown:
        raise BadRequestError(f"There is no topic {unknown[0]!r}", hint="There are runs, ticks, workflows.")
    return named


def _log_name(run_id: RunId, text: str) -> LogName:
    found = _LOG.fullmatch(text)
    if found is None:
        raise BadRequestError(f"{text!r} names no log", hint="Write it as `task@attempt`.")
    offset = found["offset"]
    return LogName(
        run_id=run_id,
        task=TaskKey(found["task"]),
        attempt=int(found["attempt"]),
        offset=None if offset is None else int(offset),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() and text.isascii() else None
