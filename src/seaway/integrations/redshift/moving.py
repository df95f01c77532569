"""Tables from and to S3: Redshift reads and writes it itself, through a session or as an outside job."""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from seaway.errors import ConflictError, DataError, InvalidInputError, TaskError
from seaway.integrations.redshift import jobs
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.copying import (
    ExportedToS3,
    Format,
    LoadedFromS3,
    OutFormat,
    Place,
    Reading,
    Reject,
    copy_text,
    explained,
    loaded_rows,
    rejects_in,
    rejects_of,
    rejects_texts,
    unload_text,
    unloaded,
    unloaded_in,
    unloaded_text,
)
from seaway.integrations.redshift.data_api import One
from seaway.integrations.redshift.dialect import REDSHIFT, literal
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.running import Work, one_query, read_statements
from seaway.integrations.sql.script import literal_text
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Size, Sql
from seaway.sdk.waiting import Deferred

Poll = Annotated[Duration, Form(advanced=True)]


@blueprint("redshift.load_from_s3", title="Load from S3 into Redshift", category="SQL", extra="redshift")
def load_from_s3(
    ctx: Context,
    connection: Redshift,
    path: str,
    into: Annotated[str, Form(picker="table")],
    *,
    mode: Literal["append", "replace"] = "append",
    format: Format = "auto",  # noqa: A002 - the word that people know
    columns: list[str] = [],  # noqa: B006 - never changed
    header: bool = True,
    delimiter: str = ",",
    max_bad_rows: Annotated[int, Field(ge=0, le=100_000)] = 0,
    manifest: bool = False,
    role: Annotated[str, Form(advanced=True)] = "",
    region: Annotated[str, Form(advanced=True)] = "",
    poll: Poll = 10.0,  # noqa: ARG001 - read at each look
) -> LoadedFromS3 | Deferred:
    """Load files of S3 into a table by COPY. Redshift reads them itself: no data passes here.

    All rows of all files arrive, or none, but for the bad rows that `max_bad_rows` allows to be left out;
    these are reported. Files that end in `.gz`, `.bz2`, `.zst` or `.lzo` are unpacked. With a connection that
    has `data_api` no worker is held meanwhile, and a load that was begun is found again after a crash.

    Args:
        connection: the database
        path: `s3://bucket/…`: a file, the beginning that the names of several share, or a manifest
        into: the table, such as `staging.payments`; it must be there
        mode: `append` adds the rows; `replace` puts them in place of all that are there, in one transaction
        format: of the files; `auto` looks at the ending of `path`
        columns: the table's columns in the order of the files, where these are not all of them
        header: of CSV: the first row has the names, and is left out
        delimiter: of CSV
        max_bad_rows: how many rows that can't be read may be left out; not of Parquet and ORC
        manifest: `path` is a list of files, as Redshift or `redshift.export_to_s3` writes it
        role: the IAM role that reads the bucket, in place of the connection's `s3_role`
        region: of the bucket, where it is not the database's
        poll: how often to look, at most, where the connection has `data_api`

    Raises:
        DataError: a row can't be read; names its file, line and column, and nothing was loaded
        NotFoundError: no file has that name, or there is no such table
        PermissionDeniedError: the role may not read the bucket, or the user not write the table
        InvalidInputError: `path` is not in S3, or its ending says no format
        AuthError: the username or the password is wrong, or Amazon's key is
        ConflictError: nobody knows whether the transaction took effect, or somebody cancelled it
        RateLimitError: Amazon is asked too often
        UnavailableError: no connection, a timeout, or S3 has trouble; retried

    Example:
        load:
          uses: redshift.load_from_s3
          with:
            connection: warehouse
            path: s3://acme-lake/payments/{{ inputs.day }}/
            format: parquet
            into: staging.payments
            mode: replace
    """
    place = Place(address=path, role=role or connection.s3_role, region=region)
    reading = Reading(
        format=format, header=header, delimiter=delimiter, manifest=manifest, max_bad_rows=max_bad_rows
    )
    target = to_table(into)
    # TRUNCATE would commit
    emptied = [f"DELETE FROM {REDSHIFT.table(target)}"] if mode == "replace" else []
    texts = [*emptied, copy_text(target, columns, place, reading)]
    if connection.data_api:
        return jobs.begin(ctx, connection, [literal_text(text, REDSHIFT) for text in texts])
    with connection.session() as session:
        work = Work(session)
        try:
            with work.transaction():
                work.do(*texts)
                rows = loaded_rows(work)
        except DataError as error:
            raise explained(error, *rejects_of(work, session.process_id)) from error
        rejected, rejects = rejects_of(work, session.process_id)
    return _loaded(ctx, connection.name, into, rows, rejected, rejects)


@load_from_s3.on_poll
def _poll_load(
    ctx: Context, state: object, connection: Redshift, into: str, max_bad_rows: int, poll: float
) -> LoadedFromS3 | Deferred:
    def questions(one: One) -> list[str]:
        has_rejects = one.status == "FAILED" or (one.status == "FINISHED" and max_bad_rows > 0)
        return rejects_texts(one.process_id) if has_rejects else []

    finish = partial(_load_ended, name=connection.name, into=into, asked=max_bad_rows > 0)
    return jobs.poll(ctx, state, connection, jobs.Plan(questions=questions), finish, poll)


@blueprint("redshift.export_to_s3", title="Export from Redshift to S3", category="SQL", extra="redshift")
def export_to_s3(
    ctx: Context,
    connection: Redshift,
    to: str,
    *,
    table: Annotated[str, Form(picker="table")] = "",
    sql: Annotated[str, Sql()] = "",
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    format: OutFormat = "parquet",  # noqa: A002 - the word that people know
    header: bool = True,
    partition_by: list[str] = [],  # noqa: B006 - never changed
    max_file_size: Size = 0,
    overwrite: bool = False,
    manifest: bool = False,
    role: Annotated[str, Form(advanced=True)] = "",
    region: Annotated[str, Form(advanced=True)] = "",
    poll: Poll = 10.0,  # noqa: ARG001 - read at each look
) -> ExportedToS3 | Deferred:
    """Write a table, or what a query gives, to files in S3 by UNLOAD. Redshift writes them itself.

    With a connection that has `data_api` no worker is held meanwhile, and an export that was begun is found
    again after a crash.

    Args:
        connection: the database
        to: what the names of the files begin with, such as `s3://bucket/payments/2026-01-31/`
        table: the table or view to export
        sql: a query, in place of `table`; each `{{ }}` becomes a literal of Redshift's
        sql_file: a file of the project with the query; its `$name` are taken from `parameters`
        parameters: values for `$name` in the SQL
        format: of the files
        header: of CSV: write the names as the first row
        partition_by: columns by whose values the files are put into folders
        max_file_size: of a file, from `5MiB` to `6.2GiB`
        overwrite: replace files of the same name; others that are there stay
        manifest: write the list of the files too, for `redshift.load_from_s3`
        role: the IAM role that writes to the bucket, in place of the connection's `s3_role`
        region: of the bucket, where it is not the database's
        poll: how often to look, at most, where the connection has `data_api`

    Raises:
        ConflictError: there are files already, and `overwrite` is off; or somebody cancelled it
        NotFoundError: there is no such table or bucket
        PermissionDeniedError: the role may not write to the bucket, or the user not read the table
        InvalidInputError: the SQL is wrong, or `to` is not in S3
        DataError: a value has no place in the format
        AuthError: the username or the password is wrong, or Amazon's key is
        RateLimitError: Amazon is asked too often
        UnavailableError: no connection, a timeout, or S3 has trouble; retried

    Example:
        take_out:
          uses: redshift.export_to_s3
          with:
            connection: warehouse
            sql: SELECT * FROM payments WHERE day = {{ inputs.day }}
            to: s3://acme-lake/payments/{{ inputs.day }}/
            overwrite: true
    """
    place = Place(address=to, role=role or connection.s3_role, region=region)
    text = unload_text(
        _query(ctx, table, sql, sql_file, parameters),
        place,
        format=format,
        header=header,
        partition_by=partition_by,
        max_file_bytes=max_file_size,
        overwrite=overwrite,
        manifest=manifest,
    )
    if connection.data_api:
        return jobs.begin(ctx, connection, [literal_text(text, REDSHIFT)])
    with connection.session() as session:
        work = Work(session)
        work.do(text)
        done = unloaded(work, session.process_id, to)
    return _exported(ctx, connection.name, table, done)


@export_to_s3.on_poll
def _poll_export(
    ctx: Context, state: object, connection: Redshift, to: str, table: str, poll: float
) -> ExportedToS3 | Deferred:
    def questions(one: One) -> list[str]:
        return [unloaded_text(one.process_id)] if one.status == "FINISHED" else []

    finish = partial(_export_ended, name=connection.name, to=to, table=table)
    return jobs.poll(ctx, state, connection, jobs.Plan(questions=questions), finish, poll)


for _each in (load_from_s3, export_to_s3):
    _each.on_find(jobs.find)
    _each.on_cancel(jobs.cancel)


def _load_ended(ctx: Context, ended: jobs.Ended, *, name: str, into: str, asked: bool) -> LoadedFromS3:
    found = rejects_in(*ended.details) if ended.details else None
    try:
        jobs.succeeded(ended)
    except DataError as error:
        raise (explained(error, *found) if found else error) from error
    if asked and found is None:
        raise _unsaid("The rows were loaded", "SYS_LOAD_ERROR_DETAIL")
    return _loaded(ctx, name, into, max(ended.last.rows, 0), *(found or (0, [])))


def _export_ended(ctx: Context, ended: jobs.Ended, *, name: str, to: str, table: str) -> ExportedToS3:
    jobs.succeeded(ended)
    if ended.details is None:
        raise _unsaid("The files were written", "SYS_UNLOAD_DETAIL")
    return _exported(ctx, name, table, unloaded_in(ended.details[0], to))


def _unsaid(done: str, view: str) -> TaskError:
    return ConflictError(
        f"{done}, but Redshift does not say more of it.",
        hint=f"Look into {view}; run the task again only where that does no harm.",
    )


def _loaded(
    ctx: Context, name: str, into: str, rows: int, rejected: int, rejects: list[Reject]
) -> LoadedFromS3:
    for each in rejects:
        ctx.log.warning("Left out: %s", each)
    ctx.log.info("%s rows loaded, %s left out.", f"{rows:,}", f"{rejected:,}")
    ctx.report_asset(f"{name}/{into}", mode="write", rows=rows)
    return LoadedFromS3(table=into, rows=rows, rejected=rejected, rejects=rejects)


def _exported(ctx: Context, name: str, table: str, done: ExportedToS3) -> ExportedToS3:
    if table:
        ctx.report_asset(f"{name}/{table}", mode="read", rows=done.rows)
    ctx.log.info("%s rows in %d files, %s bytes.", f"{done.rows:,}", len(done.paths), f"{done.size_bytes:,}")
    return done


def _query(ctx: Context, table: str, sql: str, sql_file: str, parameters: dict[str, Any]) -> str:
    """What to export, as one text: UNLOAD takes no parameters."""
    if not table:
        return one_query(read_statements(ctx, REDSHIFT, sql, sql_file, parameters)).inlined(literal)
    if sql or sql_file:
        raise InvalidInputError("Give `table` or a query, one of them.", hint="The other stays empty.")
    return f"SELECT * FROM {REDSHIFT.table(to_table(table))}"
