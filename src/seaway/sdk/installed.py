"""The catalog of what is installed, kept in a file: to make it imports every blueprint, to read it none."""

import importlib.util
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import seaway
from seaway.sdk.connection import ENTRY_POINTS as CONNECTIONS
from seaway.sdk.registry import ENTRY_POINTS as BLUEPRINTS
from seaway.sdk.registry import Registry
from seaway.spec.catalog import BlueprintInfo, Catalog


class KnownBlueprints(Mapping[str, BlueprintInfo]):
    """Blueprints by name: those that are installed, and a project's own as they were last read.

    `see` replaces the project's at once, so that a reader in another thread finds the old ones or the new."""

    def __init__(self, installed: Mapping[str, BlueprintInfo]) -> None:
        self._installed = installed
        self._now = installed

    def see(self, project: Iterable[BlueprintInfo]) -> Mapping[str, BlueprintInfo]:
        """Take a project's own blueprints. An installed one of the same name stays. Returns all there are
        now, which stays as it is when somebody else sees something older."""
        now = {info.name: info for info in project} | dict(self._installed)
        self._now = now
        return now

    def is_installed(self, name: str) -> bool:
        """False for the project's own."""
        return name in self._installed

    def __getitem__(self, name: str) -> BlueprintInfo:
        return self._now[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)


def installed_catalog(cache: Path) -> Catalog:
    """What is installed, from `cache` where that is of these very versions, else made and kept there."""
    stamp = _stamp()
    known = _read(cache, stamp)
    if known is None:
        known = Registry().catalog()
        _write(cache, stamp, known)
    return known


def _stamp() -> str:
    """Changes with what is installed, and while somebody works on the code of an integration."""
    entries = [*entry_points(group=BLUEPRINTS), *entry_points(group=CONNECTIONS)]
    said = sorted(f"{_named(entry)} {_newest(entry.module)}" for entry in entries)
    return json.dumps([seaway.__version__, _newest("seaway.sdk.registry"), *said])


def _named(entry: EntryPoint) -> str:
    return f"{entry.name}={entry.value}@{entry.dist.version if entry.dist else ''}"


def _newest(module: str) -> int:
    """When the folder of a module last changed, in ns; 0 where it has no folder."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return 0
    if found is None or not found.origin:
        return 0
    with os.scandir(Path(found.origin).parent) as entries:
        return max((entry.stat().st_mtime_ns for entry in entries if entry.name.endswith(".py")), default=0)


def _read(cache: Path, stamp: str) -> Catalog | None:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        return Catalog.from_json(kept["catalog"]) if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(cache: Path, stamp: str, catalog: Catalog) -> None:
    """Replaced as a whole, so that nobody reads half of it; where it can't be written, it is made again."""
    part = cache.with_name(f"{cache.name}.{os.getpid()}")
    with suppress(OSError):
        part.write_text(json.dumps({"stamp": stamp, "catalog": catalog.to_json()}), encoding="utf-8")
        part.replace(cache)
