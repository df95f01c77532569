"""Everything that attempts leave behind in a state folder, and taking away what nothing refers to."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from seaway.blobs.bundle import read_bundle
from seaway.blobs.local import LocalArtifacts
from seaway.blobs.manifest import FileEntry, read_manifest
from seaway.errors import SeawayError


class _Named(Protocol):
    @property
    def sha256(self) -> str: ...


Entry = TypeVar("Entry", bound=_Named)
YOUNG_S = 3600.0
"""What was written within the last hour may be referred to by a row that is not committed yet."""


class LocalShelves:
    def __init__(self, artifacts: LocalArtifacts, logs: Path) -> None:
        self._artifacts = artifacts
        self._logs = logs

    def sweep(
        self, *, manifests: AbstractSet[str], bundles: AbstractSet[str], plain: AbstractSet[str]
    ) -> int:
        """Delete every artifact that is neither named nor listed in a manifest or bundle that is; returns
        the bytes freed."""
        keep = {*manifests, *bundles, *plain}
        for ref in manifests:
            keep.update(entry.sha256 for entry in _listed(_files_of, self._artifacts, ref))
        for ref in bundles:
            keep.update(entry.sha256 for entry in _listed(read_bundle, self._artifacts, ref))
        return self._artifacts.sweep(keep, older_than_s=YOUNG_S)

    def delete_logs(self, before: datetime) -> int:
        """Delete logs that were last written before; returns how many."""
        deleted = 0
        for path in self._logs.glob("*/*"):
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                deleted += 1
        return deleted


def _files_of(artifacts: LocalArtifacts, ref: str) -> tuple[FileEntry, ...]:
    return read_manifest(artifacts, ref).files


def _listed(
    read: Callable[[LocalArtifacts, str], Iterable[Entry]], artifacts: LocalArtifacts, ref: str
) -> Iterable[Entry]:
    """What a list names; nothing where the list itself is gone or damaged."""
    try:
        return read(artifacts, ref)
    except SeawayError:
        return ()
