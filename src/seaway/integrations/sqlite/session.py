"""A session with a SQLite file."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from seaway.integrations.sql.protocol import Column, Dialect, Fault, Result, Row, Session, Table
from seaway.integrations.sqlite.faults import to_fault
from seaway.integrations.sqlite.values import to_sqlite

if TYPE_CHECKING:
    import pyarrow as pa

SQLITE = Dialect(name="sqlite", placeholder="qmark", bracket_names=True)
_LOOK_EVERY = 20_000
"""Steps of SQLite's machine between two looks for a signal: about a millisecond."""
_BATCH = 10_000


@contextmanager
def connected(path: str, *, read_only: bool, lock_timeout_s: float) -> Iterator[sqlite3.Connection]:
    """A connection for the time of the block.

    Raises:
        TaskError: the file can't be opened.
    """
    if not read_only:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    mode = "ro" if read_only else "rwc"
    try:
        connection = sqlite3.connect(
            f"{Path(path).resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=lock_timeout_s,
            isolation_level=None,
        )
    except sqlite3.Error as error:
        fault = to_fault(error)
        raise fault.kind(f"{path}: {fault.message}", hint=fault.hint) from error
    try:
        yield connection
    finally:
        connection.close()


class SqliteSession(Session):
    dialect: ClassVar[Dialect] = SQLITE
    errors = (sqlite3.Error, OverflowError)

    def __init__(self, connection: sqlite3.Connection, *, is_read_only: bool = False) -> None:
        self.connection = connection
        self._is_read_only = is_read_only
        self._text = ""
        self._row: int | None = None
        connection.set_progress_handler(self._look, _LOOK_EVERY)

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        self._text, self._row = text, None
        bound = [to_sqlite(value) for value in values]
        cursor = self.connection.execute(text, bound)
        if cursor.description is None:
            return Result(changed=max(cursor.rowcount, 0))
        names = [entry[0] for entry in cursor.description]
        return self._result(cursor, names, text, bound)

    def _result(self, cursor: sqlite3.Cursor, names: list[str], text: str, bound: list[object]) -> Result:
        def rows(size: int) -> Iterator[list[Row]]:
            while found := cursor.fetchmany(size):
                yield found

        def schema() -> "pa.Schema":
            from seaway.integrations.sqlite.types import schema_of

            return schema_of(names, self._kinds(names, text, bound))

        def arrow(size: int) -> "Iterator[pa.RecordBatch]":
            from seaway.integrations.sqlite.types import to_batch

            wanted = schema()
            return (to_batch(found, wanted) for found in rows(size))

        columns = [Column(name=name, type="") for name in names]
        return Result(columns=columns, rows=rows, schema=schema, arrow=arrow)

    def _kinds(self, names: list[str], text: str, bound: list[object]) -> list[set[str]]:
        """The kinds of values of each column of a query, which is run for it: SQLite's columns have none."""
        columns = [f"c{number}" for number in range(len(names))]
        listed = ", ".join(f"group_concat(DISTINCT typeof({column}))" for column in columns)
        probe = f"WITH q({', '.join(columns)}) AS (\n{text.rstrip().rstrip(';')}\n) SELECT {listed} FROM q"
        with suppress(sqlite3.OperationalError):  # no query, such as PRAGMA or INSERT … RETURNING
            found = self.connection.execute(probe, bound).fetchone()
            return [set((kinds or "").split(",")) for kinds in found]
        return [{"text"} for _ in names]

    def _look(self) -> int:
        """Called by SQLite now and then. Python handles signals here; what one raises stops the statement."""
        return 0

    def begin(self) -> None:
        self.connection.execute("BEGIN" if self._is_read_only else "BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def fault(self, error: Exception) -> Fault | None:
        return replace(to_fault(error, self._text), row=self._row)

    def columns(self, table: Table) -> list[Column]:
        schema = f"{self.dialect.name_of(table.schema)}." if table.schema else ""
        found = self.connection.execute(f"PRAGMA {schema}table_xinfo({self.dialect.name_of(table.name)})")
        return [Column(name=row[1], type=row[2]) for row in found.fetchall() if row[6] == 0]

    def tables(self, schema: str = "") -> list[Table]:
        place = self.dialect.name_of(schema or "main")
        found = self.connection.execute(
            f"SELECT name FROM {place}.sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
        )
        return [Table((row[0],)) for row in found.fetchall()]

    def arrow_type(self, type_name: str) -> "pa.DataType | None":
        from seaway.integrations.sqlite.types import to_arrow

        return to_arrow(type_name)

    def column_type(self, kind: "pa.DataType") -> str:
        from seaway.integrations.sqlite.types import to_column

        return to_column(kind)

    def insert(self, table: Table, schema: "pa.Schema", batches: "Iterator[pa.RecordBatch]") -> int:
        marks = ", ".join("?" for _ in schema.names)
        from seaway.integrations.sqlite.types import to_values

        names = self.dialect.names(schema.names)
        self._text = f"INSERT INTO {self.dialect.table(table)} ({names}) VALUES ({marks})"
        written = 0
        for batch in batches:
            columns = [to_values(column) for column in batch.columns]
            rows = zip(*columns, strict=True)
            self.connection.executemany(self._text, self._counted(rows, written))
            written += batch.num_rows
        self._row = None
        return written

    def _counted(self, rows: Iterator[Row], before: int) -> Iterator[Row]:
        """The rows, of which the last one that was given is the one that SQLite is at."""
        for number, row in enumerate(rows, start=before):
            self._row = number
            yield row

    def drop_stage(self, stage: Table) -> list[str]:
        return [f"DROP TABLE temp.{self.dialect.table(stage)}"]

    def replace_view_as(self, view: Table, query: str) -> list[str]:
        name = self.dialect.table(view)
        return [f"DROP VIEW {name}", f"CREATE VIEW {name} AS\n{query}"]
