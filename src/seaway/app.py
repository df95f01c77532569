"""The composition root: the only place that knows the concrete classes, and where siblings meet."""

import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.blobs.shelves import LocalShelves
from seaway.clock import SystemClock
from seaway.engine.definitions import Definitions, Publisher, read_definitions
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.engine import Engine, Parts
from seaway.engine.evaluator import ExpressionEvaluator, ProcessAsker
from seaway.engine.project_reader import ProjectReader
from seaway.engine.surroundings import ProjectSurroundings
from seaway.executors.local import LocalExecutor
from seaway.sdk.installed import KnownBlueprints, installed_catalog
from seaway.settings import Settings, make_home
from seaway.spec.catalog import Catalog
from seaway.spec.parse import Parsed
from seaway.spec.project import Project
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.lock import StateLock
from seaway.worker.environment import lock
from seaway.worker.inspection import inspect_project
from seaway.worker.paths import Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A project with its state: what every command begins with. Nothing is connected yet."""

    settings: Settings
    paths: Paths
    artifacts: LocalArtifacts
    reader: ProjectReader
    blueprints: KnownBlueprints
    """The installed ones; those of the project too once `definitions` has read them."""

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.blueprints)

    def project(self) -> Project:
        """What `seaway.toml` says now; the defaults where there is none. Raises SpecError where wrong."""
        return self.reader.read()

    def definitions(self, besides: Sequence[Parsed] = ()) -> Definitions:
        """The workflows as they stand in the folder now, with their problems; runs the project's Python to
        find those that it describes. `besides` are known too, for now."""
        project = self.project()
        found = inspect_project(self.settings.project)
        self.blueprints.see(found.blueprints)
        return read_definitions(
            self.settings.project, project=project, catalog=self.catalog, python=found, besides=besides
        )

    def bundle(self) -> str:
        """Keep the project's code as it is now; returns its hash."""
        cache = Path(self.paths.state) / "bundle-cache.msgpack"
        data = self.project().data_paths(self.settings.project)
        patterns = [f"/{path}{end}" for path in data for end in ("", ".wal")]
        return snapshot(self.settings.project, self.artifacts, cache, leave_out=patterns)

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
    make_home(settings.home)
    paths = Paths.below(settings.home).make()
    return Installation(
        settings=settings,
        paths=paths,
        artifacts=LocalArtifacts(Path(paths.artifacts)),
        reader=ProjectReader(settings.project, os.environ.get("SEAWAY_ENV", "")),
        blueprints=KnownBlueprints(installed_catalog(settings.home / "catalog.json").blueprints),
    )


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Database]:
    """The database, with its schema made or checked.

    Raises:
        StoreError: it can't be used, or an older or newer Seaway wrote it.
    """
    make_home(settings.home)
    database = Database.open(settings.database, synchronous=settings.synchronous)
    try:
        await schema.prepare(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_engine(
    here: Installation,
    database: Database,
    *,
    with_triggers: bool = True,
    grace_s: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[Engine]:
    """An engine with local workers, started; at the end it drains, and gives what runs `grace_s()`.

    Raises:
        BusyError: another engine holds the state folder; names it.
    """
    with StateLock(here.settings.home):
        engine = build_engine(here, database, with_triggers=with_triggers)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.drain(grace_s=grace_s())


def build_engine(here: Installation, database: Database, *, with_triggers: bool = True) -> Engine:
    settings = here.settings
    # Where another engine may take over, attempts must have ended before it does.
    orphan_s = None if database.driver.is_for_one_engine else settings.lease_s / 2
    return Engine(
        Parts(
            clock=SystemClock(),
            database=database,
            executor=LocalExecutor(here.paths, slots=settings.slots, orphan_s=orphan_s),
            evaluator=ExpressionEvaluator(ProcessAsker()),
            artifacts=here.artifacts,
            surroundings=ProjectSurroundings(here.project, os.environ),
            catalog=here.catalog,
            project_dir=str(here.settings.project),
            timezone=lambda: here.project().timezone,
            pools=here.project().pools,
            with_triggers=with_triggers,
            shelves=LocalShelves(here.artifacts, Path(here.paths.logs)),
            keep=here.settings.retention,
            place=f"{socket.gethostname()}:{here.settings.home}",
            is_alone=True,
            lease_s=settings.lease_s,
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
