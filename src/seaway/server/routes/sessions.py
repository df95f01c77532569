"""Where one is signed in."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.paging import Page
from seaway.server.parts import TheParts
from seaway.store import sessions

router = APIRouter(tags=["session"])
Reader = Annotated[Actor, needs(Action.ACCOUNT_READ)]
Editor = Annotated[Actor, needs(Action.ACCOUNT_EDIT)]


class SessionOfMine(BaseModel):
    """A browser that is signed in."""

    id: str
    is_this_one: bool
    agent: str = Field(description="What the browser calls itself.")
    address: str = Field(examples=["127.0.0.1"])
    created_at: Instant
    seen_at: Instant
    expires_at: Instant


@router.get("/sessions", summary="Where you are signed in")
async def list_sessions(parts: TheParts, actor: Reader) -> Page[SessionOfMine]:
    now = parts.clock.now()
    rows = await parts.database.read(lambda connection: sessions.list_of(connection, actor.user_id, now=now))
    return Page(
        items=[
            SessionOfMine(
                id=each.id,
                is_this_one=each.id == actor.session_id,
                agent=each.agent,
                address=each.address,
                created_at=each.created_at,
                seen_at=each.seen_at,
                expires_at=each.expires_at,
            )
            for each in rows
        ]
    )


@router.delete("/sessions/{session_id}", status_code=204, summary="Sign out somewhere else")
async def end(parts: TheParts, actor: Editor, session_id: str) -> None:
    await parts.database.write(lambda connection: sessions.end(connection, session_id, user_id=actor.user_id))
