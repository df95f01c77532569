"""The JSON Schema of a workflow file, for editors, with the blueprints that there are."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import ForbiddenError
from seaway.server.actions import needs
from seaway.server.parts import ServerParts, TheParts
from seaway.server.workbench import bench_of
from seaway.spec.catalog import Catalog
from seaway.spec.schema import workflow_json_schema

router = APIRouter(tags=["definitions"])
Reader = Annotated[Actor, needs(Action.SCHEMA_READ)]


@router.get("/schema/workflow", summary="The JSON Schema of a workflow file", response_model=dict[str, Any])
async def show_workflow_schema(
    request: Request,
    parts: TheParts,
    actor: Reader,
    project: Annotated[
        str | None, Query(max_length=200, description="With its own blueprints; the one you are in, if one.")
    ] = None,
) -> JSONResponse:
    """Draft 2020-12; completion, hover and problems come from it."""
    name = project or _only_project(parts, actor)
    if name is None:
        catalog = Catalog(next(iter(parts.homes.values())).blueprints) if parts.homes else Catalog()
        return JSONResponse(workflow_json_schema(catalog))
    if not actor.may(Action.BLUEPRINTS_READ, name):
        raise ForbiddenError(f"You are no member of {name}", hint="Ask an admin of the project.")
    bench = bench_of(request, name)
    known = await bench.look()
    return JSONResponse(await bench.in_thread(lambda: workflow_json_schema(known.catalog)))


def _only_project(parts: ServerParts, actor: Actor) -> str | None:
    mine = [name for name in parts.homes if actor.may(Action.BLUEPRINTS_READ, name)]
    return mine[0] if len(mine) == 1 else None
