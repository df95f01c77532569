"""Looks at the database's schema, and migrates it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from seaway.cli import printing
from seaway.cli.project_settings import settings_of
from seaway.cli.shell import FAILED, OK
from seaway.settings import make_home
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.lock import StateLock
from seaway.store.schema import Standing

SAID = {
    Standing.EMPTY: "is empty; the first run makes its tables",
    Standing.CURRENT: "is up to date",
    Standing.OLDER: "was written by an older Seaway; bring it up to date with `seaway db upgrade`",
    Standing.NEWER: "was written by a newer Seaway; install that version, or name another database",
}


async def check_database(project_dir: Path | None, *, as_json: bool) -> int:
    async with _opened(project_dir) as database:
        standing = await schema.check(database)
        _say(database, standing, SAID[standing], as_json=as_json)
    return OK if standing in (Standing.CURRENT, Standing.EMPTY) else FAILED


async def upgrade_database(project_dir: Path | None, *, as_json: bool) -> int:
    """Raises BusyError while an engine works on it."""
    with StateLock(settings_of(project_dir).home):
        async with _opened(project_dir) as database:
            before = await schema.upgrade(database)
            said = "was up to date" if before is Standing.CURRENT else "is up to date now"
            _say(database, Standing.CURRENT, said, as_json=as_json)
    return OK


@asynccontextmanager
async def _opened(project_dir: Path | None) -> AsyncIterator[Database]:
    """The database without the look at its schema that every other command begins with."""
    settings = settings_of(project_dir)
    make_home(settings.home)
    database = Database.open(settings.database, synchronous=settings.synchronous)
    try:
        yield database
    finally:
        await database.close()


def _say(database: Database, standing: Standing, said: str, *, as_json: bool) -> None:
    if as_json:
        printing.document({"database": database.where, "standing": standing.value, "message": said})
    else:
        printing.line(f"The database {database.where} {said}.")
