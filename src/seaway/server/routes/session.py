"""Coming in, who is in, going out, and one's own password."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

import seaway
from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.people import Changes, change_user
from seaway.access.sign_in import Visitor
from seaway.errors import ForbiddenError, SignInError
from seaway.server.actions import needs
from seaway.server.cookies import clear_cookie, secret_of, set_cookie
from seaway.server.instants import Instant
from seaway.server.parts import ServerParts, TheParts
from seaway.store import projects, sessions, users
from seaway.store.projects import ProjectRecord

router = APIRouter(tags=["session"])
Me = Annotated[Actor, needs(Action.ACCOUNT_READ)]
MeEditing = Annotated[Actor, needs(Action.ACCOUNT_EDIT)]


class SignedInUser(BaseModel):
    id: str
    name: str = Field(examples=["Ada Lovelace"])
    email: str | None = Field(examples=["ada@example.org"])
    initials: str = Field(examples=["AL"])
    is_admin: bool = Field(description="Of the server, and so of every project.")
    has_password: bool


class ProjectOfMine(BaseModel):
    name: str = Field(examples=["finance"])
    label: str = Field(examples=["Finance"])
    role: str = Field(examples=["editor"])
    timezone: str = Field(examples=["Europe/Berlin"])


class SessionDocument(BaseModel):
    """Who is signed in, and what they may see."""

    user: SignedInUser
    csrf: str = Field(description="To be sent with each write, as X-CSRF-Token.")
    is_setup_needed: bool = Field(description="They should set a password: others can reach this server.")
    projects: list[ProjectOfMine]
    version: str
    server_time: Instant


class SignInRequest(BaseModel):
    email: str = Field(max_length=300, description="Mail address or name.", examples=["ada@example.org"])
    password: str = Field(max_length=500)


class PasswordRequest(BaseModel):
    current: str = Field(default="", max_length=500, description="The one until now, where there is one.")
    password: str = Field(max_length=500)


@router.get("/session", summary="Who is signed in")
async def show(parts: TheParts, actor: Me) -> SessionDocument:
    return await document_of(parts, actor)


@router.post("/session", summary="Sign in", dependencies=[needs(Action.SESSION_OPEN)])
async def sign_in(
    parts: TheParts, wanted: SignInRequest, request: Request, response: Response
) -> SessionDocument:
    """Sets the session's cookie. After a few wrong tries the next one has to wait: 429 with Retry-After."""
    opened = await parts.sign_in.by_password(wanted.email.strip(), wanted.password, visitor_of(request))
    set_cookie(request, response, opened.secret)
    actor = await parts.doorkeeper.by_session(opened.secret)
    if actor is None:
        raise SignInError("This user may not come in any more")
    return await document_of(parts, actor)


@router.delete("/session", status_code=204, summary="Sign out")
async def sign_out(parts: TheParts, actor: MeEditing, request: Request, response: Response) -> None:
    session_id = actor.session_id
    if session_id is not None:
        await parts.database.write(
            lambda connection: sessions.end(connection, session_id, user_id=actor.user_id)
        )
    clear_cookie(request, response)


@router.put("/session/password", status_code=204, summary="Set your password")
async def set_password(parts: TheParts, actor: MeEditing, wanted: PasswordRequest) -> None:
    """All other sessions of yours end."""
    require_session(actor)
    user = await parts.database.read(lambda connection: users.get(connection, actor.user_id))
    if user.password is not None:
        await parts.sign_in.confirm(user, wanted.current, actor.address)
    hashed = await parts.sign_in.passwords.hash(wanted.password, name=user.name)
    await parts.database.write(
        lambda connection: change_user(connection, actor, parts.clock, user.id, Changes(password_hash=hashed))
    )


def require_session(actor: Actor) -> None:
    """A token that got out must not be able to make itself stay."""
    if actor.session_id is None:
        raise ForbiddenError("A token can't do this", hint="Sign in with a browser.")


def visitor_of(request: Request) -> Visitor:
    return Visitor(
        address=request.client.host if request.client else "",
        agent=request.headers.get("User-Agent", ""),
        secret=secret_of(request),
    )


async def document_of(parts: ServerParts, actor: Actor) -> SessionDocument:
    def read(connection: Connection) -> tuple[list[ProjectRecord], int]:
        return projects.list_of(connection), users.count(connection)

    known, people = await parts.database.read(read)
    return SessionDocument(
        user=SignedInUser(
            id=actor.user_id,
            name=actor.name,
            email=actor.email,
            initials=initials(actor.name),
            is_admin=actor.is_admin,
            has_password=actor.has_password,
        ),
        csrf=actor.csrf,
        is_setup_needed=not actor.has_password and (people > 1 or parts.is_public),
        projects=[
            ProjectOfMine(name=each.name, label=each.label or each.name, role=role, timezone=each.timezone)
            for each in known
            if (role := actor.role_in(each.name))
        ],
        version=seaway.__version__,
        server_time=parts.clock.now(),
    )


def initials(name: str) -> str:
    """Two letters that stand for a name."""
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word]
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else name[:2]
    return letters.upper()
