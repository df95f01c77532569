"""A project's workflows as they are edited: checked while somebody types, edited by operation, published."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from seaway.engine.definitions import Definition, Definitions, Signature, definition_of
from seaway.engine.known import Known, KnownProject
from seaway.errors import BadRequestError
from seaway.server import workflow_files
from seaway.server.parts import ProjectHome, ServerParts, parts_of
from seaway.server.workflow_files import MAX_TEXT, WorkflowFile
from seaway.spec.edit import Edited, Operation, apply
from seaway.spec.edit_places import EditError
from seaway.spec.graph_view import GraphView, graph_view
from seaway.spec.parse import Parsed, parse_data, parse_workflow
from seaway.spec.problems import Problem, SpecError
from seaway.store.database import Database

AT_ONCE = 2
"""Texts that are read at the same time: reading one is work for a processor."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A text as it was read."""

    text: str
    parsed: Parsed
    problems: tuple[Problem, ...]
    graph: GraphView

    @property
    def text_hash(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()

    @property
    def semantic_hash(self) -> str | None:
        """Equal where two texts mean the same; None where the shape is not right."""
        if self.parsed.readable is None:
            return None
        said = json.dumps(self.parsed.data, sort_keys=True, default=str)
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


@dataclass(slots=True)
class Workbench:
    """One project. Reading happens in threads, a few at a time; saving one at a time."""

    home: ProjectHome
    known: KnownProject
    saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def folder(self) -> Path:
        return self.home.settings.project

    async def look(self) -> Known:
        return await self.in_thread(self.known.look)

    async def check(self, workflow: str, text: str) -> Checked:
        """Read and validate a text as if it were saved; keeps nothing.

        Raises:
            SpecError: it is too long, or `seaway.toml` is wrong.
        """
        refuse_long(text, workflow)
        return await self.in_thread(lambda: self._check(workflow, text))

    async def edit(self, workflow: str, text: str, operations: list[Operation]) -> tuple[Edited, Checked]:
        """Apply operations, and check what they give.

        Raises:
            SpecError: one of them can't be applied.
        """
        refuse_long(text, workflow)
        return await self.in_thread(lambda: self._edit(workflow, text, operations))

    async def definition(self, workflow: str, text: str) -> tuple[Definition, Known]:
        """A draft as a definition that a revision can be made of."""
        refuse_long(text, workflow)

        def read() -> tuple[Definition, Known]:
            known = self.known.look()
            checked = self._checked(known, workflow, text)
            return definition_of(checked.parsed, checked.problems), known

        return await self.in_thread(read)

    async def publish(self, database: Database, workflow: str, signature: Signature) -> Definitions:
        """Bring the store in line with the folder; what was saved is signed."""
        definitions = await asyncio.to_thread(self.home.definitions)
        await self.home.publisher(database).publish(definitions, signed={workflow: signature})
        return definitions

    async def read(self, workflow: str) -> WorkflowFile:
        """The text of a workflow as it stands in its file. Raises UnknownError."""

        def find() -> WorkflowFile:
            workflow_files.check_id(workflow)
            if workflow_files.path_of(self.folder, workflow) is not None:
                return workflow_files.read(self.folder, workflow)
            found = self.known.look().python.get(workflow)
            return workflow_files.read(self.folder, workflow, python_file=found.file if found else None)

        return await asyncio.to_thread(find)

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Work that takes a while, behind others of its kind."""
        async with self._reading:
            return await asyncio.to_thread(work)

    def _check(self, workflow: str, text: str) -> Checked:
        """What Python describes is shown as its file gave it when it was traced."""
        known = self.known.look()
        traced = known.python.get(workflow)
        if traced is None or workflow_files.path_of(self.folder, workflow) is not None:
            return self._checked(known, workflow, text)
        parsed = parse_data(traced.data, file=traced.file, workflow_id=workflow)
        return _seen(known, text, parsed)

    def _checked(self, known: Known, workflow: str, text: str) -> Checked:
        file = f"workflows/{workflow}.yaml"
        return _seen(known, text, parse_workflow(text, file=file, workflow_id=workflow))

    def _edit(self, workflow: str, text: str, operations: list[Operation]) -> tuple[Edited, Checked]:
        try:
            edited = apply(text, operations)
        except EditError as error:
            problem = Problem(
                code=error.code, message=error.message, hint=error.hint, line=error.line, path=error.path
            )
            raise SpecError([problem]) from None
        return edited, self._checked(self.known.look(), workflow, edited.text)


def _seen(known: Known, text: str, parsed: Parsed) -> Checked:
    problems = tuple(known.check(parsed))
    graph = graph_view(parsed, catalog=known.catalog, problems=problems)
    return Checked(text=text, parsed=parsed, problems=problems, graph=graph)


def refuse_long(text: str, workflow: str) -> None:
    """Raises SpecError where a text is too long to be edited here, BadRequestError where it is no text."""
    if len(text) > MAX_TEXT:
        message = f"{workflow} has {len(text):,} characters; {MAX_TEXT:,} can be edited here."
        hint = "Split it into sub-workflows, use a foreach, or edit the file itself."
        raise SpecError([Problem(code="too_large", message=message, hint=hint)])
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRequestError("The text holds half of a surrogate pair", hint="Send it as UTF-8.")


class Workbenches:
    """One for each project, made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Workbench] = {}

    def of(self, parts: ServerParts, project: str) -> Workbench:
        """Raises ConflictingStateError where the folder is not on this server."""
        if project not in self._made:
            home = parts.home(project)
            known = KnownProject(home.settings.project, home.project, home.blueprints, home.settings.database)
            self._made[project] = Workbench(home, known)
        return self._made[project]


def bench_of(request: Request, project: str) -> Workbench:
    state = request.app.state
    if not hasattr(state, "workbenches"):
        state.workbenches = Workbenches()
    benches: Workbenches = state.workbenches
    return benches.of(parts_of(request), project)


TheBench = Annotated[Workbench, Depends(bench_of)]
"""The workbench of the project that the address names."""
