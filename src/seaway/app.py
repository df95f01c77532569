"""The composition root: the only place that knows the concrete classes, and where siblings meet."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.clock import SystemClock
from seaway.engine.definitions import Definitions, Publisher, read_definitions
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.engine import Engine, Parts
from seaway.engine.evaluator import ExpressionEvaluator, ProcessAsker
from seaway.engine.surroundings import ProjectSurroundings
from seaway.executors.local import LocalExecutor
from seaway.sdk.registry import Registry
from seaway.settings import Settings
from seaway.spec.catalog import Catalog
from seaway.spec.project import Project
from seaway.spec.project_file import parse_project
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.lock import StateLock
from seaway.worker.environment import lock
from seaway.worker.paths import Paths

PROJECT_FILE = "seaway.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A project with its state: what every command begins with. Nothing is connected yet."""

    settings: Settings
    paths: Paths
    artifacts: LocalArtifacts
    catalog: Catalog

    def project(self) -> Project:
        """What `seaway.toml` says now; the defaults where there is none. Raises SpecError where wrong."""
        file = self.settings.project / PROJECT_FILE
        text = file.read_text() if file.exists() else ""
        return parse_project(text, environment=os.environ.get("SEAWAY_ENV", "")).require()

    def definitions(self) -> Definitions:
        """The workflows as they stand in the folder now, with their problems."""
        return read_definitions(self.settings.project, project=self.project(), catalog=self.catalog)

    def bundle(self) -> str:
        """Keep the project's code as it is now; returns its hash."""
        cache = Path(self.paths.state) / "bundle-cache.msgpack"
        return snapshot(self.settings.project, self.artifacts, cache)

    def publisher(self, database: Database) -> Publisher:
        return Publisher(
            clock=SystemClock(),
            database=database,
            catalog=self.catalog,
            snapshot=self.bundle,
            resolve=lock,
            folder=self.settings.project,
        )


def open_installation(settings: Settings) -> Installation:
    """Makes the state folder where there is none."""
    settings.home.mkdir(parents=True, exist_ok=True)
    paths = Paths.below(settings.home).make()
    return Installation(
        settings=settings,
        paths=paths,
        artifacts=LocalArtifacts(Path(paths.artifacts)),
        catalog=Registry().catalog(),
    )


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Database]:
    """The database, with its schema made or checked.

    Raises:
        StoreError: it can't be used, or an older or newer Seaway wrote it.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    database = Database.open(settings.database, synchronous=settings.synchronous)
    try:
        await schema.prepare(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_engine(here: Installation, database: Database) -> AsyncIterator[Engine]:
    """An engine with local workers, started; it drains at the end.

    Raises:
        BusyError: another engine holds the state folder; names it.
    """
    with StateLock(here.settings.home):
        engine = build_engine(here, database)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.drain(grace_s=0.0)


def build_engine(here: Installation, database: Database) -> Engine:
    return Engine(
        Parts(
            clock=SystemClock(),
            database=database,
            executor=LocalExecutor(here.paths, slots=here.settings.slots),
            evaluator=ExpressionEvaluator(ProcessAsker()),
            artifacts=here.artifacts,
            surroundings=ProjectSurroundings(here.project, os.environ),
            catalog=here.catalog,
            project_dir=str(here.settings.project),
            timezone=lambda: here.project().timezone,
            pools=here.project().pools,
            is_alone=True,
        )
    )


@asynccontextmanager
async def open_desk(here: Installation, database: Database) -> AsyncIterator[Desk]:
    """Takes orders for whichever engine works on the store."""
    desk = Desk(
        DeskParts(
            clock=SystemClock(),
            database=database,
            evaluator=ExpressionEvaluator(ProcessAsker()),
            artifacts=here.artifacts,
            surroundings=ProjectSurroundings(here.project, os.environ),
            timezone=lambda: here.project().timezone,
            pools=here.project().pools,
        )
    )
    try:
        yield desk
    finally:
        await desk.close()
