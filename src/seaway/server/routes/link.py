"""Sign-in links: each works once."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from seaway.access.actions import Action
from seaway.errors import SignInError
from seaway.server.actions import needs
from seaway.server.cookies import set_cookie
from seaway.server.pages import plain_page
from seaway.server.parts import TheParts
from seaway.server.routes.session import visitor_of

router = APIRouter(tags=["session"])


@router.get(
    "/link/{secret}",
    status_code=303,
    summary="Sign in by a link",
    dependencies=[needs(Action.SESSION_OPEN)],
    response_class=RedirectResponse,
    responses={401: {"description": "It does not work any more.", "content": {"text/html": {}}}},
)
async def follow(secret: str, parts: TheParts, request: Request) -> Response:
    """Sets the session's cookie and goes on to the first page; the link is used up."""
    try:
        opened = await parts.sign_in.by_link(secret[:200], visitor_of(request))
    except SignInError as error:
        return plain_page("This link does not work any more", error.message, error.hint, status=401)
    response = RedirectResponse("/", 303)
    set_cookie(request, response, opened.secret)
    return response
