"""What a worker keeps from one attempt to the next, so that the next one is cheap."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.blobs.bundle import materialize
from seaway.blobs.local import LocalArtifacts
from seaway.worker.baseline import Baseline
from seaway.worker.cancelling import Cancellation
from seaway.worker.capture import Capture
from seaway.worker.code import Code
from seaway.worker.paths import Paths
from seaway.worker.workspace import Workspace

if TYPE_CHECKING:
    from seaway.sdk.registry import Registry


class Room:
    """One a worker process. `keep_fds` go to every process that user scripts start: they hold the worker's
    lock."""

    def __init__(
        self, paths: Paths, *, capture: Capture, cancellation: Cancellation, keep_fds: tuple[int, ...] = ()
    ) -> None:
        self.paths = paths
        self.capture = capture
        self.cancellation = cancellation
        self.keep_fds = keep_fds
        self.artifacts = LocalArtifacts(Path(paths.artifacts))
        self.workspace = Workspace(Path(paths.attempts), self.artifacts)
        self.code = Code()
        self.baseline = Baseline(capture)
        self.worn_by = ""
        """Why this process should get no further attempt; empty while it is as good as new."""
        self._bundle = ""
        self._root: Path | None = None

    def enter(self, bundle: str) -> Path | None:
        """Make the bundle's code importable; returns its folder, None where the attempt has no code."""
        if bundle != self._bundle:
            root = materialize(self.artifacts, bundle, Path(self.paths.bundles)) if bundle else None
            self.code.use(root)
            self._bundle, self._root = bundle, root
            self.__dict__.pop("registry", None)
        return self._root

    @cached_property
    def registry(self) -> "Registry":
        """Blueprints, the project's own included; loaded when the first one but `python.call` is called."""
        from seaway.sdk.registry import Registry

        return Registry(project_code=self._root)
