"""What can be chosen for an input of a blueprint, as the system of its connection says."""

from typing import Annotated

from fastapi import APIRouter

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import UnknownError
from seaway.server.actions import needs
from seaway.server.parts import TheParts
from seaway.server.shapes.catalog import AskOptions, ChoiceOption, Choices
from seaway.server.trials import Trials
from seaway.server.workbench import TheBench
from seaway.spec.problems import did_you_mean
from seaway.worker.choosing import ask_options

router = APIRouter(tags=["blueprints"])
Checker = Annotated[Actor, needs(Action.CONNECTIONS_CHECK)]
_trials = Trials()


@router.post("/blueprints/{name}/options", summary="What can be chosen for an input")
async def options(
    project: str, name: str, asked: AskOptions, parts: TheParts, bench: TheBench, _: Checker
) -> Choices:
    """Asks the other side once, in a process of its own, within half a minute. A field with choices says by
    `x-form.options` on which inputs they depend; only these are looked at. At most 200, those first that
    begin with `search`."""
    catalog = (await bench.look()).catalog
    info = catalog.find(name)
    if info is None:
        raise UnknownError(f"There is no blueprint {name}", hint=did_you_mean(name, catalog.blueprints))
    wanted = info.connections_for(asked.field, asked.inputs)
    known = await parts.sources(project).connections(project, wanted)
    found = await _trials.in_turn(
        lambda: ask_options(
            name, asked.field, asked.inputs, known, search=asked.search, project_dir=bench.folder
        )
    )
    items = [ChoiceOption(value=each.value, label=each.label) for each in found.options]
    return Choices(items=items, is_cut=found.is_cut)
