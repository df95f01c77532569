"""What is known of connections, secrets and variables, from every place, with nothing of what is secret."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from seaway.access.masks import masked_fields, shown
from seaway.engine.sources import Sources
from seaway.errors import SeawayError
from seaway.sdk.connection_type import ConnectionType
from seaway.sdk.protocols.sources import SourceKind
from seaway.sdk.resolve import CONNECTION_PREFIX, SECRET_PREFIX, secret_variables, variable_of
from seaway.server.parts import ServerParts
from seaway.server.shapes.connections import (
    ConnectionSummary,
    LastCheck,
    SecretSummary,
    SignIn,
    Source,
    Variable,
)
from seaway.server.views.usage import UsedIn
from seaway.spec.project import Project
from seaway.store import connections as connection_rows
from seaway.store import grants as grant_rows
from seaway.store import secrets as secret_rows
from seaway.store import variables as variable_rows
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.store.grants import GrantRecord

PROJECT_FILE = "seaway.toml"
Types = Mapping[str, ConnectionType]


@dataclass(slots=True)
class Found:
    """All connections of a project by name; `problems`: places that could not be asked."""

    items: dict[str, ConnectionSummary] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    connections: list[ConnectionRecord]
    checks: dict[str, CheckRecord]
    grants: dict[str, GrantRecord]


async def connections_of(
    parts: ServerParts, project: str, definition: Project, types: Types, used: UsedIn
) -> Found:
    """Every connection, as the first place that knows it says."""
    stored = await parts.database.read(lambda c: _stored(c, project))
    found, sources = Found(), parts.sources(project)
    by_place: list[dict[str, ConnectionSummary]] = [
        _of_project(definition),
        {row.name: _of_store(row) for row in stored.connections},
    ]
    for source in sources.others:
        try:
            names = sorted(await source.connection_names(project))
            values = await source.connections(project, names)
        except SeawayError as error:
            found.problems.append(f"{error.message} {error.hint}".strip())
            continue
        by_place.append({name: _of_other(name, values[name], source.place(name)) for name in values})
    by_place.insert(0, _of_environment(sources, {name for place in by_place for name in place}))
    found.items = {
        name: _finished(item, types, stored, used.connections.get(name, []))
        for name, item in sorted(_first_of_each(by_place).items())
    }
    return found


def _stored(connection: Connection, project: str) -> _Stored:
    return _Stored(
        connections=connection_rows.list_of(connection, project),
        checks=connection_rows.checks(connection, project),
        grants=grant_rows.all_of(connection, project),
    )


def _first_of_each(places: Iterable[dict[str, ConnectionSummary]]) -> dict[str, ConnectionSummary]:
    found: dict[str, ConnectionSummary] = {}
    for place in places:
        for name, item in place.items():
            if name in found:
                shadows = [*found[name].shadows, item.source]
                found[name] = found[name].model_copy(update={"shadows": shadows})
            else:
                found[name] = item
    return found


def _finished(
    item: ConnectionSummary, types: Types, stored: _Stored, used_in: list[str]
) -> ConnectionSummary:
    check = stored.checks.get(item.name)
    type_ = types.get(item.type)
    return item.model_copy(
        update={
            "title": type_.title if type_ is not None else item.type,
            "used_in": used_in,
            "last_check": check and LastCheck(at=check.at, is_ok=check.is_ok, message=check.message),
            "sign_in": _sign_in(type_, stored.grants.get(item.name)),
        }
    )


def _sign_in(type_: ConnectionType | None, grant: GrantRecord | None) -> SignIn | None:
    if type_ is None or not type_.is_oauth:
        return None
    return SignIn(
        is_signed_in=grant is not None and not grant.problem,
        needs_person=type_.needs_person,
        expires_at=grant.expires_at if grant is not None else None,
        problem=grant.problem if grant is not None else "",
    )


def _of_project(project: Project) -> dict[str, ConnectionSummary]:
    found = {}
    for name, fields in project.connections.items():
        kind = str(fields.get("type", ""))
        found[name] = _summary(name, kind, "project", PROJECT_FILE, shown(kind, fields))
    return found


def _of_store(row: ConnectionRecord) -> ConnectionSummary:
    return _summary(row.name, row.type, "store", "the store", masked_fields(row)).model_copy(
        update={
            "is_editable": True,
            "description": row.description,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )


def _of_other(name: str, values: Mapping[str, object], place: str) -> ConnectionSummary:
    kind = str(values.get("type", ""))
    return _summary(name, kind, "vault", place, shown(kind, values))


def _of_environment(sources: Sources, known: Iterable[str]) -> dict[str, ConnectionSummary]:
    """A variable does not say how its name is spelled: that of another place, where one fits."""
    environ = sources.environment.environ
    spelled = {variable_of(name): name for name in known}
    found = {}
    for variable in environ:
        if variable.startswith(CONNECTION_PREFIX):
            name = spelled.get(variable, variable.removeprefix(CONNECTION_PREFIX).lower())
            found[name] = _of_variable(name, variable, environ[variable])
    return found


def _of_variable(name: str, variable: str, text: str) -> ConnectionSummary:
    """One that can't be read is named all the same."""
    fields: dict[str, object] = {}
    if text.lstrip().startswith("{"):
        try:
            read = json.loads(text)
        except ValueError:
            read = {}
        fields = read if isinstance(read, dict) else {}
    elif "://" in text:
        fields = {"type": text.partition("://")[0], "url": text}
    kind = str(fields.get("type", ""))
    return _summary(name, kind, "environment", variable, shown(kind, fields))


def _summary(
    name: str, kind: str, source: Source, place: str, fields: dict[str, object]
) -> ConnectionSummary:
    return ConnectionSummary(
        name=name, type=kind, source=source, place=place, is_editable=False, fields=fields
    )


@dataclass(slots=True)
class FoundSecrets:
    """All secrets of a project by name; `problems`: places that could not be asked."""

    items: dict[str, SecretSummary] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


async def secrets_of(parts: ServerParts, project: str, used: UsedIn) -> FoundSecrets:
    """Every secret by name, without its value."""
    sources, found = parts.sources(project), FoundSecrets()
    stored = {row.name: row for row in await parts.database.read(lambda c: secret_rows.list_of(c, project))}
    elsewhere: dict[str, list[SecretSummary]] = {}
    for source in sources.others:
        try:
            names = await source.secret_names(project)
        except SeawayError as error:
            found.problems.append(f"{error.message} {error.hint}".strip())
            continue
        for name in names:
            item = SecretSummary(
                name=name, source="vault", place=source.secret_place(name), is_editable=False
            )
            elsewhere.setdefault(name, []).append(item)
    for name, row in stored.items():
        item = SecretSummary(
            name=name,
            source="store",
            place="the store",
            is_editable=True,
            description=row.description,
            updated_at=row.updated_at,
            updated_by=row.updated_by,
        )
        elsewhere.setdefault(name, []).insert(0, item)
    spelled = {variable_of(name, SECRET_PREFIX): name for name in (*elsewhere, *used.secrets)}
    for variable in secret_variables(sources.environment.environ):
        name = spelled.get(variable, variable.removeprefix(SECRET_PREFIX).lower())
        item = SecretSummary(name=name, source="environment", place=variable, is_editable=False)
        elsewhere.setdefault(name, []).insert(0, item)
    found.items = {
        name: each[0].model_copy(
            update={"shadows": [one.source for one in each[1:]], "used_in": used.secrets.get(name, [])}
        )
        for name, each in sorted(elsewhere.items())
    }
    return found


async def variables_of(parts: ServerParts, project: str, definition: Project, used: UsedIn) -> list[Variable]:
    """Every variable by name; the project file comes before the store."""
    rows = await parts.database.read(lambda c: variable_rows.list_of(c, project))
    found = {
        row.name: Variable(
            name=row.name,
            value=row.value,
            source="store",
            place="the store",
            is_editable=True,
            updated_at=row.updated_at,
            updated_by=row.updated_by,
        )
        for row in rows
    }
    for name, value in definition.variables.items():
        shadows: list[Source] = ["store"] if name in found else []
        found[name] = Variable(
            name=name,
            value=value,
            source="project",
            place=PROJECT_FILE,
            is_editable=False,
            shadows=shadows,
        )
    return [
        item.model_copy(update={"used_in": used.variables.get(name, [])})
        for name, item in sorted(found.items())
    ]


assert set(Source.__args__) == set(SourceKind)  # type: ignore[attr-defined]
