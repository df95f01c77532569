"""A task that is cancelled in the middle of many rows leaves nothing half-done."""

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.integration.blueprints.sql.databases import Database, eventually, mysql_admin
from tests.support.contexts import Notebook, a_context

ROWS = 30_000
PROGRAM = """
import json, signal, sys
from pathlib import Path
from seaway.integrations.sql import blueprints
from seaway.sdk.context import Context

class Cancelled(BaseException):
    pass

def cancel(number, frame):
    raise Cancelled

signal.signal(signal.SIGTERM, cancel)
fields, folder, verb, inputs = sys.argv[1:]
ctx = Context(folder=Path(folder), connections=lambda name: json.loads(fields))
try:
    getattr(blueprints, verb).call(ctx, {"connection": "db", **json.loads(inputs)})
except Cancelled:
    sys.exit(7)
"""


class Cancelled(BaseException):
    """As a cancelled attempt sees it: at any line."""


class Impatient(Notebook):
    """Cancels the task when it has heard of so many rows."""

    def progress(self, done: float, total: float, message: str) -> None:
        if done >= ROWS / 2:
            raise Cancelled


def impatient(db: Database) -> Database:
    """The same database, for a task that is cancelled half-way."""
    named = {"db": {"type": db.kind, **db.fields}}
    db.ctx = a_context(db.folder, connections=named, names=db.names, reporter=Impatient())
    return db


def tables(db: Database) -> list[str]:
    """Without those that the stand-in for Redshift brings along."""
    with db.ctx.connection("db").session() as session:  # type: ignore[attr-defined]
        return sorted(table.name for table in session.tables() if not table.name.startswith(("sys_", "stl_")))


def payments(db: Database, rows: int = ROWS) -> str:
    return db.write("in.csv", "id,amount\n" + "".join(f"{n},{n}.5\n" for n in range(1, rows + 1)))


def test_a_load_into_a_new_table_is_taken_back(db: Database) -> None:
    name = payments(db)
    with pytest.raises(Cancelled):
        impatient(db).call("load", paths=[name], into="fresh")
    assert tables(db) == []


@pytest.mark.parametrize("more", [{"mode": "append"}, {"mode": "replace"}, {"mode": "merge", "key": ["id"]}])
def test_a_load_leaves_the_table_and_no_stage(db: Database, more: dict[str, Any]) -> None:
    name = payments(db)
    db.query("CREATE TABLE t (id INT, amount DECIMAL(9,2)); INSERT INTO t VALUES (1, 7)")
    with pytest.raises(Cancelled):
        impatient(db).call("load", paths=[name], into="t", **more)
    assert tables(db) == ["t"]
    assert [[float(value) for value in row] for row in db.rows("SELECT id, amount FROM t")] == [[1, 7]]


@pytest.mark.parametrize("to", ["out.csv", "out.parquet", "out.jsonl"])
def test_an_export_leaves_no_half_of_a_file(db: Database, to: str) -> None:
    name = payments(db)
    assert db.call("load", paths=[name], into="t")["rows"] == ROWS
    with pytest.raises(Cancelled):
        impatient(db).call("export", table="t", to=to)
    assert [place.name for place in db.ctx.files.folder.iterdir()] == [name]


def test_mysql_drops_the_table_that_it_was_loading(maria: Database) -> None:
    """The signal comes while the server is busy with an INSERT."""
    name = payments(maria, 400_000)
    task = begin(maria, "load", paths=[name], into="fresh")
    assert eventually(lambda: runs(maria, "INSERT INTO%"), 60)
    task.send_signal(signal.SIGTERM)
    assert task.wait(60) == 7
    assert tables(maria) == []


def test_mysql_leaves_no_table_beside_one_that_others_hold(maria: Database) -> None:
    """A reader holds the table, so that its name can't change."""
    maria.query("CREATE TABLE t AS SELECT 1 AS a")
    reader = mysql_admin()
    reader.begin()
    reader.cursor().execute(f"SELECT * FROM {maria.fields['database']}.t")
    task = begin(maria, "create_table_as", table="t", sql="SELECT 2 AS a", if_exists="replace")
    assert eventually(lambda: runs(maria, "RENAME TABLE%"), 60)
    task.send_signal(signal.SIGTERM)
    assert task.wait(60) == 7
    reader.close()
    assert tables(maria) == ["t"]
    assert maria.rows("SELECT a FROM t") == [[1]]


def begin(db: Database, verb: str, **inputs: object) -> "subprocess.Popen[bytes]":
    fields = json.dumps({"type": db.kind, **db.fields})
    folder = str(db.ctx.files.folder)
    return subprocess.Popen([sys.executable, "-c", PROGRAM, fields, folder, verb, json.dumps(inputs)])


def runs(db: Database, pattern: str) -> bool:
    """Whether the server is busy with such a statement."""
    admin = mysql_admin()
    with admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.processlist WHERE info LIKE %s AND db = %s",
            (pattern, db.fields["database"]),
        )
        return bool(cursor.fetchone()[0])
