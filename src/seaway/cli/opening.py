"""What a command opens that runs or orders something: the project it is about, the store, and a desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.app import Installation, open_desk, open_installation, open_store
from seaway.cli.project_settings import settings_of
from seaway.engine.desk import Desk
from seaway.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A project and its open store. `project` is the project's name."""

    here: Installation
    database: Database
    project: str


@asynccontextmanager
async def opened(project_dir: Path | None) -> AsyncIterator[Opened]:
    """The project of a command with its store."""
    here = open_installation(settings_of(project_dir))
    project = here.project().name
    async with open_store(here.settings) as database:
        yield Opened(here=here, database=database, project=project)


@asynccontextmanager
async def opened_desk(project_dir: Path | None) -> AsyncIterator[tuple[Opened, Desk]]:
    """The same, with a desk that takes orders."""
    async with opened(project_dir) as it, open_desk(it.here, it.database) as desk:
        yield it, desk
