"""The door to the store: transactions, threads, what goes wrong and what is said about it."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from seaway.errors import CommitUnknownError, StoreError
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.writer import NoHooks


def put(key: str) -> Any:
    """Work that writes one row."""

    def work(connection: Connection) -> str:
        connection.exec_driver_sql(f"INSERT INTO meta (key, value) VALUES ('{key}', '')")
        return key

    return work


def keys(connection: Connection) -> set[str]:
    found = connection.exec_driver_sql("SELECT key FROM meta").scalars()
    return set(found) - {"claim", "store_id"}


async def test_work_is_committed_and_its_value_returned(database: Database, other: Database) -> None:
    assert await database.write(put("a")) == "a"
    assert await other.read(keys) == {"a"}


async def test_work_that_raises_is_undone_and_hurts_nobody_else(database: Database) -> None:
    def fail(connection: Connection) -> None:
        put("bad")(connection)
        raise ZeroDivisionError

    works = [put("a"), fail, put("b"), fail, put("c")]
    outcomes = await asyncio.gather(*map(database.write, works), return_exceptions=True)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["a", "b", "c"]
    assert sum(isinstance(outcome, ZeroDivisionError) for outcome in outcomes) == 2
    assert await database.read(keys) == {"a", "b", "c"}


async def test_a_bad_statement_hurts_nobody_else(database: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    outcomes = await asyncio.gather(
        *[database.write(work) for work in (put("a"), fail, put("b"))], return_exceptions=True
    )
    assert isinstance(outcomes[1], StoreError)
    assert "refused a statement" in str(outcomes[1])
    assert await database.read(keys) == {"a", "b"}


async def test_writes_that_wait_together_share_a_commit(database: Database) -> None:
    gate, commits = threading.Event(), []
    first = asyncio.ensure_future(database.write(lambda _: gate.wait(60)))
    rest = [asyncio.ensure_future(database.write(put(f"{number}"))) for number in range(20)]
    await asyncio.sleep(0)

    def note(connection: Connection) -> None:
        commits.append(len(keys(connection)))

    last = asyncio.ensure_future(database.write(note))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *rest, last)
    assert commits == [20]


async def test_a_caller_that_gave_up_before_its_turn_has_not_written(database: Database) -> None:
    gate = threading.Event()
    first = asyncio.ensure_future(database.write(lambda _: gate.wait(60)))
    second = asyncio.ensure_future(database.write(put("late")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    gate.set()
    await first
    assert await database.read(keys) == set()


async def test_a_read_sees_one_moment(database: Database, other: Database) -> None:
    """Between two statements of a read another process commits; the read does not see it."""
    begun, go_on = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> tuple[set[str], set[str]]:
        first = keys(connection)
        begun.set()
        go_on.wait(60)
        return first, keys(connection)

    reading = asyncio.ensure_future(database.read(look_twice))
    await asyncio.to_thread(begun.wait, 60)
    await other.write(put("new"))
    go_on.set()
    assert await reading == (set(), set())


async def test_a_read_can_not_write(database: Database) -> None:
    with pytest.raises(StoreError, match=r"read-?only"):
        await database.read(put("sneaky"))


async def test_a_closed_database_says_so(any_database_url: str) -> None:
    database = Database.open(any_database_url)
    await schema.prepare(database)
    await database.close()
    await database.close()
    with pytest.raises(StoreError, match="is closed"):
        await database.write(keys)


# --- what goes wrong
# ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["mysql://host/name", "not a url://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        Database.open(address)
    assert "postgresql://" in caught.value.hint


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder is not there"):
        Database.open(tmp_path / "no" / "seaway.db")


def test_a_password_is_never_shown() -> None:
    database = Database.open("postgresql://ann:secret@localhost/seaway")
    assert "secret" not in database.where
    asyncio.run(database.close())


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "seaway.db").write_text("This is a letter, not a database. " * 100)
    database = Database.open(tmp_path / "seaway.db")
    with pytest.raises(StoreError, match="not an SQLite database"):
        await schema.prepare(database)
    await database.close()


async def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "seaway.db"
    database = Database.open(path)
    await schema.prepare(database)
    await database.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    database = Database.open(path)
    with pytest.raises(StoreError, match="damaged") as caught:
        await database.write(put("a"))
    assert "backup" in caught.value.hint
    await database.close()


async def test_a_full_disk_is_told_and_goes_on_when_there_is_room(empty_sqlite_url: str) -> None:
    database = Database.open(empty_sqlite_url)
    await schema.prepare(database)

    def limit(connection: Connection, pages: int) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('big', zeroblob(1000000))")

    await database.write(lambda c: limit(c, 100))
    with pytest.raises(StoreError, match="disk is full"):
        await database.write(fill)
    await database.write(lambda c: limit(c, 100_000))
    await database.write(fill)
    await database.close()


async def test_a_write_kept_open_elsewhere_is_told(
    empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seaway.store.drivers.BUSY_TIMEOUT_MS", 10)
    database = Database.open(empty_sqlite_url)
    await schema.prepare(database)
    elsewhere = sqlite3.connect(database.where, isolation_level=None)
    elsewhere.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process holds it"):
        await database.write(put("a"))
    elsewhere.close()
    assert await database.write(put("a")) == "a"
    await database.close()


_HALF = """
import os, signal, sys
from seaway.store.database import Database
import asyncio
def work(connection):
    for number in range(2000):
        connection.exec_driver_sql(f"INSERT INTO meta (key, value) VALUES ('half{number}', '')")
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(Database.open(sys.argv[1]).write(work))
"""


async def test_a_process_killed_in_the_middle_of_a_transaction_leaves_nothing(
    database: Database, store_url: str
) -> None:
    killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _HALF, store_url], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert await database.write(keys) == set()
    assert await database.write(put("a")) == "a"


async def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seaway.store.writer.RECONNECT_PAUSES_S", (0.01,))
    database = Database.open("postgresql://nobody@127.0.0.1:1/nowhere")
    for use in (database.write, database.read):
        with pytest.raises(StoreError, match="can't be reached") as caught:
            await use(keys)
        assert "address" in caught.value.hint
    await database.close()


@pytest.mark.postgres
async def test_a_missing_postgres_database_is_told(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seaway.store.writer.RECONNECT_PAUSES_S", ())
    database = Database.open(postgres_url.rsplit("/", 1)[0] + "/seaway_not_there")
    with pytest.raises(StoreError, match=r"seaway_not_there"):
        await database.write(keys)
    await database.close()


# --- in memory, for simulations
# -----------------------------------------------------------------------------------


class Failing(NoHooks):
    """Fails the next commit, before or after it happened."""

    def __init__(self) -> None:
        self.before = self.after = False

    def before_commit(self) -> None:
        if self.before:
            raise StoreError("simulated: nothing was written")

    def after_commit(self) -> None:
        if self.after:
            raise CommitUnknownError("simulated: written, and nobody knows")


async def test_in_memory_everything_happens_in_the_calling_task() -> None:
    before = set(threading.enumerate())
    database = Database.in_memory()
    await schema.prepare(database)
    assert await database.write(put("a")) == "a"
    assert await database.read(keys) == {"a"}
    assert set(threading.enumerate()) <= before  # what others left may end meanwhile
    await database.close()


async def test_in_memory_commits_can_be_made_to_fail() -> None:
    hooks, arrivals = Failing(), []

    async def arrive() -> None:
        arrivals.append(1)
        await asyncio.sleep(0)

    database = Database.in_memory(hooks=hooks, arrive=arrive)
    await schema.prepare(database)
    hooks.before = True
    with pytest.raises(StoreError, match="nothing was written"):
        await database.write(put("a"))
    hooks.before, hooks.after = False, True
    with pytest.raises(CommitUnknownError):
        await database.write(put("b"))
    hooks.after = False
    assert await database.read(keys) == {"b"}
    assert len(arrivals) == 5
    await database.close()


async def test_two_engines_share_a_database_in_memory() -> None:
    """Each has its own hooks, as each fails in its own way."""
    hooks = Failing()
    first = Database.in_memory()
    second = first.twin(hooks=hooks)
    await schema.prepare(first)
    hooks.before = True
    with pytest.raises(StoreError):
        await second.write(put("a"))
    await first.write(put("b"))
    assert await second.read(keys) == {"b"}
    await second.close()
    assert await first.read(keys) == {"b"}
    await first.close()


def test_the_file_is_for_its_owner_alone(empty_sqlite_url: str) -> None:
    async def make() -> str:
        database = Database.open(empty_sqlite_url)
        await schema.prepare(database)
        await database.close()
        return database.where

    old = os.umask(0o022)
    try:
        path = asyncio.run(make())
    finally:
        os.umask(old)
    assert Path(path).stat().st_mode & 0o077 == 0
