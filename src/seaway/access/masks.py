"""How what is secret is shown: not at all."""

import re
from collections.abc import Mapping
from functools import lru_cache

from seaway.engine.surroundings import SECRET_WORDS
from seaway.errors import SeawayError
from seaway.sdk.connection import connection_class
from seaway.sdk.connection_form import to_form
from seaway.store.connections import ConnectionRecord

DOTS = "••••••••"
"""Stands for a secret; written back, it means that the secret stays as it is."""
_URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^@\s/]+@", re.IGNORECASE)
_PLAIN = frozenset(
    {"type", "host", "port", "path", "database", "schema", "bucket", "prefix", "region", "user", "username"}
)
_REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_URL_SECRET = re.compile(r"(?P<begin>[a-z][a-z0-9+.-]*://[^/\s:@]*:)[^@\s]+@", re.IGNORECASE)
_URL_QUERY = re.compile(
    r"(?P<begin>[?&][^=&]*(?:token|key|secret|password|sig)[^=&]*=)[^&\s]+", re.IGNORECASE
)


def seals_url(value: object) -> bool:
    """Whether a text is an address with a password in it: secret, whatever its field is called."""
    return isinstance(value, str) and _URL_WITH_PASSWORD.search(value) is not None


def masked_fields(record: ConnectionRecord) -> dict[str, object]:
    """The fields of a connection of the store; dots for each secret one that is set."""
    return {**record.fields, **dict.fromkeys(record.secrets, DOTS)}


def shown(kind: str, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of a connection with dots for what is secret, or might be."""
    plain = _plain_fields(kind)
    return {
        name: _shown(name, value, plain) for name, value in fields.items() if name not in ("type", "name")
    }


def _shown(name: str, value: object, plain: frozenset[str]) -> object:
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        return value  # the name of a variable, not what it holds
    is_secret = any(word in name.lower() for word in SECRET_WORDS)
    if is_secret or (name not in plain and name != "url"):
        return DOTS
    if isinstance(value, str):
        hidden = _URL_SECRET.sub(rf"\g<begin>{DOTS}@", value)
        return _URL_QUERY.sub(rf"\g<begin>{DOTS}", hidden)
    return value if isinstance(value, bool | int | float) or value is None else DOTS


@lru_cache(maxsize=256)
def _plain_fields(kind: str) -> frozenset[str]:
    """Fields that the class of the connection does not call secret; few where there is no such class."""
    try:
        form = to_form(connection_class(kind))
    except (SeawayError, ImportError):
        return _PLAIN
    return frozenset(form.fields) - form.secret_fields
