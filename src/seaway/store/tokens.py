"""API tokens: kept as hashes, shown once when they are made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from seaway.errors import UnknownError
from seaway.store.access_tables import tokens, users
from seaway.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """`start` is what a person may see of it; `project` None: for all projects of its user."""

    id: str
    hash: str
    start: str
    user_id: str
    name: str
    scopes: Sequence[str]
    project: str | None = None
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


def add(connection: Connection, token: TokenRecord) -> None:
    values = {name: getattr(token, name) for name in TokenRecord.__dataclass_fields__}
    connection.execute(tokens.insert().values(values | {"scopes": json.dumps(list(token.scopes))}))


_ALIVE = (
    select(
        *(tokens.c[name] for name in TokenRecord.__dataclass_fields__),
        *(users.c[name] for name in User.__dataclass_fields__),
    )
    .join(users, users.c.id == tokens.c.user_id)
    .where(
        tokens.c.hash == bindparam("hash_"),
        or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > bindparam("now")),
        users.c.is_active,
    )
)


def find(connection: Connection, hash_: str, *, now: datetime) -> tuple[TokenRecord, User] | None:
    """The token with its user; None where it has expired or its user may not come in any more."""
    row = connection.execute(_ALIVE, {"hash_": hash_, "now": now}).one_or_none()
    if row is None:
        return None
    names = tuple(TokenRecord.__dataclass_fields__)
    user = dict(zip(User.__dataclass_fields__, row[len(names) :], strict=True))
    return _to_record(dict(zip(names, row, strict=False))), User(**user)


def see(connection: Connection, token_id: str, *, now: datetime) -> None:
    """It was used."""
    connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_at=now))


def list_of(connection: Connection, *, user_id: str | None = None) -> list[TokenRecord]:
    """Those of a user, or all; newest first."""
    query = select(tokens).order_by(tokens.c.id.desc()).limit(1_000)
    if user_id is not None:
        query = query.where(tokens.c.user_id == user_id)
    return [_to_record(dict(row)) for row in connection.execute(query).mappings()]


def revoke(connection: Connection, token_id: str, *, user_id: str | None = None) -> TokenRecord:
    """Take a token away; one of `user_id` only, where that is given.

    Raises:
        UnknownError: there is no such token.
    """
    gone = delete(tokens).where(tokens.c.id == token_id)
    if user_id is not None:
        gone = gone.where(tokens.c.user_id == user_id)
    row = connection.execute(gone.returning(*tokens.c)).mappings().one_or_none()
    if row is None:
        raise UnknownError("There is no such token", hint="`seaway tokens list` shows those that there are.")
    return _to_record(dict(row))


def _to_record(row: dict[str, object]) -> TokenRecord:
    return TokenRecord(**(row | {"scopes": tuple(json.loads(str(row["scopes"])))}))  # type: ignore[arg-type]
