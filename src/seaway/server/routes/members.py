"""Who has which role in a project."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.people import give_role, take_role
from seaway.access.roles import Role
from seaway.server.actions import needs
from seaway.server.paging import After, Limit, Page, cursor, key_of, page_of
from seaway.server.parts import TheParts
from seaway.server.routes.users import UserDocument, to_document
from seaway.store import members, users
from seaway.store.members import Member

router = APIRouter(tags=["people"])
Admin = Annotated[Actor, needs(Action.MEMBERS_MANAGE)]


class MemberDocument(BaseModel):
    user: UserDocument
    role: Role


class RoleRequest(BaseModel):
    role: Role = Field(description="Each role may all that the ones before it may.")


@router.get("/members", summary="Members of the project", dependencies=[needs(Action.MEMBERS_READ)])
async def list_members(
    project: str, parts: TheParts, limit: Limit = 100, after: After = None
) -> Page[MemberDocument]:
    """Admins of the server are admins here without being listed."""
    key = key_of(after, str)
    start = str(key[0]) if key else ""
    rows = await parts.database.read(
        lambda connection: members.list_of(connection, project, after=start, limit=limit + 1)
    )
    return page_of(rows, limit, _to_document, lambda member: cursor(member.user.id))


@router.put("/members/{user_id}", summary="Give a user a role")
async def put(
    project: str, user_id: str, parts: TheParts, actor: Admin, wanted: RoleRequest
) -> MemberDocument:
    def write(connection: Connection) -> Member:
        give_role(connection, actor, parts.clock, project=project, user_id=user_id, role=wanted.role)
        return Member(user=users.get(connection, user_id), role=wanted.role)

    return _to_document(await parts.database.write(write))


@router.delete("/members/{user_id}", status_code=204, summary="Take a user's role away")
async def remove(project: str, user_id: str, parts: TheParts, actor: Admin) -> None:
    await parts.database.write(
        lambda connection: take_role(connection, actor, parts.clock, project=project, user_id=user_id)
    )


def _to_document(member: Member) -> MemberDocument:
    return MemberDocument(user=to_document(member.user), role=Role(member.role))
