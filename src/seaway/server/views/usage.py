"""Where blueprints, connections and variables are used, over all workflows of a project."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection

from seaway.core.plan_json import plan_from_json
from seaway.engine.usage import Usage, usage_of
from seaway.errors import SeawayError
from seaway.server.parts import ServerParts
from seaway.spec.catalog import Catalog
from seaway.store import revisions, workflows

MOST = 20_000


@dataclass(frozen=True, slots=True)
class UsedIn:
    """Ids of workflows by the name of what they use."""

    blueprints: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    connections: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    variables: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    secrets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


async def used_in(parts: ServerParts, project: str, catalog: Catalog) -> UsedIn:
    """Of the contents that are active."""
    active = await parts.database.read(lambda connection: _active(connection, project))
    cache = parts.library.usages
    found = UsedIn()
    for workflow, revision in active:
        usage = cache.find((project, workflow, revision))
        if usage is None:
            usage = await _read(parts, project, workflow, revision, catalog)
            cache.keep((project, workflow, revision), usage)
        for names, place in (
            (usage.blueprints, found.blueprints),
            (usage.connections, found.connections),
            (usage.variables, found.variables),
            (usage.secrets, found.secrets),
        ):
            for name in names:
                place[name].append(workflow)
    return found


def _active(connection: Connection, project: str) -> list[tuple[str, str]]:
    listed = workflows.list_of(connection, project, limit=MOST)
    return [(each.id, each.active_revision) for each in listed if each.active_revision is not None]


async def _read(parts: ServerParts, project: str, workflow: str, revision: str, catalog: Catalog) -> Usage:
    try:
        text = await parts.database.read(
            lambda connection: revisions.get(connection, project, workflow, revision).plan
        )
        return await asyncio.to_thread(lambda: usage_of(plan_from_json(text), catalog))
    except SeawayError:
        return Usage(blueprints=frozenset(), connections=frozenset(), variables=frozenset())
