"""What goes wrong with a server: who may, what is busy, what is lost, what is cancelled."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.sdk.connection import build_connection
from tests.integration.blueprints.sql.databases import Database, eventually, mysql_admin

CANCELLED = """
import json, signal, sys
from pathlib import Path
from seaway.integrations.sql.blueprints import query
from seaway.sdk.context import Context

class Cancelled(BaseException):
    pass

def cancel(number, frame):
    raise Cancelled

signal.signal(signal.SIGTERM, cancel)
fields = json.loads(sys.argv[1])
ctx = Context(folder=Path(sys.argv[2]), connections=lambda name: fields)
try:
    query.call(ctx, {"connection": "db", "sql": sys.argv[3]})
except Cancelled:
    sys.exit(7)
"""


@pytest.fixture
def admin(pg: Database) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(
        host=pg.fields["host"],
        port=pg.fields["port"],
        dbname=pg.fields["database"],
        user=pg.fields["username"],
        options=f"-csearch_path={pg.fields['search_path']}",
        autocommit=True,
    ) as connection:
        yield connection


def test_who_is_not_known_can_not_sign_in(pg: Database, maria: Database) -> None:
    for one, wrong in (
        (pg, {"username": "nobody_here"}),
        (maria, {"username": "nobody_here", "password": "no"}),
    ):
        with pytest.raises(AuthError) as caught:
            build_connection({"type": one.kind, **one.fields, **wrong}).check()
        assert "username and password" in caught.value.hint


def test_a_database_that_is_not_there(pg: Database, maria: Database) -> None:
    for one in (pg, maria):
        with pytest.raises(NotFoundError, match="not_here"):
            build_connection({"type": one.kind, **one.fields, "database": "not_here"}).check()


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
def test_a_server_that_does_not_answer_is_tried_again(kind: str) -> None:
    with pytest.raises(UnavailableError, match="Can't connect to 127\\.0\\.0\\.1:9/d") as caught:
        build_connection({"type": kind, "host": "127.0.0.1", "port": 9, "database": "d"}).check()
    assert caught.value.can_retry


def test_a_right_that_is_missing(pg: Database, admin: "psycopg.Connection[Any]") -> None:
    pg.query("CREATE TABLE t (a INT)")
    role = f"r_{pg.fields['search_path']}"
    admin.execute(f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {pg.fields['search_path']} TO {role}")
    try:
        limited = Database("postgres", {**pg.fields, "username": role}, pg.folder)
        with pytest.raises(PermissionDeniedError, match="permission denied for table t"):
            limited.query("SELECT * FROM t")
        with pytest.raises(PermissionDeniedError):
            limited.call("load", paths=[limited.write("a.csv", "a\n1\n")], into="t")
    finally:
        admin.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        ("SELECT 1 / 0", DataError, "division by zero"),
        ("SELECT 99999999999::int", DataError, "out of range"),
        ("SELECT 'x'::date", DataError, "invalid input syntax"),
        ("SELECT nope(1)", TaskError, r"function nope\(integer\) does not exist"),
        ("DO $$ BEGIN RAISE EXCEPTION 'no; not today'; END $$", DataError, "no; not today"),
        ("SET default_transaction_read_only = on; CREATE TABLE t (a INT)", TaskError, ""),
        ("SELECT convert_from('\\xff', 'UTF8')", DataError, "invalid byte sequence"),
        ("SELECT * FROM missing.t", NotFoundError, "missing"),
    ],
)
def test_each_state_of_postgresql_has_its_class(
    pg: Database, sql: str, kind: type[TaskError], said: str
) -> None:
    if not said:
        pg.query(sql)
        return
    with pytest.raises(kind, match=said) as caught:
        pg.query(sql)
    assert not caught.value.can_retry
    assert caught.value.hint


def test_a_violation_names_the_row(pg: Database) -> None:
    pg.query("CREATE TABLE t (a INT PRIMARY KEY)")
    with pytest.raises(DataError, match=r"Key \(a\)=\(7\) already exists"):
        pg.query("INSERT INTO t VALUES (7), (7)")


def test_a_statement_that_takes_too_long_is_stopped(pg: Database, maria: Database) -> None:
    for one, sql in ((pg, "SELECT pg_sleep(60)"), (maria, "SELECT sleep(60)")):
        hasty = Database(one.kind, {**one.fields, "statement_timeout_s": 0.2}, one.folder)
        with pytest.raises(UnavailableError) as caught:
            hasty.query(sql)
        assert "statement_timeout_s" in caught.value.hint


def test_a_connection_that_is_lost_is_tried_again_if_nothing_was_kept(
    pg: Database, admin: "psycopg.Connection[Any]"
) -> None:
    admin.execute("CREATE TABLE t (a INT)")
    cut = "INSERT INTO t VALUES (1); SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(UnavailableError, match="connection to the database was lost"):
        pg.query(cut)
    assert pg.rows("SELECT * FROM t") == []
    with pytest.raises(ConflictError, match="after 1 statements had taken effect") as caught:
        pg.query(cut, transaction=False)
    assert not caught.value.can_retry
    assert pg.rows("SELECT * FROM t") == [[1]]


def test_a_connection_that_is_lost_at_the_commit_is_not_tried_again(pg: Database) -> None:
    """A trigger that runs while the transaction is committed cuts the connection."""
    pg.query(
        "CREATE TABLE t (a INT);"
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER c AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION cut()"
    )
    with pytest.raises(ConflictError, match="it may have taken effect or not"):
        pg.query("INSERT INTO t VALUES (1)")


def test_a_deadlock_is_tried_again(pg: Database, admin: "psycopg.Connection[Any]") -> None:
    """The task holds row 1 and wants row 2; somebody holds row 2 and wants row 1."""
    pg.query("CREATE TABLE t (a INT PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 0), (2, 0)")
    admin.execute("SET deadlock_timeout = '1h'")
    admin.execute("BEGIN; UPDATE t SET n = 1 WHERE a = 2")
    failed: list[TaskError] = []

    def task() -> None:
        try:
            pg.query("UPDATE t SET n = 2 WHERE a = 1; UPDATE t SET n = 2 WHERE a = 2")
        except TaskError as error:
            failed.append(error)

    thread = threading.Thread(target=task)
    thread.start()
    with psycopg.connect(admin.info.dsn, autocommit=True) as looking:
        waits = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        assert eventually(lambda: looking.execute(waits).fetchone() == (1,))
    admin.execute("UPDATE t SET n = 1 WHERE a = 1")
    admin.execute("COMMIT")
    thread.join(30)
    assert isinstance(failed[0], UnavailableError)
    assert "deadlock" in failed[0].message
    assert failed[0].can_retry


def test_a_locked_file_is_tried_again(tmp_path: Path) -> None:
    import sqlite3

    place = tmp_path / "a.db"
    one = Database("sqlite", {"path": str(place), "lock_timeout_s": 0.05}, tmp_path)
    one.query("CREATE TABLE t (a INT)")
    holding = sqlite3.connect(place, isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UnavailableError, match="locked"):
        one.query("INSERT INTO t VALUES (1)")
    holding.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_a_cancelled_task_cancels_its_statement_in_postgresql(
    pg: Database, admin: "psycopg.Connection[Any]", how: signal.Signals
) -> None:
    running = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE state = 'active' AND wait_event = 'PgSleep' AND datname = current_database()"
    )
    task = _begin(pg, "SELECT pg_sleep(300)", CANCELLED)
    assert eventually(lambda: admin.execute(running).fetchone() == (1,))
    task.send_signal(how)
    assert task.wait(30) == (7 if how == signal.SIGTERM else -signal.SIGKILL)
    assert eventually(lambda: admin.execute(running).fetchone() == (0,), 30 if how == signal.SIGKILL else 2)


def test_a_cancelled_task_cancels_its_statement_in_mysql(maria: Database) -> None:
    looking = mysql_admin().cursor()

    def runs() -> bool:
        looking.execute(
            "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT sleep(300)%'"
            f" AND db = '{maria.fields['database']}'"
        )
        return bool(looking.fetchone()[0])

    task = _begin(maria, "SELECT sleep(300)", CANCELLED)
    assert eventually(runs)
    task.send_signal(signal.SIGTERM)
    assert task.wait(30) == 7
    assert eventually(lambda: not runs(), 5)
    looking.connection.close()


def test_no_password_is_in_a_message(pg: Database) -> None:
    wrong = {"type": "postgres", **pg.fields, "username": "nobody_here", "password": "not-a-secret-word"}
    with pytest.raises(AuthError) as caught:
        build_connection(wrong).check()
    assert "not-a-secret-word" not in f"{caught.value.message} {caught.value.hint} {caught.value.__cause__}"
    assert "not-a-secret-word" not in repr(build_connection(wrong))


def _begin(one: Database, sql: str, program: str) -> "subprocess.Popen[bytes]":
    import json

    fields = json.dumps({"type": one.kind, **one.fields})
    return subprocess.Popen([sys.executable, "-c", program, fields, str(one.folder), sql])
