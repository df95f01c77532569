"""API tokens, for programs."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.people import make_token, revoke_token
from seaway.errors import ForbiddenError
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.paging import Page
from seaway.server.parts import TheParts
from seaway.server.routes.session import require_session
from seaway.store import tokens
from seaway.store.tokens import TokenRecord

router = APIRouter(tags=["tokens"])
Reader = Annotated[Actor, needs(Action.ACCOUNT_READ)]
Editor = Annotated[Actor, needs(Action.ACCOUNT_EDIT)]


class TokenDocument(BaseModel):
    id: str
    name: str = Field(examples=["deployment"])
    start: str = Field(description="What it begins with, to recognise it.", examples=["sw_4fq7w"])
    scopes: list[str] = Field(examples=[["runs.start", "runs.read"]])
    project: str | None = Field(description="Null: for all projects of its user.")
    created_at: Instant
    expires_at: Instant | None
    used_at: Instant | None


class MadeToken(TokenDocument):
    token: str = Field(description="The token. It is shown now and never again.")


class NewToken(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["deployment"])
    scopes: list[str] = Field(
        min_length=1,
        max_length=50,
        description="`all`, `read`, an action such as `runs.start`, or a noun such as `runs.*`.",
        examples=[["runs.start", "runs.read"]],
    )
    project: str | None = None
    expires_at: Instant | None = None


@router.get("/tokens", summary="Your tokens")
async def list_tokens(parts: TheParts, actor: Reader) -> Page[TokenDocument]:
    rows = await parts.database.read(lambda connection: tokens.list_of(connection, user_id=actor.user_id))
    return Page(items=[_to_document(row) for row in rows])


@router.post("/tokens", status_code=201, summary="Make a token")
async def make(parts: TheParts, actor: Editor, wanted: NewToken) -> MadeToken:
    """The token is in this answer and nowhere else. It never may more than you may."""
    require_session(actor)
    if wanted.project is not None and actor.role_in(wanted.project) is None:
        raise ForbiddenError(f"You are no member of {wanted.project}")

    def write(connection: Connection) -> tuple[TokenRecord, str]:
        return make_token(
            connection,
            actor,
            parts.clock,
            user_id=actor.user_id,
            name=wanted.name,
            scopes=wanted.scopes,
            project=wanted.project,
            expires_at=wanted.expires_at,
        )

    token, secret = await parts.database.write(write)
    return MadeToken(**_to_document(token).model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token")
async def revoke(parts: TheParts, actor: Editor, token_id: str) -> None:
    """It stops working at once. Admins of the server may revoke anybody's."""
    whose = None if actor.is_admin and actor.only_project is None else actor.user_id
    await parts.database.write(
        lambda connection: revoke_token(connection, actor, parts.clock, token_id, user_id=whose)
    )


def _to_document(token: TokenRecord) -> TokenDocument:
    return TokenDocument(
        id=token.id,
        name=token.name,
        start=token.start,
        scopes=list(token.scopes),
        project=token.project,
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
    )
