"""Connections, secrets and variables of the folder's own store: the server need not run."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection as StoreConnection

from seaway.access.masks import DOTS, masked_fields, shown
from seaway.access.vault import Vault, Wanted
from seaway.app import Installation, open_installation, open_store
from seaway.cli import printing
from seaway.cli.project_settings import settings_of
from seaway.cli.user_orders import CLOCK, machine
from seaway.client.shapes import (
    CheckResult,
    Connection,
    ConnectionType,
    LastCheck,
    Secret,
    Stands,
    Variable,
)
from seaway.client.shelf import Noun
from seaway.engine.dependents import dependents, refuse_in_use
from seaway.errors import BadRequestError, ConflictingStateError, InvalidInputError, TaskError
from seaway.sdk.connection import connection_class
from seaway.sdk.connection_form import installed_types
from seaway.sdk.connection_type import ConnectionType as Form
from seaway.sdk.protocols.sources import Source, SourceKind
from seaway.spec.problems import did_you_mean, list_words
from seaway.store import connections as connection_rows
from seaway.store import secrets as secret_rows
from seaway.store import variables as variable_rows
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.store.database import Database
from seaway.store.opening import open_secrets
from seaway.worker.checking import check_connection
from seaway.worker.inspection import inspect_project

_NOUNS: Mapping[Noun, str] = {"connections": "connection", "secrets": "secret", "variables": "variable"}


@dataclass(slots=True)
class LocalShelf:
    """Implements `Shelf`."""

    here: Installation
    database: Database
    project: str
    _forms: dict[str, Form] | None = None

    async def connection_types(self) -> dict[str, ConnectionType]:
        return {
            name: ConnectionType(
                type=name,
                title=form.title,
                category=form.category,
                description=form.description,
                schema=dict(form.schema),
                oauth=form.is_oauth,
            )
            for name, form in self._types().items()
        }

    async def connections(self) -> list[Connection]:
        rows = {
            row.name: row
            for row in await self.database.read(lambda c: connection_rows.list_of(c, self.project))
        }
        checks = await self.database.read(lambda c: connection_rows.checks(c, self.project))
        found = []
        for name, places in (await self._places("connection")).items():
            first = places[0]
            row = rows.get(name) if first.kind is SourceKind.STORE else None
            fields = masked_fields(row) if row is not None else await self._fields_of(first, name)
            kind = row.type if row is not None else str(fields.pop("type", ""))
            check = checks.get(name)
            found.append(
                Connection(
                    **_stands(name, first.place(name), places, row),
                    type=kind,
                    title=self._title(kind),
                    fields=fields,
                    last_check=None
                    if check is None
                    else LastCheck(at=check.at, is_ok=check.is_ok, message=check.message),
                )
            )
        return found

    async def set_connection(
        self,
        name: str,
        kind: str,
        fields: Mapping[str, object],
        *,
        description: str | None,
        is_new: bool,
    ) -> None:
        form = self._form(kind)
        before = await self.database.read(lambda c: connection_rows.find(c, self.project, name))
        if before is None:
            await self._refuse_shadow(name)
        given = {each: value for each, value in fields.items() if value is not None and value != DOTS}
        if "url" in given and "url" not in form.fields:
            given = connection_class(kind).fields_from_url(str(given.pop("url"))) | given
        await self._check_form(name, form, given, fields, before)
        cleared = {each: None for each, value in fields.items() if value is None}
        wanted = Wanted(type=form, fields={**given, **cleared}, description=description)
        vault = self._vault()

        def check(there: ConnectionRecord | None) -> None:
            if is_new and there is not None:
                raise ConflictingStateError(f"There is a connection {name} already")

        await self.database.write(lambda c: vault.set_connection(c, name, wanted, check=check))

    async def check_connection(self, name: str) -> CheckResult:
        found = await self.here.sources(self.database).connections(self.project, [name])
        folder = self.here.settings.project
        checked = await asyncio.to_thread(check_connection, found[name], project_dir=folder)
        record = CheckRecord(
            project=self.project, name=name, at=CLOCK.now(), is_ok=checked.is_ok, message=checked.message
        )
        await self.database.write(lambda c: connection_rows.note_check(c, record))
        return CheckResult(**asdict(checked))

    async def secrets(self) -> list[Secret]:
        rows = {
            row.name: row for row in await self.database.read(lambda c: secret_rows.list_of(c, self.project))
        }
        return [
            Secret(**_stands(name, places[0].secret_place(name), places, rows.get(name)))
            for name, places in (await self._places("secret")).items()
        ]

    async def set_secret(self, name: str, value: str | None, *, description: str | None) -> None:
        vault, keys = self._vault(), self.here.keys

        def write(connection: StoreConnection) -> None:
            text = value
            if text is None:
                before = secret_rows.find(connection, self.project, name)
                if before is None:
                    raise BadRequestError(f"The secret {name} is new, so it takes a value")
                text = keys.open(connection, before.sealed, secret_rows.place_of(self.project, name))
            vault.set_secret(connection, name, text, description=description)

        await self.database.write(write)

    async def variables(self) -> list[Variable]:
        rows = await self.database.read(lambda c: variable_rows.list_of(c, self.project))
        written = self.here.project().variables
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
        for name, value in written.items():
            shadows = ["store"] if name in found else []
            found[name] = Variable(
                name=name,
                value=value,
                source="project",
                place="seaway.toml",
                is_editable=False,
                shadows=shadows,
            )
        return [found[name] for name in sorted(found)]

    async def set_variable(self, name: str, value: object) -> None:
        if name in self.here.project().variables:
            raise ConflictingStateError(
                f"The variable {name} stands in seaway.toml, which comes before the store",
                hint="Change it there, or take another name.",
            )
        vault = self._vault()
        await self.database.write(lambda c: vault.set_variable(c, name, value))

    async def delete(self, noun: Noun, name: str, *, force: bool) -> None:
        word, vault, catalog = _NOUNS[noun], self._vault(), self.here.catalog
        take = {
            "connections": vault.remove_connection,
            "secrets": vault.remove_secret,
            "variables": vault.remove_variable,
        }[noun]

        def write(connection: StoreConnection) -> None:
            take(connection, name)
            if not force:
                refuse_in_use(word, name, dependents(connection, self.project, catalog, word, name))

        await self.database.write(write)

    async def used_in(self, noun: Noun, item: Stands) -> list[str]:
        """Told from the plans in the store, so a listing leaves it out."""
        word, catalog = _NOUNS[noun], self.here.catalog
        found = await self.database.read(lambda c: dependents(c, self.project, catalog, word, item.name))
        return list(found)

    # --- how it is found ------------------------------------------------------------------------------------

    def _vault(self) -> Vault:
        return Vault(keys=self.here.keys, project=self.project, actor=machine(), now=CLOCK.now())

    def _types(self) -> dict[str, Form]:
        """Those of the project's own code too, read in a process of its own."""
        if self._forms is None:
            own = inspect_project(self.here.settings.project).connection_types
            self._forms = {each.type: each for each in own} | installed_types()
        return self._forms

    def _form(self, type_: str) -> Form:
        types = self._types()
        if type_ not in types:
            hint = did_you_mean(type_, types) or f"There are {list_words(sorted(types))}."
            raise BadRequestError(f"There is no type of connection {type_}", hint=hint)
        return types[type_]

    def _title(self, kind: str) -> str:
        form = self._types().get(kind)
        return form.title if form is not None else kind

    async def _places(self, noun: str) -> dict[str, list[Source]]:
        """Every name with the places that know it, the first of which counts."""
        found: dict[str, list[Source]] = {}
        sources = self.here.sources(self.database)
        later = [each for each in sources.all if each.kind is not SourceKind.ENVIRONMENT]
        for source in later:
            named = source.connection_names if noun == "connection" else source.secret_names
            try:
                names = await named(self.project)
            except TaskError as error:
                printing.note(f"{error.message} What stands there is left out. {error.hint}".rstrip())
                continue
            if noun == "connection" and source.kind is SourceKind.PROJECT:
                names = self.here.project().connections  # not the channels
            for name in names:
                found.setdefault(name, []).append(source)
        environment = sources.environment
        place = environment.place if noun == "connection" else environment.secret_place
        spelled = {place(name): name for name in found}
        named = environment.connection_names if noun == "connection" else environment.secret_names
        for name in await named(self.project):
            found.setdefault(spelled.get(place(name), name), []).insert(0, environment)
        return dict(sorted(found.items()))

    async def _fields_of(self, source: Source, name: str) -> dict[str, object]:
        """Nothing where it can't be read: it is listed all the same."""
        if source.kind is SourceKind.PROJECT:
            values: Mapping[str, object] = self.here.project().connections[name]
        else:
            try:
                values = (await source.connections(self.project, [name])).get(name, {})
            except InvalidInputError:
                values = {}
        kind = str(values.get("type", ""))
        return {"type": kind, **shown(kind, values)}

    async def _refuse_shadow(self, name: str) -> None:
        sources = self.here.sources(self.database)
        for source in (sources.environment, sources.project):
            if await source.connections(self.project, [name]):
                raise ConflictingStateError(
                    f"The connection {name} stands in {source.place(name)}, which comes before the store",
                    hint="Change it there, take it away there, or take another name.",
                )

    async def _check_form(
        self,
        name: str,
        form: Form,
        given: Mapping[str, object],
        fields: Mapping[str, object],
        before: ConnectionRecord | None,
    ) -> None:
        """Raises InvalidInputError where the fields make no connection."""
        kept: dict[str, object] = {}
        if before is not None and before.type == form.type:
            known = before
            opened = await self.database.read(lambda c: open_secrets(c, self.here.keys, known))
            kept = {each: value for each, value in opened.items() if fields.get(each, DOTS) == DOTS}
        values = {**kept, **given, "type": form.type, "name": name}
        folder = self.here.settings.project
        checked = await asyncio.to_thread(check_connection, values, project_dir=folder, is_form=True)
        if not checked.is_ok:
            raise InvalidInputError(checked.message, hint=checked.hint)


def _stands(name: str, place: str, places: list[Source], row: object) -> dict[str, Any]:
    first, *rest = places
    is_stored = first.kind is SourceKind.STORE
    said: dict[str, Any] = {
        "name": name,
        "source": first.kind.value,
        "place": place,
        "shadows": [each.kind.value for each in rest],
        "is_editable": is_stored,
    }
    if is_stored and row is not None:
        said |= {each: getattr(row, each) for each in ("description", "updated_at", "updated_by")}
    return said


@asynccontextmanager
async def open_local(project_dir: Path | None) -> AsyncIterator[LocalShelf]:
    """The folder's store, made where there is none."""
    here = open_installation(settings_of(project_dir))
    project = here.project().name
    async with open_store(here.settings) as database:
        yield LocalShelf(here, database, project)
