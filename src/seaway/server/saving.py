"""Saving: the text goes into its file, whole or not at all, and what is valid becomes the active revision."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.engine.definitions import Definitions, Signature
from seaway.errors import ConflictingStateError, UnknownError
from seaway.server import workflow_files
from seaway.server.etags import etag_of, require_match
from seaway.server.instants import said
from seaway.server.parts import ServerParts
from seaway.server.shapes.definitions import Saved, to_problems
from seaway.server.views.saved import last_save
from seaway.server.workbench import Workbench, refuse_long
from seaway.server.workflow_files import WorkflowFile
from seaway.store import drafts, workflows


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """What somebody wants to save. `layout` None leaves the canvas as it is; `files` are those that a new
    workflow reads, by their path in the project."""

    workflow: str
    text: str
    message: str = ""
    layout: Mapping[str, object] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saver:
    """One person at work on one project."""

    parts: ServerParts
    bench: Workbench
    project: str
    actor: Actor

    async def save(self, wanted: Save, if_match: str | None) -> Saved:
        """Write over what stands there, if that is what the change is based on.

        Raises:
            StaleEditError: it is not; carries what stands there, and who saved it.
        """
        refuse_long(wanted.text, wanted.workflow)
        async with self.bench.saving:
            now = await self.bench.read(wanted.workflow)
            if now.is_read_only:
                raise ConflictingStateError(f"{wanted.workflow} is read-only here", hint=now.why_read_only)
            etag = etag_of(now.text)
            if if_match is None or etag not in if_match:
                current = await self._current(wanted.workflow, now)
                require_match(if_match, etag, what=wanted.workflow, current=current)
            return await self._write(wanted)

    async def create(self, wanted: Save) -> Saved:
        """Write a workflow that is not there yet.

        Raises:
            ConflictingStateError: it is, or one of its files is there with another content.
        """
        refuse_long(wanted.text, wanted.workflow)
        async with self.bench.saving:
            if await self._is_there(wanted.workflow):
                raise ConflictingStateError(
                    f"There is a workflow {wanted.workflow} already", hint="Choose another id."
                )
            await asyncio.to_thread(workflow_files.add_files, self.bench.folder, wanted.files)
            return await self._write(wanted)

    async def remove(self, workflow: str) -> None:
        """Take a workflow's file away; its history stays."""
        async with self.bench.saving:
            now = await self.bench.read(workflow)
            if now.is_read_only:
                raise ConflictingStateError(f"{workflow} is read-only here", hint=now.why_read_only)
            await asyncio.to_thread(workflow_files.remove, self.bench.folder, workflow)
            await self._publish(workflow, "")
            await self._note(workflow, {"removed": True})

    async def _is_there(self, workflow: str) -> bool:
        workflow_files.check_id(workflow)
        try:
            await self.bench.read(workflow)
        except UnknownError:
            return False
        return True

    async def _write(self, wanted: Save) -> Saved:
        folder = self.bench.folder
        await asyncio.to_thread(workflow_files.write_layout, folder, wanted.workflow, wanted.layout)
        await asyncio.to_thread(workflow_files.write, folder, wanted.workflow, wanted.text)
        definitions = await self._publish(wanted.workflow, wanted.message)
        definition = definitions.by_id.get(wanted.workflow)
        problems = definition.problems if definition else ()
        record = await self.parts.database.read(
            lambda connection: workflows.get(connection, self.project, wanted.workflow)
        )
        is_active = record.state is workflows.WorkflowState.VALID
        revision = record.active_revision if is_active else None
        detail: dict[str, object] = {"message": wanted.message, "revision": revision or ""}
        await self._note(wanted.workflow, detail, saved=wanted.text)
        return Saved(revision=revision, problems=to_problems(problems), etag=etag_of(wanted.text))

    async def _publish(self, workflow: str, message: str) -> Definitions:
        signature = Signature(author=self.actor.name, message=message)
        return await self.bench.publish(self.parts.database, workflow, signature)

    async def _note(self, workflow: str, detail: Mapping[str, object], *, saved: str | None = None) -> None:
        """Write it into the audit, and forget the draft; one of another text is another tab's, and stays."""
        now = self.parts.clock.now()

        def write(connection: Connection) -> None:
            draft = drafts.find(connection, self.project, workflow, self.actor.user_id)
            if draft is not None and saved in (None, draft.text):
                drafts.remove(connection, self.project, workflow, self.actor.user_id)
            note(
                connection,
                self.actor,
                Action.WORKFLOWS_EDIT,
                subject=f"workflow {workflow}",
                now=now,
                project=self.project,
                detail=detail,
            )

        await self.parts.database.write(write)

    async def _current(self, workflow: str, now: WorkflowFile) -> dict[str, object]:
        """What stands there, for the one who comes late."""
        last = await self.parts.database.read(lambda c: last_save(c, self.project, workflow, now))
        return {
            "text": now.text,
            "layout": dict(now.layout) if now.layout is not None else None,
            "etag": etag_of(now.text),
            "author": last.author,
            "is_yours": last.author == self.actor.name,
            "revision": last.revision,
            "saved_at": said(last.saved_at),
        }
