"""The file of an SQLite database: made for its owner alone, opened with a log that is written ahead."""

import contextlib
import os
import sqlite3
import time
from pathlib import Path

BUSY_TIMEOUT_MS = 5_000
_WAL_LOOK_S = 0.02


def make_private(path: Path) -> None:
    """Only its owner may read what runs were given. SQLite gives its other files the same mode.

    A file that is there is never opened here: closing it again would drop the locks that this process's
    other connections hold on it (https://www.sqlite.org/howtocorrupt.html, 2.2), and the next process to
    leave would take the log of their commits away."""
    with contextlib.suppress(OSError):  # it is there; or SQLite says better what is wrong with the path
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def log_ahead(raw: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. Of two that open a new file at once SQLite refuses one on the spot,
    whatever its timeout."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            return pragmas(raw, "journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(_WAL_LOOK_S)


def pragmas(raw: sqlite3.Connection, *wanted: str) -> None:
    for pragma in wanted:
        raw.execute(f"PRAGMA {pragma}").close()
