"""The zone in which a project counts its days."""

from seaway.server.parts import ServerParts
from seaway.store import projects


async def timezone_of(parts: ServerParts, project: str) -> str:
    record = await parts.database.read(lambda connection: projects.get(connection, project))
    return record.timezone
