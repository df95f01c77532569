"""The same work by the bare parts: a commit, a round trip over a socket pair to another process, a spawn.

Nobody can be faster with these parts, so the ratio to them says what Seaway itself costs, on any machine."""

import asyncio
import queue
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import psycopg

_ECHO = """
import socket, sys
with socket.socket(fileno=int(sys.argv[1])) as other:
    while data := other.recv(65_536):
        other.sendall(data)
"""
_TABLE = "CREATE TABLE task (run TEXT, key TEXT, state TEXT, at BIGINT, body TEXT, PRIMARY KEY (run, key))"
_WRITE = (
    "INSERT INTO task VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (run, key) DO UPDATE SET state = excluded.state, at = excluded.at"
)
_BODY = "x" * 200
_FRAME = b"x" * 500

Row = tuple[str, str, str, int, str]
Commit = Callable[[list[Row]], None]


def chain_ms(store: str, folder: Path, tasks: int = 300) -> float:
    """One round trip and one commit a task; the commit writes a task's end and the next one's start."""
    with _committer(store, folder) as commit, _echo() as other:
        started = time.perf_counter()
        for number in range(tasks):
            _round_trip([other])
            commit([_row(number, "success"), _row(number + 1, "running")])
        return (time.perf_counter() - started) / tasks * 1e3


def loop_ms(store: str, folder: Path, tasks: int = 300) -> float:
    """As `chain_ms`, but with an event loop that hands the commit to a thread and hears of the answer by the
    selector: the least that a server in asyncio pays which goes on serving meanwhile."""
    with _committer(store, folder) as commit, _echo() as other:
        return asyncio.run(_in_loop(commit, other, tasks)) / tasks * 1e3


async def _in_loop(commit: Commit, other: socket.socket, tasks: int) -> float:
    loop = asyncio.get_running_loop()
    jobs: queue.SimpleQueue[tuple[asyncio.Future[None], list[Row]] | None] = queue.SimpleQueue()

    def serve() -> None:
        while (job := jobs.get()) is not None:
            commit(job[1])
            loop.call_soon_threadsafe(job[0].set_result, None)

    writer = threading.Thread(target=serve)
    writer.start()
    other.setblocking(False)
    started = time.perf_counter()
    for number in range(tasks):
        await loop.sock_sendall(other, _FRAME)
        await loop.sock_recv(other, 65_536)
        done = loop.create_future()
        jobs.put((done, [_row(number, "success"), _row(number + 1, "running")]))
        await done
    seconds = time.perf_counter() - started
    jobs.put(None)
    writer.join()
    other.setblocking(True)
    return seconds


def fan_out_ms(store: str, folder: Path, *, workers: int = 4, tasks: int = 1_200) -> float:
    """As many round trips at once as there are workers, then one commit for all of them."""
    with _committer(store, folder) as commit, ExitStack() as stack:
        others = [stack.enter_context(_echo()) for _ in range(workers)]
        started = time.perf_counter()
        for first in range(0, tasks, workers):
            _round_trip(others)
            numbers = range(first, first + workers)
            commit([_row(n, "success") for n in numbers] + [_row(n + workers, "running") for n in numbers])
        return (time.perf_counter() - started) / tasks * 1e3


def insert_ms(store: str, folder: Path, runs: int = 10_000, together: int = 100) -> float:
    """Three rows a run, a hundred runs a commit."""
    with _committer(store, folder) as commit:
        started = time.perf_counter()
        for first in range(0, 3 * runs, 3 * together):
            commit([_row(number, "queued") for number in range(first, first + 3 * together)])
        return (time.perf_counter() - started) / runs * 1e3


def spawn_ms(command: list[str], times: int = 40) -> float:
    """The median of starting a program and waiting for its end."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        found.append(time.perf_counter() - started)
    return median(found) * 1e3


def _row(number: int, state: str) -> Row:
    return ("run", f"t{number}", state, time.time_ns(), _BODY)


def _round_trip(others: list[socket.socket]) -> None:
    for other in others:
        other.sendall(_FRAME)
    for other in others:
        missing = len(_FRAME)
        while missing:
            missing -= len(other.recv(65_536))


@contextmanager
def _echo() -> Iterator[socket.socket]:
    """Another Python process that sends back what it gets."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        number = theirs.fileno()
        with subprocess.Popen([sys.executable, "-S", "-c", _ECHO, str(number)], pass_fds=[number]):
            theirs.close()
            _round_trip([ours])
            yield ours
            ours.close()


@contextmanager
def _committer(store: str, folder: Path) -> Iterator[Commit]:
    """`store`: FULL or NORMAL for SQLite, else a PostgreSQL address."""
    if store in {"FULL", "NORMAL"}:
        with _sqlite(folder / "bare.db", store) as commit:
            yield commit
        (folder / "bare.db").unlink()
    else:
        with psycopg.connect(store) as connection:
            connection.execute(_TABLE)
            connection.commit()
            write = _WRITE.replace("?", "%s")

            def commit_there(rows: list[Row]) -> None:
                with connection.cursor() as cursor:
                    cursor.executemany(write, rows)
                connection.commit()

            yield commit_there
            connection.execute("DROP TABLE task")


@contextmanager
def _sqlite(path: Path, synchronous: str) -> Iterator[Commit]:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute(_TABLE)

    def commit(rows: list[Row]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_WRITE, rows)
        connection.execute("COMMIT")

    yield commit
    connection.close()
