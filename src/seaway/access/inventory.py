"""What is known of connections, secrets and variables, from every place, with nothing of what is secret."""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from seaway.access.masks import masked_fields, shown
from seaway.engine.sources import Sources
from seaway.errors import SeawayError
from seaway.sdk.connection_type import ConnectionType
from seaway.sdk.protocols.sources import Source, SourceKind
from seaway.sdk.resolve import CONNECTION_PREFIX, SECRET_PREFIX, secret_variables, variable_of
from seaway.spec.project import Project
from seaway.store import connections as connection_rows
from seaway.store import grants as grant_rows
from seaway.store import secrets as secret_rows
from seaway.store import variables as variable_rows
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.store.database import Database
from seaway.store.grants import GrantRecord
from seaway.store.secrets import SecretRecord
from seaway.store.variables import VariableRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Where a value stands, as a person says it; `shadows` know the name too, and are not asked."""

    name: str
    source: SourceKind
    place: str
    shadows: tuple[SourceKind, ...] = ()
    is_editable: bool = False
    description: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Of a connection whose system signs people in. `problem`: why somebody has to do it again."""

    is_signed_in: bool
    needs_person: bool
    expires_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConnection(Known):
    """`fields` have dots for what is secret, or might be."""

    type: str
    fields: Mapping[str, object]
    title: str = ""
    last_check: CheckRecord | None = None
    sign_in: SignedIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSecret(Known):
    """Without its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVariable(Known):
    """`value` as it is written, with the names of variables of the environment in it."""

    value: object


K = TypeVar("K", bound=Known)


@dataclass(slots=True)
class Inventory(Generic[K]):
    """By name; `problems`: places that could not be asked, so that some may be missing."""

    items: Mapping[str, K] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


# --- connections --------------------------------------------------------------------------------------------


async def connections_of(
    sources: Sources,
    database: Database,
    project: str,
    definition: Project,
    types: Mapping[str, ConnectionType],
) -> Inventory[KnownConnection]:
    """Every connection, as the first place that knows it says."""
    stored = await database.read(lambda c: _stored(c, project))
    found = [
        _connection(name, SourceKind.PROJECT, sources.project.place(name), fields)
        for name, fields in definition.connections.items()
    ]
    found += [
        KnownConnection(**_of_store(row, sources), type=row.type, fields=masked_fields(row))
        for row in stored.connections
    ]

    async def look(source: Source) -> list[KnownConnection]:
        names = sorted(await source.connection_names(project))
        values = await source.connections(project, names)
        return [_connection(name, source.kind, source.place(name), values[name]) for name in values]

    elsewhere, problems = await _ask(sources.others, look)
    found += elsewhere
    environment = _connections_of_environment(sources.environment.environ, {each.name for each in found})
    items = {
        name: _finished(first, types.get(first.type), stored)
        for name, first in _first_of_each([*environment, *found]).items()
    }
    return Inventory(items, problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    connections: list[ConnectionRecord]
    checks: dict[str, CheckRecord]
    grants: dict[str, GrantRecord]


def _stored(connection: Connection, project: str) -> _Stored:
    return _Stored(
        connections=connection_rows.list_of(connection, project),
        checks=connection_rows.checks(connection, project),
        grants=grant_rows.all_of(connection, project),
    )


def _connection(name: str, source: SourceKind, place: str, values: Mapping[str, object]) -> KnownConnection:
    kind = str(values.get("type", ""))
    return KnownConnection(name=name, source=source, place=place, type=kind, fields=shown(kind, values))


def _connections_of_environment(environ: Mapping[str, str], known: Iterable[str]) -> list[KnownConnection]:
    """A variable does not say how its name is spelled: that of another place, where one fits."""
    spelled = {variable_of(name): name for name in known}
    return [
        _connection(
            spelled.get(variable, variable.removeprefix(CONNECTION_PREFIX).lower()),
            SourceKind.ENVIRONMENT,
            variable,
            _read(text),
        )
        for variable, text in environ.items()
        if variable.startswith(CONNECTION_PREFIX)
    ]


def _read(text: str) -> dict[str, object]:
    """A connection's variable. One that can't be read is listed all the same, without fields."""
    if text.lstrip().startswith("{"):
        try:
            read = json.loads(text)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}
    return {"type": text.partition("://")[0], "url": text} if "://" in text else {}


def _finished(item: KnownConnection, type_: ConnectionType | None, stored: _Stored) -> KnownConnection:
    return replace(
        item,
        title=type_.title if type_ is not None else item.type,
        last_check=stored.checks.get(item.name),
        sign_in=_sign_in(type_, stored.grants.get(item.name)),
    )


def _sign_in(type_: ConnectionType | None, grant: GrantRecord | None) -> SignedIn | None:
    if type_ is None or not type_.is_oauth:
        return None
    return SignedIn(
        is_signed_in=grant is not None and not grant.problem,
        needs_person=type_.needs_person,
        expires_at=grant.expires_at if grant is not None else None,
        problem=grant.problem if grant is not None else "",
    )


# --- secrets ------------------------------------------------------------------------------------------------


async def secrets_of(
    sources: Sources, database: Database, project: str, used: Iterable[str] = ()
) -> Inventory[KnownSecret]:
    """Every secret by name. `used`: as workflows spell them, which the environment does not say."""
    rows = await database.read(lambda c: secret_rows.list_of(c, project))
    found = [KnownSecret(**_of_store(row, sources)) for row in rows]

    async def look(source: Source) -> list[KnownSecret]:
        names = sorted(await source.secret_names(project))
        return [KnownSecret(name=name, source=source.kind, place=source.secret_place(name)) for name in names]

    elsewhere, problems = await _ask(sources.others, look)
    found += elsewhere
    spelled = {variable_of(name, SECRET_PREFIX): name for name in (*(each.name for each in found), *used)}
    environment = [
        KnownSecret(
            name=spelled.get(variable, variable.removeprefix(SECRET_PREFIX).lower()),
            source=SourceKind.ENVIRONMENT,
            place=variable,
        )
        for variable in secret_variables(sources.environment.environ)
    ]
    return Inventory(_first_of_each([*environment, *found]), problems)


# --- variables ----------------------------------------------------------------------------------------------


async def variables_of(
    sources: Sources, database: Database, project: str, definition: Project
) -> Inventory[KnownVariable]:
    """Every variable by name; the project file comes before the store."""
    rows = await database.read(lambda c: variable_rows.list_of(c, project))
    written = [
        KnownVariable(name=name, source=SourceKind.PROJECT, place=sources.project.place(name), value=value)
        for name, value in definition.variables.items()
    ]
    stored = [KnownVariable(**_of_store(row, sources), value=row.value) for row in rows]
    return Inventory(_first_of_each([*written, *stored]))


# --- places -------------------------------------------------------------------------------------------------


def _of_store(row: ConnectionRecord | SecretRecord | VariableRecord, sources: Sources) -> dict[str, Any]:
    """What is known of everything in the store."""
    return {
        "name": row.name,
        "source": SourceKind.STORE,
        "place": sources.store.place(row.name),
        "is_editable": True,
        "description": getattr(row, "description", ""),
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
    }


async def _ask(
    places: Collection[Source], look: Callable[[Source], Awaitable[list[K]]]
) -> tuple[list[K], list[str]]:
    """What the places know, and what hindered those that could not be asked."""
    found: list[K] = []
    problems: list[str] = []
    for place in places:
        try:
            found += await look(place)
        except SeawayError as error:
            problems.append(f"{error.message} {error.hint}".strip())
    return found, problems


def _first_of_each(found: Iterable[K]) -> dict[str, K]:
    """The first of each name, with the places of the others; sorted."""
    by_name: dict[str, list[K]] = defaultdict(list)
    for each in found:
        by_name[each.name].append(each)
    return {
        name: replace(first, shadows=tuple(each.source for each in others))
        for name, (first, *others) in sorted(by_name.items())
    }
