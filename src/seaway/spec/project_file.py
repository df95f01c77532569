"""From the text of `seaway.toml` to a project."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from seaway.spec.document import Document
from seaway.spec.parse import place_of, to_problem
from seaway.spec.problems import Path, Problem, SpecError, did_you_mean, in_reading_order, list_words
from seaway.spec.project import Project
from seaway.spec.schedules import zone_problem
from seaway.spec.shapes import step_into
from seaway.spec.toml import place
from seaway.spec.wording import to_findings

_ENVIRONMENT = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedProject:
    """A project file that was read; `project` is there only if nothing is wrong with it."""

    project: Project | None
    problems: tuple[Problem, ...]
    environments: tuple[str, ...] = ()
    """The names of its `[env.<name>]` tables."""

    def require(self) -> Project:
        """The project; raises SpecError with all problems if there is none."""
        if self.project is None:
            raise SpecError(self.problems)
        return self.project


def parse_project(text: str, *, file: str = "seaway.toml", environment: str = "") -> ParsedProject:
    """Read `seaway.toml`, with `[env.<environment>]` laid over it; all environments are checked."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return ParsedProject(project=None, problems=(_syntax_problem(text, file, error),))
    except RecursionError:
        problem = Problem(code="too_deep", message="Values are nested too deep.", file=file)
        return ParsedProject(project=None, problems=(problem,))
    document = place(text, data, file=file)
    environments = data.pop("env", {})
    problems = _problems_of(document, data, ())
    if not isinstance(environments, dict) or not all(
        isinstance(each, dict) for each in environments.values()
    ):
        problems.append(_not_tables(document))
        environments = {}
    for name, overlay in environments.items():
        merged = merge(data, overlay)
        at = ("env", name)
        found = _problems_of(document, merged, at)
        problems.extend(problem for problem in found if _is_in(overlay, problem, at))
    if environment and environment not in environments:
        problems.append(_unknown_environment(file, environment, environments))
    if problems:
        return ParsedProject(
            project=None, problems=tuple(in_reading_order(problems)), environments=tuple(environments)
        )
    project = Project.model_validate(
        merge(data, environments.get(environment, {})), by_alias=True, by_name=False
    )
    return ParsedProject(project=project, problems=(), environments=tuple(environments))


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; anything else of `over` replaces what is there."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def environment_names(value: object) -> set[str]:
    """The environment variables that a setting names as `${NAME}`."""
    match value:
        case str():
            return set(_ENVIRONMENT.findall(value))
        case dict():
            return {name for inner in value.values() for name in environment_names(inner)}
        case list() | tuple():
            return {name for inner in value for name in environment_names(inner)}
        case _:
            return set()


def _problems_of(document: Document, data: dict[str, Any], at: Path) -> list[Problem]:
    try:
        project = Project.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings = to_findings(error, data, Project)
        return [to_problem(document, replace(finding, path=(*at, *finding.path))) for finding in findings]
    problems = []
    wrong_zone = zone_problem(project.timezone)
    if wrong_zone:
        message = f"There is no time zone `{project.timezone}`."
        problems.append(_problem(document, (*at, "timezone"), "bad_timezone", message, hint=wrong_zone))
    for name, channel in project.channels.items():
        if channel.type == "file" and channel.path is None:
            message = f"The channel `{name}` has no `path` to write to."
            problems.append(_problem(document, (*at, "channels", name), "missing_key", message))
        if name in project.connections:
            message = f"`{name}` is the name of a connection too."
            hint = "Give the channel another name, such as `team`."
            problems.append(_problem(document, (*at, "channels", name), "double_name", message, hint=hint))
    for name, settings in project.connections.items():
        if not isinstance(settings.get("type"), str):
            message = f"The connection `{name}` has no `type`."
            hint = 'For example `type = "local"`.'
            problems.append(_problem(document, (*at, "connections", name), "missing_key", message, hint=hint))
    return problems


def _problem(document: Document, path: Path, code: str, message: str, *, hint: str = "") -> Problem:
    return document.problem(place_of(document, path), code=code, message=message, path=path, hint=hint)


def _not_tables(document: Document) -> Problem:
    message = "`env` holds one table for each environment."
    hint = "Write `[env.production]`; environment variables of tasks go under `[defaults.env]`."
    return _problem(document, ("env",), "wrong_type", message, hint=hint)


def _unknown_environment(file: str, name: str, known: Mapping[str, Any]) -> Problem:
    hint = did_you_mean(name, known) or f"Add `[env.{name}]` to the file."
    message = f"There is no environment `{name}`."
    return Problem(
        code="unknown_environment", message=message, file=file, expected=list_words(known), hint=hint
    )


def _syntax_problem(text: str, file: str, error: tomllib.TOMLDecodeError) -> Problem:
    said = str(error)
    match = re.search(r"\(at line (\d+), column (\d+)\)", said)
    end = text.count("\n") + 1, len(text) - text.rfind("\n")
    line, column = (int(match[1]), int(match[2])) if match else end
    message = f"This is not valid TOML: {said.partition(' (at ')[0]}."
    quoted = text.split("\n")[line - 1].strip()[:120]
    return Problem(code="syntax", message=message, file=file, line=line, column=column, text=quoted)


def _is_in(overlay: object, problem: Problem, at: Path) -> bool:
    """Whether it is the overlay that is wrong, and not what lies under it."""
    path = problem.path[len(at) :]
    for step in path[:-1] if problem.code == "missing_key" else path:
        overlay = step_into(overlay, step)
    return overlay is not None
