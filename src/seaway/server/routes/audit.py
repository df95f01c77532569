"""What people changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.roles import Role
from seaway.errors import ForbiddenError
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.paging import After, Limit, Page, cursor, key_of, page_of
from seaway.server.parts import TheParts
from seaway.store import audit

router = APIRouter(tags=["people"])
Reader = Annotated[Actor, needs(Action.AUDIT_READ)]


class AuditEntry(BaseModel):
    """One change."""

    id: int
    at: Instant
    actor_id: str
    actor: str = Field(description="Their name at that time.", examples=["Ada Lovelace"])
    action: str = Field(examples=["runs.start"])
    project: str | None
    subject: str = Field(description="What was done.", examples=["made Grace editor of finance"])
    detail: dict[str, Any]
    address: str = Field(examples=["127.0.0.1"])


@router.get("/audit", summary="What people changed, newest first")
async def list_entries(
    parts: TheParts,
    actor: Reader,
    project: Annotated[str | None, Query(max_length=200, description="Only this one's.")] = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[AuditEntry]:
    """Admins of the server see all of it, admins of a project what is about theirs."""
    mine = None if actor.is_admin and actor.only_project is None else _projects_of(actor)
    if mine == [] or (project is not None and mine is not None and project not in mine):
        raise ForbiddenError("The audit is for admins", hint="Ask an admin of the project.")
    key = key_of(after, int)
    before = int(key[0]) if key else None
    rows = await parts.database.read(
        lambda connection: audit.list_of(
            connection, project=project, projects=mine, before=before, limit=limit + 1
        )
    )
    return page_of(rows, limit, to_document, lambda entry: cursor(entry.seq))


def _projects_of(actor: Actor) -> list[str]:
    """Where they are an admin."""
    known = [actor.only_project] if actor.only_project else list(actor.roles)
    return [project for project in known if actor.role_in(project) is Role.ADMIN]


def to_document(entry: audit.Entry) -> AuditEntry:
    return AuditEntry(
        id=entry.seq,
        at=entry.at,
        actor_id=entry.actor,
        actor=entry.actor_name,
        action=entry.action,
        project=entry.project,
        subject=entry.subject,
        detail=dict(entry.detail),
        address=entry.address,
    )
