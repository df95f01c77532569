"""Workflows whose home is a folder: what stands there is read and checked. Needs no store."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from seaway.engine.project_reader import ProjectReader
from seaway.engine.stored import with_stored
from seaway.errors import UnknownError
from seaway.sdk.installed import KnownBlueprints
from seaway.sdk.resolve import KnownConnections
from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.parse import Parsed, parse_data, parse_workflow
from seaway.spec.problems import Problem, SpecError, did_you_mean
from seaway.spec.project import Project
from seaway.spec.validate import validate
from seaway.worker.inspection import FoundWorkflow, Inspection, inspect_project

FOLDER = "workflows"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who saved a workflow, and what they said of it."""

    author: str
    message: str = ""


NOBODY: Mapping[str, Signature] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One workflow as it stands in its file. `workflow` None: it can't be run; `problems` says why."""

    id: str
    file: str
    source: str
    workflow: Workflow | None
    problems: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.workflow is not None and not any(problem.is_error for problem in self.problems)

    def require(self) -> Workflow:
        if self.workflow is None or not self.is_valid:
            raise SpecError(self.problems)
        return self.workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All workflows of a project, read at one moment."""

    project: Project
    by_id: Mapping[str, Definition] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Of Python files, which may hide the workflows that they hold."""

    def get(self, workflow_id: str) -> Definition:
        if workflow_id not in self.by_id:
            raise UnknownError(
                f"There is no workflow {workflow_id}", hint=did_you_mean(workflow_id, self.by_id)
            )
        return self.by_id[workflow_id]

    def require(self, definition: Definition) -> Workflow:
        """A workflow that can be run.

        Raises:
            SpecError: it can't, and why; a blueprint that is unknown may stand in Python that can't be read.
        """
        if any(problem.code == "unknown_blueprint" for problem in definition.problems):
            raise SpecError((*self.problems, *definition.problems))
        return definition.require()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFolder:
    """A project's folder. `blueprints`: the installed ones; the project's own join them when it is read."""

    folder: Path
    reader: ProjectReader
    blueprints: KnownBlueprints
    database: str = ""
    """Where connections and variables may be set besides; empty: nowhere."""

    def definitions(self, besides: Sequence[Parsed] = ()) -> Definitions:
        """The workflows as they stand there now, with their problems; runs the project's Python, in a worker,
        to find those that it describes. `besides` are known too, for now.

        Raises:
            SpecError: the project file is wrong.
        """
        project = self.reader.read()
        found = inspect_project(self.folder)
        self.blueprints.see(found.blueprints)
        catalog = Catalog(self.blueprints)
        whole = with_stored(project, self.database)
        found_here = read_definitions(
            self.folder, project=whole, catalog=catalog, python=found, besides=besides
        )
        return replace(found_here, project=project)


def read_definitions(
    folder: Path,
    *,
    project: Project,
    catalog: Catalog,
    python: Inspection | None = None,
    besides: Sequence[Parsed] = (),
    environ: Mapping[str, str] = os.environ,
) -> Definitions:
    """Read and check every file of `workflows/`.

    Args:
        python: what a worker found in the project's Python.
        besides: workflows that stand elsewhere and are to be known for now.
        environ: where connections may stand that the project file does not name.
    """
    found = python or Inspection()
    traced = {each.id: each for each in found.workflows}
    parsed = [_parse_traced(each) for each in found.workflows]
    parsed += [parse_file(path, folder) for path in _files(folder)]
    parsed += besides
    readable = {p.workflow_id: p.readable for p in parsed if p.readable is not None}
    by_id: dict[str, Definition] = {}
    connections = KnownConnections(project.connections, environ)
    for each in parsed:
        problems = validate(
            each, catalog=catalog, project=project, workflows=readable, connections=connections
        )
        if each.workflow_id in traced:
            problems = [_with_line(problem, traced[each.workflow_id]) for problem in problems]
        if each.workflow_id in by_id:
            problems.append(_doubled(each, by_id[each.workflow_id]))
        by_id[each.workflow_id] = definition_of(each, problems)
    return Definitions(project=project, by_id=by_id, problems=found.problems)


def _parse_traced(found: FoundWorkflow) -> Parsed:
    return parse_data(found.data, file=found.file, workflow_id=found.id)


def _doubled(parsed: Parsed, other: Definition) -> Problem:
    message = f"The workflow `{parsed.workflow_id}` stands in {other.file} too."
    return Problem(code="double_workflow", message=message, file=parsed.file, hint="Rename one of the two.")


def _with_line(problem: Problem, found: FoundWorkflow) -> Problem:
    """A workflow of a function has no text to point at: point at the function."""
    return problem if problem.line else replace(problem, file=found.file, line=found.line)


def parse_file(path: Path, folder: Path) -> Parsed:
    """Bytes that are no UTF-8 become problems with their place, not exceptions."""
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return parse_workflow(path.read_bytes().decode("utf-8", "surrogateescape"), file=name)


def definition_of(parsed: Parsed, problems: Iterable[Problem]) -> Definition:
    """What was read and checked, as it would stand in its file."""
    return Definition(
        id=parsed.workflow_id,
        file=parsed.file,
        source=_source(parsed),
        workflow=parsed.workflow,
        problems=tuple(problems),
    )


def _source(parsed: Parsed) -> str:
    """The text of the file; of a workflow that came from Python, its data."""
    if parsed.document.text or parsed.data is None:
        return parsed.document.text
    return json.dumps(parsed.data, default=str, sort_keys=True)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).glob("*") if path.suffix in SUFFIXES and path.is_file())
