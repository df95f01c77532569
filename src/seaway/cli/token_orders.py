"""Makes, lists and revokes API tokens, straight in the store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from seaway.access import people
from seaway.cli import looks, printing, times
from seaway.cli.reading import reading
from seaway.cli.shell import OK
from seaway.cli.user_orders import CLOCK, find_user, machine, people_of
from seaway.errors import BadRequestError, UnknownError
from seaway.store import tokens, users
from seaway.store.tokens import TokenRecord


async def list_tokens(project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:

        def read(connection: Connection) -> tuple[list[TokenRecord], dict[str, str]]:
            return tokens.list_of(connection), {
                user.id: user.name for user in users.list_of(connection, limit=10_000)
            }

        found, names = await it.database.read(read)
    if as_json:
        printing.document({"tokens": [_shape(each, names) for each in found]})
    elif found:
        now = datetime.now(UTC)
        head = ("token", "name", "user", "project", "used", "ends", "may")
        printing.table(head, [_row(each, names, now) for each in found])
    else:
        printing.note("There is no token. `seaway tokens create NAME` makes one.")
    return OK


async def create_token(
    project_dir: Path | None,
    *,
    name: str,
    scopes: tuple[str, ...],
    user: str | None,
    is_for_all: bool,
    days: int | None,
    as_json: bool,
) -> int:
    async with people_of(project_dir) as it:

        def write(connection: Connection) -> tuple[TokenRecord, str]:
            return people.make_token(
                connection,
                machine(),
                CLOCK,
                user_id=find_user(connection, user).id,
                name=name,
                scopes=scopes,
                project=None if is_for_all else it.project,
                expires_at=None if days is None else CLOCK.now() + timedelta(days=days),
            )

        token, secret = await it.database.write(write)
    if as_json:
        printing.document({"token": secret, **_shape(token, {})})
    else:
        printing.line(secret)
        printing.note("Keep it now: it is not shown again.")
    return OK


async def revoke_token(project_dir: Path | None, text: str, *, as_json: bool) -> int:
    async with people_of(project_dir) as it:

        def write(connection: Connection) -> TokenRecord:
            token = _find(connection, text)
            people.revoke_token(connection, machine(), CLOCK, token.id, user_id=None)
            return token

        token = await it.database.write(write)
    if as_json:
        printing.document({"revoked": token.id})
    else:
        printing.line(f"{token.name} ({token.start}…) works no more.")
    return OK


def _find(connection: Connection, text: str) -> TokenRecord:
    known = tokens.list_of(connection)
    found = [each for each in known if text in (each.id, each.name, each.start)]
    if not found:
        found = [each for each in known if text.startswith(each.start)]
    if not found:
        raise UnknownError(f"There is no token {text[:12]}", hint="`seaway tokens list` shows what there is.")
    if len(found) > 1:
        raise BadRequestError(
            f"{len(found)} tokens are called {text}", hint="Name one by what it begins with."
        )
    return found[0]


def _row(token: TokenRecord, names: dict[str, str], now: datetime) -> tuple[str, ...]:
    return (
        f"{token.start}…",
        token.name,
        names.get(token.user_id, ""),
        token.project or looks.dim("all"),
        times.ago(token.used_at, now) or looks.dim("never"),
        times.ago(token.expires_at, now) or looks.dim("never"),
        ", ".join(token.scopes),
    )


def _shape(token: TokenRecord, names: dict[str, str]) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "start": token.start,
        "user": names.get(token.user_id, token.user_id),
        "project": token.project,
        "scopes": list(token.scopes),
        "created_at": times.iso(token.created_at),
        "expires_at": times.iso(token.expires_at),
        "used_at": times.iso(token.used_at),
    }
