"""A session with MySQL or MariaDB: unbuffered cursors to read, inserts of many rows to write."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import pymysql
from pymysql.constants import FIELD_TYPE, FLAG
from pymysql.converters import conversions
from pymysql.cursors import Cursor, SSCursor

from seaway.integrations.mysql.faults import to_fault
from seaway.integrations.sql.inserting import pieces_of
from seaway.integrations.sql.protocol import Column, Dialect, Fault, Result, Row, Session, Table

if TYPE_CHECKING:
    import pyarrow as pa

MYSQL = Dialect(
    name="mysql",
    placeholder="format",
    quote="`",
    backslash_escapes=True,
    hash_comments=True,
    ddl_in_transactions=False,
    longest_name=64,
)
# Values that do not fit are refused, and quotes mean what `MYSQL` says they mean.
_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION"
_COLUMNS = """
    SELECT column_name, column_type FROM information_schema.columns
    WHERE table_schema = coalesce(%s, database()) AND table_name = %s AND extra NOT LIKE '%%GENERATED%%'
    ORDER BY ordinal_position
"""
_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_schema = coalesce(%s, database()) ORDER BY table_name
"""
_LONG = re.compile(r".*(text|blob)|(var)?(char|binary)\((6[5-9]|[7-9]\d|\d{3,})\)")
_INDEXED = "(64)"
_CLEAN_UP_S = 10
"""How long what is left by a cancelled task is tried to be removed, where others hold it."""
_TYPES = {value: name.lower() for name, value in vars(FIELD_TYPE).items() if not name.startswith("_")}


@contextmanager
def opened(arguments: Mapping[str, Any], place: str, timeout_s: float) -> "Iterator[MysqlSession]":
    """A session for the time of the block.

    Raises:
        TaskError: it can't be had, and why.
    """
    try:
        connection = _connected(arguments)
    except (pymysql.Error, OSError) as error:
        fault = to_fault(error, place=place)
        raise fault.kind(fault.message, hint=fault.hint) from error
    session = MysqlSession(connection, arguments)
    try:
        if timeout_s:
            session.limit(timeout_s)
        yield session
    except BaseException:
        session.kill()
        raise
    finally:
        session.close()


def _connected(arguments: Mapping[str, Any]) -> Any:
    readers = {kind: read for kind, read in conversions.items() if kind != FIELD_TYPE.TIME}
    return pymysql.connect(
        **arguments,
        autocommit=True,
        conv=readers,
        sql_mode=_MODE,
        init_command="SET time_zone = '+00:00'",
    )


class MysqlSession(Session):
    dialect: ClassVar[Dialect] = MYSQL
    errors = (pymysql.Error,)

    def __init__(self, connection: Any, arguments: Mapping[str, Any]) -> None:
        self.connection = connection
        self._arguments = arguments
        self._text = ""
        self._row: int | None = None
        self._is_busy = False

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        cursor = self._cursor(SSCursor if stream else Cursor, text, values)
        if not cursor.description:
            return Result(changed=max(cursor.rowcount, 0))
        fields = list(cursor._result.fields)

        self._is_busy = stream

        def rows(size: int) -> Iterator[list[Row]]:
            while found := cursor.fetchmany(size):
                yield list(found)
            self._is_busy = False
            cursor.close()

        def schema() -> "pa.Schema":
            from seaway.integrations.mysql.types import schema_of

            return schema_of(fields)

        columns = [Column(name=field.name, type=_type_name(field)) for field in fields]
        return Result(columns=columns, rows=rows, schema=schema)

    def _cursor(self, kind: type[Cursor], text: str, values: Sequence[object]) -> Any:
        self._text, self._row, self._is_busy = text, None, True
        cursor = self.connection.cursor(kind)
        try:
            cursor.execute(text, tuple(values))
        except pymysql.Error:
            self._is_busy = False
            raise
        self._is_busy = False
        return cursor

    def ask(self, text: str, *values: object) -> Row:
        """The only row of a query of ours."""
        row = self._cursor(Cursor, text, values).fetchone()
        assert row is not None
        return tuple(row)

    def limit(self, timeout_s: float) -> None:
        """MariaDB counts in seconds, for every statement; MySQL in milliseconds, for queries."""
        for text in (
            f"SET SESSION max_statement_time = {timeout_s}",
            f"SET SESSION max_execution_time = {math.ceil(timeout_s * 1000)}",
        ):
            with suppress(pymysql.Error):
                self._cursor(Cursor, text, ())

    def kill(self) -> None:
        """End what still runs, from a second connection: this one waits for its answer."""
        if not self._is_busy:
            return
        with suppress(pymysql.Error, OSError):
            other = pymysql.connect(**self._arguments)
            with suppress(pymysql.Error):
                other.cursor().execute(f"KILL {int(self.connection.thread_id())}")
            other.close()

    def close(self) -> None:
        """Without reading the rest of an answer that nobody wants."""
        if self._is_busy:
            if self.connection._result is not None:
                self.connection._result.unbuffered_active = False
                self.connection._result = None
            self.connection._force_close()
        else:
            with suppress(pymysql.Error):
                self.connection.close()

    def begin(self) -> None:
        self.connection.begin()

    def commit(self) -> None:
        self.connection.commit()

    def rollback(self) -> None:
        """What still runs is ended with its connection, and the transaction with it; what is to be cleaned up
        has a new one."""
        if not self._is_busy:
            self.connection.rollback()
            return
        self.kill()
        self.close()
        self.connection, self._is_busy = _connected(self._arguments), False
        self._cursor(Cursor, f"SET SESSION lock_wait_timeout = {_CLEAN_UP_S}", ())

    def fault(self, error: Exception) -> Fault | None:
        return replace(to_fault(error, self._text), row=self._row)

    def literal(self, value: object) -> str:
        return str(self.connection.escape(value, self.connection.encoders))

    def columns(self, table: Table) -> list[Column]:
        found = self.execute(_COLUMNS, [table.schema or None, table.name])
        listed = [Column(name=row[0], type=row[1]) for rows in found.rows(1000) for row in rows]
        return listed or self._temporary_columns(table)

    def _temporary_columns(self, table: Table) -> list[Column]:
        """The information schema does not know temporary tables."""
        with suppress(pymysql.err.ProgrammingError, pymysql.err.OperationalError):
            found = self.execute(f"SHOW COLUMNS FROM {self.dialect.table(table)}")
            return [Column(name=row[0], type=row[1]) for rows in found.rows(1000) for row in rows]
        return []

    def tables(self, schema: str = "") -> list[Table]:
        found = self.execute(_TABLES, [schema or None])
        return [Table((row[0], row[1])) for rows in found.rows(1000) for row in rows]

    def arrow_type(self, type_name: str) -> "pa.DataType | None":
        from seaway.integrations.mysql.types import to_arrow

        return to_arrow(type_name)

    def column_type(self, kind: "pa.DataType") -> str:
        from seaway.integrations.mysql.types import to_column

        return to_column(kind)

    def insert(self, table: Table, schema: "pa.Schema", batches: "Iterator[pa.RecordBatch]") -> int:
        """By statements of about a mebibyte, each with many rows."""
        from seaway.integrations.mysql.literals import rows_of

        head = f"INSERT INTO {self.dialect.table(table)} ({self.dialect.names(schema.names)}) VALUES "
        written = 0
        for batch in batches:
            for piece in pieces_of(rows_of(batch, self.literal)):
                self._insert(head, piece, written)
                written += len(piece)
        return written

    def _insert(self, head: str, rows: list[str], before: int) -> None:
        self._text, self._row, self._is_busy = "", None, True
        try:
            self.connection.cursor().execute(head + ",".join(rows))
        except pymysql.Error as error:
            self._row = _row_of(error, before)
            self._is_busy = False
            raise
        self._is_busy = False

    def merge_rows(self, table: Table, stage: Table, columns: Sequence[str], key: Sequence[str]) -> list[str]:
        """By way of a copy of the stage with an index, as the table may have none: without any, each row
        would be looked for among all. What is in the table already is taken out of it before the rest goes
        in. The copy ends with the session."""
        target, name = self.dialect.table(table), self.dialect.name_of
        keyed = self.dialect.table(Table((f"seaway_keyed_{table.name}"[: self.dialect.longest_name],)))
        same = " AND ".join(f"t.{name(column)} = s.{name(column)}" for column in key)
        rest = [column for column in columns if column not in key]
        changes = ", ".join(f"t.{name(column)} = s.{name(column)}" for column in rest)
        update = [f"UPDATE {target} AS t JOIN {keyed} AS s ON {same} SET {changes}"] if rest else []
        names = self.dialect.names(columns)
        made = f"CREATE TEMPORARY TABLE {keyed} (INDEX ({self._indexed(stage, key)}))"
        return [
            f"{made} AS SELECT {names} FROM {self.dialect.table(stage)}",
            *update,
            f"DELETE s FROM {keyed} AS s JOIN {target} AS t ON {same}",
            f"INSERT INTO {target} ({names}) SELECT {names} FROM {keyed}",
        ]

    def _indexed(self, stage: Table, key: Sequence[str]) -> str:
        """The columns of an index; of long text so much as an index takes."""
        types = {column.name: column.type.lower() for column in self.columns(stage)}
        return ", ".join(
            f"{self.dialect.name_of(name)}{_INDEXED if _LONG.fullmatch(types[name]) else ''}" for name in key
        )

    def drop_stage(self, stage: Table) -> list[str]:
        return [f"DROP TEMPORARY TABLE {self.dialect.table(stage)}"]

    def replace_table_as(self, table: Table, query: str) -> list[str]:
        """Both names change in one step, so that there is no moment without the table."""
        fresh = self.dialect.table(table.beside("__new", self.dialect.longest_name))
        old = self.dialect.table(table.beside("__old", self.dialect.longest_name))
        target = self.dialect.table(table)
        return [
            f"DROP TABLE IF EXISTS {fresh}, {old}",
            f"CREATE TABLE {fresh} AS\n{query}",
            f"RENAME TABLE {target} TO {old}, {fresh} TO {target}",
            f"DROP TABLE {old}",
        ]

    def forget_replacement(self, table: Table) -> list[str]:
        """Before the names change it is the new table that is left, after it the old one."""
        left = (table.beside(suffix, self.dialect.longest_name) for suffix in ("__new", "__old"))
        return [f"DROP TABLE IF EXISTS {', '.join(map(self.dialect.table, left))}"]


def _row_of(error: Exception, before: int) -> int | None:
    """MySQL counts the rows of one statement from 1."""
    from seaway.integrations.mysql.faults import row_of

    row = row_of(error)
    return None if row is None else before + row - 1


def _type_name(field: Any) -> str:
    name = _TYPES.get(field.type_code, "text").removeprefix("new").replace("var_string", "varchar")
    return f"{name} unsigned" if field.flags & FLAG.UNSIGNED and name != "decimal" else name
