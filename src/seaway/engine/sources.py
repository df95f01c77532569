"""Where connections, secrets and variables are looked for: the environment, the project file, the store, then
whatever the composition root adds, such as HashiCorp Vault."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection

from seaway.errors import ConflictingStateError, NotFoundError, UnavailableError
from seaway.sdk.protocols.sources import Source, SourceKind
from seaway.sdk.resolve import (
    CONNECTION_PREFIX,
    SECRET_PREFIX,
    expand,
    from_environment,
    from_project,
    secret_variables,
    variable_of,
)
from seaway.spec.project import Project
from seaway.store import connections as connection_rows
from seaway.store import secrets as secret_rows
from seaway.store import variables as variable_rows
from seaway.store.connections import ConnectionRecord
from seaway.store.database import Database
from seaway.store.keys import Keys
from seaway.store.opening import open_connection

Values = Mapping[str, object]
Complete = Callable[[str, str, Values], Awaitable[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class EnvironmentSource:
    """`SEAWAY_CONNECTION_<NAME>` and `SEAWAY_SECRET_<NAME>`. A variable does not say how its name is
    spelled, so each fits."""

    environ: Mapping[str, str]
    kind: SourceKind = SourceKind.ENVIRONMENT

    def place(self, name: str) -> str:
        return variable_of(name)

    def secret_place(self, name: str) -> str:
        return variable_of(name, SECRET_PREFIX)

    async def connection_names(self, project: str) -> Collection[str]:
        named = [each for each in self.environ if each.startswith(CONNECTION_PREFIX)]
        return [each.removeprefix(CONNECTION_PREFIX).lower() for each in named]

    async def connections(self, project: str, names: Collection[str]) -> Mapping[str, Values]:
        found = {name: from_environment(name, self.environ) for name in names}
        return {name: values for name, values in found.items() if values is not None}

    async def secret_names(self, project: str) -> Collection[str]:
        return [each.removeprefix(SECRET_PREFIX).lower() for each in secret_variables(self.environ)]

    async def secrets(self, project: str, names: Collection[str]) -> Mapping[str, str]:
        known = secret_variables(self.environ)
        found = {name: known.get(variable_of(name, SECRET_PREFIX)) for name in names}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ProjectSource:
    """`seaway.toml`, with `${NAME}` of the environment. It holds no secrets of its own."""

    read: Callable[[], Project]
    environ: Mapping[str, str]
    kind: SourceKind = SourceKind.PROJECT

    def place(self, name: str) -> str:
        return "seaway.toml"

    secret_place = place

    async def connection_names(self, project: str) -> Collection[str]:
        return self._all()

    async def connections(self, project: str, names: Collection[str]) -> Mapping[str, Values]:
        known = self._all()
        return {name: from_project(name, known[name], self.environ) for name in names if name in known}

    async def secret_names(self, project: str) -> Collection[str]:
        return ()

    async def secrets(self, project: str, names: Collection[str]) -> Mapping[str, str]:
        return {}

    def variables(self) -> dict[str, object]:
        written = self.read().variables
        return {name: expand(value, self.environ, f"Variable `{name}`") for name, value in written.items()}

    def _all(self) -> Mapping[str, Values]:
        """Channels are connections too: to those that send."""
        project = self.read()
        channels = {
            name: channel.model_dump(exclude_none=True, by_alias=True)
            for name, channel in project.channels.items()
        }
        return {**channels, **project.connections}


@dataclass(frozen=True, slots=True)
class StoreSource:
    """What was set by command, page or API, opened with the store's keys."""

    database: Database
    keys: Keys
    kind: SourceKind = SourceKind.STORE

    def place(self, name: str) -> str:
        return "the store"

    secret_place = place

    async def connection_names(self, project: str) -> Collection[str]:
        rows = await self.database.read(lambda c: connection_rows.list_of(c, project))
        return [row.name for row in rows]

    async def connections(self, project: str, names: Collection[str]) -> Mapping[str, Values]:
        wanted = sorted(names)

        def read(connection: Connection) -> dict[str, Values]:
            rows = [connection_rows.find(connection, project, name) for name in wanted]
            return {row.name: self._opened(connection, row) for row in rows if row is not None}

        return await self.database.read(read)

    async def secret_names(self, project: str) -> Collection[str]:
        rows = await self.database.read(lambda c: secret_rows.list_of(c, project))
        return [row.name for row in rows]

    async def secrets(self, project: str, names: Collection[str]) -> Mapping[str, str]:
        wanted = sorted(names)

        def read(connection: Connection) -> dict[str, str]:
            rows = [secret_rows.find(connection, project, name) for name in wanted]
            return {
                row.name: self.keys.open(connection, row.sealed, secret_rows.place_of(project, row.name))
                for row in rows
                if row is not None
            }

        return await self.database.read(read)

    async def variables(self, project: str) -> dict[str, object]:
        rows = await self.database.read(lambda c: variable_rows.list_of(c, project))
        return {row.name: row.value for row in rows}

    def _opened(self, connection: Connection, row: ConnectionRecord) -> Values:
        return open_connection(connection, self.keys, row)


@dataclass(frozen=True, slots=True)
class Sources:
    """All places, in their order. A place is asked only for what those before it do not know."""

    project: ProjectSource
    environment: EnvironmentSource
    store: StoreSource
    others: Sequence[Source] = ()
    complete: Complete | None = None
    """Adds what is fetched just before a connection is used, such as a token."""

    @property
    def all(self) -> tuple[Source, ...]:
        return (self.environment, self.project, self.store, *self.others)

    async def connections(
        self, project: str, names: Collection[str], *, is_whole: bool = True
    ) -> dict[str, dict[str, object]]:
        """The values of connections, each with its `name`; `is_whole` false: without what is fetched.

        Raises:
            NotFoundError: nobody knows one; names the closest.
            SeawayError: a place can't be read.
        """
        found: dict[str, dict[str, object]] = {}
        missing = list(dict.fromkeys(names))
        for source in self.all:
            if not missing:
                break
            for name, values in (await source.connections(project, missing)).items():
                found[name] = {**values, "name": name}
            missing = [name for name in missing if name not in found]
        if missing:
            raise await self.no_connection(project, missing[0])
        if self.complete is None or not is_whole:
            return found
        return {name: await self.complete(project, name, values) for name, values in found.items()}

    async def secrets(self, project: str, names: Collection[str]) -> dict[str, str]:
        """The values of secrets. Raises as `connections`."""
        found: dict[str, str] = {}
        missing = list(dict.fromkeys(names))
        for source in self.all:
            if not missing:
                break
            found |= await source.secrets(project, missing)
            missing = [name for name in missing if name not in found]
        if missing:
            raise await self.no_secret(project, missing[0])
        return found

    async def variables(self, project: str) -> dict[str, object]:
        """The project file comes before the store."""
        return {**await self.store.variables(project), **self.project.variables()}

    async def require(self, project: str, connections: Collection[str], secrets: Collection[str]) -> None:
        """Look for names, and open nothing. Raises NotFoundError for the first that nobody knows."""
        unknown = {each for each in connections if variable_of(each) not in self.environment.environ}
        later: tuple[Source, ...] = (self.project, self.store, *self.others)
        for source in later:
            if unknown:
                unknown -= await _known(source.connection_names(project), unknown)
        if unknown:
            raise await self.no_connection(project, min(unknown))
        variables = secret_variables(self.environment.environ)
        unknown = {each for each in secrets if variable_of(each, SECRET_PREFIX) not in variables}
        for source in (self.store, *self.others):
            if unknown:
                unknown -= await _known(source.secret_names(project), unknown)
        if unknown:
            raise await self.no_secret(project, min(unknown))

    async def refuse_hidden_connection(self, project: str, name: str) -> None:
        """Raises ConflictingStateError where a place before the store would hide a new one in it."""
        for source in (self.environment, self.project):
            if await source.connections(project, [name]):
                raise ConflictingStateError(
                    f"The connection {name} stands in {source.place(name)}, which comes before the store",
                    hint="Change it there, take it away there, or take another name.",
                )

    def refuse_hidden_variable(self, definition: Project, name: str) -> None:
        """Raises ConflictingStateError where the project file has one of this name."""
        if name in definition.variables:
            raise ConflictingStateError(
                f"The variable {name} stands in {self.project.place(name)}, which comes before the store",
                hint="Change it there, or take another name.",
            )

    async def no_connection(self, project: str, name: str) -> NotFoundError:
        """What to say of a connection that nobody knows."""
        known = {each for source in self.all for each in await _names(source.connection_names(project))}
        otherwise = (
            f"set it with `seaway connections set {name}`, add [connections.{name}] to seaway.toml, "
            f"or set {variable_of(name)}."
        )
        return NotFoundError(f"There is no connection named `{name}`.", hint=_meant(name, known, otherwise))

    async def no_secret(self, project: str, name: str) -> NotFoundError:
        """What to say of a secret that nobody knows."""
        known = {each for source in self.all for each in await _names(source.secret_names(project))}
        otherwise = f"set it with `seaway secrets set {name}`, or set {variable_of(name, SECRET_PREFIX)}."
        return NotFoundError(f"There is no secret named `{name}`.", hint=_meant(name, known, otherwise))


async def _known(names: Awaitable[Collection[str]], wanted: Collection[str]) -> set[str]:
    """A place that can't be asked just now may know all of them: the attempt will tell, and may be tried
    again."""
    try:
        return set(await names)
    except UnavailableError:
        return set(wanted)


async def _names(names: Awaitable[Collection[str]]) -> Collection[str]:
    return await _known(names, ())


def _meant(name: str, known: Collection[str], otherwise: str) -> str:
    match = get_close_matches(name.lower(), {each.lower(): each for each in known}, n=1)
    if not match:
        return otherwise[:1].upper() + otherwise[1:]
    spelled = next(each for each in known if each.lower() == match[0])
    return f"Did you mean `{spelled}`? Otherwise {otherwise}"
