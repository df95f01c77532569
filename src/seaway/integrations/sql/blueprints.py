"""The SQL verbs. Written once over the SQL protocol, so that they mean the same in every database."""

from typing import Annotated, Any, Literal

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.sql.choosing import tables_of
from seaway.integrations.sql.creating import create
from seaway.integrations.sql.naming import found_files, refuse_existing, to_table
from seaway.integrations.sql.protocol import SqlConnection
from seaway.integrations.sql.results import (
    Awaited,
    Created,
    Exported,
    Loaded,
    Queried,
    counted,
)
from seaway.integrations.sql.running import (
    one_query,
    read_statements,
    refuse_own_transaction,
    refuse_several_changes,
    working,
)
from seaway.integrations.sql.script import literal_text
from seaway.integrations.sql.scripting import last, run_first
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Sql
from seaway.sdk.waiting import Deferred


@blueprint("sql.query", title="Query a database", category="SQL", extra="sql")
def query(
    ctx: Context,
    connection: SqlConnection,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    save_to: str = "",
    first: int = 20,
    transaction: bool = True,
) -> Queried:
    """Run SQL statements, all or none of them where the database can.

    Each `{{ }}` in `sql` is a bound parameter, never pasted; `{{ name | ident }}` is a quoted name.

    Args:
        connection: the database
        sql: one or several statements
        sql_file: a file of the project with the statements; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the SQL
        save_to: write the rows of the last statement to this file: `.parquet`, `.csv`, `.tsv` or `.jsonl`
        first: how many rows to give as the output `first_rows`
        transaction: run all statements as one transaction

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not do this
        NotFoundError: there is no such database, schema or table
        InvalidInputError: the SQL is wrong, or a parameter is missing
        DataError: the data does not fit: a constraint, a conversion, a range; nothing was changed
        ConflictError: it exists already, or nobody knows whether the transaction took effect
        UnavailableError: no connection, a deadlock, a timeout, too many connections; retried

    Example:
        load:
          uses: sql.query
          with:
            connection: warehouse
            sql: |
              DELETE FROM payments WHERE day = {{ inputs.day }};
              INSERT INTO payments SELECT * FROM staging.payments WHERE day = {{ inputs.day }};
    """
    with working(connection, ctx.files.folder, is_atomic=transaction) as work:
        statements = read_statements(ctx, work.session.dialect, sql, sql_file, parameters)
        if transaction:
            refuse_own_transaction(statements)
            refuse_several_changes(work.session.dialect, statements)
        with work.transaction():
            run_first(ctx, work, statements[:-1])
            found = last(ctx, work, statements[-1], save_to, first)
    ctx.log.info("%d rows, %d columns.", found.rows, len(found.columns))
    return found


@blueprint("sql.export", title="Export from a database", category="SQL", extra="sql")
def export(
    ctx: Context,
    connection: SqlConnection,
    to: str,
    *,
    table: Annotated[str, Form(picker="table")] = "",
    sql: Annotated[str, Sql()] = "",
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    rows_per_file: int = 0,
    overwrite: bool = True,
) -> Exported:
    """Write a table, or what a query gives, to files in the task's directory. Streamed, in bounded memory.

    Args:
        connection: the database
        to: the file; its ending says the format: `.parquet`, `.csv`, `.tsv` or `.jsonl`
        table: the table or view to export
        sql: a query, in place of `table`
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        rows_per_file: at most so many rows in a file; the files are then named `name-0001` and so on
        overwrite: replace a file that is there already

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not read this
        NotFoundError: there is no such table
        InvalidInputError: the SQL is wrong, or the ending says no format
        DataError: a value has no place in the format
        ConflictError: a file is there already
        UnavailableError: no connection, or a timeout; retried

    Example:
        take_out:
          uses: sql.export
          with:
            connection: warehouse
            table: staging.payments
            to: exports/payments.parquet
    """
    from seaway.integrations.sql.exporting import batches_from, write

    refuse_existing(ctx, to, overwrite=overwrite)
    with working(connection, ctx.files.folder) as work:
        dialect = work.session.dialect
        if table:
            if sql or sql_file:
                raise InvalidInputError(
                    "Give `table` or a query, one of them.", hint="The other stays empty."
                )
            sql = f"SELECT * FROM {dialect.table(to_table(table))}"
            statement = literal_text(sql, dialect)
        else:
            statement = one_query(read_statements(ctx, dialect, sql, sql_file, parameters))
        with work.transaction():
            found = batches_from(work, statement)
            saved = write(ctx, found, ctx.files.path(to), rows_per_file=rows_per_file)
    if table:
        ctx.report_asset(f"{connection.name}/{table}", mode="read", rows=saved.rows)
    return Exported(
        rows=saved.rows,
        paths=[ctx.files.name_of(path) for path in saved.paths],
        size_bytes=saved.size_bytes,
        columns=found.columns,
    )


@blueprint("sql.load", title="Load files into a database", category="SQL", extra="sql")
def load(
    ctx: Context,
    connection: SqlConnection,
    paths: list[str],
    into: str,
    *,
    mode: Literal["append", "replace", "merge"] = "append",
    key: list[str] = [],  # noqa: B006 - never changed
    columns: dict[str, str] = {},  # noqa: B006 - never changed
    create: bool = True,
    types: dict[str, str] = {},  # noqa: B006 - never changed
    delimiter: Annotated[str, Form(advanced=True)] = "",
    encoding: Annotated[str, Form(advanced=True)] = "utf-8",
    if_missing: Literal["fail", "skip"] = "fail",
) -> Loaded:
    """Load files of the task's directory into a table: all rows, or none. Streamed, in bounded memory.

    Values of CSV and JSON lines are read in the types of the table's columns. In CSV an empty field is null,
    and `""` is an empty text.

    Args:
        connection: the database
        paths: files or patterns in the task's directory: `.csv`, `.tsv`, `.jsonl` or `.parquet`
        into: the table, such as `staging.payments`
        mode: `append` adds the rows; `replace` puts them in place of all that are there, in one step; `merge`
            updates the rows with the same `key` and adds the others
        key: columns of the table that say which row is the same, for `merge`
        columns: names in the files to names in the table; only these are loaded. Without it the names are
            the same
        create: make the table if it is missing, in types that the files suggest
        types: the database's types by column, for a table that is made
        delimiter: between the fields of CSV; a comma, or a tab in `.tsv`
        encoding: of CSV
        if_missing: whether a path that matches nothing fails the task

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not write this
        NotFoundError: no file matches, or there is no such table and `create` is off
        InvalidInputError: a column is in the files and not in the table, or the key is none
        DataError: a value does not fit its column, or a row breaks a rule of the table; the message names
            file, row and column, and nothing was loaded
        ConflictError: nobody knows whether the transaction took effect
        UnavailableError: no connection, a deadlock, a timeout; retried

    Example:
        into_staging:
          uses: sql.load
          with:
            connection: warehouse
            paths: ["clean/*.csv"]
            into: staging.payments
            mode: merge
            key: [payment_id]
    """
    from seaway.integrations.sql.loading import Plan
    from seaway.integrations.sql.loading import load as load_files
    from seaway.integrations.sql.reading import CsvOptions, source_of

    files = found_files(ctx, paths, if_missing)
    if not files:
        return Loaded(rows=0, inserted=0, updated=0, files=0, table=into, created=False)
    options = CsvOptions(delimiter=delimiter, encoding=encoding)
    sources = [source_of(place, ctx.files.name_of(place), options) for place in files]
    plan = Plan(table=to_table(into), mode=mode, key=key, columns=columns, types=types, may_create=create)
    with working(connection, ctx.files.folder) as work:
        loaded = load_files(ctx, work, sources, plan)
    ctx.log.info("Loaded %d rows from %d files into %s.", loaded.rows, loaded.files, into)
    ctx.report_asset(f"{connection.name}/{into}", rows=loaded.rows)
    return loaded


@blueprint("sql.wait_for", title="Wait for rows in a database", category="SQL", extra="sql")
def wait_for(
    ctx: Context,
    connection: SqlConnection,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    until: Literal["rows", "true"] = "rows",
    min_rows: int = 1,
    poll: Duration = 60.0,
    if_missing: Literal["fail", "wait"] = "fail",
) -> Awaited | Deferred:
    """Wait until a query gives enough rows, or says true. Holds no worker meanwhile; the task's `timeout`
    says for how long.

    Args:
        connection: the database
        sql: one query
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        until: `rows` waits for `min_rows`; `true` for a first value that is true, or a number other than 0
        min_rows: how many rows are enough
        poll: how often to look
        if_missing: whether a table that is not there fails the task, or is waited for too

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not read this
        NotFoundError: there is no such table
        InvalidInputError: the SQL is wrong
        UnavailableError: no connection, or a timeout; retried

    Example:
        payments_there:
          uses: sql.wait_for
          with:
            connection: warehouse
            sql: SELECT 1 FROM payments WHERE day = {{ inputs.day }} LIMIT 1
            poll: 1m
          timeout: 2h
    """
    try:
        found = _look(ctx, connection, sql, sql_file, parameters)
    except NotFoundError as error:
        if if_missing == "fail":
            raise
        return Deferred(poll_after_s=poll, reason=f"waits: {error.message.splitlines()[0]}")
    value = next(iter(found.first_rows[0].values()), None) if found.first_rows else None
    if until == "true" and (not value or value in ("0", "false", "f")):
        return Deferred(poll_after_s=poll, reason=f"waits until the query says true; it says {value}")
    if until == "rows" and found.rows < min_rows:
        return Deferred(poll_after_s=poll, reason=f"waits for {min_rows} rows; there are {found.rows}")
    return Awaited(rows=found.rows, first_rows=found.first_rows)


@blueprint("sql.create_table_as", title="Create a table from a query", category="SQL", extra="sql")
def create_table_as(
    ctx: Context,
    connection: SqlConnection,
    table: str,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    if_exists: Literal["fail", "replace", "skip"] = "fail",
) -> Created:
    """Make a table with the rows of a query.

    Args:
        connection: the database
        table: the name of the table, such as `reports.daily`
        sql: one query
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        if_exists: what to do where the table is there: `replace` it, in one step where the database can,
            leave it (`skip`), or `fail`

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not do this
        NotFoundError: the query names a table that is not there
        InvalidInputError: the SQL is wrong
        DataError: a value in the query can't be computed
        ConflictError: the table exists, and `if_exists` is `fail`
        UnavailableError: no connection, a deadlock, a timeout; retried

    Example:
        daily:
          uses: sql.create_table_as
          with:
            connection: warehouse
            table: reports.daily
            sql: SELECT day, sum(amount) AS amount FROM payments GROUP BY day
            if_exists: replace
    """
    with working(connection, ctx.files.folder) as work:
        query = one_query(read_statements(ctx, work.session.dialect, sql, sql_file, parameters))
        created = create(work, to_table(table), query, if_exists, kind="table")
    _report(ctx, connection, table, created)
    return created


@blueprint("sql.create_view_as", title="Create a view from a query", category="SQL", extra="sql")
def create_view_as(
    ctx: Context,
    connection: SqlConnection,
    view: str,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    if_exists: Literal["fail", "replace", "skip"] = "fail",
) -> Created:
    """Make a view of a query. Values of `{{ }}` are written into it, safely quoted, for a view has no
    parameters.

    Args:
        connection: the database
        view: the name of the view, such as `reports.daily`
        sql: one query
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        if_exists: what to do where the view is there: `replace` it, leave it (`skip`), or `fail`

    Raises:
        AuthError: the username or the password is wrong
        PermissionDeniedError: the user may not do this
        NotFoundError: the query names a table that is not there
        InvalidInputError: the SQL is wrong, or the new view has other columns than others depend on
        ConflictError: the view exists, and `if_exists` is `fail`
        UnavailableError: no connection, a deadlock, a timeout; retried

    Example:
        daily_view:
          uses: sql.create_view_as
          with:
            connection: warehouse
            view: reports.daily
            sql_file: sql/daily.sql
            if_exists: replace
    """
    with working(connection, ctx.files.folder) as work:
        query = one_query(read_statements(ctx, work.session.dialect, sql, sql_file, parameters))
        created = create(work, to_table(view), query, if_exists, kind="view")
    _report(ctx, connection, view, created)
    return created


load.on_options("into")(tables_of)
create_table_as.on_options("table")(tables_of)
create_view_as.on_options("view")(tables_of)


def _look(
    ctx: Context, connection: SqlConnection, sql: str, sql_file: str, parameters: dict[str, Any]
) -> Queried:
    with working(connection, ctx.files.folder) as work:
        statement = one_query(read_statements(ctx, work.session.dialect, sql, sql_file, parameters))
        with work.transaction():
            result = work.run(statement, stream=True)
            with work.telling():
                return counted(result, 20)


def _report(ctx: Context, connection: SqlConnection, name: str, created: Created) -> None:
    if created.created:
        ctx.report_asset(f"{connection.name}/{name}")
