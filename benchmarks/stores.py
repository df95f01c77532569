"""The databases that are measured. PostgreSQL is the one of this machine, with its own durability; a fresh
database each time, dropped afterwards."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

STORES = ("normal", "full", "postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`url` is for the engine, `bare` for the bare parts."""

    url: str
    synchronous: str
    bare: str


def postgres_user() -> str | None:
    """Who may create databases on 127.0.0.1:5432; None where nobody answers."""
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        try:
            with psycopg.connect(_address(user, "postgres"), connect_timeout=2):
                return user
        except psycopg.OperationalError:
            continue
    return None


@contextmanager
def open_store(name: str, folder: Path) -> Iterator[Store]:
    if name != "postgresql":
        mode = name.upper()
        yield Store(url=f"sqlite:///{folder / 'seaway.db'}", synchronous=mode, bare=mode)
        return
    user = postgres_user()
    assert user is not None, "no PostgreSQL answers on 127.0.0.1:5432"
    database = f"seaway_bench_{os.getpid()}_{uuid4().hex[:6]}"
    with psycopg.connect(_address(user, "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {database}".encode())
        try:
            address = _address(user, database)
            yield Store(url=address, synchronous="FULL", bare=address)
        finally:
            admin.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())


def _address(user: str, database: str) -> str:
    return f"postgresql://{user}@127.0.0.1:5432/{database}"
