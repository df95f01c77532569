"""Runs one blueprint as a workflow of one task, with connections, a log and a history like any other."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seaway.app import open_installation
from seaway.cli.blueprint_view import find_blueprint
from seaway.cli.project_settings import settings_of
from seaway.cli.running import actor, submit
from seaway.cli.shell import keep_diary
from seaway.engine.submission import RunRequest
from seaway.errors import BadRequestError
from seaway.spec.catalog import BlueprintInfo
from seaway.spec.parse import parse_data
from seaway.spec.problems import SpecError, did_you_mean
from seaway.spec.single import one_task, workflow_id_of


async def run_blueprint(
    name: str, given: Mapping[str, object], project_dir: Path | None, *, as_json: bool
) -> int:
    """Returns the exit code of the run.

    Raises:
        UnknownError, SpecError: no such blueprint, or inputs that it does not take.
    """
    here = open_installation(settings_of(project_dir))
    keep_diary(here.settings.home)
    problems = here.definitions().problems
    if problems and here.catalog.find(name) is None:
        raise SpecError(problems)
    info = find_blueprint(here.catalog, name)
    inputs = {key: to_value(info, key, value) for key, value in given.items()}
    workflow, data = workflow_id_of(info), one_task(info, inputs)
    parsed = parse_data(data, file="", workflow_id=workflow)
    definitions = here.definitions([parsed])
    definition = definitions.by_id[workflow]
    wrong = [problem for problem in definition.problems if problem.is_error]
    if wrong:
        raise SpecError(wrong)
    request = RunRequest(project=definitions.project.name, workflow=workflow, actor=actor())
    return await submit(here, definitions, request, is_watched=True, as_json=as_json)


def to_value(info: BlueprintInfo, name: str, value: object) -> object:
    """A value as it is typed, in the shape that the input has.

    Raises:
        BadRequestError: there is no such input.
    """
    properties: Mapping[str, Any] = info.input_schema.get("properties", {})
    if name not in properties:
        hint = did_you_mean(name, properties) or f"It takes {', '.join(properties) or 'none'}."
        raise BadRequestError(f"{info.name} has no input {name}", hint=hint)
    kinds = _kinds(properties[name])
    text = str(value)
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = None
    if parsed is not None and not isinstance(parsed, str) and ("string" not in kinds or "{" in text[:1]):
        return parsed
    if "array" in kinds and "string" not in kinds:
        return [entry.strip() for entry in text.split(",") if entry.strip()]
    return text


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    own = {str(schema["type"])} if "type" in schema else set()
    return own.union(*(_kinds(option) for option in schema.get("anyOf", ())))
