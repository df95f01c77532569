"""What only Redshift has: its own way from and to S3, and copies of a table with its keys."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.copying import (
    ExportedToS3,
    Format,
    LoadedFromS3,
    OutFormat,
    Place,
    Reading,
    copy_text,
    explained,
    loaded_rows,
    rejects_of,
    unload_text,
    unloaded,
)
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.running import Work, one_query, read_statements, working
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form, Size, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`created` is false where there was a table of that name, and it was left as it is."""

    table: str
    rows: int = 0
    created: bool = True


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
) -> LoadedFromS3:
    """Load files of S3 into a table by COPY. Redshift reads them itself: no data passes here.

    All rows of all files arrive, or none, but for the bad rows that `max_bad_rows` allows to be left out;
    these are reported. Files that end in `.gz`, `.bz2`, `.zst` or `.lzo` are unpacked.

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

    Raises:
        DataError: a row can't be read; names its file, line and column, and nothing was loaded
        NotFoundError: no file has that name, or there is no such table
        PermissionDeniedError: the role may not read the bucket, or the user not write the table
        InvalidInputError: `path` is not in S3, or its ending says no format
        AuthError: the username or the password is wrong, or Amazon's key is
        ConflictError: nobody knows whether the transaction took effect
        RateLimitError: IAM is asked too often
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
    with connection.session() as session:
        work, target = Work(session), to_table(into)
        text = copy_text(session, target, columns, place, reading)
        try:
            with work.transaction():
                if mode == "replace":  # TRUNCATE would commit
                    work.do(f"DELETE FROM {session.dialect.table(target)}")
                work.do(text)
                rows = loaded_rows(work)
        except DataError as error:
            raise explained(error, *rejects_of(work, session.process_id)) from error
        rejected, rejects = rejects_of(work, session.process_id)
    for each in rejects:
        ctx.log.warning("Left out: %s", each)
    ctx.log.info("%s rows loaded, %s left out.", f"{rows:,}", f"{rejected:,}")
    ctx.report_asset(f"{connection.name}/{into}", mode="write", rows=rows)
    return LoadedFromS3(table=into, rows=rows, rejected=rejected, rejects=rejects)


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
) -> ExportedToS3:
    """Write a table, or what a query gives, to files in S3 by UNLOAD. Redshift writes them itself.

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

    Raises:
        ConflictError: there are files already, and `overwrite` is off
        NotFoundError: there is no such table or bucket
        PermissionDeniedError: the role may not write to the bucket, or the user not read the table
        InvalidInputError: the SQL is wrong, or `to` is not in S3
        DataError: a value has no place in the format
        AuthError: the username or the password is wrong, or Amazon's key is
        RateLimitError: IAM is asked too often
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
    with connection.session() as session:
        work = Work(session)
        text = unload_text(
            session,
            _query(ctx, work, table, sql, sql_file, parameters),
            place,
            format=format,
            header=header,
            partition_by=partition_by,
            max_file_bytes=max_file_size,
            overwrite=overwrite,
            manifest=manifest,
        )
        work.do(text)
        done = unloaded(work, session.process_id, to)
    if table:
        ctx.report_asset(f"{connection.name}/{table}", mode="read", rows=done.rows)
    ctx.log.info("%s rows in %d files, %s bytes.", f"{done.rows:,}", len(done.paths), f"{done.size_bytes:,}")
    return done


@blueprint("redshift.snapshot", title="Keep a copy of a Redshift table", category="SQL", extra="redshift")
def snapshot(
    ctx: Context,
    connection: Redshift,
    table: Annotated[str, Form(picker="table")],
    into: str,
    *,
    if_exists: Literal["fail", "replace", "skip"] = "fail",
) -> Kept:
    """Keep a table as it is now, under another name: a deep copy with its columns, encodings and keys.

    Args:
        connection: the database
        table: what to keep, such as `mart.revenue`
        into: the copy's name
        if_exists: what to do where there is one of that name; `replace` puts the new one in its place in one
            transaction

    Raises:
        NotFoundError: there is no such table or schema
        ConflictError: there is one of that name, and `if_exists` is `fail`
        PermissionDeniedError: the user may not read one or make the other
        InvalidInputError: a name is none
        DataError: a column takes no values of its own, such as an identity
        AuthError: the username or the password is wrong, or Amazon's key is
        RateLimitError: IAM is asked too often
        UnavailableError: no connection, or a timeout; retried

    Example:
        keep:
          uses: redshift.snapshot
          with:
            connection: warehouse
            table: mart.revenue
            into: mart.revenue_before
            if_exists: replace
    """
    source, target = to_table(table), to_table(into)
    with working(connection) as work:
        session = work.session
        with work.telling():
            there, exists = bool(session.columns(source)), bool(session.columns(target))
        if not there:
            raise NotFoundError(f"There is no table `{table}`.", hint="Check the name and its schema.")
        if exists and if_exists == "fail":
            raise ConflictError(
                f"There is a table `{into}` already.", hint="Set `if_exists`, or use another name."
            )
        if exists and if_exists == "skip":
            return Kept(table=into, created=False)
        new, old = session.dialect.table(target), session.dialect.table(source)
        with work.transaction():
            work.do(*([f"DROP TABLE {new}"] if exists else []))
            work.do(f"CREATE TABLE {new} (LIKE {old} INCLUDING DEFAULTS)")
            rows = work.do(f"INSERT INTO {new} SELECT * FROM {old}")
    ctx.report_asset(f"{connection.name}/{into}", mode="write", rows=rows)
    return Kept(table=into, rows=rows)


def _query(ctx: Context, work: Work, table: str, sql: str, sql_file: str, parameters: dict[str, Any]) -> str:
    """What to export, as one text: UNLOAD takes no parameters."""
    dialect = work.session.dialect
    if not table:
        return one_query(read_statements(ctx, dialect, sql, sql_file, parameters)).inlined(
            work.session.literal
        )
    if sql or sql_file:
        raise InvalidInputError("Give `table` or a query, one of them.", hint="The other stays empty.")
    return f"SELECT * FROM {dialect.table(to_table(table))}"
