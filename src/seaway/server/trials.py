"""Connections as they would be: their fields put together, and asked in a process of their own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from seaway.access.masks import DOTS
from seaway.errors import BadRequestError, BusyError
from seaway.sdk.connection import connection_class
from seaway.sdk.connection_type import ConnectionType
from seaway.server.parts import ServerParts
from seaway.spec.problems import did_you_mean, list_words
from seaway.store.connections import ConnectionRecord
from seaway.store.opening import open_secrets
from seaway.worker.checking import Checked, check_connection

AT_ONCE = 4
PATIENCE_S = 60.0


class Trials:
    """A few at a time: each is a process, and the other side may be slow."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def ask(self, folder: Path, values: Mapping[str, object], *, is_form: bool = False) -> Checked:
        """Raises BusyError where so many are under way that this one does not come up in time."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("Too many connections are being checked", hint="Try again in a minute.") from None
        try:
            return await asyncio.to_thread(check_connection, values, project_dir=folder, is_form=is_form)
        finally:
            self._turns.release()


def resolved_type(types: Mapping[str, ConnectionType], name: str) -> ConnectionType:
    """Raises BadRequestError where there is no such type."""
    if name not in types:
        hint = did_you_mean(name, types) or f"There are {list_words(sorted(types))}."
        raise BadRequestError(f"There is no type of connection {name[:100]}", hint=hint)
    return types[name]


async def values_of(
    parts: ServerParts,
    type_: ConnectionType,
    fields: Mapping[str, object],
    before: ConnectionRecord | None,
) -> tuple[dict[str, object], dict[str, object]]:
    """The fields that are given, and in the clear the secret ones that stay: left out, or sent as dots."""
    given = {name: value for name, value in fields.items() if value is not None and value != DOTS}
    if "url" in given and "url" not in type_.fields and type_.type:
        given = connection_class(type_.type).fields_from_url(str(given.pop("url"))) | given
    kept: dict[str, object] = {}
    if before is not None and before.type == type_.type:
        known = before
        opened = await parts.database.read(lambda c: open_secrets(c, parts.keys, known))
        kept = {name: value for name, value in opened.items() if fields.get(name, DOTS) == DOTS}
    return given, {name: value for name, value in kept.items() if name not in given}
