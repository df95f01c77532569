"""What a command opens that only looks: the project and its store, without the parts that run anything."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.local import LocalArtifacts
from seaway.cli.project_settings import settings_of
from seaway.engine.project_reader import ProjectReader
from seaway.settings import Settings, make_home
from seaway.store import schema
from seaway.store.database import Database
from seaway.worker.paths import Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A project and its open store. `project` is the project's name."""

    settings: Settings
    paths: Paths
    artifacts: LocalArtifacts
    database: Database
    project: str


@asynccontextmanager
async def reading(project_dir: Path | None) -> AsyncIterator[Reading]:
    """The project of a command with its store."""
    settings = settings_of(project_dir)
    project = ProjectReader(settings.project, os.environ.get("SEAWAY_ENV", "")).read().name
    make_home(settings.home)
    paths = Paths.below(settings.home, artifacts=settings.artifacts)
    database = Database.open(settings.database, synchronous=settings.synchronous)
    try:
        await schema.prepare(database)
        yield Reading(
            settings=settings,
            paths=paths,
            artifacts=LocalArtifacts(Path(paths.artifacts)),
            database=database,
            project=project,
        )
    finally:
        await database.close()
