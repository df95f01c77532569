"""Tables from and to Cloud Storage: BigQuery reads and writes it itself."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from seaway.integrations.bigquery import jobs, results, starting
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.results import ExportJob, LoadJob
from seaway.integrations.bigquery.starting import Format, IfExists, Labels, Poll
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from google.cloud import bigquery


@blueprint(
    "bigquery.load_from_gcs", title="Load from Cloud Storage into BigQuery", category="SQL", extra="bigquery"
)
def load_from_gcs(
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
          uses: bigquery.load_from_gcs
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

    return jobs.begin(ctx, connection, start, results.finished_load, poll)


@blueprint(
    "bigquery.export_to_gcs", title="Export from BigQuery to Cloud Storage", category="SQL", extra="bigquery"
)
def export_to_gcs(
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
          uses: bigquery.export_to_gcs
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

    return jobs.begin(ctx, connection, start, results.finished_export, poll)


@load_from_gcs.on_poll
def _poll_load(ctx: Context, state: object, connection: BigQuery, poll: float) -> LoadJob | Deferred:
    return jobs.poll(ctx, state, connection, results.finished_load, poll)


@export_to_gcs.on_poll
def _poll_export(ctx: Context, state: object, connection: BigQuery, poll: float) -> ExportJob | Deferred:
    return jobs.poll(ctx, state, connection, results.finished_export, poll)


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


for _each in (load_from_gcs, export_to_gcs):
    _each.on_find(jobs.find)
    _each.on_cancel(jobs.cancel)
