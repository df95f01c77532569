"""Looks at the files of a project beside its workflows: blueprints, scripts, SQL, `seaway.toml`. The first
look comes before anybody can read them; while nobody follows there is none. A look takes a `stat` a file."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from seaway.server.live.hub import Event, Hub

EVERY_S = 1.0
FOLDERS = ("blueprints", "scripts", "sql")
FILES = ("seaway.toml",)
MOST_FILES = 5_000
Stamp = frozenset[tuple[str, int, int]]
"""Name, time and size of files."""


class FolderLooker:
    """Tells `project` where the files changed."""

    def __init__(self, hub: Hub, folders: Mapping[str, Path]) -> None:
        self._hub = hub
        self._folders = folders
        self._seen: dict[str, Stamp] = {}

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Tell what has changed since the last look, also of what changed while nobody followed. The first
        look only sees."""
        for project, folder in self._folders.items():
            key = f"workflows:{project}"
            if project in self._seen and not self._hub.is_watched(key):
                continue
            now = await asyncio.to_thread(stamp_of, folder)
            before = self._seen.get(project)
            self._seen[project] = now
            if before is not None and before != now:
                data = json.dumps({"files": sorted(_folders_of(before ^ now))}).encode()
                self._hub.publish(Event("project", (key,), data))


def stamp_of(folder: Path) -> Stamp:
    """As the files stand now; those that nobody can read are not there."""
    found = []
    for path in islice(_files(folder), MOST_FILES):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path.relative_to(folder).as_posix(), status.st_mtime_ns, status.st_size))
    return frozenset(found)


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in FILES)
    for name in FOLDERS:
        for place, inner, files in os.walk(folder / name):
            inner[:] = [each for each in inner if not each.startswith((".", "__"))]
            yield from (Path(place, file) for file in files if not file.startswith("."))


def _folders_of(changed: Stamp) -> set[str]:
    return {name.partition("/")[0] for name, _, _ in changed}
