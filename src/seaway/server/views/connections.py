"""Connections, secrets and variables of a project, with the workflows that use them."""

from collections.abc import Mapping
from typing import TypeVar

from seaway.access import inventory
from seaway.access.inventory import Known
from seaway.sdk.connection_type import ConnectionType
from seaway.server.parts import ServerParts
from seaway.server.shapes.connections import (
    ConnectionList,
    ConnectionSummary,
    SecretList,
    SecretSummary,
    Stands,
    Variable,
)
from seaway.server.views.usage import UsedIn
from seaway.spec.project import Project

S = TypeVar("S", bound=Stands)


async def connections_of(
    parts: ServerParts,
    project: str,
    definition: Project,
    types: Mapping[str, ConnectionType],
    used: UsedIn,
) -> ConnectionList:
    """Every connection by name, without what is secret."""
    found = await inventory.connections_of(parts.sources(project), parts.database, project, definition, types)
    items = _to_shapes(found.items, ConnectionSummary, used.connections)
    return ConnectionList(items=items, problems=found.problems)


async def secrets_of(parts: ServerParts, project: str, used: UsedIn) -> SecretList:
    """Every secret by name, without its value."""
    found = await inventory.secrets_of(parts.sources(project), parts.database, project, used.secrets)
    return SecretList(items=_to_shapes(found.items, SecretSummary, used.secrets), problems=found.problems)


async def variables_of(parts: ServerParts, project: str, definition: Project, used: UsedIn) -> list[Variable]:
    """Every variable by name."""
    found = await inventory.variables_of(parts.sources(project), parts.database, project, definition)
    return _to_shapes(found.items, Variable, used.variables)


def _to_shapes(found: Mapping[str, Known], shape: type[S], used_in: Mapping[str, list[str]]) -> list[S]:
    return [
        shape.model_validate(item, from_attributes=True).model_copy(
            update={"used_in": used_in.get(item.name, [])}
        )
        for item in found.values()
    ]
