"""A session with DuckDB, which speaks Arrow by itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import pyarrow as pa

from seaway.errors import ConflictError, NotFoundError
from seaway.integrations.duckdb.engine import to_task_error
from seaway.integrations.duckdb.remaking import made_anew
from seaway.integrations.duckdb.types import to_arrow, to_column
from seaway.integrations.sql.protocol import (
    Column,
    Dialect,
    Fault,
    Result,
    Row,
    Session,
    Table,
    standard_literal,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DUCKDB = Dialect(name="duckdb", placeholder="numeric_dollar", e_strings=True, dollar_quotes=True)
_SOURCE = "seaway_source"
_COLUMNS = """
    SELECT column_name, data_type FROM duckdb_columns()
    WHERE table_name = $1 AND schema_name = coalesce($2, CASE WHEN database_name = 'temp' THEN schema_name
        ELSE current_schema() END) AND database_name IN (coalesce($3, current_database()), 'temp')
    ORDER BY column_index
"""
_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_catalog = current_database() AND table_schema = coalesce($1, current_schema())
    ORDER BY table_name
"""


class DuckdbSession(Session):
    dialect: ClassVar[Dialect] = DUCKDB
    errors = (duckdb.Error,)

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self.connection = connection

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        self.connection.execute(text, list(values))
        description = self.connection.description or []
        columns = [Column(name=entry[0], type=str(entry[1])) for entry in description]
        if [column.name for column in columns] == ["Count"] and _changes(text):
            changed = self.connection.fetchone()
            return Result(changed=int(changed[0]) if changed else 0)
        if not columns or not _gives_rows(text):
            return Result()
        reader = _Reader(self.connection)
        return Result(columns=columns, rows=self._rows, schema=reader.schema, arrow=reader.batches)

    def _rows(self, size: int) -> Iterator[Sequence[Row]]:
        while found := self.connection.fetchmany(size):
            yield found

    def begin(self) -> None:
        self.connection.execute("BEGIN")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        self.connection.execute("ROLLBACK")

    def fault(self, error: Exception) -> Fault | None:
        made = to_task_error(error)
        kind, said = type(made), str(error)
        if isinstance(error, duckdb.CatalogException):
            words = "Table with name" in said or "Schema with name" in said or "schema named" in said
            kind = ConflictError if "already exists" in said else NotFoundError if words else kind
        return Fault(kind=kind, message=made.message, hint=made.hint)

    def literal(self, value: object) -> str:
        text = standard_literal(value)
        if isinstance(value, datetime):
            return f"{'TIMESTAMPTZ' if value.tzinfo else 'TIMESTAMP'} {text}"
        return text

    def columns(self, table: Table) -> list[Column]:
        database = table.parts[-3] if len(table.parts) > 2 else None
        found = self.execute(_COLUMNS, [table.name, table.schema or None, database])
        return [Column(name=row[0], type=row[1]) for rows in found.rows(1000) for row in rows]

    def tables(self, schema: str = "") -> list[Table]:
        found = self.execute(_TABLES, [schema or None])
        return [Table((row[0], row[1])) for rows in found.rows(1000) for row in rows]

    def arrow_type(self, type_name: str) -> pa.DataType | None:
        return to_arrow(type_name)

    def column_type(self, kind: pa.DataType) -> str:
        return to_column(kind)

    def insert(self, table: Table, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
        """As one statement: DuckDB then writes to its file while it reads, and keeps little in memory."""
        names, source = self.dialect.names(schema.names), _Source(batches)
        text = f"INSERT INTO {self.dialect.table(table)} ({names}) SELECT {names} FROM {_SOURCE}"
        self.connection.register(_SOURCE, pa.RecordBatchReader.from_batches(schema, source))
        try:
            self.connection.execute(text)
        except duckdb.Error as error:
            raise source.error or error from None
        finally:
            self.connection.unregister(_SOURCE)
        return source.rows

    def create_stage(self, like: Table, columns: Sequence[Column]) -> tuple[Table, list[str]]:
        """In the file, for as long as the transaction lasts: DuckDB keeps temporary tables in memory."""
        stage = like.beside("__stage", self.dialect.longest_name)
        listed = ", ".join(f"{self.dialect.name_of(column.name)} {column.type}" for column in columns)
        return stage, [f"CREATE OR REPLACE TABLE {self.dialect.table(stage)} ({listed})"]

    def empty_anew(self, table: Table) -> list[str]:
        """Deleting millions of rows and adding as many in one transaction takes memory for each."""
        return made_anew(self.connection, self.dialect, table)

    def drop_stage(self, stage: Table) -> list[str]:
        return [f"DROP TABLE IF EXISTS {self.dialect.table(stage)}"]

    def replace_table_as(self, table: Table, query: str) -> list[str]:
        return [f"CREATE OR REPLACE TABLE {self.dialect.table(table)} AS\n{query}"]


class _Source:
    """Batches as DuckDB takes them; an error of where they come from, or a cancel, stays what it is."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self.rows = 0
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._batches:
                self.rows += batch.num_rows
                yield batch
        except GeneratorExit:
            raise
        except BaseException as error:
            self.error = error
            raise


class _Reader:
    """The result of a connection as one stream."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self._connection = connection
        self._made: Any = None

    def schema(self) -> pa.Schema:
        return self._stream(10_000).schema

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        yield from self._stream(size)

    def _stream(self, size: int) -> Any:
        if self._made is None:
            self._made = self._connection.to_arrow_reader(size)
        return self._made


def _statement(text: str) -> Any:
    return duckdb.extract_statements(text)[0]


def _changes(text: str) -> bool:
    return duckdb.ExpectedResultType.CHANGED_ROWS in _statement(text).expected_result_type


def _gives_rows(text: str) -> bool:
    return duckdb.ExpectedResultType.QUERY_RESULT in _statement(text).expected_result_type
