"""The store in memory, as new for every seed: its schema is made once, and its tables are emptied again."""

import sqlite3
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection

from seaway.core.plan import Plan
from seaway.core.plan_json import plan_to_json
from seaway.store import revisions, schema, workflows
from seaway.store.bell import Bell
from seaway.store.database import Database
from seaway.store.revisions import Revision
from seaway.store.tables import metadata
from seaway.store.task_rows import FINAL_STATES
from seaway.testing.faults import Life
from seaway.testing.virtual import START

T = TypeVar("T")

_GUARD = f"""
CREATE TRIGGER sim_final AFTER UPDATE ON task_runs
WHEN OLD.state IN ({FINAL_STATES}) AND (
    OLD.state IS NOT NEW.state OR OLD.attempt_id IS NOT NEW.attempt_id OR OLD.outputs IS NOT NEW.outputs
    OR OLD.ended_at IS NOT NEW.ended_at OR OLD.exit_code IS NOT NEW.exit_code
)
BEGIN INSERT INTO sim_changed VALUES (OLD.run_id, OLD.key, OLD.state, NEW.state); END
"""


@dataclass(frozen=True, slots=True)
class MemoryStore:
    """`connection` sees what is committed, as long as nobody is inside a transaction."""

    database: Database
    connection: sqlite3.Connection

    @classmethod
    def fresh(cls) -> "MemoryStore":
        """Empty, with its schema. One at a time in a process."""
        database, connection = _made()
        while _doors:
            _at_once(_doors.pop().close())
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DELETE FROM {table.name}")
        connection.executescript("DELETE FROM sim_changed; DELETE FROM sqlite_sequence;")
        connection.execute("INSERT INTO meta (key, value) VALUES ('claim', '')")
        connection.commit()
        database.bell = Bell()
        return cls(database, connection)


def publish(connection: Connection, project: str, plan: Plan, revision: str = "r1") -> None:
    """Make a plan the active revision of its workflow."""
    made = Revision(
        project=project,
        workflow=plan.workflow,
        hash=revision,
        file=f"workflows/{plan.workflow}.yaml",
        source="",
        plan=plan_to_json(plan),
        created_at=START,
    )
    revisions.save(connection, made)
    workflows.activate(connection, project, plan.workflow, revision=revision, now=START)


_doors: list[Database] = []
"""Opened since the last `fresh`. One that is left to the garbage collector would roll back what others do."""


def open_door(store: Database, life: Life) -> Database:
    """The store as one life of an engine sees it."""
    life.store = store.twin(hooks=life, arrive=life.arrive_at_store)
    _doors.append(life.store)
    return life.store


@cache
def _made() -> tuple[Database, sqlite3.Connection]:
    database = Database.in_memory()
    return database, _at_once(_prepare(database))


def _at_once(work: Coroutine[object, None, T]) -> T:
    """The result of what never waits, with or without a loop around it."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("a store in memory answers at once")


async def _prepare(database: Database) -> sqlite3.Connection:
    await schema.prepare(database)
    await database.write(_guard)
    found: list[Any] = []
    await database.read(lambda connection: found.append(connection.connection.dbapi_connection))
    raw = found[0]
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _guard(connection: Connection) -> None:
    """Let the store note by itself where something final changes, whoever changes it."""
    connection.exec_driver_sql("CREATE TABLE sim_changed (run_id TEXT, key TEXT, before TEXT, after TEXT)")
    connection.exec_driver_sql(_GUARD)
