"""How a route names its action: `actor: Annotated[Actor, needs(Action.RUNS_READ)]`.

A route whose action anyone may do says `dependencies=[needs(Action.PAGES_READ)]`; nobody may be signed in."""

from typing import cast

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from seaway.access.actions import RULES, Action, Reach
from seaway.access.actors import Actor
from seaway.access.secrets import is_same
from seaway.errors import ForbiddenError, SignInError
from seaway.server.cookies import secret_of
from seaway.server.parts import ServerParts, parts_of
from seaway.store import projects

CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Lets a request through to its route, or says why not. One instance an action."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> Actor | None:
        """Who is asking.

        Raises:
            SignInError: nobody is signed in.
            ForbiddenError: they may not, or the request did not come from our own page.
            UnknownError: there is no such project.
        """
        if RULES[self.action].reach is Reach.ANYONE:
            return None
        parts = parts_of(request)
        actor = await identify(request, parts)
        if actor is None:
            raise SignInError("Nobody is signed in", hint="Sign in, or send a token: `seaway tokens create`.")
        if request.method not in SAFE_METHODS:
            _check_csrf(request, actor)
        await self._check_rights(request, parts, actor)
        request.state.actor = actor
        return actor

    async def _check_rights(self, request: Request, parts: ServerParts, actor: Actor) -> None:
        project = request.path_params.get("project")
        if not actor.may(self.action, project):
            raise _forbidden(actor, self.action, project)
        if project is not None and project not in parts.homes:
            await parts.database.read(lambda connection: projects.get(connection, project))


def needs(action: Action) -> Dependency:
    return cast(Dependency, Depends(Guard(action)))


async def identify(request: Request, parts: ServerParts) -> Actor | None:
    """Who has this request's token or cookie. A token that is sent counts alone."""
    address = request.client.host if request.client else ""
    authorization = request.headers.get("Authorization", "")
    if authorization:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        return await parts.doorkeeper.by_token(secret.strip(), address=address)
    secret = secret_of(request)
    return await parts.doorkeeper.by_session(secret, address=address) if secret else None


def _check_csrf(request: Request, actor: Actor) -> None:
    """A browser sends the cookie with every request, whoever's page made it; the header only ours can."""
    if actor.session_id is None:
        return
    if not is_same(request.headers.get(CSRF_HEADER, ""), actor.csrf):
        raise ForbiddenError(
            f"The header {CSRF_HEADER} is missing or old",
            hint="Its value is `csrf` of GET /api/v1/session. Reload the page.",
        )


def _forbidden(actor: Actor, action: Action, project: str | None) -> ForbiddenError:
    rule = RULES[action]
    if rule.reach is Reach.PROJECT and project is not None and actor.role_in(project) is None:
        return ForbiddenError(f"You are no member of {project}", hint="Ask an admin of the project.")
    if rule.reach is Reach.PROJECT and project is not None and (role := actor.role_in(project)):
        if role.includes(rule.least):
            return ForbiddenError(f"This token is not for {action}", hint="Make one with a wider scope.")
        return ForbiddenError(
            f"In {project} you are {role}; {action} takes {rule.least}", hint="Ask an admin of the project."
        )
    return ForbiddenError(f"{action} is for admins of the server, or this token is not for it")
