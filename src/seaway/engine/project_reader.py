"""The project file as it stands now, parsed only when it has changed."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from seaway.spec.project import Project
from seaway.spec.project_file import parse_project

PROJECT_FILE = "seaway.toml"
Version = tuple[int, int, int]


@dataclass(slots=True)
class ProjectReader:
    """Asked for every attempt; a look costs one `stat`."""

    folder: Path
    environment: str = ""
    _known: tuple[Version, Project] | None = field(default=None, init=False)
    _path: str = field(init=False)

    def __post_init__(self) -> None:
        self._path = str(self.folder / PROJECT_FILE)

    def read(self) -> Project:
        """What `seaway.toml` says; the defaults where there is none.

        Raises:
            SpecError: it is wrong; all problems at once.
        """
        version = self._version()
        if self._known is None or self._known[0] != version:
            self._known = (version, parse_project(self._text(), environment=self.environment).require())
        return self._known[1]

    def _version(self) -> Version:
        try:
            status = os.stat(self._path)  # noqa: PTH116 - for every attempt, and a Path costs more than the look
        except FileNotFoundError:
            return (0, 0, 0)
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _text(self) -> str:
        try:
            return Path(self._path).read_bytes().decode("utf-8", "surrogateescape")
        except FileNotFoundError:
            return ""
