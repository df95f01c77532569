"""Projects: namespaces with people and rights of their own."""

from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.instants import Instant
from seaway.server.once import Once
from seaway.server.paging import Page
from seaway.server.parts import ServerParts, TheParts
from seaway.store import projects
from seaway.store.projects import ProjectRecord

router = APIRouter(tags=["projects"])
Reader = Annotated[Actor, needs(Action.ACCOUNT_READ)]
Admin = Annotated[Actor, needs(Action.PROJECTS_MANAGE)]


class ProjectDocument(BaseModel):
    name: str = Field(examples=["finance"])
    label: str = Field(examples=["Finance"])
    timezone: str = Field(examples=["Europe/Berlin"])
    role: str = Field(description="Yours.", examples=["editor"])
    is_served: bool = Field(description="Its files are on this server.")
    created_at: Instant


class NewProject(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$", examples=["finance"])
    label: str = Field(default="", max_length=100, examples=["Finance"])
    timezone: str = Field(default="UTC", max_length=64, examples=["Europe/Berlin"])


@router.get("/projects", summary="Your projects")
async def list_projects(parts: TheParts, actor: Reader) -> Page[ProjectDocument]:
    rows = await parts.database.read(projects.list_of)
    return Page(items=[_to_document(row, parts, role) for row in rows if (role := actor.role_in(row.name))])


@router.post("/projects", status_code=201, summary="Make a project")
async def make(parts: TheParts, actor: Admin, wanted: NewProject, once: Once) -> ProjectDocument:
    """People can be given roles in it at once. Its workflows come with the server that is started in its
    folder, on the same database."""
    if wanted.timezone not in available_timezones():
        raise BadRequestError(f"There is no time zone {wanted.timezone}", hint="Such as Europe/Berlin.")
    return await once.do(ProjectDocument, lambda: _make(parts, actor, wanted))


async def _make(parts: ServerParts, actor: Actor, wanted: NewProject) -> ProjectDocument:
    now = parts.clock.now()
    record = ProjectRecord(
        name=wanted.name, label=wanted.label.strip(), timezone=wanted.timezone, created_at=now
    )

    def write(connection: Connection) -> None:
        projects.add(connection, record)
        subject = f"made the project {record.name}"
        note(connection, actor, Action.PROJECTS_MANAGE, subject=subject, now=now, project=record.name)

    await parts.database.write(write)
    return _to_document(record, parts, "admin")


def _to_document(record: ProjectRecord, parts: ServerParts, role: str) -> ProjectDocument:
    return ProjectDocument(
        name=record.name,
        label=record.label or record.name,
        timezone=record.timezone,
        role=role,
        is_served=record.name in parts.homes,
        created_at=record.created_at,
    )
