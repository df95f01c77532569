"""Secrets: their names, never their values."""

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.vault import Vault
from seaway.engine.dependents import dependents, refuse_in_use
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.parts import ServerParts, TheParts
from seaway.server.routes.connections import Force, Name
from seaway.server.shapes.connections import SecretChange, SecretList, SecretSummary
from seaway.server.views.connections import FoundSecrets, secrets_of
from seaway.server.views.usage import used_in
from seaway.server.workbench import TheBench, Workbench
from seaway.store import secrets as rows

router = APIRouter(tags=["connections"])
Reader = Annotated[Actor, needs(Action.SECRETS_READ)]
Editor = Annotated[Actor, needs(Action.SECRETS_EDIT)]


@router.get("/secrets", summary="Secrets, without their values")
async def list_secrets(project: str, parts: TheParts, bench: TheBench, _: Reader) -> SecretList:
    """All at once, by name."""
    found = await _all(parts, bench, project)
    return SecretList(items=list(found.items.values()), problems=found.problems)


@router.put("/secrets/{name}", summary="Set a secret of the store")
async def put(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, change: SecretChange
) -> SecretSummary:
    """Nobody sees the value again; a later one takes its place."""
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())

    def write(connection: Connection) -> None:
        value = change.value
        if value is None:
            before = rows.find(connection, project, name)
            if before is None:
                raise BadRequestError(f"The secret {name} is new, so it takes a `value`")
            value = parts.keys.open(connection, before.sealed, rows.place_of(project, name))
        vault.set_secret(connection, name, value, description=change.description)

    await parts.database.write(write)
    return (await _all(parts, bench, project)).items[name]


@router.delete("/secrets/{name}", status_code=204, summary="Take a secret out of the store")
async def remove(
    project: str, name: Name, parts: TheParts, bench: TheBench, actor: Editor, force: Force = False
) -> None:
    """409 where workflows use it; `current.used_in` names them with their tasks."""
    catalog = (await bench.look()).catalog
    vault = Vault(keys=parts.keys, project=project, actor=actor, now=parts.clock.now())

    def write(connection: Connection) -> None:
        vault.remove_secret(connection, name)
        if not force:
            refuse_in_use("secret", name, dependents(connection, project, catalog, "secret", name))

    await parts.database.write(write)


async def _all(parts: ServerParts, bench: Workbench, project: str) -> FoundSecrets:
    used = await used_in(parts, project, (await bench.look()).catalog)
    return await secrets_of(parts, project, used)
