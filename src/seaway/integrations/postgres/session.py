"""A session with PostgreSQL: server-side cursors to read, COPY to write."""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from typing import Any, ClassVar

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import RawCursor, sql
from psycopg.pq import TransactionStatus

from seaway.integrations.postgres.faults import to_fault
from seaway.integrations.postgres.type_names import to_arrow, to_column
from seaway.integrations.postgres.types import register_loaders, register_text, schema_of, to_batch
from seaway.integrations.sql.protocol import Column, Dialect, Fault, Result, Row, Session, Table
from seaway.integrations.sql.script import lexemes

Connection = psycopg.Connection[Any]

POSTGRES = Dialect(
    name="postgres",
    placeholder="numeric_dollar",
    e_strings=True,
    nested_comments=True,
    dollar_quotes=True,
)
# A cursor can't be declared for these; they stand in no query that gives very many rows.
_NO_CURSOR = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "INTO"})
_CANCEL_TIMEOUT_S = 5.0
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
"""
_TABLES = """
    SELECT n.nspname, c.relname
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND CASE WHEN $1 = '' THEN pg_table_is_visible(c.oid)
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') ELSE n.nspname = $1 END
    ORDER BY 1, 2
"""


@contextmanager
def connected(arguments: Mapping[str, Any], settings: Mapping[str, str], place: str) -> Iterator[Connection]:
    """A connection for the time of the block.

    Raises:
        TaskError: it can't be had, and why.
    """
    try:
        connection = psycopg.connect(**arguments, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        fault = to_fault(error, place)
        raise fault.kind(fault.message, hint=fault.hint) from error
    try:
        _set_up(connection, settings)
        yield connection
    finally:
        if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
        connection.close()


def _set_up(connection: Connection, settings: Mapping[str, str]) -> None:
    register_loaders(connection)
    connection.execute("SET datestyle = ISO")
    for name, value in settings.items():
        # an older server, or one that only speaks the protocol, may not know a setting
        with suppress(psycopg.errors.UndefinedObject, psycopg.errors.FeatureNotSupported):
            text = sql.SQL("SET {} = {}").format(sql.Identifier(name), _setting(name, value))
            connection.execute(text)


def _setting(name: str, value: str) -> sql.Composable:
    if name == "search_path":
        return sql.SQL(", ").join(sql.Identifier(part.strip()) for part in value.split(","))
    return sql.Literal(value)


class PostgresSession(Session):
    dialect: ClassVar[Dialect] = POSTGRES
    errors = (psycopg.Error,)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._numbers = count(1)
        self._before = 0
        """How much of the statement that was sent is not the task's."""

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        if stream and self._is_query(text):
            return self._stream(text, values)
        self._before = 0
        cursor = self._run(text, values)
        if not cursor.description:
            return Result(changed=max(cursor.rowcount, 0))
        return _result(cursor.description, _fetched(cursor))

    def _stream(self, text: str, values: Sequence[object]) -> Result:
        """Through a cursor at the server; outside of a transaction it is held, for else it would be gone."""
        held = self.connection.pgconn.transaction_status == TransactionStatus.IDLE
        name = f"seaway_{next(self._numbers)}"
        head = f"DECLARE {name} NO SCROLL CURSOR {'WITH HOLD ' if held else ''}FOR\n"
        self._before = len(head)
        self._run(head + text, values)
        self._before = 0
        shape = self._run(f"FETCH FORWARD 0 FROM {name}").description

        def rows(size: int) -> Iterator[list[Row]]:
            while found := self._run(f"FETCH FORWARD {size} FROM {name}").fetchall():
                yield found

        def arrow(size: int) -> Iterator[pa.RecordBatch]:
            schema, done = schema_of(shape or []), 0
            has_lists = any(pa.types.is_list(kind) for kind in schema.types)
            while found := self._fetch(f"FETCH FORWARD {size} FROM {name}", as_text=not has_lists):
                yield to_batch(found, schema, done)
                done += len(found)

        return replace(_result(shape, rows), arrow=arrow)

    def _run(self, text: str, values: Sequence[object] = ()) -> "RawCursor[Any]":
        return RawCursor(self.connection).execute(text, list(values))

    def _fetch(self, text: str, *, as_text: bool) -> list[Row]:
        """`as_text`: dates and decimals are left as text, which Arrow reads faster than Python does."""
        cursor = RawCursor(self.connection)
        if as_text:
            register_text(cursor)
        return cursor.execute(text).fetchall()

    def _is_query(self, text: str) -> bool:
        code = (
            " ".join(piece for kind, piece in lexemes(text, self.dialect) if kind == "code").upper().split()
        )
        return (
            code[:1] != []
            and code[0].lstrip("(") in ("SELECT", "WITH", "VALUES", "TABLE")
            and not (_NO_CURSOR & set(code))
        )

    def ask(self, text: str, *values: object) -> Row:
        """The only row of a query of ours."""
        row = self._run(text, values).fetchone()
        assert row is not None
        return tuple(row)

    def begin(self) -> None:
        self.connection.execute("BEGIN")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        if self.connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
            self.connection.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
        self.connection.execute("ROLLBACK")

    def fault(self, error: Exception) -> Fault | None:
        fault = to_fault(error)
        if fault.position is None or not self._before:
            return fault
        return replace(fault, position=fault.position - self._before)

    def literal(self, value: object) -> str:
        return sql.Literal(value).as_string(self.connection)

    def columns(self, table: Table) -> list[Column]:
        found = self.execute(_COLUMNS, [self.dialect.table(table)])
        return [Column(name=row[0], type=row[1]) for rows in found.rows(1000) for row in rows]

    def tables(self, schema: str = "") -> list[Table]:
        found = self.execute(_TABLES, [schema])
        return [Table((row[0], row[1])) for rows in found.rows(1000) for row in rows]

    def arrow_type(self, type_name: str) -> pa.DataType | None:
        return to_arrow(type_name)

    def column_type(self, kind: pa.DataType) -> str:
        return to_column(kind)

    def insert(self, table: Table, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
        """By COPY, as CSV in which every value is quoted and a null is not."""
        types = {column.name: column.type for column in self.columns(table)}
        names = self.dialect.names(schema.names)
        options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
        written = 0
        text = f"COPY {self.dialect.table(table)} ({names}) FROM STDIN (FORMAT csv)"
        with self.connection.cursor() as cursor, cursor.copy(text) as copy:
            for batch in batches:
                buffer = io.BytesIO()
                pa_csv.write_csv(_as_text(batch, types), buffer, options)
                copy.write(buffer.getbuffer())
                written += batch.num_rows
        return written


def _fetched(cursor: "RawCursor[Any]") -> Callable[[int], Iterator[list[Row]]]:
    def rows(size: int) -> Iterator[list[Row]]:
        while found := cursor.fetchmany(size):
            yield found

    return rows


def _result(description: Any, rows: Callable[[int], Iterator[list[Row]]]) -> Result:
    columns = [Column(name=column.name, type=column.type_display) for column in description]
    return Result(columns=columns, rows=rows, schema=lambda: schema_of(description))


def _as_text(batch: pa.RecordBatch, types: Mapping[str, str]) -> pa.RecordBatch:
    """The columns that CSV has no form for, as PostgreSQL writes them."""
    made = [
        _column_text(column, types.get(name, ""))
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(made, names=batch.schema.names)


def _column_text(column: pa.Array, type_name: str) -> pa.Array:
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([None if v is None else f"\\x{v.hex()}" for v in column.to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        write = _array_text if type_name.endswith("[]") else _json_text
        return pa.array([None if v is None else write(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_decimal(kind) or pa.types.is_time(kind):
        return column.cast(pa.string())
    return column.dictionary_decode() if pa.types.is_dictionary(kind) else column


def _json_text(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _array_text(value: Any) -> str:
    """An array as PostgreSQL writes it: `{"a","b",NULL}`."""
    if isinstance(value, list):
        return "{" + ",".join("NULL" if item is None else _array_text(item) for item in value) + "}"
    text = f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
