"""What only BigQuery has: jobs with labels and a cost guard, and its way from and to Cloud Storage."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from seaway.errors import InvalidInputError
from seaway.integrations.bigquery import jobs, results, starting
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.copying import copy_table, snapshot
from seaway.integrations.bigquery.moving import export_to_gcs, load_from_gcs
from seaway.integrations.bigquery.results import QueryJob
from seaway.integrations.bigquery.starting import IfExists, Labels, Poll
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form, Size, Sql
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from google.cloud import bigquery


@blueprint("bigquery.query", title="Run a BigQuery job", category="SQL", extra="bigquery")
def query(
    ctx: Context,
    connection: BigQuery,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    into: str = "",
    if_exists: IfExists = "replace",
    fail_above: Size | None = None,
    max_bytes_billed: Size | None = None,
    dry_run: bool = False,
    labels: Labels = {},  # noqa: B006 - never changed
    batch: Annotated[bool, Form(advanced=True)] = False,
    first: int = 20,
    poll: Poll = 10.0,
) -> QueryJob | Deferred:
    """Run SQL as a BigQuery job, and wait for its end without holding a worker.

    Each `{{ }}` in `sql` is a bound parameter, never pasted; `{{ name | ident }}` is a quoted name. The job's
    id is made from the run, task and try: after a crash the same job is taken up, never started twice. It
    carries the labels `seaway_project`, `seaway_workflow`, `seaway_run` and `seaway_task`, by which Google's
    billing export shows what a task cost. Cancelling the task cancels the job.

    Args:
        connection: the project that runs the job and pays for it
        sql: one or several statements
        sql_file: a file of the project with the statements; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the SQL; a list is an array, for `UNNEST($name)`
        into: a table for the rows of a query, such as `mart.revenue`
        if_exists: what to do with the rows that `into` has already
        fail_above: ask BigQuery first what the query would read, and do not run it if that is more, such as
            `100GB`
        max_bytes_billed: let BigQuery refuse the query if it would bill more
        dry_run: only ask what the query would read, and which columns it gives; nothing runs or costs
        labels: more labels for the job
        batch: run when BigQuery has room: later, and not counted against the limit on concurrent queries
        first: how many rows to give as the output `first_rows`
        poll: how often to look, at most; the first looks come sooner

    Raises:
        InvalidInputError: the SQL is wrong, with line and column; or it would read more than `fail_above` or
            bill more than `max_bytes_billed`: nothing was run
        NotFoundError: a table or dataset is not there
        PermissionDeniedError: the account may not run jobs or read a table
        AuthError: the key is wrong, deleted or expired
        RateLimitError: a quota is used up or too much is asked at once
        UnavailableError: BigQuery has trouble; a running job goes on and is asked for again
        ConflictError: somebody cancelled the job in BigQuery
        DataError: a row or file can't be read

    Example:
        finance_view:
          uses: bigquery.query
          with:
            connection: warehouse
            sql_file: sql/finance_view.sql
            fail_above: 100GB
    """
    text, bound = starting.statements(ctx, sql, sql_file, parameters)
    config = partial(starting.query_config, connection, bound=bound, labels=jobs.labels_of(ctx.run, labels))
    if dry_run or fail_above is not None:
        estimate = _estimate(connection, text, config(dry_run=True))
        if dry_run:
            return estimate
        _guard(ctx, estimate.bytes_processed, fail_above or 0)

    def start(client: Any, job_id: str) -> Any:
        chosen = config(into=into, if_exists=if_exists, max_bytes_billed=max_bytes_billed, is_batch=batch)
        return client.query(
            text, job_config=chosen, job_id=job_id, retry=None, job_retry=None, timeout=jobs.TIMEOUT_S
        )

    return jobs.begin(ctx, connection, start, _finish(connection, first, into), poll)


@query.on_poll
def _poll_query(
    ctx: Context, state: object, connection: BigQuery, first: int, into: str, poll: float
) -> QueryJob | Deferred:
    return jobs.poll(ctx, state, connection, _finish(connection, first, into), poll)


def _finish(connection: BigQuery, first: int, into: str) -> jobs.Finish[QueryJob]:
    return partial(results.finished_query, first=first, into=connection.table_id(into) if into else "")


def _estimate(connection: BigQuery, text: str, config: "bigquery.QueryJobConfig") -> QueryJob:
    with connection.open() as client:
        job = client.query(text, job_config=config, retry=None, job_retry=None, timeout=jobs.TIMEOUT_S)
        return QueryJob(
            statement=job.statement_type or "",
            columns=results.columns_of(job.schema or []),
            bytes_processed=int(job.total_bytes_processed or 0),
        )


def _guard(ctx: Context, bytes_processed: int, fail_above: int) -> None:
    if bytes_processed > fail_above:
        raise InvalidInputError(
            f"The query would read {bytes_processed:,} bytes, more than `fail_above` allows "
            f"({fail_above:,}). Nothing was run.",
            hint="Read less (name columns, filter by partition), or raise `fail_above`.",
        )
    ctx.log.info("The query will read %s bytes.", f"{bytes_processed:,}")


query.on_find(jobs.find)
query.on_cancel(jobs.cancel)

__all__ = ["copy_table", "export_to_gcs", "load_from_gcs", "query", "snapshot"]
