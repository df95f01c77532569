"""Engines on one database must find each other's files: checked at the start, not when a run fails."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.errors import BadRequestError
from seaway.store import engines, schema
from seaway.store.database import Database

_HINT = "SEAWAY_ARTIFACTS names one folder for all engines, for example on a shared disk."


async def join_files(folder: Path, database: Database, *, place: str, now: datetime) -> None:
    """Mark the folder as that of this database; where other engines are at work, it must be marked already.

    Raises:
        BadRequestError: another engine keeps the files of this database elsewhere, or the folder can't be
            written.
    """
    if database.driver.is_for_one_engine:
        return

    def look(connection: Connection) -> tuple[str, list[engines.EngineRecord]]:
        return schema.store_id(connection), engines.living_elsewhere(connection, place=place, now=now)

    store_id, others = await database.read(look)
    mark = folder / f".store-{store_id}"
    try:
        if not mark.exists():
            if others:
                raise BadRequestError(
                    f"The files of this database's runs are not in {folder}: the engine on {others[0].host} "
                    "keeps them in another folder",
                    hint=_HINT,
                )
            mark.touch()
    except OSError as error:
        raise BadRequestError(f"The folder {folder} can't be used: {error.strerror}", hint=_HINT) from error
