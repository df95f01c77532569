"""`duckdb.query`: SQL on a DuckDB file, or on files alone."""

from dataclasses import dataclass
from typing import Annotated, Any

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.connection import DuckDB
from seaway.integrations.duckdb.engine import MEMORY
from seaway.integrations.duckdb.statements import run
from seaway.integrations.sql.protocol import Column
from seaway.integrations.sql.running import read_file
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """`rows` are those of the last statement: given by a query, or changed. `path` is the file of
    `save_to`."""

    rows: int
    columns: list[Column]
    first_rows: list[dict[str, Any]]
    path: str


@blueprint("duckdb.query", title="Query DuckDB", category="SQL", extra="data")
def query(
    ctx: Context,
    connection: DuckDB | None = None,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    save_to: str = "",
    first: int = 20,
    transaction: bool = True,
) -> QueryResult:
    """Run SQL statements, all or none of them.

    Each `{{ }}` in `sql` is a bound parameter, never pasted; `{{ name | ident }}` is a quoted name.
    Relative paths in
    `read_csv('…')` and the like start from the task's directory.

    Args:
        connection: the database file; without one it is an empty database in memory
        sql: one or several statements
        sql_file: a file of the project with the statements; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the SQL
        save_to: write the rows of the last statement to this file: `.parquet`, `.csv`, `.tsv`, `.jsonl` or
            `.xlsx`
        first: how many rows to give as the output `first_rows`
        transaction: run all statements as one transaction

    Raises:
        InvalidInputError: the SQL is wrong, or a parameter is missing
        DataError: the data does not fit: a constraint, a conversion; nothing was changed
        UnavailableError: the file is in use by another process for too long
        InternalError: DuckDB is not installed

    Example:
        load:
          uses: duckdb.query
          with:
            connection: warehouse
            sql: |
              DELETE FROM payments WHERE day = {{ inputs.day }};
              INSERT INTO payments SELECT * FROM read_csv('clean/*.csv');
    """
    text, values = _statements(ctx, sql, sql_file, parameters)
    database = connection or DuckDB(path=MEMORY)
    export = ctx.files.path(save_to) if save_to else None
    with database.open(ctx.files.folder) as opened:
        result = run(ctx, opened, text, values, first=first, export=export, transaction=transaction)
    ctx.log.info("%d rows, %d columns.", result.rows, len(result.columns))
    return QueryResult(
        rows=result.rows,
        columns=result.columns,
        first_rows=result.first_rows,
        path=ctx.files.name_of(export) if export else "",
    )


def _statements(
    ctx: Context, sql: str, sql_file: str, parameters: dict[str, Any]
) -> tuple[str, dict[str, object]]:
    """The text, and the values by the name of their placeholder."""
    if bool(sql) == bool(sql_file):
        raise InvalidInputError("Give `sql` or `sql_file`, one of them.", hint="The other stays empty.")
    if sql_file:
        return read_file(ctx, sql_file), dict(parameters)
    rendered = ctx.render_sql(sql, "numeric_dollar")
    bound = {str(number): value for number, value in enumerate(rendered.parameters, start=1)}
    if bound and parameters:
        raise InvalidInputError(
            "The SQL has `{{ }}`, and there are `parameters` too.", hint="Use one or the other in one query."
        )
    return rendered.text, bound or dict(parameters)
