"""A project folder with a real engine over it: real store, real workers, real files."""

import asyncio
import json
import textwrap
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from seaway.app import Installation, open_desk, open_engine, open_installation, open_store
from seaway.blobs.local import LocalArtifacts
from seaway.blobs.logs import read_log
from seaway.blobs.manifest import read_manifest
from seaway.core.rows import TaskRow
from seaway.core.states import RunState, TaskState
from seaway.engine.definitions import Definitions
from seaway.engine.desk import Desk
from seaway.engine.engine import Engine
from seaway.engine.submission import RunRequest, Submitted
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.settings import Settings, read_settings
from seaway.store import runs, tasks
from seaway.store.database import Database
from seaway.store.runs import RunRecord
from seaway.worker.paths import Paths

PATIENCE_S = 120
"""Until something counts as hanging; not a measure of speed."""
PROJECT = "proving"
_PROJECT_FILE = f"""
name = "{PROJECT}"

[pools]
narrow = 1
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run as the store has it now, with all that is known of its tasks, items too."""

    run: RunRecord
    tasks: Mapping[str, TaskRow]
    paths: Paths

    @property
    def id(self) -> RunId:
        return self.run.run_id

    @property
    def state(self) -> RunState:
        return self.run.state

    @property
    def states(self) -> dict[str, str]:
        """State by key."""
        return {key: row.state.value for key, row in self.tasks.items()}

    @property
    def result(self) -> object:
        """The outputs of the run."""
        return json.loads(self.run.outputs or "null")

    def outputs(self, key: str) -> object:
        return json.loads(self.tasks[key].outputs or "null")

    def says(self, key: str) -> str:
        """Reason, message and hint of a task's end."""
        row = self.tasks[key]
        failure = json.loads(row.error or "{}")
        return " ".join([row.reason, failure.get("message", ""), failure.get("hint", "")])

    def log(self, key: str) -> str:
        place = Path(self.paths.log_of(self.tasks[key].attempt_id or ""))
        return "\n".join(line.text for line in read_log(place)) if place.exists() else ""

    def files(self, key: str) -> dict[str, str]:
        """What a task left, by path."""
        artifacts = LocalArtifacts(Path(self.paths.artifacts))
        manifest = self.tasks[key].manifest
        entries = read_manifest(artifacts, manifest).files if manifest else ()
        return {entry.path: artifacts.get_bytes(entry.sha256).decode() for entry in entries}

    def __str__(self) -> str:
        told = "; ".join(f"{key}: {row.state} {self.says(key)}" for key, row in self.tasks.items())
        return f"{self.run.workflow} {self.state} ({self.run.reason}) {self.run.error}; {told}"


class Site:
    """A project on disk. Written to, published from, and run by whichever engine is open on it."""

    def __init__(self, here: Installation, database: Database, desk: Desk) -> None:
        self.here = here
        self.database = database
        self.desk = desk
        self.engine: Engine | None = None
        self._count = 0

    @property
    def folder(self) -> Path:
        return self.here.settings.project

    def write(self, name: str, text: str) -> Path:
        return write_into(self.folder, name, text)

    # --- workflows ------------------------------------------------------------------------------------------

    def add(self, body: str, name: str = "") -> str:
        """Write a workflow file around `body`, which begins at any key; returns its id."""
        self._count += 1
        name = name or f"w{self._count}"
        self.write(f"workflows/{name}.yaml", f"seaway: 1\n{textwrap.dedent(body)}")
        return name

    async def publish(self) -> Definitions:
        definitions = self.here.definitions()
        await self.here.publisher(self.database).publish(definitions)
        return definitions

    async def run(self, body: str, **inputs: object) -> Ran:
        """Write, publish, submit and wait for the end."""
        return await self.ended(await self.start(body, **inputs))

    async def start(self, body: str, **inputs: object) -> RunId:
        name = self.add(body)
        (await self.publish()).get(name).require()
        return await self.submit(name, **inputs)

    async def submit(self, workflow: str, **inputs: object) -> RunId:
        submitted = await self.ask(workflow, **inputs)
        assert submitted.run_id is not None, submitted.reason
        return submitted.run_id

    async def ask(self, workflow: str, **inputs: object) -> Submitted:
        return await self.desk.submit(RunRequest(project=PROJECT, workflow=workflow, inputs=inputs))

    # --- looking --------------------------------------------------------------------------------------------

    async def look(self, run_id: RunId) -> Ran:
        def read(connection: Connection) -> tuple[RunRecord, list[TaskRow]]:
            return runs.get(connection, run_id), tasks.list_tasks(
                connection, run_id, with_items=True, limit=20_000
            )

        record, rows = await self.database.read(read)
        return Ran(record, {row.key: row for row in rows}, self.here.paths)

    async def ended(self, run_id: RunId) -> Ran:
        return await self.until(run_id, lambda ran: ran.state.is_final)

    async def reaches(self, run_id: RunId, key: str, state: TaskState) -> Ran:
        """Wait until a task is in a state."""
        return await self.until(run_id, lambda ran: ran.states.get(key) == state)

    async def until(self, run_id: RunId, is_so: Callable[[Ran], bool]) -> Ran:
        """A run that is not there yet is waited for: the task that starts it is written before it."""
        ran = await self._look_if_there(run_id)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while ran is None or not is_so(ran):
                    await asyncio.sleep(0.01)
                    ran = await self._look_if_there(run_id)
        except TimeoutError:
            raise AssertionError(f"still waiting: {ran or run_id}") from None
        return ran

    async def _look_if_there(self, run_id: RunId) -> Ran | None:
        try:
            return await self.look(run_id)
        except UnknownError:
            return None

    async def child_of(self, run_id: RunId, key: str) -> RunId:
        """The run that a task has started, as soon as it is there."""
        ran = await self.until(run_id, lambda ran: key in ran.tasks and ran.tasks[key].child_run is not None)
        return (await self.until(RunId(ran.tasks[key].child_run or ""), lambda _: True)).id

    async def appears(self, place: Path, lines: int = 1) -> list[str]:
        """The lines of a file that a task writes, as soon as there are so many."""
        async with asyncio.timeout(PATIENCE_S):
            while len(lines_of(place)) < lines:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.005)
        return lines_of(place)

    async def answer(self, run_id: RunId, key: str, *, is_approved: bool = True, **values: object) -> None:
        await self.desk.answer(run_id, TaskKey(key), actor="ada", is_approved=is_approved, values=values)


def lines_of(place: Path) -> list[str]:
    return place.read_text().splitlines() if place.exists() else []


def write_into(folder: Path, name: str, text: str) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(textwrap.dedent(text))
    return place


def settings_of(folder: Path, **given: object) -> Settings:
    """Of a project folder, made with a project file where it has none."""
    if not (folder / "seaway.toml").exists():
        write_into(folder, "seaway.toml", _PROJECT_FILE)
    return replace(read_settings(folder, {}), synchronous="NORMAL", **given)  # type: ignore[arg-type]


@asynccontextmanager
async def open_site(folder: Path, *, has_engine: bool = True, **given: object) -> AsyncIterator[Site]:
    """A project, its store and a desk; and an engine with its workers. `given` are settings."""
    here = open_installation(settings_of(folder, **given))
    async with open_store(here.settings) as database, open_desk(here, database) as desk:
        site = Site(here, database, desk)
        if not has_engine:
            yield site
            return
        async with open_engine(here, database, with_triggers=False) as engine:
            site.engine = engine
            yield site
