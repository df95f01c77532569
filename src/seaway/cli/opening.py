"""What a command opens before it works: the project it is about, and the store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.app import Installation, open_desk, open_installation, open_store
from seaway.cli.shell import find_project, is_project
from seaway.engine.desk import Desk
from seaway.errors import BadRequestError
from seaway.settings import Settings, read_settings
from seaway.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A project and its open store. `project` is the project's name."""

    here: Installation
    database: Database
    project: str


def settings_of(project_dir: Path | None) -> Settings:
    """The settings of the project that a command is about.

    Raises:
        BadRequestError: there is no project.
    """
    start = (project_dir or Path.cwd()).resolve()
    folder = start if project_dir is not None else find_project(start)
    if not folder.is_dir():
        raise BadRequestError(f"There is no folder {folder}", hint="`--project` names a project's folder.")
    if not is_project(folder):
        raise BadRequestError(
            f"There is no project in {folder}",
            hint="Go to a project's folder, name one with `--project`, or make one: `seaway init`.",
        )
    return read_settings(folder)


@asynccontextmanager
async def opened(project_dir: Path | None) -> AsyncIterator[Opened]:
    """The project of a command with its store, to read from."""
    here = open_installation(settings_of(project_dir))
    project = here.project().name
    async with open_store(here.settings) as database:
        yield Opened(here=here, database=database, project=project)


@asynccontextmanager
async def opened_desk(project_dir: Path | None) -> AsyncIterator[tuple[Opened, Desk]]:
    """The same, with a desk that takes orders."""
    async with opened(project_dir) as it, open_desk(it.here, it.database) as desk:
        yield it, desk
