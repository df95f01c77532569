"""Snowflake's statements as outside jobs: begun once for a try, taken up after a crash, cancelled with it.

Each runs alone in a session whose query tag has a key made of the try, by which Snowflake's history finds it
again: https://docs.snowflake.com/en/sql-reference/functions/query_history"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

from seaway.errors import InvalidInputError, NotFoundError, RateLimitError, UnavailableError
from seaway.integrations.outside import missed, still_runs
from seaway.integrations.snowflake.connection import Snowflake
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import Statement
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from seaway.integrations.snowflake.session import DetachedSession

R = TypeVar("R")
Finish = Callable[[Context, str, Any], R]
"""Makes the result of a statement that is done, from its id and the cursor with its rows."""
_LONGEST_TAG = 2000
_MAX_UNKNOWN = 20
_FAILED = "Snowflake query "
_HISTORY = """
    SELECT query_id FROM TABLE({place}INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(RESULT_LIMIT => 10000))
    WHERE query_tag LIKE ? ORDER BY start_time LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a statement may take. `warehouse` empty and `timeout_s` None are the connection's."""

    warehouse: str = ""
    timeout_s: float | None = None


def begin(
    ctx: Context,
    connection: Snowflake,
    statement: Statement,
    finish: Finish[R],
    poll_s: float,
    *,
    labels: Mapping[str, str],
    limits: Limits,
) -> R | Deferred:
    """Start the statement of this try, and look at it once."""
    arguments = _arguments(connection, tag_of(ctx.run, labels), limits)
    with _session(connection, arguments) as session:
        Work(session, is_atomic=False).run(statement)
        ctx.log.info("Snowflake query %s began.", session.query_id)
        return _looked(ctx, session, {"query": session.query_id}, finish, poll_s)


def find(ctx: Context, connection: Snowflake) -> Deferred | None:
    """The statement that an earlier attempt of this try began."""
    if not ctx.run.job_key:
        return None
    place = f"{connection.database}." if connection.database else ""
    with connection.session() as session:
        work = Work(session)
        with work.telling():
            found = session.execute(_HISTORY.format(place=place), [f'%"seaway_job":"{key_of(ctx.run)}"%'])
            row = next((rows[0] for rows in found.rows(1) if rows), None)
    if row is None:
        return None
    ctx.log.info("Found the Snowflake query %s.", row[0])
    return Deferred(state={"query": row[0]}, poll_after_s=0, reason=f"takes up query {row[0]}")


def poll(
    ctx: Context, state: object, connection: Snowflake, finish: Finish[R], poll_s: float
) -> R | Deferred:
    """Look at the statement. That Snowflake can't be asked for a while does not end one that runs."""
    known = cast("dict[str, Any]", state)
    try:
        with _session(connection, connection.arguments()) as session:
            return _looked(ctx, session, known, finish, poll_s)
    except (UnavailableError, RateLimitError) as error:
        if error.message.startswith(_FAILED):
            raise
        return missed(ctx, error, known, poll_s)


def cancel(ctx: Context, state: object, connection: Snowflake) -> None:
    """Ask Snowflake to end the statement; that it is over is as good."""
    query_id = cast("dict[str, Any]", state)["query"]
    with connection.session() as session:
        session.ask(f"SELECT SYSTEM$CANCEL_QUERY({session.literal(query_id)})")
    ctx.log.info("Asked Snowflake to cancel the query %s.", query_id)


def key_of(run: RunInfo) -> str:
    """What no two tries share."""
    return hashlib.sha256(run.job_key.encode()).hexdigest()[:32] if run.job_key else uuid4().hex


def tag_of(run: RunInfo, labels: Mapping[str, str]) -> str:
    """The query tag: JSON, by which Snowflake's history says what a workflow cost.

    Raises:
        InvalidInputError: it is longer than Snowflake takes.
    """
    own = {
        "seaway_job": key_of(run),
        "seaway_project": run.project,
        "seaway_workflow": run.workflow,
        "seaway_run": run.run_id,
        "seaway_task": run.task_key,
    }
    tag = json.dumps({**labels, **{key: value for key, value in own.items() if value}}, separators=(",", ":"))
    if len(tag) > _LONGEST_TAG:
        raise InvalidInputError(
            f"The labels make a query tag of {len(tag)} characters; Snowflake takes {_LONGEST_TAG}.",
            hint="Give fewer or shorter `labels`.",
        )
    return tag


def _looked(
    ctx: Context,
    session: "DetachedSession",
    known: Mapping[str, Any],
    finish: Finish[R],
    poll_s: float,
) -> R | Deferred:
    query_id = known["query"]
    with Work(session).telling():
        status = session.status_of(query_id)
    if status == "NO_DATA" and int(known.get("looks", 0)) > _MAX_UNKNOWN:
        raise NotFoundError(
            f"Snowflake knows no query {query_id}.",
            hint="It forgets them after two weeks; run the task again.",
        )
    if session.runs(status):
        return still_runs(known, poll_s, f"Snowflake query {query_id} is {status.lower().replace('_', ' ')}")
    if fault := session.failure_of(query_id):
        raise fault.kind(f"{_FAILED}{query_id}: {fault.message}", hint=fault.hint)
    with Work(session).telling():
        return finish(ctx, query_id, session.results_of(query_id))


def _arguments(connection: Snowflake, tag: str, limits: Limits) -> dict[str, Any]:
    arguments = connection.arguments()
    arguments["session_parameters"]["QUERY_TAG"] = tag
    if limits.timeout_s is not None:
        arguments["session_parameters"]["STATEMENT_TIMEOUT_IN_SECONDS"] = max(round(limits.timeout_s), 1)
    return {**arguments, "warehouse": limits.warehouse} if limits.warehouse else arguments


@contextmanager
def _session(connection: Snowflake, arguments: Mapping[str, Any]) -> "Iterator[DetachedSession]":
    from seaway.integrations.http.guard import guarded_sockets
    from seaway.integrations.snowflake.session import DetachedSession, opened

    with guarded_sockets(), opened(arguments, connection.label, DetachedSession) as session:
        yield session
