"""A session with Redshift: cursors at the server to read, statements of many rows to write."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from seaway.errors import DataError
from seaway.integrations.redshift.dialect import REDSHIFT, literal
from seaway.integrations.redshift.faults import ERRORS, to_fault
from seaway.integrations.sql.inserting import pieces_of
from seaway.integrations.sql.protocol import (
    Column,
    Dialect,
    Fault,
    Result,
    Row,
    Session,
    Table,
)
from seaway.integrations.sql.script import lexemes

if TYPE_CHECKING:
    import pyarrow as pa

MOST_FETCHED = 1000
"""A single-node cluster gives no more rows at once (Redshift's guide: DECLARE)."""
_FETCH = f"FETCH FORWARD {MOST_FETCHED} FROM seaway_rows"
_NO_CURSOR = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "INTO"})
_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relname IN ({name}, {lower}) AND {place} AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm') AND {place} AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1, 2
"""


class RedshiftSession(Session):
    """`is_busy`: a statement is under way, in the server's process `process_id`."""

    dialect: ClassVar[Dialect] = REDSHIFT
    errors = ERRORS

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.is_busy = False
        self.process_id = 0
        self._in_transaction = False
        self._reads_alone = False
        self._before = 0

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        self._end_reading()
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise DataError("A value has a NUL, which Redshift can't hold.", hint="Remove it from the value.")
        if stream and self._is_query(text):
            return self._stream(text, values)
        self._before = 0
        cursor = self._run(text, values)
        if not cursor.ps["row_desc"]:
            return Result(changed=max(cursor.rowcount, 0))
        return _result(cursor, lambda size: _fetched(cursor, size))

    def _stream(self, text: str, values: Sequence[object]) -> Result:
        """Through a cursor, of which Redshift has one a session, and only within a transaction."""
        if not self._in_transaction:
            self._run("BEGIN")
            self._reads_alone = True
        head = "DECLARE seaway_rows CURSOR FOR\n"
        self._before = len(head)
        self._run(head + text, values)
        first = self._run(_FETCH)
        self._before = 0
        return _result(first, lambda size: self._read(list(first.fetchall()), size))

    def _read(self, found: list[Row], size: int) -> Iterator[list[Row]]:
        """The rows of the cursor, of which `found` are the first."""
        is_done = len(found) < MOST_FETCHED
        while found or not is_done:
            while len(found) < size and not is_done:
                some = self._run(_FETCH).fetchall()
                found += some
                is_done = len(some) < MOST_FETCHED
            if found:
                yield found[:size]
            found = found[size:]
        self._run("CLOSE seaway_rows")
        self._end_reading()

    def _end_reading(self) -> None:
        if self._reads_alone:
            self._reads_alone = False
            self._run("COMMIT")

    def _run(self, text: str, values: Sequence[object] = ()) -> Any:
        cursor = self.connection.cursor()
        cursor.paramstyle = "numeric"  # leaves our `$1` as it is
        self.connection._caches.clear()  # the driver keeps each text for ever
        self.is_busy = True
        try:
            cursor.execute(text, tuple(values) or None)
        except self.errors:
            self.is_busy = False
            raise
        self.is_busy = False
        return cursor

    def _is_query(self, text: str) -> bool:
        pieces = (piece for kind, piece in lexemes(text, self.dialect) if kind == "code")
        words = re.findall(r"\w+", " ".join(pieces).upper())
        return words[:1] in (["SELECT"], ["WITH"]) and not (_NO_CURSOR & set(words))

    def ask(self, text: str) -> Row:
        """The only row of a query of ours."""
        row = self._run(text).fetchone()
        assert row is not None
        return tuple(row)

    def begin(self) -> None:
        self._end_reading()
        self._run("BEGIN")
        self._in_transaction = True

    def commit(self) -> None:
        self._in_transaction = False
        self._run("COMMIT")

    def rollback(self) -> None:
        """What still runs is cancelled when the session is ended; its transaction ends with it."""
        self._in_transaction = False
        if not self.is_busy:
            self._run("ROLLBACK")

    def fault(self, error: Exception) -> Fault | None:
        fault = to_fault(error)
        if fault.position is None or not self._before:
            return fault
        return replace(fault, position=max(fault.position - self._before, 0))

    def literal(self, value: object) -> str:
        return literal(value)

    def columns(self, table: Table) -> list[Column]:
        """Redshift keeps names in small letters, unless the database distinguishes them."""
        name, lower = self.literal(table.name), self.literal(table.name.lower())
        text = _COLUMNS.format(name=name, lower=lower, place=self._place(table.schema))
        found = self._run(text).fetchall()
        known = {row[0] for row in found}
        chosen = table.name if table.name in known else table.name.lower()
        return [Column(name=row[1], type=row[2]) for row in found if row[0] == chosen]

    def tables(self, schema: str = "") -> list[Table]:
        found = self._run(_TABLES.format(place=self._place(schema))).fetchall()
        return [Table((row[0], row[1])) for row in found]

    def _place(self, schema: str) -> str:
        if not schema:
            return "pg_table_is_visible(c.oid)"
        return f"n.nspname IN ({self.literal(schema)}, {self.literal(schema.lower())})"

    def arrow_type(self, type_name: str) -> "pa.DataType | None":
        from seaway.integrations.redshift.types import to_arrow

        return to_arrow(type_name)

    def column_type(self, kind: "pa.DataType") -> str:
        from seaway.integrations.redshift.types import to_column

        return to_column(kind)

    def insert(self, table: Table, schema: "pa.Schema", batches: "Iterator[pa.RecordBatch]") -> int:
        """By statements of about a mebibyte, each with many rows. Much is faster through S3:
        `redshift.load_from_s3`."""
        head = f"INSERT INTO {self.dialect.table(table)} ({self.dialect.names(schema.names)}) VALUES "
        supers = [column.type == "super" for column in self._in_order(table, schema.names)]
        written = 0
        for batch in batches:
            for rows in pieces_of(self._rows(batch, supers)):
                self._run(head + ",".join(rows))
                written += len(rows)
        return written

    def _in_order(self, table: Table, names: Sequence[str]) -> list[Column]:
        known = {column.name: column for column in self.columns(table)}
        return [known.get(name, Column(name=name, type="")) for name in names]

    def _rows(self, batch: "pa.RecordBatch", supers: Sequence[bool]) -> Iterator[str]:
        from seaway.integrations.redshift.types import to_values

        columns = [
            [
                f"json_parse({self.literal(value)})"
                if is_super and value is not None
                else self.literal(value)
                for value in to_values(column)
            ]
            for column, is_super in zip(batch.columns, supers, strict=True)
        ]
        return (f"({', '.join(row)})" for row in zip(*columns, strict=True))


def _result(cursor: Any, rows: Callable[[int], Iterator[list[Row]]]) -> Result:
    import pyarrow as pa

    from seaway.integrations.redshift.types import kind_of, name_of, to_value

    shape = list(cursor.ps["row_desc"])
    names = [column["label"].decode() for column in shape]
    kinds = [kind_of(column) for column in shape]

    def fitted(size: int) -> Iterator[list[Row]]:
        for found in rows(size):
            yield [tuple(map(to_value, row, kinds)) for row in found]

    return Result(
        columns=[Column(name=n, type=name_of(c["type_oid"])) for n, c in zip(names, shape, strict=True)],
        rows=fitted,
        schema=lambda: pa.schema([pa.field(n, kind) for n, kind in zip(names, kinds, strict=True)]),
    )


def _fetched(cursor: Any, size: int) -> Iterator[list[Row]]:
    while found := cursor.fetchmany(size):
        yield list(found)
