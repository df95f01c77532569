"""Who may come in."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.people import Changes, add_user, change_user, invite_again, remove_user
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.once import Once
from seaway.server.paging import After, Limit, Page, cursor, key_of, page_of
from seaway.server.parts import ServerParts, TheParts
from seaway.server.routes.session import initials, require_session
from seaway.store import users
from seaway.store.users import User

router = APIRouter(tags=["people"])
Admin = Annotated[Actor, needs(Action.USERS_MANAGE)]


class UserDocument(BaseModel):
    """A person who may sign in."""

    id: str
    name: str = Field(examples=["Ada Lovelace"])
    email: str | None = Field(examples=["ada@example.org"])
    initials: str = Field(examples=["AL"])
    is_admin: bool = Field(description="Of the server, and so of every project.")
    is_active: bool = Field(description="May sign in.")
    has_password: bool = Field(description="False: comes in by a link.")
    created_at: Instant


class AddedUser(UserDocument):
    link: str = Field(
        description="Where they sign in the first time; works once, for three days.", examples=["/link/…"]
    )


class NewLink(BaseModel):
    link: str = Field(description="Signs them in, once, within 15 minutes.", examples=["/link/…"])


class NewUser(BaseModel):
    name: str = Field(max_length=100, examples=["Ada Lovelace"])
    email: str | None = Field(default=None, max_length=254, examples=["ada@example.org"])
    is_admin: bool = False
    password: str | None = Field(default=None, max_length=500, description="Better left to them.")


class UserChanges(BaseModel):
    """What is left out stays as it is."""

    name: str | None = Field(default=None, max_length=100)
    email: str | None = Field(default=None, max_length=254)
    is_admin: bool | None = None
    is_active: bool | None = None
    password: str | None = Field(default=None, max_length=500)


@router.get(
    "/users", summary="Users, in the order in which they came", dependencies=[needs(Action.USERS_READ)]
)
async def list_users(parts: TheParts, limit: Limit = 100, after: After = None) -> Page[UserDocument]:
    key = key_of(after, str)
    start = str(key[0]) if key else ""
    rows = await parts.database.read(
        lambda connection: users.list_of(connection, after=start, limit=limit + 1)
    )
    return page_of(rows, limit, to_document, lambda user: cursor(user.id))


@router.post("/users", status_code=201, summary="Add a user")
async def add(parts: TheParts, actor: Admin, wanted: NewUser, once: Once) -> AddedUser:
    """They get a link by which they come in the first time."""
    require_session(actor)
    return await once.do(AddedUser, lambda: _add(parts, actor, wanted))


async def _add(parts: ServerParts, actor: Actor, wanted: NewUser) -> AddedUser:
    hashed = await _hash(parts, wanted.password, wanted.name)
    user, secret = await parts.database.write(
        lambda connection: add_user(
            connection,
            actor,
            parts.clock,
            name=wanted.name,
            email=wanted.email,
            is_admin=wanted.is_admin,
            password_hash=hashed,
        )
    )
    return AddedUser(**to_document(user).model_dump(), link=f"/link/{secret}")


@router.patch("/users/{user_id}", summary="Change a user")
async def change(parts: TheParts, actor: Admin, user_id: str, wanted: UserChanges) -> UserDocument:
    """Who gets another password, or may not come in any more, is signed out."""
    require_session(actor)
    changes = Changes(
        name=wanted.name,
        email=wanted.email,
        is_admin=wanted.is_admin,
        is_active=wanted.is_active,
        password_hash=await _hash(parts, wanted.password, wanted.name or ""),
    )
    user = await parts.database.write(
        lambda connection: change_user(connection, actor, parts.clock, user_id, changes)
    )
    return to_document(user)


@router.post("/users/{user_id}/link", status_code=201, summary="A link that lets a user in")
async def make_link(parts: TheParts, actor: Admin, user_id: str) -> NewLink:
    """For somebody who forgot their password, or has none."""
    require_session(actor)
    secret = await parts.database.write(
        lambda connection: invite_again(connection, actor, parts.clock, user_id)
    )
    return NewLink(link=f"/link/{secret}")


@router.delete("/users/{user_id}", status_code=204, summary="Take a user away")
async def remove(parts: TheParts, actor: Admin, user_id: str) -> None:
    """With their sessions, tokens and drafts; what they did stays in the audit."""
    require_session(actor)
    await parts.database.write(lambda connection: remove_user(connection, actor, parts.clock, user_id))


async def _hash(parts: ServerParts, password: str | None, name: str) -> str | None:
    return None if password is None else await parts.sign_in.passwords.hash(password, name=name)


def to_document(user: User) -> UserDocument:
    return UserDocument(
        id=user.id,
        name=user.name,
        email=user.email,
        initials=initials(user.name),
        is_admin=user.is_admin,
        is_active=user.is_active,
        has_password=user.password is not None,
        created_at=user.created_at,
    )
