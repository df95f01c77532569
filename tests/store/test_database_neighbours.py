"""Other processes on the same SQLite file come and go."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from seaway.store import schema
from seaway.store.database import Database

VISIT = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(*(key for key, in connection.execute("SELECT key FROM meta WHERE value = 'x' ORDER BY key")))
connection.close()
"""


def put(key: str) -> Any:
    def work(connection: Connection) -> None:
        connection.execute(text("INSERT INTO meta (key, value) VALUES (:key, 'x')"), {"key": key})

    return work


def visit(file: Path) -> str:
    """What another process sees that opens the database, and closes it as the last that it knows of."""
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(file)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


async def test_a_visitor_sees_what_was_committed_and_takes_nothing_along(tmp_path: Path) -> None:
    """Our locks hold while readers are opened beside the writer, so that a visitor does not believe it is
    alone when it leaves, and removes the log of our commits."""
    file = tmp_path / "seaway.db"
    database = Database.open(file)
    try:
        await schema.prepare(database)
        await database.read(schema.store_id)
        await database.write(put("a"))
        assert visit(file) == "a"
        await database.write(put("b"))
        assert visit(file) == "a b"
    finally:
        await database.close()
    assert visit(file) == "a b"
