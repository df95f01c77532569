"""Tables from and to Cloud Storage, and copies of them: BigQuery does all of it itself."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from seaway.integrations.bigquery import jobs, results, starting
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.results import CopyJob, ExportJob, LoadJob
from seaway.integrations.bigquery.starting import Format, IfExists
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from google.cloud import bigquery

Labels = Annotated[dict[str, str], Form(advanced=True)]
Poll = Annotated[Duration, Form(advanced=True)]


@blueprint("bigquery.load", title="Load from Cloud Storage into BigQuery", category="SQL", extra="bigquery")
def load(
    ctx: Context,
    connection: BigQuery,
    paths: list[str],
    into: str,
    *,
    format: Format = "auto",  # noqa: A002 - the word that people know
    if_exists: IfExists = "append",
    columns: dict[str, str] = {},  # noqa: B006 - never changed
    header: bool = True,
    delimiter: str = ",",
    max_bad_rows: Annotated[int, Field(ge=0)] = 0,
    partition_by: Annotated[str, Form(advanced=True)] = "",
    cluster_by: Annotated[list[str], Form(advanced=True)] = [],  # noqa: B006 - never changed
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 10.0,
) -> LoadJob | Deferred:
    """Load files from Google Cloud Storage into a table. BigQuery reads them itself: no data passes here.

    All rows of all files arrive, or none. The table is made if it is not there. The job is begun once for a
    try, and found again after a crash.

    Args:
        connection: the project that runs the job
        paths: addresses such as `gs://bucket/2026-01-31/*.csv`, with at most one `*` each
        into: the table, such as `staging.payments`
        format: of the files; `auto` looks at the first one's ending
        if_exists: what to do with the rows that the table has already
        columns: the table's columns, such as `{id: INT64 NOT NULL, paid_at: TIMESTAMP}`; without them
            BigQuery looks at the files, or takes those of the table
        header: of CSV: the first row has the names
        delimiter: of CSV
        max_bad_rows: how many rows that can't be read may be left out
        partition_by: a date or timestamp column to partition a new table by, one day each
        cluster_by: up to four columns to cluster a new table by
        labels: more labels for the job
        poll: how often to look, at most; the first looks come sooner

    Raises:
        DataError: a file or a row can't be read; nothing was loaded
        NotFoundError: no file matches, or the dataset is not there
        InvalidInputError: a path is not in Cloud Storage, or a format is not known
        PermissionDeniedError: the account may not read the files or write the table
        ConflictError: the table has rows and `if_exists` is `fail`; or somebody cancelled the job
        AuthError: the key is wrong, deleted or expired
        RateLimitError: a quota is used up
        UnavailableError: BigQuery has trouble

    Example:
        load_payments:
          uses: bigquery.load
          with:
            connection: warehouse
            paths: ["gs://acme-lake/clean/{{ inputs.day }}/*.parquet"]
            into: staging.payments
            if_exists: replace
    """
    from google.cloud import bigquery

    sources = starting.bucket_addresses(paths)
    target = bigquery.TableReference.from_string(connection.table_id(into))
    kind = starting.source_format(format, sources[0])
    config = _load_config(kind, if_exists, columns, max_bad_rows, delimiter=delimiter, header=header)
    config.labels = jobs.labels_of(ctx.run, labels)
    if partition_by:
        config.time_partitioning = bigquery.TimePartitioning(field=partition_by)
    if cluster_by:
        config.clustering_fields = cluster_by

    def start(client: Any, job_id: str) -> Any:
        return client.load_table_from_uri(
            sources, target, job_id=job_id, job_config=config, retry=None, timeout=jobs.TIMEOUT_S
        )

    return jobs.begin(
        ctx, connection, start, lambda job: results.finished_load(ctx, job, connection.name), poll
    )


@load.on_poll
def _poll_load(ctx: Context, state: object, connection: BigQuery, poll: float) -> LoadJob | Deferred:
    return jobs.poll(
        ctx, state, connection, lambda job: results.finished_load(ctx, job, connection.name), poll
    )


@blueprint("bigquery.export", title="Export from BigQuery to Cloud Storage", category="SQL", extra="bigquery")
def export(
    ctx: Context,
    connection: BigQuery,
    table: str,
    to: str,
    *,
    format: Literal["auto", "csv", "jsonl", "parquet", "avro"] = "auto",  # noqa: A002 - the word that people know
    header: bool = True,
    delimiter: str = ",",
    compress: Literal["none", "gzip", "snappy", "zstd"] = "none",
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 10.0,
) -> ExportJob | Deferred:
    """Write a table to files in Google Cloud Storage. BigQuery writes them itself: no data passes here.

    The job is begun once for a try, and found again after a crash.

    Args:
        connection: the project that runs the job
        table: what to write, such as `mart.revenue`
        to: an address such as `gs://bucket/revenue-*.parquet`; a table of more than 1 GB needs the `*`
        format: of the files; `auto` looks at the ending
        header: of CSV: write the names first
        delimiter: of CSV
        compress: snappy and zstd are for Parquet, snappy for Avro, gzip for all but Avro
        labels: more labels for the job
        poll: how often to look, at most; the first looks come sooner

    Raises:
        NotFoundError: the table or the bucket is not there
        InvalidInputError: the address is not in Cloud Storage, or the table needs several files
        PermissionDeniedError: the account may not read the table or write to the bucket
        ConflictError: somebody cancelled the job in BigQuery
        AuthError: the key is wrong, deleted or expired
        RateLimitError: a quota is used up
        UnavailableError: BigQuery has trouble

    Example:
        publish:
          uses: bigquery.export
          with: {connection: warehouse, table: mart.revenue, to: "gs://acme-lake/revenue-*.parquet"}
    """
    from google.cloud import bigquery

    (target,) = starting.bucket_addresses([to])
    kind = starting.source_format(format, target)
    config = bigquery.ExtractJobConfig(
        destination_format=kind, labels=jobs.labels_of(ctx.run, labels), compression=compress.upper()
    )
    if kind == "CSV":
        config.field_delimiter, config.print_header = delimiter, header
    source = bigquery.TableReference.from_string(connection.table_id(table))

    def start(client: Any, job_id: str) -> Any:
        return client.extract_table(
            source, target, job_id=job_id, job_config=config, retry=None, timeout=jobs.TIMEOUT_S
        )

    return jobs.begin(
        ctx, connection, start, lambda job: results.finished_export(ctx, job, connection.name), poll
    )


@export.on_poll
def _poll_export(ctx: Context, state: object, connection: BigQuery, poll: float) -> ExportJob | Deferred:
    return jobs.poll(
        ctx, state, connection, lambda job: results.finished_export(ctx, job, connection.name), poll
    )


@blueprint("bigquery.copy_table", title="Copy a BigQuery table", category="SQL", extra="bigquery")
def copy_table(
    ctx: Context,
    connection: BigQuery,
    table: str,
    into: str,
    *,
    if_exists: IfExists = "fail",
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 5.0,
) -> CopyJob | Deferred:
    """Copy a table within BigQuery, with its partitions; costs nothing but the storage.

    Args:
        connection: the project that runs the job
        table: what to copy, such as `mart.revenue`
        into: the table to write, which may be in another dataset of the same location
        if_exists: what to do with a table that is there
        labels: more labels for the job
        poll: how often to look, at most; the first looks come sooner

    Raises:
        NotFoundError: the table or a dataset is not there
        ConflictError: the other table has rows and `if_exists` is `fail`; or somebody cancelled the job
        InvalidInputError: a name is none
        PermissionDeniedError: the account may not read one or write the other
        AuthError: the key is wrong, deleted or expired
        RateLimitError: a quota is used up
        UnavailableError: BigQuery has trouble

    Example:
        keep_yesterday:
          uses: bigquery.copy_table
          with: {connection: warehouse, table: mart.revenue, into: mart.revenue_before, if_exists: replace}
    """
    from google.cloud import bigquery

    config = bigquery.CopyJobConfig(
        write_disposition=starting.write_disposition(if_exists), labels=jobs.labels_of(ctx.run, labels)
    )
    return _copy(ctx, connection, table, into, config, poll)


@copy_table.on_poll
def _poll_copy(ctx: Context, state: object, connection: BigQuery, poll: float) -> CopyJob | Deferred:
    return jobs.poll(
        ctx, state, connection, lambda job: results.finished_copy(ctx, job, connection.name), poll
    )


@blueprint("bigquery.snapshot", title="Snapshot a BigQuery table", category="SQL", extra="bigquery")
def snapshot(
    ctx: Context,
    connection: BigQuery,
    table: str,
    into: str,
    *,
    expires_after: Duration | None = None,
    labels: Labels = {},  # noqa: B006 - never changed
    poll: Poll = 5.0,
) -> CopyJob | Deferred:
    """Keep a table as it is now, read-only; only what changes afterwards takes room.

    Args:
        connection: the project that runs the job
        table: what to keep, such as `mart.revenue`
        into: the snapshot's name, which must be free
        expires_after: when BigQuery may remove it, such as `30d`
        labels: more labels for the job
        poll: how often to look, at most; the first looks come sooner

    Raises:
        NotFoundError: the table or a dataset is not there
        ConflictError: there is a table of that name; or somebody cancelled the job
        InvalidInputError: a name is none
        PermissionDeniedError: the account may not read one or write the other
        AuthError: the key is wrong, deleted or expired
        RateLimitError: a quota is used up
        UnavailableError: BigQuery has trouble

    Example:
        keep:
          uses: bigquery.snapshot
          with:
            connection: warehouse
            table: mart.revenue
            into: mart.revenue_before
            expires_after: 30d
    """
    from google.cloud import bigquery

    config = bigquery.CopyJobConfig(
        operation_type="SNAPSHOT", write_disposition="WRITE_EMPTY", labels=jobs.labels_of(ctx.run, labels)
    )
    if expires_after is not None:
        config.destination_expiration_time = (ctx.now() + timedelta(seconds=expires_after)).isoformat()
    return _copy(ctx, connection, table, into, config, poll)


@snapshot.on_poll
def _poll_snapshot(ctx: Context, state: object, connection: BigQuery, poll: float) -> CopyJob | Deferred:
    return jobs.poll(
        ctx, state, connection, lambda job: results.finished_copy(ctx, job, connection.name), poll
    )


def _copy(
    ctx: Context, connection: BigQuery, table: str, into: str, config: "bigquery.CopyJobConfig", poll: float
) -> CopyJob | Deferred:
    def start(client: Any, job_id: str) -> Any:
        return client.copy_table(
            connection.table_id(table),
            connection.table_id(into),
            job_id=job_id,
            job_config=config,
            retry=None,
            timeout=jobs.TIMEOUT_S,
        )

    return jobs.begin(
        ctx, connection, start, lambda job: results.finished_copy(ctx, job, connection.name), poll
    )


def _load_config(
    kind: str,
    if_exists: IfExists,
    columns: dict[str, str],
    max_bad_rows: int,
    *,
    delimiter: str,
    header: bool,
) -> "bigquery.LoadJobConfig":
    from google.cloud import bigquery

    config = bigquery.LoadJobConfig(
        source_format=kind,
        write_disposition=starting.write_disposition(if_exists),
        max_bad_records=max_bad_rows,
    )
    if columns:
        config.schema = starting.schema_of(columns)
    elif kind in ("CSV", "NEWLINE_DELIMITED_JSON"):
        config.autodetect = True
    if kind == "CSV":
        config.field_delimiter, config.skip_leading_rows = delimiter, int(header)
        config.allow_quoted_newlines = True
    return config
