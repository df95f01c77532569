"""Copies of tables within BigQuery, writable or as they are now."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from seaway.integrations.bigquery import jobs, results, starting
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.results import CopyJob
from seaway.integrations.bigquery.starting import IfExists, Labels, Poll
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from google.cloud import bigquery


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

    return jobs.begin(ctx, connection, start, results.finished_copy, poll)


def _poll(ctx: Context, state: object, connection: BigQuery, poll: float) -> CopyJob | Deferred:
    return jobs.poll(ctx, state, connection, results.finished_copy, poll)


for _each in (copy_table, snapshot):
    _each.on_poll(_poll)
    _each.on_find(jobs.find)
    _each.on_cancel(jobs.cancel)
