"""Variables: plain values that workflows share."""

from typing import Annotated

from fastapi import APIRouter

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.vault import Vault
from seaway.server.actions import needs
from seaway.server.paging import Page
from seaway.server.parts import ServerParts, TheParts
from seaway.server.routes.connections import Force, Name
from seaway.server.shapes.connections import Variable, VariableChange
from seaway.server.views.connections import variables_of
from seaway.server.views.usage import used_in
from seaway.server.workbench import TheBench, Workbench

router = APIRouter(tags=["connections"])
Reader = Annotated[Actor, needs(Action.VARIABLES_READ)]
Editor = Annotated[Actor, needs(Action.VARIABLES_EDIT)]


@router.get("/variables", summary="Variables of the project")
async def list_variables(project: str, parts: TheParts, bench: TheBench, _: Reader) -> Page[Variable]:
    """All at once, by name."""
    return Page(items=await _all(parts, bench, project))


@router.put("/variables/{name}", summary="Set a variable of the store")
async def put(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, change: VariableChange
) -> Variable:
    """Tasks that start from now on see it."""
    parts.sources(project).refuse_hidden_variable((await bench.look()).project, name)
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    await parts.database.write(lambda c: vault.set_variable(c, name, change.value))
    return next(each for each in await _all(parts, bench, project) if each.name == name)


@router.delete("/variables/{name}", status_code=204, summary="Take a variable out of the store")
async def remove(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, force: Force = False
) -> None:
    """409 where workflows use it; `current.used_in` names them with their tasks."""
    catalog = None if force else (await bench.look()).catalog
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    await parts.database.write(lambda c: vault.remove_variable(c, name, unused_in=catalog))


async def _all(parts: ServerParts, bench: Workbench, project: str) -> list[Variable]:
    known = await bench.look()
    used = await used_in(parts, project, known.catalog)
    return await variables_of(parts, project, known.project, used)
