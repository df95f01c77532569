"""The composition root: the only place that knows the concrete classes, and where siblings meet."""

import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.clock import SystemClock
from seaway.engine.definitions import Definitions, ProjectFolder
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.evaluator import ExpressionEvaluator, ProcessAsker
from seaway.engine.locking import install_nothing
from seaway.engine.project_reader import ProjectReader
from seaway.engine.publishing import Publisher
from seaway.engine.shared_files import join_files
from seaway.engine.sources import EnvironmentSource, ProjectSource, Sources, StoreSource
from seaway.engine.stored import with_stored
from seaway.engine.surroundings import ProjectSurroundings
from seaway.sdk.installed import KnownBlueprints, installed_catalog
from seaway.settings import Settings, make_home
from seaway.spec.catalog import Catalog
from seaway.spec.parse import Parsed
from seaway.spec.project import Project
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.keys import Keys
from seaway.store.lock import StateLock
from seaway.store.master_key import MasterKey
from seaway.worker.environment import lock
from seaway.worker.paths import Paths

if TYPE_CHECKING:
    from seaway.engine.engine import Engine
    from seaway.server.parts import ServerParts


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A project with its state: what every command begins with. Nothing is connected yet."""

    settings: Settings
    paths: Paths
    artifacts: LocalArtifacts
    reader: ProjectReader
    blueprints: KnownBlueprints
    """The installed ones; those of the project too once `definitions` has read them."""

    keys: Keys
    """What seals and opens the secrets of the store."""

    def sources(self, database: Database) -> Sources:
        """Where connections and secrets are looked for."""
        from seaway.access.sign_ins import SignIns
        from seaway.integrations.vault.source import vault_sources

        signs = SignIns(clock=SystemClock(), database=database, keys=self.keys)
        return Sources(
            complete=signs.complete,
            others=vault_sources(os.environ),
            project=ProjectSource(self.project, os.environ),
            environment=EnvironmentSource(os.environ),
            store=StoreSource(database, self.keys),
        )

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.blueprints)

    def project(self) -> Project:
        """What `seaway.toml` says now; the defaults where there is none. Raises SpecError where wrong."""
        return self.reader.read()

    def definitions(self, besides: Sequence[Parsed] = ()) -> Definitions:
        """The workflows as they stand in the folder now, with their problems; runs the project's Python to
        find those that it describes. `besides` are known too, for now."""
        folder = ProjectFolder(
            folder=self.settings.project,
            reader=self.reader,
            blueprints=self.blueprints,
            database=self.settings.database,
        )
        return folder.definitions(besides)

    def bundle(self) -> str:
        """Keep the project's code as it is now; returns its hash."""
        cache = Path(self.paths.state) / "bundle-cache.msgpack"
        whole = with_stored(self.project(), self.settings.database)
        data = whole.data_paths(self.settings.project)
        patterns = [f"/{path}{end}" for path in data for end in ("", ".wal")]
        patterns.append("/workflows/*.canvas.json")  # how it is drawn is no code
        return snapshot(self.settings.project, self.artifacts, cache, leave_out=patterns)

    def publisher(self, database: Database) -> Publisher:
        return Publisher(
            clock=SystemClock(),
            database=database,
            catalog=self.catalog,
            snapshot=self.bundle,
            resolve=lock if self.settings.may_install else install_nothing,
            folder=self.settings.project,
            connections=lambda project: with_stored(project, self.settings.database).connections,
        )


def open_installation(settings: Settings) -> Installation:
    """Makes the state folder where there is none."""
    make_home(settings.home)
    paths = Paths.below(settings.home, artifacts=settings.artifacts).make()
    return Installation(
        settings=settings,
        paths=paths,
        artifacts=LocalArtifacts(Path(paths.artifacts)),
        reader=ProjectReader(settings.project, os.environ.get("SEAWAY_ENV", "")),
        blueprints=KnownBlueprints(installed_catalog(settings.home / "catalog.json").blueprints),
        keys=Keys(MasterKey(settings.home, os.environ)),
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
) -> AsyncIterator["Engine"]:
    """An engine with local workers, started; at the end it drains, and gives what runs `grace_s()`.

    Raises:
        BusyError: another engine holds the state folder; names it.
        BadRequestError: other engines of the database keep its files in another folder.
    """
    from seaway.engine.news_wire import socket_path
    from seaway.engine.newsstand import newsstand_of

    with StateLock(here.settings.home):
        await join_files(
            Path(here.paths.artifacts), database, place=_place(here.settings), now=SystemClock().now()
        )
        engine = build_engine(here, database, with_triggers=with_triggers)
        newsstand = newsstand_of(engine)
        await engine.start()
        try:
            async with newsstand.open_at(socket_path(here.settings.home)):
                yield engine
        finally:
            await engine.drain(grace_s=grace_s())


def _place(settings: Settings) -> str:
    return f"{socket.gethostname()}:{settings.home}"


def build_engine(here: Installation, database: Database, *, with_triggers: bool = True) -> "Engine":
    # Most commands run nothing: they are spared what only an engine needs.
    from seaway.blobs.shelves import LocalShelves
    from seaway.engine.engine import Engine, Parts
    from seaway.executors.local import LocalExecutor

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
            surroundings=ProjectSurroundings(here.sources(database), lambda: here.catalog),
            catalog=here.catalog,
            project_dir=str(here.settings.project),
            timezone=lambda: here.project().timezone,
            pools=here.project().pools,
            with_triggers=with_triggers,
            shelves=LocalShelves(here.artifacts, Path(here.paths.logs)),
            keep=here.settings.retention,
            place=_place(settings),
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
            surroundings=ProjectSurroundings(here.sources(database), lambda: here.catalog),
            timezone=lambda: here.project().timezone,
            pools=here.project().pools,
        )
    )
    try:
        yield desk
    finally:
        await desk.close()


@asynccontextmanager
async def open_server(
    here: Installation,
    database: Database,
    *,
    hosts: Sequence[str] = (),
    is_public: bool = False,
) -> AsyncIterator["ServerParts"]:
    """What the HTTP application is built from, over one project's folder and an open store."""
    from seaway.access.doorkeeper import Doorkeeper
    from seaway.access.passwords import Passwords
    from seaway.access.sign_in import SignIn
    from seaway.access.sign_ins import SignIns
    from seaway.server.live.live import Live
    from seaway.server.parts import ServerParts
    from seaway.server.reading import Library
    from seaway.store import projects

    clock, project = SystemClock(), here.project()
    record = projects.ProjectRecord(name=project.name, timezone=project.timezone, created_at=clock.now())
    await database.write(lambda connection: projects.see(connection, record))
    library, sources = Library.of(database), here.sources(database)
    live = Live(
        clock=clock,
        database=database,
        terms=library.terms,
        logs=library.logs,
        homes=[here.settings.home],
        folders={project.name: here.settings.project},
    )
    async with open_desk(here, database) as desk, live.running():
        yield ServerParts(
            clock=clock,
            database=database,
            desk=desk,
            doorkeeper=Doorkeeper(clock, database),
            sign_in=SignIn(clock, database, Passwords()),
            homes={project.name: here},
            library=library,
            live=live,
            keys=here.keys,
            sources=lambda _: sources,
            sign_ins=SignIns(clock=clock, database=database, keys=here.keys),
            hosts=frozenset(hosts),
            is_public=is_public,
        )
