"""What is known of a project's folder just now, read again only where it changed: for checking a draft while
somebody types."""

import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seaway.engine.definitions import FOLDER, SUFFIXES, parse_file
from seaway.engine.stored import with_stored
from seaway.sdk.connection_type import ConnectionType
from seaway.sdk.installed import KnownBlueprints
from seaway.sdk.resolve import KnownConnections
from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.parse import Parsed, parse_data, parse_workflow
from seaway.spec.problems import Problem
from seaway.spec.project import Project
from seaway.spec.validate import validate
from seaway.worker.inspection import FoundWorkflow, Inspection, inspect_project

PATIENCE_S = 10.0
"""How long the project's Python may take to be read while somebody waits for a check."""
TRY_AGAIN_S = 15.0
"""What took too long is read again after this, and after twice as long each further time."""
Stamp = tuple[tuple[str, int, int], ...]
"""Name, time and size of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One look at the folder. `problems` are those of its Python, and name their files."""

    project: Project
    """What `seaway.toml` says."""
    whole: Project
    """The same, with what is set in the store behind it."""
    catalog: Catalog
    workflows: Callable[[], Mapping[str, Workflow]]
    """The readable ones, by id. Reading those that changed takes a while, and only a check needs them."""
    python: Mapping[str, FoundWorkflow]
    problems: tuple[Problem, ...] = ()
    connection_types: tuple[ConnectionType, ...] = ()
    """Those that the project's own code defines."""

    def check(self, parsed: Parsed, *, environ: Mapping[str, str] = os.environ) -> list[Problem]:
        """All problems of a text, as if it were saved."""
        others = {id_: workflow for id_, workflow in self.workflows().items() if id_ != parsed.workflow_id}
        if parsed.readable is not None:
            others[parsed.workflow_id] = parsed.readable
        return validate(
            parsed,
            catalog=self.catalog,
            project=self.whole,
            workflows=others,
            connections=KnownConnections(self.whole.connections, environ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The project's Python as it was read. `until`: for so long that is good, by the monotonic clock."""

    stamp: Stamp
    found: Inspection
    pause_s: float = TRY_AGAIN_S
    until: float = math.inf


@dataclass(slots=True)
class KnownProject:
    """Looks at a folder. A look takes a `stat` a file; the project's Python runs in a worker, within a time
    limit, and only after it changed. Blocks: call it in a thread."""

    folder: Path
    project: Callable[[], Project]
    """What `seaway.toml` says now."""
    blueprints: KnownBlueprints
    database: str = ""
    """Where connections and variables may be set besides; empty: nowhere."""
    _python: _Read | None = field(default=None, init=False)
    _files: dict[str, tuple[Stamp, Parsed]] = field(default_factory=dict, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def look(self) -> Known:
        """What stands there now.

        Raises:
            SpecError: `seaway.toml` is wrong.
        """
        with self._turn:
            project = self.project()
            python = self._inspected()
            blueprints = self.blueprints.see(python.blueprints)
        return Known(
            project=project,
            whole=with_stored(project, self.database),
            catalog=Catalog(blueprints),
            workflows=lambda: self._workflows(python),
            python={each.id: each for each in python.workflows},
            problems=python.problems,
            connection_types=python.connection_types,
        )

    def _workflows(self, python: Inspection) -> Mapping[str, Workflow]:
        with self._turn:
            parsed = [self._parsed(path) for path in _files(self.folder / FOLDER, SUFFIXES)]
        traced = [parse_data(each.data, file=each.file, workflow_id=each.id) for each in python.workflows]
        readable = {each.workflow_id: each.readable for each in (*traced, *parsed)}
        return {id_: workflow for id_, workflow in readable.items() if workflow is not None}

    def _inspected(self) -> Inspection:
        stamp = _stamp(
            [path for name in ("blueprints", FOLDER) for path in _files(self.folder / name, (".py",))]
        )
        before = self._python
        if before is not None and before.stamp != stamp:
            before = None
        if before is None or time.monotonic() > before.until:
            before = self._python = _read_python(self.folder, stamp, before)
        return before.found

    def _parsed(self, path: Path) -> Parsed:
        stamp = _stamp([path])
        known = self._files.get(path.name)
        if known is None or known[0] != stamp:
            known = (stamp, _read(path, self.folder))
            self._files[path.name] = known
        return known[1]


def _read_python(folder: Path, stamp: Stamp, before: _Read | None) -> _Read:
    found = inspect_project(folder, timeout_s=PATIENCE_S)
    if not found.is_cut_short:
        return _Read(stamp=stamp, found=found)
    pause_s = 2 * before.pause_s if before is not None else TRY_AGAIN_S
    return _Read(stamp=stamp, found=found, pause_s=pause_s, until=time.monotonic() + pause_s)


def _read(path: Path, folder: Path) -> Parsed:
    try:
        return parse_file(path, folder)
    except OSError:  # it went away between two looks
        return parse_workflow("", file=path.name)


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in suffixes and path.is_file())


def _stamp(paths: list[Path]) -> Stamp:
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)
