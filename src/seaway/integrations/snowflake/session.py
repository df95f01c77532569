"""A session with Snowflake, by its own client: values bound at the server, rows in chunks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import snowflake.connector
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import Error

from seaway.integrations.snowflake.dialect import SNOWFLAKE, literal, to_capitals, to_small
from seaway.integrations.snowflake.faults import to_fault
from seaway.integrations.sql.protocol import (
    Column,
    Dialect,
    Fault,
    Result,
    Row,
    Session,
    Table,
)

if TYPE_CHECKING:
    import pyarrow as pa

S = TypeVar("S", bound="SnowflakeSession")
_SPACE = re.compile(r"(?:\s|\(|--[^\n]*\n?|//[^\n]*\n?|/\*.*?\*/)*", re.DOTALL)
_GIVES_ROWS = frozenset(
    (
        "SELECT",
        "WITH",
        "VALUES",
        "SHOW",
        "DESCRIBE",
        "DESC",
        "LIST",
        "LS",
        "CALL",
        "EXECUTE",
        "EXPLAIN",
        "PUT",
        "GET",
        "COPY",
    )
)
_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_schema = COALESCE(?, CURRENT_SCHEMA()) ORDER BY table_name
"""


@contextmanager
def opened(arguments: Mapping[str, Any], place: str, kind: type[S]) -> Iterator[S]:
    """A session of that kind for the time of the block.

    Raises:
        TaskError: it can't be had, and why.
    """
    try:
        connection = snowflake.connector.connect(
            **arguments, paramstyle="qmark", autocommit=True, validate_default_parameters=True
        )
    except Error as error:
        fault = to_fault(error, place=place)
        raise fault.kind(fault.message, hint=fault.hint) from error
    session = kind(connection)
    try:
        yield session
    except BaseException:
        session.cancel()
        raise
    finally:
        session.close()


class SnowflakeSession(Session):
    dialect: ClassVar[Dialect] = SNOWFLAKE
    errors = (Error,)

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._text = ""
        self._is_busy = False

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        cursor = self._cursor(text, values)
        description = cursor.description or []
        if not _gives_rows(text):
            is_change = bool(description) and description[0].name.startswith("number of rows")
            return Result(changed=max(cursor.rowcount or 0, 0) if is_change else 0)
        names = [to_small(one.name) for one in description]

        def rows(size: int) -> Iterator[list[Row]]:
            while found := cursor.fetchmany(size):
                yield list(found)
            cursor.close()

        def schema() -> "pa.Schema":
            from seaway.integrations.snowflake.types import schema_of

            return schema_of(description, names)

        return Result(columns=columns_of(description), rows=rows, schema=schema)

    def _cursor(self, text: str, values: Sequence[object], *, is_many: bool = False) -> Any:
        self._text, self._is_busy = text, True
        cursor = self.connection.cursor()
        try:
            if is_many:
                cursor.executemany(text, values)
            else:
                cursor.execute(text, tuple(values) or None)
        except Error:
            self._is_busy = False
            raise
        self._is_busy = False
        return cursor

    def ask(self, text: str) -> Row:
        """The only row of a query of ours.

        Raises:
            TaskError: Snowflake refuses it, and why.
        """
        try:
            row = self._cursor(text, ()).fetchone()
        except Error as error:
            fault = to_fault(error, text)
            raise fault.kind(fault.message, hint=fault.hint) from error
        assert row is not None
        return tuple(row)

    def cancel(self) -> None:
        """End what still runs: Snowflake goes on with a statement whose client is gone, and bills it."""
        if self._is_busy:
            with suppress(Error):
                self.connection.cursor().execute(
                    f"SELECT SYSTEM$CANCEL_ALL_QUERIES({int(self.connection.session_id or 0)})"
                )

    def close(self) -> None:
        with suppress(Error):
            self.connection.close()

    def begin(self) -> None:
        """By AUTOCOMMIT and not by BEGIN, whose transaction a CREATE TABLE would end for good."""
        self.connection.autocommit(False)

    def commit(self) -> None:
        self._ended("COMMIT")

    def rollback(self) -> None:
        """What still runs is cancelled instead; the transaction then ends with the session."""
        if not self._is_busy:
            self._ended("ROLLBACK")

    def _ended(self, text: str) -> None:
        self._cursor(text, ())
        self.connection.autocommit(True)

    def fault(self, error: Exception) -> Fault | None:
        return to_fault(error, self._text)

    def literal(self, value: object) -> str:
        return literal(value)

    def columns(self, table: Table) -> list[Column]:
        try:
            cursor = self._cursor(f"DESCRIBE TABLE {self.dialect.table(table)}", ())
        except Error as error:
            if error.errno in (2003, 2043):
                return []
            raise
        return [Column(name=to_small(row[0]), type=row[1]) for row in cursor.fetchall()]

    def tables(self, schema: str = "") -> list[Table]:
        found = self._cursor(_TABLES, (to_capitals(schema) or None,)).fetchall()
        return [Table((to_small(row[0]), to_small(row[1]))) for row in found]

    def arrow_type(self, type_name: str) -> "pa.DataType | None":
        from seaway.integrations.snowflake.types import to_arrow

        return to_arrow(type_name)

    def column_type(self, kind: "pa.DataType") -> str:
        from seaway.integrations.snowflake.types import to_column

        return to_column(kind)

    def insert(self, table: Table, schema: "pa.Schema", batches: "Iterator[pa.RecordBatch]") -> int:
        """By arrays of values, one statement a batch; the client uploads large ones to a stage."""
        from seaway.integrations.snowflake.types import to_bound

        marks = ", ".join("?" for _ in schema.names)
        names = self.dialect.names(schema.names)
        text = f"INSERT INTO {self.dialect.table(table)} ({names}) VALUES ({marks})"
        written = 0
        for batch in batches:
            if batch.num_rows:
                rows = list(zip(*map(to_bound, batch.columns), strict=True))
                self._cursor(text, rows, is_many=True)
                written += batch.num_rows
        return written

    def drop_stage(self, stage: Table) -> list[str]:
        """It goes with the session; a DROP would commit what stands before it."""
        return []

    def replace_table_as(self, table: Table, query: str) -> list[str]:
        return [f"CREATE OR REPLACE TABLE {self.dialect.table(table)} AS\n{query}"]


class DetachedSession(SnowflakeSession):
    """Sends statements and does not wait for their end; `query_id` names the last one."""

    query_id = ""

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        self._text = text
        cursor = self.connection.cursor()
        cursor.execute_async(text, tuple(values) or None)
        self.query_id = str(cursor.sfqid)
        return Result()

    def status_of(self, query_id: str) -> str:
        """A name of `QueryStatus`, such as `RUNNING`; `NO_DATA` for a query that is not known (yet)."""
        return str(self.connection.get_query_status(query_id).name)

    def runs(self, status: str) -> bool:
        return bool(self.connection.is_still_running(QueryStatus[status])) or status == "RESTARTED"

    def failure_of(self, query_id: str) -> Fault | None:
        """Why it failed; None where it did not."""
        try:
            self.connection.get_query_status_throw_if_error(query_id)
        except Error as error:
            return to_fault(error)
        return None

    def results_of(self, query_id: str) -> Any:
        """A cursor with the rows of a query that is done."""
        cursor = self.connection.cursor()
        cursor.get_results_from_sfqid(query_id)
        if cursor._prefetch_hook is not None:
            cursor._prefetch_hook()
        return cursor


def _gives_rows(text: str) -> bool:
    start = _SPACE.match(text)
    word = re.match(r"\w+", text[start.end() if start else 0 :])
    return word is not None and word.group().upper() in _GIVES_ROWS


def columns_of(description: Sequence[Any]) -> list[Column]:
    from seaway.integrations.snowflake.types import name_of

    return [Column(name=to_small(one.name), type=name_of(one.type_code)) for one in description]
