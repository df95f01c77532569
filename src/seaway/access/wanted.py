"""A connection as somebody wants it: its type and its fields, put together from a form and what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seaway.access.masks import DOTS
from seaway.errors import BadRequestError
from seaway.sdk.connection import connection_class
from seaway.sdk.connection_type import ConnectionType
from seaway.spec.problems import did_you_mean, list_words
from seaway.store.connections import ConnectionRecord
from seaway.store.database import Database
from seaway.store.keys import Keys
from seaway.store.opening import open_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a connection is to be. A secret field that is left out stays, `None` takes it away."""

    type: ConnectionType
    fields: Mapping[str, object] = field(repr=False)
    description: str | None = None


def wanted_type(types: Mapping[str, ConnectionType], name: str) -> ConnectionType:
    """Raises BadRequestError where there is no such type."""
    if name not in types:
        hint = did_you_mean(name, types) or f"There are {list_words(sorted(types))}."
        raise BadRequestError(f"There is no type of connection {name[:100]}", hint=hint)
    return types[name]


def given_fields(type_: ConnectionType, fields: Mapping[str, object]) -> dict[str, object]:
    """Those that have a value of their own; `url` stands for the fields that it is made of."""
    given = {name: value for name, value in fields.items() if value is not None and value != DOTS}
    if "url" in given and "url" not in type_.fields:
        given = connection_class(type_.type).fields_from_url(str(given.pop("url"))) | given
    return given


def cleared_fields(fields: Mapping[str, object]) -> dict[str, None]:
    return {name: None for name, value in fields.items() if value is None}


async def whole_values(
    database: Database,
    keys: Keys,
    type_: ConnectionType,
    fields: Mapping[str, object],
    before: ConnectionRecord | None,
) -> dict[str, object]:
    """All that the connection would have, in the clear: what is given, and the secret ones of before that
    are left out or sent as dots."""
    given, kept = given_fields(type_, fields), dict[str, object]()
    if before is not None and before.type == type_.type:
        known = before
        opened = await database.read(lambda c: open_secrets(c, keys, known))
        kept = {name: value for name, value in opened.items() if fields.get(name, DOTS) == DOTS}
    return {**kept, **given, "type": type_.type}
