"""Where a browser comes back from a system that somebody signed in to."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import ForbiddenError, SeawayError
from seaway.server.actions import needs
from seaway.server.pages import plain_page
from seaway.server.parts import TheParts

router = APIRouter(tags=["connections"])
Somebody = Annotated[Actor, needs(Action.ACCOUNT_READ)]
CALLBACK = "/api/v1/oauth/callback"
Word = Annotated[str, Query(max_length=4_000)]


@router.get(
    "/oauth/callback",
    summary="Take a sign-in to a connection",
    response_class=Response,
    responses={
        200: {"description": "Somebody is signed in.", "content": {"text/html": {}}},
        400: {"description": "Nobody is, and why.", "content": {"text/html": {}}},
    },
)
async def callback(
    parts: TheParts,
    actor: Somebody,
    state: Word = "",
    code: Word = "",
    error: Word = "",
    error_description: Word = "",
) -> Response:
    """Works once, for whoever began it, within ten minutes."""
    try:
        record, half = await parts.sign_ins.take(actor, state)
        if not actor.may(Action.CONNECTIONS_EDIT, record.project):
            raise ForbiddenError("You may not change connections here any more")
        if error or not code:
            said = error_description or error or "it sent no code"
            return plain_page("Nobody was signed in", f"The system said: {said[:300]}", "", status=400)
        found = await parts.sources(record.project).connections(
            record.project, [record.connection], is_whole=False
        )
        await parts.sign_ins.finish(actor, record, half, found[record.connection], code)
    except SeawayError as problem:
        return plain_page("Nobody was signed in", problem.message, problem.hint, status=400)
    said = f"The connection {record.connection} works now."
    return plain_page("Signed in", said, "You can close this page.", status=200)


def callback_of(request: Request) -> str:
    """The address of `callback`, as the browser that asks knows this server."""
    return str(request.base_url).rstrip("/") + CALLBACK
