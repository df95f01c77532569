"""Changes to connections, secrets and variables of the store, each with its row of the audit. Routes and
commands call these, inside the write."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.access.masks import DOTS, masked_fields, seals_url
from seaway.access.wanted import Wanted
from seaway.engine.dependents import dependents, refuse_in_use
from seaway.errors import BadRequestError, UnknownError
from seaway.spec.catalog import Catalog
from seaway.store import connections, secrets, variables
from seaway.store.connections import ConnectionRecord
from seaway.store.keys import Keys
from seaway.store.secrets import SecretRecord
from seaway.store.variables import VariableRecord

NAME = re.compile(r"[a-z][a-z0-9_]{0,99}", re.ASCII)
SECRET_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}", re.ASCII)
LONGEST_VALUE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """One project's, as somebody changes it."""

    keys: Keys
    project: str
    actor: Actor
    now: datetime

    # --- connections ----------------------------------------------------------------------------------------

    def set_connection(
        self,
        connection: Connection,
        name: str,
        wanted: Wanted,
        *,
        check: Callable[[ConnectionRecord | None], None] = lambda _: None,
    ) -> ConnectionRecord:
        """Make or change a connection. `check` sees what is there, and may refuse.

        Raises:
            BadRequestError: it can't be called so.
            SealError: there is no key, or another.
        """
        check_name(name, NAME, "connection")
        before = connections.find(connection, self.project, name)
        check(before)
        plain, sealed = self._split(connection, name, wanted, before)
        record = ConnectionRecord(
            project=self.project,
            name=name,
            type=wanted.type.type,
            fields=plain,
            secrets=sealed,
            description=_kept(wanted.description, before),
            updated_at=self.now,
            updated_by=self.actor.name,
        )
        connections.put(connection, record)
        connections.forget_check(connection, self.project, name)
        self._note(connection, Action.CONNECTIONS_EDIT, name, before=_said(before), after=_said(record))
        return record

    def remove_connection(self, connection: Connection, name: str, *, unused_in: Catalog | None) -> None:
        """Take a connection away, with what was signed in for; without a catalog even where it is used.

        Raises:
            UnknownError: there is none.
            InUseError: workflows use it, as the catalog tells.
        """
        before = connections.find(connection, self.project, name)
        if before is None:
            raise unknown("connection", name)
        self._refuse_in_use(connection, "connection", name, unused_in)
        connections.remove(connection, self.project, name)
        self._note(connection, Action.CONNECTIONS_EDIT, name, before=_said(before), after=None)

    def _split(
        self, connection: Connection, name: str, wanted: Wanted, before: ConnectionRecord | None
    ) -> tuple[dict[str, object], dict[str, str]]:
        """The plain fields, and the secret ones sealed; those that are left out as they were."""
        secret = wanted.type.secret_fields
        is_same_type = before is not None and before.type == wanted.type.type
        sealed = dict(before.secrets) if before is not None and is_same_type else {}
        plain: dict[str, object] = {}
        for each, value in wanted.fields.items():
            if value == DOTS:
                continue
            if each in secret or seals_url(value):
                sealed.pop(each, None)
                if value not in (None, ""):
                    place = connections.place_of(self.project, name, each)
                    sealed[each] = self.keys.seal(connection, json.dumps(value), place, now=self.now)
            elif value is not None:
                plain[each] = value
                sealed.pop(each, None)
        return plain, {each: value for each, value in sealed.items() if each not in plain}

    # --- secrets --------------------------------------------------------------------------------------------

    def set_secret(
        self, connection: Connection, name: str, value: str | None, *, description: str | None = None
    ) -> SecretRecord:
        """Make or change a secret; without a value the one that is there stays. Raises BadRequestError where
        it can't be called so, or is no value."""
        check_name(name, SECRET_NAME, "secret")
        before = secrets.find(connection, self.project, name)
        record = SecretRecord(
            project=self.project,
            name=name,
            sealed=self._sealed(connection, name, value, before),
            description=_kept(description, before),
            updated_at=self.now,
            updated_by=self.actor.name,
        )
        secrets.put(connection, record)
        was = None if before is None else {"value": DOTS, "description": before.description}
        after = {"value": DOTS, "description": record.description}
        self._note(connection, Action.SECRETS_EDIT, name, before=was, after=after)
        return record

    def _sealed(
        self, connection: Connection, name: str, value: str | None, before: SecretRecord | None
    ) -> str:
        if value is None and before is not None:
            return before.sealed
        if value is None:
            raise BadRequestError(f"The secret {name} is new, so it takes a value")
        if not value:
            raise BadRequestError(f"The secret {name} would be empty", hint="Give it a value, or delete it.")
        if len(value) > LONGEST_VALUE:
            raise BadRequestError(f"The secret {name} is over {LONGEST_VALUE:,} characters")
        return self.keys.seal(connection, value, secrets.place_of(self.project, name), now=self.now)

    def remove_secret(self, connection: Connection, name: str, *, unused_in: Catalog | None) -> None:
        """Raises as `remove_connection`."""
        if not secrets.remove(connection, self.project, name):
            raise unknown("secret", name)
        self._refuse_in_use(connection, "secret", name, unused_in)
        self._note(connection, Action.SECRETS_EDIT, name, before={"value": DOTS}, after=None)

    # --- variables ------------------------------------------------------------------------------------------

    def set_variable(self, connection: Connection, name: str, value: object) -> VariableRecord:
        """Make or change a variable. Raises BadRequestError where it can't be called so, or is too long."""
        check_name(name, NAME, "variable")
        if len(json.dumps(value)) > LONGEST_VALUE:
            raise BadRequestError(f"The variable {name} is over {LONGEST_VALUE:,} characters")
        before = variables.find(connection, self.project, name)
        record = VariableRecord(
            project=self.project,
            name=name,
            value=value,
            updated_at=self.now,
            updated_by=self.actor.name,
        )
        variables.put(connection, record)
        was = None if before is None else {"value": before.value}
        self._note(connection, Action.VARIABLES_EDIT, name, before=was, after={"value": value})
        return record

    def remove_variable(self, connection: Connection, name: str, *, unused_in: Catalog | None) -> None:
        """Raises as `remove_connection`."""
        before = variables.find(connection, self.project, name)
        if before is None:
            raise unknown("variable", name)
        self._refuse_in_use(connection, "variable", name, unused_in)
        variables.remove(connection, self.project, name)
        self._note(connection, Action.VARIABLES_EDIT, name, before={"value": before.value}, after=None)

    # --- all three ------------------------------------------------------------------------------------------

    def _refuse_in_use(self, connection: Connection, noun: str, name: str, catalog: Catalog | None) -> None:
        if catalog is not None:
            refuse_in_use(noun, name, dependents(connection, self.project, catalog, noun, name))

    def _note(
        self,
        connection: Connection,
        action: Action,
        name: str,
        *,
        before: Mapping[str, object] | None,
        after: Mapping[str, object] | None,
    ) -> None:
        note(
            connection,
            self.actor,
            action,
            subject=name,
            now=self.now,
            project=self.project,
            detail={"before": before, "after": after},
        )


def check_name(name: str, rule: re.Pattern[str], noun: str) -> None:
    """Raises BadRequestError where expressions could not write it."""
    if not rule.fullmatch(name):
        letters = "letters" if rule is SECRET_NAME else "lower-case letters"
        fixed = re.sub(r"[^a-zA-Z0-9_]+", "_", name if rule is SECRET_NAME else name.lower()).strip("_")[:100]
        hint = f"Call it `{fixed}`." if rule.fullmatch(fixed) else ""
        raise BadRequestError(
            f"`{name[:100]}` can't be a {noun}'s name: that is {letters}, digits and underscores, "
            "beginning with a letter",
            hint=hint,
        )


def unknown(noun: str, name: str) -> UnknownError:
    hint = f"Only those of the store can be changed here; `seaway {_PLURAL[noun]} show {name}` says where "
    return UnknownError(f"The store holds no {noun} {name}", hint=f"{hint}it stands.")


_PLURAL = {"connection": "connections", "secret": "secrets", "variable": "vars"}


def _kept(description: str | None, before: ConnectionRecord | SecretRecord | None) -> str:
    if description is not None:
        return description
    return before.description if before is not None else ""


def _said(record: ConnectionRecord | None) -> dict[str, object] | None:
    """A connection as the audit keeps it."""
    if record is None:
        return None
    return {"type": record.type, "fields": masked_fields(record), "description": record.description}
