"""What routes work with. The composition root fills it in; a route asks for it as `parts: TheParts`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import Depends, Request

from seaway.access.doorkeeper import Doorkeeper
from seaway.access.sign_in import SignIn
from seaway.access.sign_ins import SignIns
from seaway.blobs.local import LocalArtifacts
from seaway.clock import Clock
from seaway.engine.definitions import Definitions
from seaway.engine.desk import Desk
from seaway.engine.publishing import Publisher
from seaway.engine.sources import Sources
from seaway.errors import ConflictingStateError
from seaway.sdk.installed import KnownBlueprints
from seaway.server.live.live import Live
from seaway.server.reading import Library
from seaway.settings import Settings
from seaway.spec.catalog import Catalog
from seaway.spec.parse import Parsed
from seaway.spec.project import Project
from seaway.store.database import Database
from seaway.store.keys import Keys
from seaway.worker.paths import Paths


class ProjectHome(Protocol):
    """The folder of a project, with what runs of it leave. Its methods read files: call them in a thread."""

    @property
    def settings(self) -> Settings: ...
    @property
    def paths(self) -> Paths: ...
    @property
    def artifacts(self) -> LocalArtifacts: ...
    @property
    def blueprints(self) -> KnownBlueprints: ...
    @property
    def catalog(self) -> Catalog: ...

    def project(self) -> Project:
        """What `seaway.toml` says now."""
        ...

    def definitions(self, besides: Sequence[Parsed] = ()) -> Definitions:
        """Every workflow as it stands in the folder now; runs the project's Python in a worker."""
        ...

    def bundle(self) -> str:
        """Keep the project's code as it is now; returns its hash."""
        ...

    def publisher(self, database: Database) -> Publisher: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerParts:
    """`homes`: the folders this server works on, by the project's name."""

    clock: Clock
    database: Database
    desk: Desk
    doorkeeper: Doorkeeper
    sign_in: SignIn
    homes: Mapping[str, ProjectHome]
    library: Library
    live: Live
    keys: Keys
    """What seals and opens the store's secrets."""
    sign_ins: SignIns
    """To connections whose systems want that."""
    sources: Callable[[str], Sources]
    """Where the connections and secrets of a project are looked for."""
    hosts: frozenset[str] = frozenset()
    """Names that this server may be called by, besides loopback's and plain addresses."""
    is_public: bool = False
    """Reached from other machines: nobody comes in without a password."""
    pages: Path = field(default_factory=lambda: Path(__file__).parent / "static")
    """The built UI."""
    is_ready: Callable[[], bool] = lambda: True

    def home(self, project: str) -> ProjectHome:
        """The folder of a project.

        Raises:
            ConflictingStateError: its folder is not on this server.
        """
        if project not in self.homes:
            raise ConflictingStateError(
                f"The files of {project} are not on this server",
                hint="Ask the server that was started in the project's folder.",
            )
        return self.homes[project]


def parts_of(request: Request) -> ServerParts:
    parts: ServerParts = request.app.state.parts
    return parts


TheParts = Annotated[ServerParts, Depends(parts_of)]
