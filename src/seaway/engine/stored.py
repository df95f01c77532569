"""A project as its file and its store say together, for whoever checks a workflow. The store is looked into
only where the file does not know a name."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from seaway.spec.project import Project

if TYPE_CHECKING:
    from seaway.store.offline import StoredNames

T = TypeVar("T")


@dataclass(slots=True)
class _Late(Mapping[str, T], Generic[T]):
    """A map that is read when somebody asks it something."""

    read: Callable[[], Mapping[str, T]]

    def __getitem__(self, name: str) -> T:
        return self.read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())


@dataclass(slots=True)
class _Look:
    where: str
    project: str
    _found: "StoredNames | None" = field(default=None, init=False)

    def names(self) -> "StoredNames":
        if self._found is None:
            from seaway.store.offline import read_names  # most files name nothing that stands there

            self._found = read_names(self.where, self.project)
        return self._found


def with_stored(project: Project, database: str) -> Project:
    """The project, with the connections and variables that stand in its store behind its own. Raises
    StoreError, once asked, where the store can't be read."""
    if not database:
        return project
    look = _Look(database, project.name)
    connections = ChainMap(project.connections, _Late(lambda: look.names().connections))  # type: ignore[arg-type]
    variables = ChainMap(project.variables, _Late(lambda: look.names().variables))  # type: ignore[arg-type]
    return project.model_copy(update={"connections": connections, "variables": variables})
