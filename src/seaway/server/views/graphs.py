"""Graphs of revisions, each read once."""

import asyncio
import json

from seaway.errors import UnknownError
from seaway.server.parts import ServerParts
from seaway.server.shapes.graph import Graph
from seaway.spec.catalog import Catalog
from seaway.spec.graph_view import graph_view
from seaway.spec.parse import parse_data, parse_workflow
from seaway.store import revisions
from seaway.store.revisions import Revision


async def graph_of(parts: ServerParts, project: str, workflow: str, revision: str) -> Graph | None:
    """The graph that a revision draws; None where it is not kept any more."""
    key = (project, workflow, revision)
    known = parts.library.graphs.find(key)
    if known is not None:
        return known
    try:
        found = await parts.database.read(
            lambda connection: revisions.get(connection, project, workflow, revision)
        )
    except UnknownError:
        return None
    catalog = parts.homes[project].catalog if project in parts.homes else Catalog()
    graph = await asyncio.to_thread(_draw, found, catalog)
    parts.library.graphs.keep(key, graph)
    return graph


def _draw(revision: Revision, catalog: Catalog) -> Graph:
    if revision.file.endswith(".py"):
        data = json.loads(revision.source)
        parsed = parse_data(data, file=revision.file, workflow_id=revision.workflow)
    else:
        parsed = parse_workflow(revision.source, file=revision.file, workflow_id=revision.workflow)
    return Graph.of(graph_view(parsed, catalog=catalog))
