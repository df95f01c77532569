"""Whole workflows to start from."""

from typing import Annotated

from fastapi import APIRouter

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.paging import Page
from seaway.server.shapes.definitions import TemplateConnection, TemplateInfo
from seaway.server.shapes.graph import Graph
from seaway.server.templates import Template, templates
from seaway.server.workbench import TheBench, Workbench

router = APIRouter(tags=["definitions"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]


@router.get("/templates", summary="Workflows to start from, the simplest first")
async def list_templates(bench: TheBench, _: Reader) -> Page[TemplateInfo]:
    return Page(items=[await _to_info(bench, each) for each in templates()])


async def _to_info(bench: Workbench, template: Template) -> TemplateInfo:
    graph = (await bench.check(template.name, template.text)).graph
    return TemplateInfo(
        name=template.name,
        title=template.title,
        description=template.description,
        category=template.category,
        needs=list(template.needs),
        connections=[TemplateConnection(name=one.name, type=one.type) for one in template.connections],
        files=list(template.files),
        text=template.text,
        tasks_count=len(list(graph)),
        graph=Graph.of(graph),
    )
