"""Tables from and to stages and cloud storage: Snowflake reads and writes it itself."""

from functools import partial
from typing import Annotated, Any, Literal

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.snowflake import jobs
from seaway.integrations.snowflake.connection import Snowflake
from seaway.integrations.snowflake.copying import (
    Format,
    OnError,
    OutFormat,
    Place,
    Reading,
    export_text,
    load_text,
)
from seaway.integrations.snowflake.dialect import SNOWFLAKE, literal
from seaway.integrations.snowflake.results import (
    ExportedToStage,
    LoadedFromStage,
    exported_files,
    loaded_files,
)
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.running import one_query, read_statements
from seaway.integrations.sql.script import literal_text
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Size, Sql
from seaway.sdk.waiting import Deferred

Labels = Annotated[dict[str, str], Form(advanced=True)]
Poll = Annotated[Duration, Form(advanced=True)]


@blueprint(
    "snowflake.load_from_stage", title="Load from a stage into Snowflake", category="SQL", extra="snowflake"
)
def load_from_stage(
    ctx: Context,
    connection: Snowflake,
    path: str,
    into: Annotated[str, Form(picker="table")],
    *,
    files: list[str] = [],  # noqa: B006 - never changed
    pattern: str = "",
    format: Format = "auto",  # noqa: A002 - the word that people know
    columns: list[str] = [],  # noqa: B006 - never changed
    header: bool = True,
    delimiter: str = ",",
    on_error: OnError = "fail",
    if_missing: Literal["fail", "skip"] = "fail",
    again: bool = False,
    storage_integration: Annotated[str, Form(advanced=True)] = "",
    warehouse: Annotated[str, Form(advanced=True)] = "",
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 10.0,
) -> LoadedFromStage | Deferred:
    """Load files of a stage or of cloud storage into a table by COPY INTO. No data passes here.

    Files that were loaded before are left out, as Snowflake remembers them for 64 days. The job is begun once
    for a try, and found again after a crash.

    Args:
        connection: the account
        path: a stage such as `@raw/payments/`, or `s3://…`, `gcs://…`, `azure://…`
        into: the table, such as `staging.payments`; it must be there
        files: names below `path`, where not all of them are meant
        pattern: a regular expression for the whole path of a file, such as `.*2026-01-31.*[.]csv`
        format: of the files; `auto` looks at the ending of the first of `files`, or of `path`
        columns: the table's columns in the order of the fields of CSV, where these are not all of them
        header: of CSV: the first row has the names, and is left out
        delimiter: of CSV
        on_error: where a row can't be read, load nothing (`fail`), or leave out the row or its file
        if_missing: whether it fails the task that there is no file to load
        again: load files that were loaded before, too
        storage_integration: what lets Snowflake into the cloud storage of `path`
        warehouse: what runs it, in place of the connection's
        labels: more for the query tag
        poll: how often to look, at most; the first looks come sooner

    Raises:
        DataError: a row can't be read; nothing was loaded
        NotFoundError: no file to load, or no such stage or table
        InvalidInputError: `path` is no stage and no address, or its ending says no format
        PermissionDeniedError: the role may not read the stage or write the table
        AuthError: the user, password, key or token is wrong
        RateLimitError: too many requests
        UnavailableError: Snowflake has trouble; a running statement goes on and is asked for again

    Example:
        load:
          uses: snowflake.load_from_stage
          with:
            connection: warehouse
            path: "@raw/payments/{{ inputs.day }}/"
            format: parquet
            into: staging.payments
    """
    reading = Reading(
        format=format,
        header=header,
        delimiter=delimiter,
        files=files,
        pattern=pattern,
        columns=columns,
        on_error=on_error,
        again=again,
    )
    place = Place(address=path, integration=storage_integration)
    statement = literal_text(load_text(to_table(into), place, reading), SNOWFLAKE)
    finish = partial(_loaded, name=connection.name, path=path, into=into, if_missing=if_missing)
    limits = jobs.Limits(warehouse=warehouse)
    return jobs.begin(ctx, connection, statement, finish, poll, labels=labels, limits=limits)


@load_from_stage.on_poll
def _poll_load(
    ctx: Context, state: object, connection: Snowflake, path: str, into: str, if_missing: str, poll: float
) -> LoadedFromStage | Deferred:
    finish = partial(_loaded, name=connection.name, path=path, into=into, if_missing=if_missing)
    return jobs.poll(ctx, state, connection, finish, poll)


@blueprint(
    "snowflake.export_to_stage", title="Export from Snowflake to a stage", category="SQL", extra="snowflake"
)
def export_to_stage(
    ctx: Context,
    connection: Snowflake,
    to: str,
    *,
    table: Annotated[str, Form(picker="table")] = "",
    sql: Annotated[str, Sql()] = "",
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    format: OutFormat = "auto",  # noqa: A002 - the word that people know
    header: bool = True,
    overwrite: bool = False,
    single: bool = False,
    max_file_size: Size | None = None,
    storage_integration: Annotated[str, Form(advanced=True)] = "",
    warehouse: Annotated[str, Form(advanced=True)] = "",
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 10.0,
) -> ExportedToStage | Deferred:
    """Write a table, or what a query gives, to files of a stage or of cloud storage by COPY INTO.

    Snowflake writes them itself: no data passes here. Values of `{{ }}` are written into the query, safely
    quoted. The job is begun once for a try, and found again after a crash.

    Args:
        connection: the account
        to: the beginning of the files' names: `@out/payments/`, or `s3://…`, `gcs://…`, `azure://…`
        table: the table or view to write
        sql: a query, in place of `table`
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        format: of the files; `auto` looks at the ending of `to`
        header: the names of the columns go into the files of CSV and Parquet
        overwrite: replace files of the same names
        single: write one file; `to` is then its name
        max_file_size: about how large a file becomes, such as `100MB`
        storage_integration: what lets Snowflake into the cloud storage of `to`
        warehouse: what runs it, in place of the connection's
        labels: more for the query tag
        poll: how often to look, at most; the first looks come sooner

    Raises:
        NotFoundError: no such table or stage
        InvalidInputError: the SQL is wrong, or `to` is no stage and no address
        ConflictError: a file is there already
        PermissionDeniedError: the role may not read the table or write to the stage
        AuthError: the user, password, key or token is wrong
        RateLimitError: too many requests
        UnavailableError: Snowflake has trouble; a running statement goes on and is asked for again

    Example:
        publish:
          uses: snowflake.export_to_stage
          with: {connection: warehouse, table: mart.revenue, to: "@out/revenue/", format: parquet}
    """
    if table:
        if sql or sql_file:
            raise InvalidInputError("Give `table` or a query, one of them.", hint="The other stays empty.")
        source = SNOWFLAKE.table(to_table(table))
    else:
        query = one_query(read_statements(ctx, SNOWFLAKE, sql, sql_file, parameters))
        source = f"(\n{query.inlined(literal).rstrip()}\n)"
    options: dict[str, object] = {"OVERWRITE": overwrite, "SINGLE": single}
    if max_file_size is not None:
        options["MAX_FILE_SIZE"] = int(max_file_size)
    place = Place(address=to, integration=storage_integration)
    statement = literal_text(export_text(source, place, options, format, header=header), SNOWFLAKE)
    finish = partial(_exported, name=connection.name, to=to, table=table)
    limits = jobs.Limits(warehouse=warehouse)
    return jobs.begin(ctx, connection, statement, finish, poll, labels=labels, limits=limits)


@export_to_stage.on_poll
def _poll_export(
    ctx: Context, state: object, connection: Snowflake, to: str, table: str, poll: float
) -> ExportedToStage | Deferred:
    finish = partial(_exported, name=connection.name, to=to, table=table)
    return jobs.poll(ctx, state, connection, finish, poll)


for _each in (load_from_stage, export_to_stage):
    _each.on_find(jobs.find)
    _each.on_cancel(jobs.cancel)


def _loaded(
    ctx: Context, query_id: str, cursor: Any, *, name: str, path: str, into: str, if_missing: str
) -> LoadedFromStage:
    files = loaded_files(cursor)
    if not files and if_missing == "fail":
        raise NotFoundError(
            f"There is no file to load at `{path}`.",
            hint="Check the path and `pattern`; files that were loaded before count only with `again`.",
        )
    failed = [file for file in files if file.status == "LOAD_FAILED"]
    for file in files:
        if file.error:
            ctx.log.warning("%s: %s, %s", file.path, file.status, file.error)
    if files and len(failed) == len(files):
        raise DataError(
            f"None of the {len(files)} files could be loaded. {failed[0].path}: {failed[0].error}",
            hint="Correct the files; nothing of them was loaded.",
        )
    rows = sum(file.rows for file in files)
    bad_rows = sum(file.bad_rows for file in files)
    ctx.report_asset(f"{name}/{into}", rows=rows)
    ctx.log.info("%d rows of %d files into %s, %d left out.", rows, len(files), into, bad_rows)
    return LoadedFromStage(query_id=query_id, table=into, rows=rows, bad_rows=bad_rows, files=files)


def _exported(ctx: Context, query_id: str, cursor: Any, *, name: str, to: str, table: str) -> ExportedToStage:
    files = exported_files(cursor)
    rows = sum(file.rows for file in files)
    if table:
        ctx.report_asset(f"{name}/{table}", mode="read", rows=rows)
    size_bytes = sum(file.size_bytes for file in files)
    ctx.log.info("%d rows in %d files, %d bytes.", rows, len(files), size_bytes)
    return ExportedToStage(query_id=query_id, to=to, rows=rows, size_bytes=size_bytes, files=files)
