"""Connections of the store with their secrets in the clear: for the attempt or the check that uses them."""

import json

from sqlalchemy import Connection

from seaway.store.connections import ConnectionRecord, place_of
from seaway.store.keys import Keys


def open_connection(connection: Connection, keys: Keys, record: ConnectionRecord) -> dict[str, object]:
    """All fields, with `type`.

    Raises:
        SealError: there is no key, or another, or a value was changed.
    """
    return {"type": record.type, **record.fields, **open_secrets(connection, keys, record)}


def open_secrets(connection: Connection, keys: Keys, record: ConnectionRecord) -> dict[str, object]:
    """The secret fields alone."""
    return {
        each: json.loads(keys.open(connection, sealed, place_of(record.project, record.name, each)))
        for each, sealed in record.secrets.items()
    }
