"""Blueprints: the ready-made tasks, installed ones and the project's own."""

from typing import Annotated

from fastapi import APIRouter, Query

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import UnknownError
from seaway.sdk.installed import KnownBlueprints
from seaway.server.actions import needs
from seaway.server.paging import Page
from seaway.server.parts import TheParts
from seaway.server.shapes.catalog import BlueprintDetail, BlueprintSummary, Exit
from seaway.server.views.blueprints import docs_of, snippet_of
from seaway.server.views.usage import used_in
from seaway.server.workbench import TheBench
from seaway.spec.catalog import BlueprintInfo
from seaway.spec.problems import did_you_mean

router = APIRouter(tags=["blueprints"])
Reader = Annotated[Actor, needs(Action.BLUEPRINTS_READ)]
Words = Annotated[str | None, Query(max_length=200, description="In its name, title or description.")]


@router.get("/blueprints", summary="Every blueprint")
async def list_blueprints(
    project: str,
    parts: TheParts,
    bench: TheBench,
    _: Reader,
    search: Words = None,
    category: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[BlueprintSummary]:
    """All at once, by name. A file that is dropped into the project's `blueprints/` is there at once."""
    catalog = (await bench.look()).catalog
    used = await used_in(parts, project, catalog)
    known = bench.home.blueprints
    return Page(
        items=[
            _summary(info, used.blueprints.get(name, []), known)
            for name, info in sorted(catalog.blueprints.items())
            if _fits(info, search, category)
        ]
    )


@router.get("/blueprints/{name}", summary="One blueprint: its form, its docs, where it is used")
async def show_blueprint(
    project: str, name: str, parts: TheParts, bench: TheBench, _: Reader
) -> BlueprintDetail:
    catalog = (await bench.look()).catalog
    info = catalog.find(name)
    if info is None:
        raise UnknownError(f"There is no blueprint {name}", hint=did_you_mean(name, catalog.blueprints))
    used = await used_in(parts, project, catalog)
    summary = _summary(info, used.blueprints.get(info.name, []), bench.home.blueprints)
    return BlueprintDetail(
        **summary.model_dump(),
        input_schema=dict(info.input_schema),
        output_schema=None if info.output_schema is None else dict(info.output_schema),
        connections=dict(info.connection_types),
        is_idempotent=info.is_idempotent,
        exits=[Exit(code=code, meaning=meaning) for code, meaning in sorted(info.exits.items())],
        extra=info.extra,
        docs=docs_of(info),
        snippet=snippet_of(info),
    )


def _fits(info: BlueprintInfo, search: str | None, category: str | None) -> bool:
    if category is not None and info.category != category:
        return False
    words = f"{info.name} {info.title} {info.description} {info.category}".lower()
    return not search or search.lower() in words


def _summary(info: BlueprintInfo, used: list[str], known: KnownBlueprints) -> BlueprintSummary:
    return BlueprintSummary(
        name=info.name,
        version=info.version,
        title=info.title or info.name,
        category=info.category,
        icon=info.name.partition(".")[0],
        description=info.description,
        waits=info.waits,
        is_sensor=info.is_sensor,
        connection_types=sorted(set(info.connection_types.values())),
        inputs=list(info.input_names),
        used_in=used,
        variant_of=info.variant_of,
        is_of_project=not known.is_installed(info.name),
    )
