"""Workflows whose home is a folder: what stands there is read, checked and made into revisions.

A revision is its source, the code beside it and the locked packages, named by the hash of all three. An
invalid file
leaves the last valid revision active."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.compile import compile_plan, plan_to_json
from seaway.errors import UnknownError
from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.parse import Parsed, parse_workflow
from seaway.spec.problems import Problem, SpecError
from seaway.spec.project import Project
from seaway.spec.validate import validate
from seaway.store import revisions, triggers, workflows
from seaway.store.database import Database
from seaway.store.revisions import Revision

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

    def get(self, workflow_id: str) -> Definition:
        if workflow_id not in self.by_id:
            from seaway.spec.problems import did_you_mean

            raise UnknownError(
                f"There is no workflow {workflow_id}", hint=did_you_mean(workflow_id, self.by_id)
            )
        return self.by_id[workflow_id]


def read_definitions(
    folder: Path, *, project: Project, catalog: Catalog, python: Mapping[str, Definition] | None = None
) -> Definitions:
    """Read and check every file of `workflows/`; `python` are those that a worker traced."""
    parsed = [parse_file(path, folder) for path in _files(folder)]
    by_id: dict[str, Workflow] = {p.workflow_id: p.readable for p in parsed if p.readable is not None}
    for definition in (python or {}).values():
        if definition.workflow is not None:
            by_id[definition.id] = definition.workflow
    found = {
        p.workflow_id: _definition(p, validate_with(p, project=project, catalog=catalog, workflows=by_id))
        for p in parsed
    }
    return Definitions(project=project, by_id={**(python or {}), **found})


def validate_with(
    parsed: Parsed, *, project: Project, catalog: Catalog, workflows: Mapping[str, Workflow]
) -> list[Problem]:
    return validate(parsed, catalog=catalog, project=project, workflows=workflows)


def parse_file(path: Path, folder: Path) -> Parsed:
    """Bytes that are no UTF-8 become problems with their place, not exceptions."""
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return parse_workflow(path.read_bytes().decode("utf-8", "surrogateescape"), file=name)


def _definition(parsed: Parsed, problems: Iterable[Problem]) -> Definition:
    return Definition(
        id=parsed.workflow_id,
        file=parsed.file,
        source=parsed.document.text,
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
        lock: Callable[[Workflow], dict[str, object]],
    ) -> None:
        self._clock = clock
        self._database = database
        self._catalog = catalog
        self._snapshot = snapshot
        self._lock = lock

    async def publish(self, definitions: Definitions) -> None:
        """Bring the store in line with the folder, in one transaction: nothing half-done is ever active."""
        now, project = self._clock.now(), definitions.project.name
        bundle = self._snapshot()
        ready = [
            self.to_revision(definition, definitions.project, bundle)
            for definition in definitions.by_id.values()
            if definition.is_valid
        ]
        invalid = [d for d in definitions.by_id.values() if not d.is_valid]

        def write(connection: Connection) -> None:
            for revision, workflow in ready:
                revisions.save(connection, revision)
                workflows.activate(connection, project, revision.workflow, revision=revision.hash, now=now)
                self._see_triggers(connection, project, revision.workflow, workflow)
            for definition in invalid:
                problems = json.dumps([problem.to_json() for problem in definition.problems])
                workflows.mark_invalid(connection, project, definition.id, problems=problems, now=now)
            known = set(definitions.by_id)
            for record in workflows.list_of(connection, project):
                if record.id not in known:
                    workflows.mark_gone(connection, project, record.id, now=now)

        await self._database.write(write)

    def to_revision(self, definition: Definition, project: Project, bundle: str) -> tuple[Revision, Workflow]:
        workflow = definition.require()
        lock = self._lock(workflow)
        plan = plan_to_json(compile_plan(definition.id, workflow, project=project, catalog=self._catalog))
        digest = hashlib.sha256("\0".join([definition.source, plan, bundle, json.dumps(lock)]).encode())
        revision = Revision(
            project=project.name,
            workflow=definition.id,
            hash=digest.hexdigest(),
            file=definition.file,
            source=definition.source,
            plan=plan,
            bundle=bundle,
            lock=json.dumps(lock),
            created_at=self._clock.now(),
        )
        return revision, workflow

    def _see_triggers(
        self, connection: Connection, project: str, workflow_id: str, workflow: Workflow
    ) -> None:
        """Say which triggers there are now; one seen for the first time is active from now on."""
        now = self._clock.now()
        triggers.forget_others(
            connection, project=project, workflow=workflow_id, names=list(workflow.triggers)
        )
        for name, trigger in workflow.triggers.items():
            spec = json.dumps(trigger.model_dump(mode="json", by_alias=True), sort_keys=True)
            triggers.see(
                connection,
                project=project,
                workflow=workflow_id,
                name=name,
                kind=trigger.type,
                spec=spec,
                spec_hash=hashlib.sha256(spec.encode()).hexdigest(),
                now=now,
            )
