"""Brief work: done in the caller's thread where nothing can keep it waiting, else in the writer's."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from seaway.errors import StoreError
from seaway.store import transports
from seaway.store.database import Database
from seaway.store.transports import FEW_ROWS, QUICK_ONES, QUICK_S, Pace
from seaway.store.writer import Brief

HERE = threading.get_ident


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """One whose commits have been quick so far, on however slow a disk."""
    monkeypatch.setattr(transports, "QUICK_S", 60.0)
    opened = Database.open(tmp_path / "seaway.db")
    await opened.write(lambda connection: connection.execute(text("CREATE TABLE thing (name TEXT UNIQUE)")))
    for _ in range(QUICK_ONES):
        await opened.write(lambda _: None)
    yield opened
    await opened.close()


def add(name: str, rows: int = 1) -> Brief[int]:
    """Returns the thread in which it was done."""

    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO thing VALUES (:name)"), {"name": name})
        return HERE()

    return Brief(work, rows)


def names(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT name FROM thing")).scalars())


async def test_brief_work_is_done_in_the_callers_thread(database: Database) -> None:
    assert await database.write(add("a")) == HERE()
    assert await database.read(names) == {"a"}


async def test_other_work_and_many_rows_are_for_the_writers_thread(database: Database) -> None:
    assert await database.write(lambda _: HERE()) != HERE()
    assert await database.write(add("a", rows=FEW_ROWS + 1)) != HERE()


async def test_work_that_fails_leaves_nothing_and_says_why(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add("a")(connection)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(Brief(fail, 1))
    assert await database.read(names) == set()
    assert await database.write(add("b")) == HERE()


async def test_a_statement_that_is_refused_is_explained(database: Database) -> None:
    await database.write(add("a"))
    with pytest.raises(StoreError, match="UNIQUE"):
        await database.write(add("a"))
    await database.write(add("b"))
    assert await database.read(names) == {"a", "b"}


async def test_the_loop_goes_on_while_another_process_writes(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "seaway.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.write(add("a")))
    await asyncio.sleep(0.05)
    assert not writing.done()
    other.execute("ROLLBACK")
    assert await writing != HERE()
    other.close()


async def test_work_does_not_overtake_what_waits_for_the_writers_thread(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def take_long(_: Connection) -> None:
        begun.set()
        may_end.wait(10)

    long = asyncio.create_task(database.write(take_long))
    await asyncio.to_thread(begun.wait, 10)
    brief = asyncio.create_task(database.write(add("a")))
    await asyncio.sleep(0.01)
    assert not brief.done()
    may_end.set()
    await asyncio.gather(long, brief)
    assert await brief != HERE()


def test_one_slow_commit_is_doubted_until_many_were_quick() -> None:
    pace, quick = Pace(), [False] * QUICK_ONES + [True]
    seen = [pace.is_quick]
    for took_s in [*[QUICK_S / 2] * QUICK_ONES, QUICK_S * 2, *[QUICK_S / 2] * QUICK_ONES]:
        pace.note(took_s)
        seen.append(pace.is_quick)
    assert seen == [*quick, *quick], (
        "nothing is known of a disk that nobody wrote to, as of one that was slow"
    )
