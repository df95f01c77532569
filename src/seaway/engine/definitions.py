"""Workflows whose home is a folder: what stands there is read, checked and made into revisions.

A revision is its source, the code beside it and the locked packages, named by the hash of all three. An
invalid file
leaves the last valid revision active."""

import asyncio
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.compile import compile_plan
from seaway.core.plan_json import plan_to_json
from seaway.engine.lock import Lock
from seaway.engine.locking import Resolve, lock_plan
from seaway.engine.scheduler import first_tick
from seaway.errors import SeawayError, UnknownError
from seaway.sdk.resolve import KnownConnections
from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.parse import Parsed, parse_data, parse_workflow
from seaway.spec.problems import Problem, SpecError, did_you_mean
from seaway.spec.project import Project
from seaway.spec.validate import validate
from seaway.store import revisions, triggers, workflows
from seaway.store.database import Database
from seaway.store.revisions import Revision
from seaway.store.workflows import WorkflowRecord
from seaway.worker.inspection import FoundWorkflow, Inspection

FOLDER = "workflows"
SUFFIXES = (".yaml", ".yml")


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
        by_id[each.workflow_id] = _definition(each, problems)
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


def _definition(parsed: Parsed, problems: Iterable[Problem]) -> Definition:
    return Definition(
        id=parsed.workflow_id,
        file=parsed.file,
        source=parsed.document.text or json.dumps(parsed.data, default=str, sort_keys=True),
        workflow=parsed.workflow,
        problems=tuple(problems),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).glob("*") if path.suffix in SUFFIXES and path.is_file())


class Publisher:
    """Makes revisions of valid definitions and tells the store which are active."""

    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        catalog: Catalog,
        snapshot: Callable[[], str],
        resolve: Resolve,
        folder: Path,
    ) -> None:
        self._clock = clock
        self._database = database
        self._catalog = catalog
        self._snapshot = snapshot
        self._resolve = resolve
        self._folder = folder

    async def publish(self, definitions: Definitions) -> None:
        """Bring the store in line with the folder, in one transaction: nothing half-done is ever active."""
        now, project = self._clock.now(), definitions.project.name
        locks = await self._database.read(lambda connection: _active_locks(connection, project))
        ready, invalid = await asyncio.to_thread(self._prepare, definitions, locks)

        def write(connection: Connection) -> None:
            for revision, workflow in ready:
                revisions.save(connection, revision)
                workflows.activate(connection, project, revision.workflow, revision=revision.hash, now=now)
                self._see_triggers(connection, definitions.project, revision.workflow, workflow)
            for definition in invalid:
                problems = json.dumps([problem.to_json() for problem in definition.problems])
                workflows.mark_invalid(connection, project, definition.id, problems=problems, now=now)
            for record in workflows.list_of(connection, project):
                if record.id not in definitions.by_id:
                    _see_absent(connection, record, definitions.problems, now)

        await self._database.write(write)

    def _prepare(
        self, definitions: Definitions, locks: Mapping[str, Lock]
    ) -> tuple[list[tuple[Revision, Workflow]], list[Definition]]:
        """Read code and resolve packages, which may take a while; a workflow whose packages can't be had
        is invalid."""
        bundle = self._snapshot()
        ready: list[tuple[Revision, Workflow]] = []
        invalid: list[Definition] = []
        for definition in definitions.by_id.values():
            if not definition.is_valid:
                invalid.append(definition)
                continue
            try:
                before = locks.get(definition.id, Lock())
                ready.append(self._to_revision(definition, definitions.project, bundle, before))
            except SeawayError as error:
                problem = Problem(
                    code=error.code, message=error.message, file=definition.file, hint=error.hint
                )
                invalid.append(replace(definition, problems=(*definition.problems, problem)))
        return ready, invalid

    def _to_revision(
        self, definition: Definition, project: Project, bundle: str, before: Lock
    ) -> tuple[Revision, Workflow]:
        workflow = definition.require()
        plan = compile_plan(definition.id, workflow, project=project, catalog=self._catalog)
        lock = lock_plan(plan, self._folder, self._resolve, catalog=self._catalog, before=before).to_json()
        text = plan_to_json(plan)
        digest = hashlib.sha256(f"{definition.source}\0{text}\0{bundle}\0{lock}".encode())
        revision = Revision(
            project=project.name,
            workflow=definition.id,
            hash=digest.hexdigest(),
            file=definition.file,
            source=definition.source,
            plan=text,
            bundle=bundle,
            lock=lock,
            created_at=self._clock.now(),
        )
        return revision, workflow

    def _see_triggers(
        self, connection: Connection, project: Project, workflow_id: str, workflow: Workflow
    ) -> None:
        """Say which triggers there are now; one seen for the first time is active from now on."""
        now = self._clock.now()
        triggers.forget_others(
            connection, project=project.name, workflow=workflow_id, names=list(workflow.triggers)
        )
        for name, trigger in workflow.triggers.items():
            spec = json.dumps(trigger.model_dump(mode="json", by_alias=True), sort_keys=True)
            record = triggers.see(
                connection,
                project=project.name,
                workflow=workflow_id,
                name=name,
                kind=trigger.type,
                spec=spec,
                spec_hash=hashlib.sha256(spec.encode()).hexdigest(),
                now=now,
            )
            if record.next_at is None and record.last_tick_at is None:
                triggers.set_next(connection, record, first_tick(record, timezone=project.timezone))


def _see_absent(
    connection: Connection, record: WorkflowRecord, problems: Sequence[Problem], now: datetime
) -> None:
    """A workflow that was not found is gone, unless the Python file that held it can't be read just now."""
    file = ""
    if record.active_revision is not None:
        file = revisions.get(connection, record.project, record.id, record.active_revision).file
    hiding = [problem for problem in problems if problem.is_error and problem.file in ("", file)]
    if hiding and file.endswith(".py"):
        said = json.dumps([problem.to_json() for problem in hiding])
        workflows.mark_invalid(connection, record.project, record.id, problems=said, now=now)
    else:
        workflows.mark_gone(connection, record.project, record.id, now=now)


def _active_locks(connection: Connection, project: str) -> dict[str, Lock]:
    return {
        record.id: Lock.from_json(revisions.get(connection, project, record.id, record.active_revision).lock)
        for record in workflows.list_of(connection, project)
        if record.active_revision is not None
    }
