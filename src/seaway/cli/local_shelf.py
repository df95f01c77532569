"""Connections, secrets and variables of the folder's own store: the server need not run."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import asdict

from seaway.access import inventory
from seaway.access.inventory import Inventory, K
from seaway.access.vault import Vault
from seaway.access.wanted import Wanted, cleared_fields, given_fields, wanted_type, whole_values
from seaway.app import Installation, open_installation, open_store
from seaway.cli import printing
from seaway.cli.project_settings import settings_of
from seaway.cli.user_orders import CLOCK, machine
from seaway.client.shapes import CheckResult, Connection, ConnectionType, Noun, Secret, Stands, Variable
from seaway.engine.dependents import dependents
from seaway.engine.sources import Sources
from seaway.errors import ConflictingStateError, InvalidInputError
from seaway.sdk.connection_form import installed_types
from seaway.sdk.connection_type import ConnectionType as Form
from seaway.sdk.options import Options
from seaway.spec.catalog import BlueprintInfo
from seaway.store import connections as connection_rows
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.store.database import Database
from seaway.worker.checking import Checked, check_connection
from seaway.worker.choosing import ask_options
from seaway.worker.inspection import inspect_project

S = TypeVar("S", bound=Stands)
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
        found = await inventory.connections_of(
            self._sources(), self.database, self.project, self.here.project(), self._types()
        )
        return _to_shapes(found, Connection)

    async def set_connection(
        self,
        name: str,
        kind: str,
        fields: Mapping[str, object],
        *,
        description: str | None,
        is_new: bool,
    ) -> None:
        form = wanted_type(self._types(), kind)
        before = await self.database.read(lambda c: connection_rows.find(c, self.project, name))
        if before is None:
            await self._sources().refuse_hidden_connection(self.project, name)
        values = await whole_values(self.database, self.here.keys, form, fields, before)
        checked = await self._ask({**values, "name": name}, is_form=True)
        if not checked.is_ok:
            raise InvalidInputError(checked.message, hint=checked.hint)
        given = {**given_fields(form, fields), **cleared_fields(fields)}
        wanted = Wanted(type=form, fields=given, description=description)
        vault = self._vault()

        def check(there: ConnectionRecord | None) -> None:
            if is_new and there is not None:
                raise ConflictingStateError(f"There is a connection {name} already")

        await self.database.write(lambda c: vault.set_connection(c, name, wanted, check=check))

    async def check_connection(self, name: str) -> CheckResult:
        found = await self._sources().connections(self.project, [name])
        checked = await self._ask(found[name])
        record = CheckRecord(
            project=self.project, name=name, at=CLOCK.now(), is_ok=checked.is_ok, message=checked.message
        )
        await self.database.write(lambda c: connection_rows.note_check(c, record))
        return CheckResult(**asdict(checked))

    async def options(
        self, info: BlueprintInfo, field: str, inputs: Mapping[str, object], search: str
    ) -> Options:
        """What can be chosen for an input of a blueprint."""
        known = await self._sources().connections(self.project, info.connections_for(field, inputs))
        folder = self.here.settings.project
        return await asyncio.to_thread(
            ask_options, info.name, field, inputs, known, search=search, project_dir=folder
        )

    async def secrets(self) -> list[Secret]:
        return _to_shapes(await inventory.secrets_of(self._sources(), self.database, self.project), Secret)

    async def set_secret(self, name: str, value: str | None, *, description: str | None) -> None:
        vault = self._vault()
        await self.database.write(lambda c: vault.set_secret(c, name, value, description=description))

    async def variables(self) -> list[Variable]:
        found = await inventory.variables_of(
            self._sources(), self.database, self.project, self.here.project()
        )
        return _to_shapes(found, Variable)

    async def set_variable(self, name: str, value: object) -> None:
        self._sources().refuse_hidden_variable(self.here.project(), name)
        vault = self._vault()
        await self.database.write(lambda c: vault.set_variable(c, name, value))

    async def delete(self, noun: Noun, name: str, *, force: bool) -> None:
        vault, catalog = self._vault(), None if force else self.here.catalog
        take = {
            "connections": vault.remove_connection,
            "secrets": vault.remove_secret,
            "variables": vault.remove_variable,
        }[noun]
        await self.database.write(lambda c: take(c, name, unused_in=catalog))

    async def used_in(self, noun: Noun, item: Stands) -> list[str]:
        """Told from the plans in the store, so a listing leaves it out."""
        word, catalog = _NOUNS[noun], self.here.catalog
        found = await self.database.read(lambda c: dependents(c, self.project, catalog, word, item.name))
        return list(found)

    def _vault(self) -> Vault:
        return Vault(keys=self.here.keys, project=self.project, actor=machine(), now=CLOCK.now())

    def _types(self) -> dict[str, Form]:
        """Those of the project's own code too, read in a process of its own."""
        if self._forms is None:
            own = inspect_project(self.here.settings.project).connection_types
            self._forms = {each.type: each for each in own} | installed_types()
        return self._forms

    def _sources(self) -> Sources:
        return self.here.sources(self.database)

    async def _ask(self, values: Mapping[str, object], *, is_form: bool = False) -> Checked:
        folder = self.here.settings.project
        return await asyncio.to_thread(check_connection, values, project_dir=folder, is_form=is_form)


def _to_shapes(found: Inventory[K], shape: type[S]) -> list[S]:
    """Says what could not be asked."""
    for problem in found.problems:
        printing.note(f"{problem} What stands there is left out.")
    return [msgspec.convert(each, shape, from_attributes=True) for each in found.items.values()]


@asynccontextmanager
async def open_local(project_dir: Path | None) -> AsyncIterator[LocalShelf]:
    """The folder's store, made where there is none."""
    here = open_installation(settings_of(project_dir))
    project = here.project().name
    async with open_store(here.settings) as database:
        yield LocalShelf(here, database, project)
