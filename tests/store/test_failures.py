"""A database that can't be used is said in words that lead to the cause."""

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest

from seaway.errors import StoreError
from seaway.store.database import Database
from seaway.store.failures import explain
from seaway.store.schema import prepare


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def io_error() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error


@pytest.mark.parametrize(("free", "said"), [(0, "the disk is full"), (10**9, "the disk reports an error")])
def test_an_error_of_the_disk_is_told_from_a_full_one(
    free: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9 - free, free))
    assert said in explain(io_error(), str(tmp_path / "seaway.db")).message


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_named_at_once(postgres_url: str) -> None:
    base, _, _ = postgres_url.partition("?")
    opened = Database.open(f"{base}_nowhere")
    with pytest.raises(StoreError, match="there is no such database") as found:
        await prepare(opened)
    assert found.value.hint == "Create it: `createdb NAME`."
    await opened.close()


@pytest.mark.postgres
async def test_a_user_that_is_not_there_is_told_from_a_server_that_does_not_answer(postgres_url: str) -> None:
    before, at, after = postgres_url.partition("@")
    opened = Database.open(f"{before.partition('://')[0]}://nobody_here{at}{after}")
    with pytest.raises(StoreError, match=r"refuses this user|password is wrong"):
        await prepare(opened)
    await opened.close()
