"""What only Snowflake has: statements as jobs with a query tag and a guard, its stages, and clones."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from seaway.errors import ConflictError
from seaway.integrations.snowflake import jobs, results
from seaway.integrations.snowflake.connection import Snowflake
from seaway.integrations.snowflake.copying import clone_text
from seaway.integrations.snowflake.dialect import SNOWFLAKE
from seaway.integrations.snowflake.moving import export_to_stage, load_from_stage
from seaway.integrations.snowflake.results import Kept, Ran
from seaway.integrations.snowflake.starting import bytes_assigned, guard
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.running import one_query, read_statements, working
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Size, Sql
from seaway.sdk.waiting import Deferred

__all__ = ["export_to_stage", "load_from_stage", "run", "snapshot"]


@blueprint("snowflake.run", title="Run a Snowflake job", category="SQL", extra="snowflake")
def run(
    ctx: Context,
    connection: Snowflake,
    sql: Annotated[str, Sql()] = "",
    *,
    sql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    warehouse: str = "",
    fail_above: Size | None = None,
    timeout: Duration | None = None,
    dry_run: bool = False,
    labels: Annotated[dict[str, str], Form(advanced=True)] = {},  # noqa: B006 - never changed
    first: int = 20,
    poll: Annotated[Duration, Form(advanced=True)] = 10.0,
) -> Ran | Deferred:
    """Run one long statement as a job, and wait for its end without holding a worker.

    Each `{{ }}` in `sql` is a bound parameter, never pasted; `{{ name | ident }}` is a quoted name. After a
    crash the same statement is taken up, never started twice: its query tag has a key of the run, task and
    try. The tag has the workflow, run and task too, by which Snowflake's history shows what a task cost.
    Cancelling the task cancels the statement.

    Args:
        connection: the account
        sql: one statement; a block of Snowflake Scripting is one too
        sql_file: a file of the project with the statement; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the SQL
        warehouse: what runs it, in place of the connection's
        fail_above: ask Snowflake first what the statement would read, and do not run it if that is more, such
            as `100GB`
        timeout: Snowflake cancels the statement when it takes longer
        dry_run: only ask what the statement would read; nothing runs or costs
        labels: more for the query tag
        first: how many rows to give as the output `first_rows`
        poll: how often to look, at most; the first looks come sooner

    Raises:
        InvalidInputError: the SQL is wrong, or it would read more than `fail_above`: nothing was run
        NotFoundError: a table is not there, or the role does not see it
        PermissionDeniedError: the role may not do this
        AuthError: the user, password, key or token is wrong
        ConflictError: it is there already
        RateLimitError: too many requests
        UnavailableError: Snowflake has trouble, or the statement was cancelled there or took too long
        DataError: a value does not fit

    Example:
        revenue:
          uses: snowflake.run
          with:
            connection: warehouse
            sql_file: sql/revenue.sql
            warehouse: HEAVY
            fail_above: 100GB
    """
    statement = one_query(read_statements(ctx, SNOWFLAKE, sql, sql_file, parameters))
    if dry_run or fail_above is not None:
        assigned = bytes_assigned(connection, statement)
        if dry_run:
            return Ran(bytes_assigned=assigned)
        guard(ctx, assigned, fail_above or 0)
    limits = jobs.Limits(warehouse=warehouse, timeout_s=timeout)
    finish = partial(results.finished_run, first=first)
    return jobs.begin(ctx, connection, statement, finish, poll, labels=labels, limits=limits)


@run.on_poll
def _poll_run(ctx: Context, state: object, connection: Snowflake, first: int, poll: float) -> Ran | Deferred:
    return jobs.poll(ctx, state, connection, partial(results.finished_run, first=first), poll)


run.on_find(jobs.find)
run.on_cancel(jobs.cancel)


@blueprint("snowflake.snapshot", title="Snapshot a Snowflake table", category="SQL", extra="snowflake")
def snapshot(
    ctx: Context,
    connection: Snowflake,
    table: Annotated[str, Form(picker="table")],
    into: str,
    *,
    at: datetime | None = None,
    if_exists: Literal["fail", "replace", "skip"] = "fail",
) -> Kept:
    """Keep a table as it is now by CLONE; only what changes afterwards takes room.

    Args:
        connection: the account
        table: what to keep, such as `mart.revenue`
        into: the name of the clone, such as `mart.revenue_before`
        at: as it was at this moment, as far back as Time Travel goes
        if_exists: what to do with a table of that name: `replace` it in one step, leave it (`skip`) or `fail`

    Raises:
        NotFoundError: the table is not there
        ConflictError: there is a table of that name, and `if_exists` is `fail`
        InvalidInputError: a name is none, or Time Travel does not go back that far
        PermissionDeniedError: the role may not read the one or make the other
        AuthError: the user, password, key or token is wrong
        UnavailableError: no connection, or a timeout; retried

    Example:
        keep:
          uses: snowflake.snapshot
          with: {connection: warehouse, table: mart.revenue, into: mart.revenue_before, if_exists: replace}
    """
    target = to_table(into)
    with working(connection, is_atomic=False) as work:
        with work.telling():
            exists = bool(work.session.columns(target))
        if exists and if_exists == "fail":
            raise ConflictError(
                f"There is a table `{into}` already.",
                hint="Set `if_exists` to `replace` or `skip`, or use another name.",
            )
        if exists and if_exists == "skip":
            return Kept(table=into, created=False)
        work.do(clone_text(to_table(table), target, replace=exists, at=at))
    ctx.report_asset(f"{connection.name}/{into}")
    return Kept(table=into)
