"""Runs statements in a session: all or none of them, and every error in the words of the task."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from seaway.errors import ConflictError, InvalidInputError, TaskError
from seaway.integrations.sql.protocol import Dialect, Fault, Result, Session, SqlConnection
from seaway.integrations.sql.script import (
    Statement,
    excerpt,
    literal_text,
    named_statements_of,
    statements_of,
)
from seaway.sdk.context import Context
from seaway.sdk.files import path_within

_TRANSACTION_VERBS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END")
_READS = ("SELECT", "WITH", "VALUES", "SHOW", "DESCRIBE", "EXPLAIN")
_DEFINITIONS = ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET")
Locate = Callable[[int, str], str]
_LOST = "The connection to the database was lost"


@dataclass(slots=True)
class Work:
    """A session at work. `is_atomic`: all that it does takes effect together, or not at all."""

    session: Session
    is_atomic: bool = True
    done: int = 0

    def run(self, statement: Statement, *, stream: bool = False) -> Result:
        """Run one statement; its values are bound, or written out where the statement takes none."""
        if statement.verb in _DEFINITIONS and statement.has_values:
            text, values = statement.inlined(self.session.literal), list[object]()
        else:
            text, values = statement.bound(self.session.dialect.placeholder)
        with self.telling(statement, text):
            result = self.session.execute(text, values, stream=stream)
        self.done += 1
        return result

    def do(self, *texts: str, line: int = 1) -> int:
        """Run statements of ours, without values; gives how many rows the last one changed.

        line: where their first line would be in the task's SQL."""
        changed = 0
        for text in texts:
            changed = self.run(literal_text(text, self.session.dialect, line)).changed
        return changed

    def first_row(self, text: str) -> Sequence[object] | None:
        """The first row of a query of ours."""
        result = self.run(literal_text(text, self.session.dialect))
        with self.telling():
            return next((rows[0] for rows in result.rows(1) if rows), None)

    @contextmanager
    def telling(
        self, statement: Statement | None = None, text: str = "", *, locate: Locate | None = None
    ) -> Iterator[None]:
        """An error of the driver in the block becomes a task error that says where.

        locate: says where the n-th row of those that are inserted comes from."""
        try:
            yield
        except self.session.errors as error:
            if (fault := self.session.fault(error)) is None:
                raise
            if fault.row is not None and locate is not None:
                fault = replace(fault, message=f"{locate(fault.row, fault.column)}: {fault.message}")
            raise self._error(fault, statement, text) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or none of it; without `is_atomic` nothing of it is taken back."""
        if not self.is_atomic:
            yield
            return
        with self.telling():
            self.session.begin()
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self._commit()

    def _commit(self) -> None:
        try:
            with self.telling():
                self.session.commit()
        except TaskError as error:
            if error.message.startswith(_LOST):
                raise ConflictError(
                    "The connection was lost while the transaction was committed: it may have taken effect"
                    " or not.",
                    hint="Look at the tables before you run the task again.",
                ) from error
            raise

    def _roll_back(self) -> None:
        """A session that is lost has rolled back already."""
        try:
            self.session.rollback()
        except self.session.errors:
            return

    def _error(self, fault: Fault, statement: Statement | None, text: str) -> TaskError:
        where = ""
        if statement is not None and fault.position is not None:
            line, column, shown = excerpt(text, fault.position)
            where = f" (line {statement.line + line - 1}, column {column})\n{shown}"
        if fault.is_lost and not self.is_atomic and self.done:
            return ConflictError(
                f"{fault.message} after {self.done} statements had taken effect.{where}",
                hint="Look at the tables before you run the task again, or leave `transaction` on.",
            )
        return fault.kind(f"{fault.message}{where}", hint=fault.hint)


def lost(said: str) -> Fault:
    """The connection broke."""
    from seaway.errors import UnavailableError

    return Fault(
        kind=UnavailableError,
        message=f"{_LOST}: {said}",
        hint="It is tried again if the task has a `retry`; nothing of the transaction was kept.",
        is_lost=True,
    )


@contextmanager
def working(
    connection: SqlConnection, folder: Path | None = None, *, is_atomic: bool = True
) -> Iterator[Work]:
    """A session of the connection for the time of the block."""
    with connection.session(folder) as session:
        yield Work(session, is_atomic)


def read_statements(
    ctx: Context, dialect: Dialect, sql: str, sql_file: str, parameters: Mapping[str, object]
) -> list[Statement]:
    """The statements of `sql`, whose `{{ }}` become bound parameters, or of `sql_file`.

    Raises:
        InvalidInputError: none or both of them, a parameter without a value, or a value where none may
            stand.
    """
    if bool(sql) == bool(sql_file):
        raise InvalidInputError("Give `sql` or `sql_file`, one of them.", hint="The other stays empty.")
    statements = _parse(ctx, dialect, sql or read_file(ctx, sql_file), parameters, is_template=bool(sql))
    if not statements:
        raise InvalidInputError("There is no SQL statement.", hint="Write one in `sql`.")
    return statements


def read_file(ctx: Context, sql_file: str) -> str:
    """From the task's directory, where a task before may have written it, else from the project.

    Raises:
        InvalidInputError: there is no such file.
    """
    for folder in (ctx.files.folder, ctx.code):
        place = path_within(folder, sql_file)
        if place.is_file():
            return place.read_text(encoding="utf-8-sig")
    raise InvalidInputError(
        f"There is no file `{sql_file}` in the project.", hint="The path starts from the project's folder."
    )


def one_query(statements: Sequence[Statement]) -> Statement:
    """The only statement.

    Raises:
        InvalidInputError: there are several.
    """
    if len(statements) != 1:
        raise InvalidInputError(
            f"There are {len(statements)} statements, where one query is wanted.",
            hint="Use `sql.query` for the others, in a task before.",
        )
    return statements[0]


def refuse_own_transaction(statements: Sequence[Statement]) -> None:
    """
    Raises:
        InvalidInputError: a BEGIN, COMMIT or ROLLBACK stands in what is one transaction already.
    """
    for statement in statements:
        starts = statement.verb == "START" and "TRANSACTION" in statement.words
        if statement.verb in _TRANSACTION_VERBS or starts:
            raise InvalidInputError(
                f"The SQL has a {statement.verb} of its own (line {statement.line}), but all of it is one"
                " transaction already.",
                hint="Remove it, or set `transaction: false`.",
            )


def refuse_several_changes(dialect: Dialect, statements: Sequence[Statement]) -> None:
    """
    Raises:
        InvalidInputError: several statements change something, and the database can't make one of them.
    """
    changes = [statement for statement in statements if statement.verb not in _READS]
    if not dialect.has_transactions and len(changes) > 1:
        raise InvalidInputError(
            f"{dialect.name} can't run these {len(changes)} statements as one transaction here (the second is"
            f" in line {changes[1].line}).",
            hint="Set `transaction: false`, so that each takes effect by itself; or make them one statement.",
        )


def _parse(
    ctx: Context, dialect: Dialect, text: str, parameters: Mapping[str, object], *, is_template: bool
) -> list[Statement]:
    if not is_template:
        return named_statements_of(text, parameters, dialect)
    rendered = ctx.render_sql(text, "pyformat", identifier_quote=dialect.quote)
    assert isinstance(rendered.parameters, dict)
    if not rendered.parameters:
        return named_statements_of(rendered.text.replace("%%", "%"), parameters, dialect)
    if parameters:
        raise InvalidInputError(
            "The SQL has `{{ }}`, and there are `parameters` too.", hint="Use one or the other in one query."
        )
    return statements_of(rendered.text, rendered.parameters, dialect)
