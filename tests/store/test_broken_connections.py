"""Connections to a server that break: what is done again, what stays unknown, what is let go."""

import asyncio
import gc
import threading

import psycopg
import pytest
from sqlalchemy import Connection

from seaway.core.states import TaskState
from seaway.errors import CommitUnknownError
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.drivers import driver_of
from tests.store.factories import Store, task
from tests.store.test_database import keys, put

pytestmark = pytest.mark.postgres


async def test_a_lost_connection_is_made_again(empty_postgres_url: str) -> None:
    database = Database.open(empty_postgres_url)
    await schema.prepare(database)
    await database.read(keys)
    end_all_connections(empty_postgres_url)
    assert await database.write(put("a")) == "a"
    assert await database.read(keys) == {"a"}
    await database.close()


@pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
async def test_a_step_is_written_over_a_new_connection_where_the_old_one_is_gone(
    store: Store, store_url: str
) -> None:
    """It is one statement: whether that was committed before the connection broke, nobody knows, so it is
    written once more."""
    run = await store.begun()
    await store.write_tasks(run, task(run, "load"))
    end_all_connections(store_url)
    committed = await store.write_tasks(run, task(run, "load", TaskState.SUCCESS), task(run, "next"))
    assert committed.stale == frozenset()
    assert {key: row.state for key, row in (await store.rows_of(run)).items()} == {
        "load": TaskState.SUCCESS,
        "next": TaskState.RUNNING,
    }


def end_all_connections(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'seaway'"
        )


async def test_a_connection_that_breaks_while_rows_are_streamed_leaves_no_open_cursor(
    empty_postgres_url: str,
) -> None:
    """The cursor on the server is closed by asking the server, which can't be asked any more."""
    database, looks = Database.open(empty_postgres_url), []

    def look(connection: Connection) -> object:
        looks.append(1)
        rows = driver_of(connection).stream(connection, "SELECT n FROM generate_series(1, 3) AS n")
        first = next(rows)
        if len(looks) == 1:
            end_all_connections(empty_postgres_url)
        return [first, *rows]

    assert await database.read(look) == [(1,), (2,), (3,)]
    assert len(looks) == 2
    await database.close()
    gc.collect()  # psycopg warns when it meets an open one


async def test_a_reader_that_lost_its_connection_leaves_those_of_other_readers_alone(
    empty_postgres_url: str,
) -> None:
    """The second one notices when the first has a new connection already, and is at work on it."""
    database, first, second = Database.open(empty_postgres_url, readers=2), [], []
    both, is_again, is_over = threading.Barrier(2), threading.Event(), threading.Event()

    def one(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT 1").scalar_one())

    def look_first(connection: Connection) -> int:
        first.append(one(connection))
        if len(first) == 1:
            both.wait(60)
            end_all_connections(empty_postgres_url)
        else:
            is_again.set()
            is_over.wait(60)
        return one(connection)

    def look_second(connection: Connection) -> int:
        second.append(one(connection))
        if len(second) == 1:
            both.wait(60)
            is_again.wait(60)
        return one(connection)

    reading = asyncio.ensure_future(database.read(look_first))
    assert await database.read(look_second) == 1
    is_over.set()
    assert await reading == 1
    assert (len(first), len(second)) == (2, 2)
    assert await database.read(one) == 1
    gc.collect()  # psycopg warns when it meets an open connection
    await database.close()


async def test_a_connection_that_breaks_in_a_commit_leaves_it_unknown(empty_postgres_url: str) -> None:
    """A deferred trigger makes the COMMIT itself end the connection."""
    database = Database.open(empty_postgres_url)
    await schema.prepare(database)

    def arm(connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON meta DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION cut()"
        )

    await database.write(arm)
    with pytest.raises(CommitUnknownError, match="broke during a commit"):
        await database.write(put("a"))
    outcomes = await asyncio.gather(*[database.write(put(f"{n}")) for n in range(3)], return_exceptions=True)
    assert all(isinstance(outcome, CommitUnknownError) for outcome in outcomes)
    await database.write(lambda c: c.exec_driver_sql("DROP TRIGGER cut ON meta"))
    assert await database.write(put("b")) == "b"
    await database.close()
