"""Which project a command is about, and its settings. Light: it is the first thing that many commands do."""

from pathlib import Path

from seaway.cli.shell import find_project, is_project
from seaway.errors import BadRequestError
from seaway.settings import Settings, read_settings


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
