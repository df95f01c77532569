"""What the SQL verbs ask of a database; a vendor implements a `Session` and gets every verb.

A vendor raises its own driver's errors: `Session.fault` says what each means. Data crosses as Arrow record
batches, or as rows where the driver has nothing better; either way as a stream.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from seaway.errors import InvalidInputError, TaskError
from seaway.sdk.connection import Connection

if TYPE_CHECKING:
    import pyarrow as pa

Row = Sequence[Any]
Placeholder = Literal["numeric_dollar", "qmark", "format", "at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`type` is the database's word for it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """A name in its parts, outermost first: `("staging", "payments")`."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def schema(self) -> str:
        return self.parts[-2] if len(self.parts) > 1 else ""

    def beside(self, suffix: str, longest: int = 63) -> "Table":
        """A name next to this one."""
        return Table((*self.parts[:-1], self.name[: longest - len(suffix)] + suffix))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Facts of a vendor's SQL.

    placeholder: how the driver writes a bound parameter: `$1`, `?`, `%s` (percent signs doubled) or `@p1`.
    quote: the mark around names.
    backslash_escapes: a backslash escapes within quoted text (PostgreSQL: only in `E'…'`, `e_strings`).
    has_variables: `$name` is the database's own, so that one without a value is left to it.
    ddl_in_transactions: CREATE and DROP can be rolled back.
    has_transactions: several statements can take effect together; without it each is whole by itself.
    """

    name: str
    placeholder: Placeholder
    quote: Literal['"', "`"] = '"'
    backslash_escapes: bool = False
    e_strings: bool = False
    hash_comments: bool = False
    nested_comments: bool = False
    dollar_quotes: bool = False
    bracket_names: bool = False
    triple_quotes: bool = False
    has_variables: bool = False
    ddl_in_transactions: bool = True
    has_transactions: bool = True
    longest_name: int = 63

    def name_of(self, name: str) -> str:
        """A quoted name.

        Raises:
            InvalidInputError: it is empty, or has a NUL in it.
        """
        if not name or "\0" in name:
            raise InvalidInputError(f"{name!r} can't be the name of a table or column.", hint="Correct it.")
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def names(self, names: Sequence[str], prefix: str = "") -> str:
        """A list of quoted names, each with `prefix`."""
        return ", ".join(prefix + self.name_of(name) for name in names)

    def table(self, table: Table) -> str:
        return ".".join(self.name_of(part) for part in table.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a driver's error means.

    position: where in the statement's text, in characters from 0; None where the database does not say.
    row, column: which of the rows that were inserted, from 0, where the database says it.
    is_lost: the connection is gone, so nobody knows what became of what was under way.
    """

    kind: type[TaskError]
    message: str
    hint: str = ""
    position: int | None = None
    row: int | None = None
    column: str = ""
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a statement gives. To be read once, before the next statement.

    columns: empty where it gives no rows; `changed` is then how many it changed.
    updated: how many of these were there before, for a statement that inserts too.
    rows: the rows in lists of at most so many.
    schema: the columns in Arrow's types.
    arrow: the rows as record batches, where the driver has them as such.
    """

    columns: Sequence[Column] = ()
    changed: int = 0
    updated: int = 0
    rows: Callable[[int], Iterator[Sequence[Row]]] = field(default=lambda _size: iter(()))
    schema: "Callable[[], pa.Schema] | None" = None
    arrow: "Callable[[int], Iterator[pa.RecordBatch]] | None" = None


class Session(ABC):
    """One connection to a database, for one thread. `begin` starts a transaction; without it each statement
    is its own."""

    dialect: ClassVar[Dialect]
    errors: tuple[type[Exception], ...] = ()
    """What the driver raises."""

    @abstractmethod
    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        """Run one statement. `stream`: its rows may be many, so leave them at the server."""

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def commit(self) -> None: ...

    @abstractmethod
    def rollback(self) -> None: ...

    @abstractmethod
    def fault(self, error: Exception) -> Fault | None:
        """What one of `errors` means; None for an error that is a fault of ours."""

    @abstractmethod
    def columns(self, table: Table) -> "list[Column]":
        """The columns of a table or view; none where there is no such."""

    @abstractmethod
    def tables(self, schema: str = "") -> list[Table]:
        """The tables and views of a schema, or of the one that names without a schema are looked up in."""

    @abstractmethod
    def arrow_type(self, type_name: str) -> "pa.DataType | None":
        """What a column of this type takes; None: text, which the database reads itself."""

    @abstractmethod
    def column_type(self, kind: "pa.DataType") -> str:
        """The type of a new column for such values."""

    @abstractmethod
    def insert(self, table: Table, schema: "pa.Schema", batches: "Iterator[pa.RecordBatch]") -> int:
        """Add rows in the fastest way there is, in the transaction if there is one; how many there were.
        The columns are those of `schema`."""

    # --- statements that differ, with what most databases take ----------------------------------------------

    def literal(self, value: object) -> str:
        """A value as text for a statement that takes no parameters, such as CREATE VIEW.

        Raises:
            InvalidInputError: there is no safe way to write it.
        """
        return standard_literal(value)

    def create_stage(self, like: Table, columns: Sequence[Column]) -> tuple[Table, list[str]]:
        """A table for this session alone, and the statements that make it."""
        stage = Table((f"seaway_stage_{like.name}"[: self.dialect.longest_name],))
        listed = ", ".join(f"{self.dialect.name_of(column.name)} {column.type}" for column in columns)
        return stage, [f"CREATE TEMPORARY TABLE {self.dialect.table(stage)} ({listed})"]

    def drop_stage(self, stage: Table) -> list[str]:
        return [f"DROP TABLE {self.dialect.table(stage)}"]

    def empty_anew(self, table: Table) -> list[str]:
        """Statements that put an empty table like this one in its place, all taken back with the transaction;
        none where that is not safe, or no better than `replace_rows`."""
        return []

    def replace_rows(self, table: Table, stage: Table, columns: Sequence[str]) -> list[str]:
        """All rows of `stage` in place of those of `table`; within a transaction."""
        return [f"DELETE FROM {self.dialect.table(table)}", *self.append_rows(table, stage, columns)]

    def append_rows(self, table: Table, stage: Table, columns: Sequence[str]) -> list[str]:
        names, dialect = self.dialect.names(columns), self.dialect
        return [f"INSERT INTO {dialect.table(table)} ({names}) SELECT {names} FROM {dialect.table(stage)}"]

    def merge_rows(self, table: Table, stage: Table, columns: Sequence[str], key: Sequence[str]) -> list[str]:
        """Rows of `stage` over those with the same key, then those whose key is new; one statement may do
        both, and say so by `Result.updated`."""
        dialect = self.dialect
        target, staged, name = dialect.table(table), dialect.table(stage), dialect.name_of
        same = " AND ".join(f"{target}.{name(column)} = s.{name(column)}" for column in key)
        rest = [column for column in columns if column not in key]
        changes = ", ".join(f"{name(column)} = s.{name(column)}" for column in rest)
        insert = (
            f"INSERT INTO {target} ({dialect.names(columns)}) SELECT {dialect.names(columns, 's.')}"
            f" FROM {staged} AS s WHERE NOT EXISTS (SELECT 1 FROM {target} WHERE {same})"
        )
        update = [f"UPDATE {target} SET {changes} FROM {staged} AS s WHERE {same}"] if rest else []
        return [*update, insert]

    def replace_table_as(self, table: Table, query: str) -> list[str]:
        """A table with the rows of `query` in place of one that is there; the old one is there until the
        last moment."""
        fresh, target = table.beside("__new", self.dialect.longest_name), self.dialect.table(table)
        made = self.dialect.table(fresh)
        return [
            f"CREATE TABLE {made} AS\n{query}",
            f"DROP TABLE {target}",
            f"ALTER TABLE {made} RENAME TO {self.dialect.name_of(table.name)}",
        ]

    def forget_replacement(self, table: Table) -> list[str]:
        """What takes away the rest of a `replace_table_as` that was broken off; where it was all one
        transaction, nothing."""
        return []

    def replace_view_as(self, view: Table, query: str) -> list[str]:
        return [f"CREATE OR REPLACE VIEW {self.dialect.table(view)} AS\n{query}"]


class SqlConnection(Connection):
    """The family of connections to databases; an input of this type takes any of them."""

    category: ClassVar[str] = "SQL"
    verbs: ClassVar[str] = "sql"
    """The blueprints `sql.*` stand under the name of each type of the family too: `postgres.query`."""
    lacks: ClassVar[frozenset[str]] = frozenset()
    """Verbs that make no sense for this system."""
    extra: ClassVar[str] = ""
    """The extra of Seaway that its driver needs."""

    @abstractmethod
    def session(self, folder: Path | None = None) -> AbstractContextManager[Session]:
        """A session for the time of the block; what it has under way at an exception is cancelled at the
        server.

        folder: the task's directory, for databases that read files themselves.

        Raises:
            TaskError: no session can be had, and why.
        """
        raise NotImplementedError


def standard_literal(value: object) -> str:
    """A value as standard SQL writes it: within quotes only the quote itself means anything."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | Decimal():
            return str(value)
        case float():
            return repr(value)
        case str() | UUID():
            return _quoted(str(value))
        case datetime() | date() | time():
            return _quoted(value.isoformat(" ") if isinstance(value, datetime) else value.isoformat())
    raise InvalidInputError(
        f"A value of the type {type(value).__name__} can't stand in a statement that takes no parameters.",
        hint="Keep the value in a table, and select it from there.",
    )


def _quoted(text: str) -> str:
    if "\0" in text:
        raise InvalidInputError("A value in the SQL has a NUL in it.", hint="Remove it from the value.")
    return "'" + text.replace("'", "''") + "'"
