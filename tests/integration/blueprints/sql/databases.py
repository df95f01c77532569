"""The databases that the SQL verbs are tried on: each test gets an empty one."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pymysql
import pytest

from seaway.integrations.sql import blueprints
from seaway.sdk.context import Context
from tests.support.contexts import Notebook, a_context, write
from tests.support.postgres import Server

NAMES = ("postgres", "redshift", "mysql", "sqlite", "duckdb")
NASTY = "x'; DROP TABLE t; -- /* \" ` \\ % %s :a $1 ? é 漢 \n#"


@dataclass(slots=True)
class Database:
    """One database, and a task that works with it."""

    kind: str
    fields: dict[str, Any]
    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"inputs": {"text": NASTY, "n": 5}})
    notebook: Notebook = field(default_factory=Notebook)
    ctx: Context = field(init=False)

    def __post_init__(self) -> None:
        self.ctx = a_context(
            self.folder,
            connections={"db": {"type": self.kind, **self.fields}},
            names=self.names,
            reporter=self.notebook,
        )

    def call(self, verb: str, **inputs: object) -> dict[str, Any]:
        found = getattr(blueprints, verb).call(self.ctx, {"connection": "db", **inputs})
        assert isinstance(found, dict), found
        return found

    def query(self, sql: str, **inputs: object) -> dict[str, Any]:
        return self.call("query", sql=sql, **inputs)

    def rows(self, sql: str) -> list[list[Any]]:
        return [list(row.values()) for row in self.query(sql, first=1000)["first_rows"]]

    def write(self, name: str, text: str | bytes) -> str:
        write(self.ctx.files.folder, {name: text})
        return name

    def read(self, name: str) -> str:
        return self.ctx.files.path(name).read_text()


@contextmanager
def postgres_fields(server: Server, database: str) -> Iterator[dict[str, Any]]:
    """A schema of its own."""
    name = f"s{uuid4().hex[:12]}"
    with psycopg.connect(server.conninfo(database), autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
    yield {
        "host": server.host,
        "port": server.port,
        "database": database,
        "username": server.user,
        "search_path": name,
    }
    with psycopg.connect(server.conninfo(database), autocommit=True) as admin:
        admin.execute(f"DROP SCHEMA {name} CASCADE")


def mysql_admin() -> Any:
    """A connection to the server of this machine.

    Raises:
        pytest.skip.Exception: none answers.
    """
    try:
        return pymysql.connect(host="127.0.0.1", user="root", autocommit=True, connect_timeout=5)
    except pymysql.Error as error:
        pytest.skip(f"no MySQL or MariaDB answers on 127.0.0.1:3306 for root without a password: {error}")


@contextmanager
def mysql_fields() -> Iterator[dict[str, Any]]:
    """A database of its own."""
    name = f"seaway_test_{os.getpid()}_{uuid4().hex[:8]}"
    admin = mysql_admin()
    admin.cursor().execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    yield {"host": "127.0.0.1", "username": "root", "database": name}
    admin.cursor().execute(f"DROP DATABASE {name}")
    admin.close()


def eventually(look: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Does it become true in time?"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if look():
            return True
        time.sleep(0.05)
    return False
