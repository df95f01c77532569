"""The directory an attempt works in: the project's files, those of its upstreams, and afterwards what is new.

A worker keeps one directory laid out ahead. Most attempts touch no file: they use it and leave it as it
was. One that does gets the directory for its own, under its id."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from seaway.blobs.bundle import read_bundle
from seaway.blobs.ignore import matches_any, parse_rules
from seaway.blobs.manifest import FileEntry, read_manifest, write_manifest
from seaway.errors import DataError
from seaway.sdk.protocols.artifacts import Artifacts
from seaway.sdk.protocols.executor import AttemptSpec, FilePolicy
from seaway.worker.inventory import Inventory, Laid, checked_path, kind_of, stamp_of
from seaway.worker.merging import merge

ALWAYS_IGNORED = ("__pycache__/", "*.pyc", ".ipynb_checkpoints/", ".DS_Store")
Notice = Callable[[str], None]


class Workspace:
    """One a worker. `folder` is where the present attempt works, `aside` is for what must not be recorded."""

    def __init__(self, attempts: Path, artifacts: Artifacts) -> None:
        self._attempts = attempts
        self._artifacts = artifacts
        self._home = attempts / f"worker-{os.getpid()}-{os.urandom(4).hex()}"
        self._count = 0
        self._ready = self._home / "files-0"
        self.folder = self._ready
        self._inventory: Inventory | None = None
        self._bundle = ""
        self._has_upstreams = False
        self._may_move = False
        self._is_untouched = False

    @property
    def aside(self) -> Path:
        """Scripts, outputs and scratch files of the present attempt; emptied after it."""
        place = self._home / "aside"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place

    def open(self, spec: AttemptSpec, *, own: bool) -> Path:
        """Lay the directory out and go there. `own` gives it the attempt's name already now.

        Raises:
            DataError: two upstreams differ about a path.
            NotFoundError: a file is not kept any more.
        """
        if self._inventory is None or self._bundle != spec.bundle:
            self._lay_bundle(spec.bundle)
        assert self._inventory is not None
        if spec.upstreams:
            self._lay_upstreams(spec)
        if own:
            self._name_after(spec.attempt_id)
        os.chdir(self.folder)
        return self.folder

    def commit(self, policy: FilePolicy, notice: Notice, *, may_move: bool = False) -> str | None:
        """Keep what the attempt did to its files; returns its manifest, None where it did nothing to them.

        may_move: nobody can write to the files any more, so they may be taken without a copy.

        Raises:
            DataError: it left more than it may, or a file that can't be handed on.
        """
        inventory = self._inventory
        assert inventory is not None
        self._is_untouched = inventory.is_untouched()
        if self._is_untouched:
            return None
        self._may_move = may_move
        rules = _Rules(policy)
        missing = {path for path, laid in inventory.files.items() if laid.entry is not None}
        entries = list(self._entries(inventory, rules, missing, notice))
        removed = [path for path in missing if rules.has(path)]
        return write_manifest(self._artifacts, entries, removed) if entries or removed else None

    def close(self, attempt_id: str, *, is_kept: bool) -> None:
        """After the attempt: a failed one's files stay under its name for a look, if it left any."""
        os.chdir(self._attempts)
        try:
            self._leave(attempt_id, is_kept=is_kept)
        except OSError:
            self._inventory = None  # laid out anew for the next attempt
        self._has_upstreams = self._is_untouched = False

    def _leave(self, attempt_id: str, *, is_kept: bool) -> None:
        inventory, folder = self._inventory, self.folder
        if inventory is not None and (self._is_untouched or inventory.is_untouched()):
            if folder != self._ready:
                folder.rename(self._ready)
                inventory.root = self.folder = self._ready
            if self._has_upstreams:
                self._discard()
        elif is_kept:
            self._name_after(attempt_id)
            self._inventory, self.folder = None, self._ready
        else:
            self._discard()

    def tidy(self) -> None:
        """Between attempts: empty `aside`."""
        place = self._home / "aside"
        if place.exists():
            shutil.rmtree(place, ignore_errors=True)

    def remove(self) -> None:
        """The worker ends."""
        os.chdir("/")
        shutil.rmtree(self._home, ignore_errors=True)

    def _lay_bundle(self, bundle: str) -> None:
        self._discard()
        # A name of its own each time: what an attempt left may be impossible to delete.
        self._count += 1
        self.folder = self._ready = self._home / f"files-{self._count}"
        self._ready.mkdir(parents=True, mode=0o700)
        inventory = Inventory(self._ready)
        for entry in read_bundle(self._artifacts, bundle) if bundle else ():
            self._lay(inventory, entry.path, entry.sha256, entry.mode & 0o555, None)
        inventory.settle()
        self._inventory, self._bundle = inventory, bundle

    def _lay_upstreams(self, spec: AttemptSpec) -> None:
        inventory = self._inventory
        assert inventory is not None
        self._has_upstreams = True
        sources = [
            (upstream, read_manifest(self._artifacts, upstream.manifest)) for upstream in spec.upstreams
        ]
        for path, entry in merge(sources).items():
            if path in inventory.files:
                (inventory.root / path).unlink()
            self._lay(inventory, path, entry.sha256, entry.mode, entry)
        inventory.settle()

    def _lay(self, inventory: Inventory, path: str, sha256: str, mode: int, entry: FileEntry | None) -> None:
        place = inventory.root / checked_path(path, "an upstream" if entry else "the bundle")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise DataError(f"`{path}` needs a folder where the project has a file.") from None
        self._artifacts.fetch(sha256, place, mode=mode)
        inventory.record(path, sha256, entry)

    def _entries(
        self, inventory: Inventory, rules: "_Rules", missing: set[str], notice: Notice
    ) -> Iterator[FileEntry]:
        """New and changed files. What still lies there is taken out of `missing`."""
        for path, status in inventory.found():
            missing.discard(path)
            laid = inventory.files.get(path)
            if (laid is not None and laid.stamp == stamp_of(status)) or not rules.has(path):
                continue
            taken = self._take(inventory, path, status, notice)
            if taken is not None:
                rules.count(taken.size)
                if not _is_as_before(taken, laid):
                    yield taken

    def _take(
        self, inventory: Inventory, path: str, status: os.stat_result, notice: Notice
    ) -> FileEntry | None:
        if not path.isprintable() and _is_broken_text(path):
            raise DataError(
                f"A file's name is no UTF-8: {path.encode(errors='backslashreplace').decode()}.",
                hint="Rename it, or leave it out with `files: {ignore: …}`.",
            )
        place = inventory.root / path
        if stat.S_ISLNK(status.st_mode):
            target = Path(os.path.realpath(place))
            if not target.is_file() or inventory.root.resolve() not in target.parents:
                notice(f"`{path}` is not handed on: it links to no file in the task's directory.")
                return None
            place, status = target, target.stat()
            may_move = False
        elif not stat.S_ISREG(status.st_mode):
            notice(f"`{path}` is not handed on: it is {kind_of(status.st_mode)}.")
            return None
        else:
            may_move = self._may_move and status.st_nlink == 1
        sha256, size = self._artifacts.put_file(place, may_move=may_move)
        return FileEntry(path=path, sha256=sha256, size=size, mode=0o755 if status.st_mode & 0o100 else 0o644)

    def _name_after(self, attempt_id: str) -> None:
        place = self._attempts / attempt_id
        if self.folder != place:
            if place.exists():
                shutil.rmtree(place, ignore_errors=True)
            self.folder.rename(place)
            self.folder = place
            if self._inventory is not None:
                self._inventory.root = place

    def _discard(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
        self._inventory, self.folder = None, self._ready


class _Rules:
    """Which files are handed on, and how many bytes they may have together."""

    def __init__(self, policy: FilePolicy) -> None:
        self._keep = parse_rules(policy.keep)
        self._ignore = parse_rules((*ALWAYS_IGNORED, *policy.ignore))
        self._max_bytes = policy.max_bytes
        self._total = 0

    def has(self, path: str) -> bool:
        return not matches_any(self._ignore, path) and (not self._keep or matches_any(self._keep, path))

    def count(self, size: int) -> None:
        self._total += size
        if self._max_bytes is not None and self._total > self._max_bytes:
            raise DataError(
                f"The task left more than {self._max_bytes / 1e6:g} MB of files.",
                hint="Raise `files: {max: …}`, or leave some out with `files: {ignore: …}`.",
            )


def _is_as_before(taken: FileEntry, laid: Laid | None) -> bool:
    """Written again with the same content."""
    if laid is None or laid.sha256 != taken.sha256:
        return False
    return laid.entry is None or laid.entry.mode == taken.mode


def _is_broken_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return True
    return False
