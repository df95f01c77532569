"""Where commands find connections, secrets and variables: the folder's own store, or a server's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from seaway.cli.options import is_remote
from seaway.client.shapes import CheckResult, Connection, ConnectionType, Noun, Secret, Stands, Variable
from seaway.errors import UnknownError
from seaway.spec.problems import did_you_mean

if TYPE_CHECKING:  # loaded where there is a server: a tenth of a second
    from seaway.client.shelf import Shelf as ServerShelf

Values = Mapping[str, object]
Item = TypeVar("Item", Connection, Secret, Variable)


class Shelf(Protocol):
    """Both places answer in the shapes of the API."""

    async def connection_types(self) -> dict[str, ConnectionType]: ...
    async def connections(self) -> list[Connection]: ...
    async def set_connection(
        self, name: str, kind: str, fields: Values, *, description: str | None, is_new: bool
    ) -> None: ...
    async def check_connection(self, name: str) -> CheckResult: ...
    async def secrets(self) -> list[Secret]: ...
    async def set_secret(self, name: str, value: str | None, *, description: str | None) -> None: ...
    async def variables(self) -> list[Variable]: ...
    async def set_variable(self, name: str, value: object) -> None: ...
    async def delete(self, noun: Noun, name: str, *, force: bool) -> None: ...
    async def used_in(self, noun: Noun, item: Stands) -> list[str]:
        """Workflows that name it."""
        ...


class RemoteShelf:
    """Implements `Shelf`: a server's."""

    def __init__(self, server: "ServerShelf") -> None:
        self._of = server

    async def connection_types(self) -> dict[str, ConnectionType]:
        return {each.type: each for each in self._of.connection_types()}

    async def connections(self) -> list[Connection]:
        return self._of.connections()

    async def set_connection(
        self, name: str, kind: str, fields: Values, *, description: str | None, is_new: bool
    ) -> None:
        self._of.set_connection(name, kind, fields, description=description, is_new=is_new)

    async def check_connection(self, name: str) -> CheckResult:
        return self._of.check_connection(name)

    async def secrets(self) -> list[Secret]:
        return self._of.secrets()

    async def set_secret(self, name: str, value: str | None, *, description: str | None) -> None:
        self._of.set_secret(name, value, description=description)

    async def variables(self) -> list[Variable]:
        return self._of.variables()

    async def set_variable(self, name: str, value: object) -> None:
        self._of.set_variable(name, value)

    async def delete(self, noun: Noun, name: str, *, force: bool) -> None:
        self._of.delete(noun, name, force=force)

    async def used_in(self, noun: Noun, item: Stands) -> list[str]:
        return item.used_in


@asynccontextmanager
async def open_shelf(project_dir: Path | None) -> AsyncIterator[Shelf]:
    """The server's where `SEAWAY_URL` names one, else the folder's."""
    if is_remote():
        from seaway.client.client import Client
        from seaway.client.shelf import Shelf as ServerShelf

        with Client.from_environment() as client:
            yield RemoteShelf(ServerShelf(client))
        return
    from seaway.cli.local_shelf import open_local

    async with open_local(project_dir) as shelf:
        yield shelf


async def find_connection(shelf: Shelf, name: str) -> Connection:
    return _named(name, await shelf.connections(), "connection", f"connections set {name}")


async def find_secret(shelf: Shelf, name: str) -> Secret:
    return _named(name, await shelf.secrets(), "secret", f"secrets set {name}")


async def find_variable(shelf: Shelf, name: str) -> Variable:
    return _named(name, await shelf.variables(), "variable", f"vars set {name} VALUE")


def _named(name: str, items: Sequence[Item], noun: str, makes_it: str) -> Item:
    """The one of this name; UnknownError names the closest, else the command that makes it."""
    known = {each.name: each for each in items}
    if name not in known:
        hint = did_you_mean(name, known) or f"`seaway {makes_it}` makes it."
        raise UnknownError(f"There is no {noun} {name}", hint=hint)
    return known[name]
