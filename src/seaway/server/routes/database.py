"""The database that the server works on."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.parts import TheParts
from seaway.server.shapes.shape import Shape
from seaway.store import schema
from seaway.store.schema import Standing

router = APIRouter(tags=["server"])
Admin = Annotated[Actor, needs(Action.DATABASE_READ)]


class DatabaseDocument(Shape):
    """It is migrated by `seaway db upgrade`, with no engine at work on it."""

    where: str = Field(description="Without a password.", examples=["/srv/finance/.seaway/seaway.db"])
    kind: str = Field(examples=["sqlite"])
    standing: Standing = Field(
        description="Whether its tables fit this version.", examples=[Standing.CURRENT]
    )


@router.get("/database", summary="Where everything is kept, and whether it fits this version")
async def show_database(parts: TheParts, _: Admin) -> DatabaseDocument:
    database = parts.database
    return DatabaseDocument(
        where=database.where, kind=database.driver.name, standing=await schema.check(database)
    )
