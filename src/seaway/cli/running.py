"""Publishes a project's workflows, submits a run of one, and sees it through."""

import getpass
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from seaway.app import Installation, open_desk, open_installation, open_store
from seaway.blobs.uploads import keep_upload
from seaway.cli import printing
from seaway.cli.opening import Opened
from seaway.cli.options import settle_files
from seaway.cli.problems import print_problems
from seaway.cli.shell import FAILED, OK, keep_diary, say_error
from seaway.cli.targets import Target, read_target
from seaway.cli.watching import see_through
from seaway.engine.definitions import Definition, Definitions
from seaway.engine.finding import short
from seaway.engine.submission import RunRequest
from seaway.settings import read_settings
from seaway.spec.inputs import InputType
from seaway.spec.problems import SpecError


async def run_target(
    target: Target, *, inputs: Mapping[str, object], day: date | None, is_watched: bool, as_json: bool
) -> int:
    """Run what a target names; returns the exit code."""
    here = open_installation(read_settings(target.project))
    keep_diary(here.settings.home)
    try:
        definitions, definition = read_target(here, target)
        definitions.require(definition)
    except SpecError as error:
        return say_error(error, wants_json=as_json, folder=target.project)
    if not as_json:
        _warn(definitions, definition)
    request = RunRequest(
        project=definitions.project.name,
        workflow=definition.id,
        inputs=settle_files(inputs, _file_inputs(definition), lambda path: _keep(here, path)),
        logical_date=day,
        actor=actor(),
    )
    return await submit(here, definitions, request, is_watched=is_watched, as_json=as_json)


async def submit(
    here: Installation, definitions: Definitions, request: RunRequest, *, is_watched: bool, as_json: bool
) -> int:
    """Publish, submit and see through; returns the exit code."""
    async with open_store(here.settings) as database:
        await here.publisher(database).publish(definitions)
        it = Opened(here=here, database=database, project=request.project)
        async with open_desk(here, database) as desk:
            submitted = await desk.submit(request)
            if submitted.run_id is None:
                _say_skipped(request, submitted.reason, as_json=as_json)
                return FAILED
            if is_watched:
                return await see_through(it, desk, submitted.run_id, as_json=as_json)
            _say_left(submitted.run_id, as_json=as_json)
            return OK


def _file_inputs(definition: Definition) -> dict[str, int | None]:
    declared = definition.workflow.inputs if definition.workflow is not None else {}
    return {name: each.max_bytes for name, each in declared.items() if each.type is InputType.FILE}


def _keep(here: Installation, path: Path) -> str:
    kept, _ = keep_upload(here.artifacts, path, path.name)
    return kept.reference


def actor() -> str:
    """Who types; empty where the machine does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _warn(definitions: Definitions, chosen: Definition) -> None:
    """Warnings of the one that runs; of the others only that something is wrong."""
    warnings = [problem for problem in chosen.problems if not problem.is_error]
    print_problems(warnings, {chosen.file: chosen.source}, to_stderr=True)
    wrong = [each.id for each in definitions.by_id.values() if not each.is_valid and each.id != chosen.id]
    if wrong:
        printing.note(f"Not valid, so as it was before: {', '.join(wrong)}. `seaway validate` says why.")


def _say_skipped(request: RunRequest, reason: str, *, as_json: bool) -> None:
    if as_json:
        printing.json_line({"event": "skipped", "workflow": request.workflow, "message": reason})
    else:
        printing.line(f"{request.workflow} was not started; {reason}")


def _say_left(run_id: str, *, as_json: bool) -> None:
    if as_json:
        printing.json_line({"event": "submitted", "run_id": run_id})
    else:
        printing.line(f"{short(run_id)} waits for an engine. Watch it with: seaway logs -f {short(run_id)}")
