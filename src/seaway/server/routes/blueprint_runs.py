"""A blueprint run by itself, as a workflow of one task."""

import json
from typing import Annotated

from fastapi import APIRouter, Request, status

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import ForbiddenError, UnknownError
from seaway.server.actions import needs
from seaway.server.once import Once
from seaway.server.parts import TheParts
from seaway.server.shapes.orders import RunBlueprint, StartRun
from seaway.server.shapes.runs import RunSummary
from seaway.server.views.starting import Entry, Starter, dedupe_key
from seaway.server.workbench import TheBench, bench_of
from seaway.spec.problems import did_you_mean
from seaway.spec.single import one_task, workflow_id_of

router = APIRouter(tags=["blueprints"])
Editor = Annotated[Actor, needs(Action.DRAFTS_EDIT)]


@router.post(
    "/blueprints/{name}/runs", summary="Run a blueprint by itself", status_code=status.HTTP_201_CREATED
)
async def run_blueprint(
    project: str,
    name: str,
    order: RunBlueprint,
    request: Request,
    parts: TheParts,
    bench: TheBench,
    actor: Editor,
    once: Once,
) -> RunSummary:
    """A run of a workflow of one task, with the project's connections, a log and outputs like any other."""
    if not actor.may(Action.RUNS_START, project):
        raise ForbiddenError("Running takes the right to start runs", hint="Make a token with a wider scope.")
    catalog = (await bench.look()).catalog
    info = catalog.find(name)
    if info is None:
        raise UnknownError(f"There is no blueprint {name}", hint=did_you_mean(name, catalog.blueprints))
    text = json.dumps(one_task(info, order.inputs), indent=1)

    async def start() -> RunSummary:
        entry = Entry(parts, actor)
        key = dedupe_key(actor, once.key)
        starter = Starter(parts, actor, key, bench=lambda: bench_of(request, project), beside=entry.write)
        return await entry.answer(await starter.start(project, workflow_id_of(info), StartRun(text=text)))

    return await once.do(RunSummary, start)
