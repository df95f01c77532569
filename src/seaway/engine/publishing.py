"""Makes revisions of the workflows that stand in a folder, and tells the store which are active.

A revision is its source, the code beside it and the locked packages, named by the hash of all three. An
invalid file leaves the last valid revision active."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.compile import compile_plan
from seaway.core.plan_json import plan_to_json
from seaway.engine.definitions import NOBODY, Definition, Definitions, Signature
from seaway.engine.lock import Lock
from seaway.engine.locking import Connections, Resolve, lock_plan
from seaway.engine.scheduler import first_tick
from seaway.errors import SeawayError
from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.problems import Problem
from seaway.spec.project import Project
from seaway.store import revisions, triggers, workflows
from seaway.store.database import Database
from seaway.store.revisions import DRAFT, Revision
from seaway.store.workflows import WorkflowRecord


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
        connections: Callable[[Project], Connections] = lambda project: project.connections,
    ) -> None:
        self._clock = clock
        self._database = database
        self._catalog = catalog
        self._snapshot = snapshot
        self._resolve = resolve
        self._folder = folder
        self._connections = connections

    async def publish(self, definitions: Definitions, *, signed: Mapping[str, Signature] = NOBODY) -> None:
        """Bring the store in line with the folder, in one transaction: nothing half-done is ever active.
        `signed` says who saved which workflow, and what they said of it."""
        now, project = self._clock.now(), definitions.project.name
        locks = await self._database.read(lambda connection: _active_locks(connection, project))
        ready, invalid = await asyncio.to_thread(self._prepare, definitions, locks)

        def write(connection: Connection) -> None:
            for revision, workflow in ready:
                revisions.save(connection, revision)
                if signature := signed.get(revision.workflow):
                    revisions.sign(connection, revision, author=signature.author, message=signature.message)
                workflows.activate(connection, project, revision.workflow, revision=revision.hash, now=now)
                self._see_triggers(connection, definitions.project, revision.workflow, workflow)
            for definition in invalid:
                problems = json.dumps([problem.to_json() for problem in definition.problems])
                workflows.mark_invalid(connection, project, definition.id, problems=problems, now=now)
            for record in workflows.list_of(connection, project):
                if record.id not in definitions.by_id:
                    _see_absent(connection, record, definitions.problems, now)

        await self._database.write(write)

    async def keep(self, definition: Definition, project: Project, *, author: str) -> str:
        """Keep what a draft says as a revision that runs can name, without making it the active one; returns
        its hash.

        Raises:
            SpecError: it is not valid.
        """
        locks = await self._database.read(lambda connection: _active_locks(connection, project.name))
        before = locks.get(definition.id, Lock())
        revision, _ = await asyncio.to_thread(
            lambda: self._to_revision(definition, project, self._snapshot(), before)
        )
        draft = replace(revision, author=author, message=DRAFT)
        await self._database.write(lambda connection: revisions.save(connection, draft))
        return draft.hash

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
        lock = lock_plan(
            plan,
            self._folder,
            self._resolve,
            catalog=self._catalog,
            before=before,
            connections=self._connections(project),
        ).to_json()
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
