"""What only Redshift has: statements as jobs, its own way from and to S3, and copies of a table with its
keys."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from seaway.errors import ConflictError, InvalidInputError, NotFoundError
from seaway.integrations.redshift import jobs
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.dialect import REDSHIFT
from seaway.integrations.redshift.moving import export_to_s3, load_from_s3
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.protocol import Column
from seaway.integrations.sql.results import as_dicts
from seaway.integrations.sql.running import read_statements, refuse_own_transaction, working
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Sql
from seaway.sdk.waiting import Deferred

__all__ = ["export_to_s3", "load_from_s3", "run", "snapshot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """Of the last statement: `rows` were given by it, or changed. `duration_s` is that of all of them, as
    Redshift counts it."""

    statement_id: str
    rows: int = 0
    columns: list[Column] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`created` is false where there was a table of that name, and it was left as it is."""

    table: str
    rows: int = 0
    created: bool = True


@blueprint("redshift.run", title="Run a Redshift job", category="SQL", extra="redshift")
def run(
    ctx: Context,
    connection: Redshift,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    transaction: bool = True,
    timeout: Duration | None = None,
    query_group: Annotated[str, Form(advanced=True)] = "",
    first: Annotated[int, Field(ge=0, le=1000)] = 20,  # noqa: ARG001 - read when it is over
    poll: Annotated[Duration, Form(advanced=True)] = 10.0,  # noqa: ARG001 - read at each look
) -> Ran | Deferred:
    """Run long SQL through the Data API, and wait for its end without holding a worker.

    The text of each `{{ }}` in `sql` is a bound parameter, never pasted; numbers, dates and empty text are
    written as literals. After a crash the same statements are taken up, never started twice: their name has a
    key of the run, task and try, which is the token that Amazon goes by too. Cancelling the task
    cancels them.

    Args:
        connection: the warehouse; it needs `data_api`
        sql: up to 40 statements, one after the other in one session
        sql_file: a file of the project with the SQL; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the SQL
        transaction: all statements take effect together, or none; without it each is whole by itself, as
            VACUUM and some ALTER TABLE want it
        timeout: Redshift cancels each statement that takes longer; it guards cost where time is what is paid
        query_group: the queue it goes to, and what Redshift's history shows (`SYS_QUERY_HISTORY`), such as a
            cost centre
        first: how many rows of the last statement to give as the output `first_rows`
        poll: how often to look, at most; the first looks come sooner

    Raises:
        InvalidInputError: the SQL is wrong, or the connection has no `data_api`
        NotFoundError: a table, cluster, workgroup or secret is not there
        PermissionDeniedError: the key may not use the Data API, or the user not do this
        AuthError: Amazon's key or the database's secret is wrong
        ConflictError: it is there already, or somebody cancelled the statement
        RateLimitError: too many calls, or 500 statements run already
        UnavailableError: Amazon has trouble, or the statement took longer than `timeout`
        DataError: a value does not fit, or an answer that is not Amazon's

    Example:
        revenue:
          uses: redshift.run
          with:
            connection: warehouse
            sql_file: sql/revenue.sql
            timeout: 30m
            query_group: finance
    """
    if not connection.data_api:
        raise InvalidInputError(
            f"The connection `{connection.name}` does not use the Data API.",
            hint="Set its `data_api` and `cluster` or `workgroup`; or use `redshift.query`,"
            " which holds a session.",
        )
    statements = read_statements(ctx, REDSHIFT, sql, sql_file, parameters)
    if transaction:
        refuse_own_transaction(statements)
    settings = connection.settings()
    if timeout is not None:
        settings["statement_timeout"] = str(max(round(timeout * 1000), 1))
    if query_group:
        settings["query_group"] = query_group
    return jobs.begin(ctx, connection, statements, is_atomic=transaction, settings=settings)


@run.on_poll
def _poll_run(ctx: Context, state: object, connection: Redshift, first: int, poll: float) -> Ran | Deferred:
    plan = jobs.Plan(first=first)
    return jobs.poll(ctx, state, connection, plan, _ran, poll)


run.on_find(jobs.find)
run.on_cancel(jobs.cancel)


def _ran(ctx: Context, ended: jobs.Ended) -> Ran:
    jobs.succeeded(ended)
    page, rows = ended.page, max(ended.last.rows, 0)
    ctx.log.info(
        "Redshift statement %s is done after %.1f s: %s rows.",
        ended.whole.id,
        ended.whole.duration_s,
        f"{rows:,}",
    )
    columns = page.columns if page else []
    return Ran(
        statement_id=ended.whole.id,
        rows=rows,
        columns=columns,
        first_rows=list(as_dicts([each.name for each in columns], page.rows if page else [])),
        duration_s=ended.whole.duration_s,
    )


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
        RateLimitError: Amazon is asked too often
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
