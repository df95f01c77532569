"""Secrets: their names, never their values."""

from typing import Annotated

from fastapi import APIRouter

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.vault import Vault
from seaway.server.actions import needs
from seaway.server.parts import ServerParts, TheParts
from seaway.server.routes.connections import Force, Name
from seaway.server.shapes.connections import SecretChange, SecretList, SecretSummary
from seaway.server.views.connections import secrets_of
from seaway.server.views.usage import used_in
from seaway.server.workbench import TheBench, Workbench

router = APIRouter(tags=["connections"])
Reader = Annotated[Actor, needs(Action.SECRETS_READ)]
Editor = Annotated[Actor, needs(Action.SECRETS_EDIT)]


@router.get("/secrets", summary="Secrets, without their values")
async def list_secrets(project: str, parts: TheParts, bench: TheBench, _: Reader) -> SecretList:
    """All at once, by name."""
    return await _all(parts, bench, project)


@router.put("/secrets/{name}", summary="Set a secret of the store")
async def put(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, change: SecretChange
) -> SecretSummary:
    """Nobody sees the value again; a later one takes its place."""
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    await parts.database.write(
        lambda c: vault.set_secret(c, name, change.value, description=change.description)
    )
    return next(each for each in (await _all(parts, bench, project)).items if each.name == name)


@router.delete("/secrets/{name}", status_code=204, summary="Take a secret out of the store")
async def remove(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, force: Force = False
) -> None:
    """409 where workflows use it; `current.used_in` names them with their tasks."""
    catalog = None if force else (await bench.look()).catalog
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())
    await parts.database.write(lambda c: vault.remove_secret(c, name, unused_in=catalog))


async def _all(parts: ServerParts, bench: Workbench, project: str) -> SecretList:
    used = await used_in(parts, project, (await bench.look()).catalog)
    return await secrets_of(parts, project, used)
