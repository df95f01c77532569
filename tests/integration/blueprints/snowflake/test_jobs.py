"""`snowflake.run` as an outside job, and clones, with Snowflake's client against the emulator."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError, TaskError, UnavailableError
from seaway.integrations.snowflake.blueprints import run, snapshot
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.sql.databases import NASTY, Database
from tests.servers.contract import Fault
from tests.servers.snowflake import SnowflakeServer
from tests.support.contexts import a_context

Contexts = Callable[..., Context]
SLEEP = {"connection": "db", "sql": "SELECT 3 AS three"}


@pytest.fixture
def ctx(db: Database, tmp_path: Path) -> Contexts:
    """A context of the try `key`."""

    def make(key: str = "run-1/view/0/1") -> Context:
        context = a_context(
            tmp_path,
            connections={"db": {"type": "snowflake", **db.fields}},
            names=db.names,
            reporter=db.notebook,
        )
        run_id, task_key, *_ = key.split("/")
        context.run = RunInfo(workflow="daily", run_id=run_id, task_key=task_key, job_key=key)
        return context

    return make


def ended(ctx: Context, **inputs: object) -> dict[str, Any]:
    found = run.begin(ctx, {"connection": "db", **inputs})
    assert isinstance(found, dict), found
    return found


def waits(ctx: Context) -> Deferred:
    found = run.begin(ctx, SLEEP)
    assert isinstance(found, Deferred)
    return found


def test_rows_and_changes_come_back_and_values_are_bound(ctx: Contexts, db: Database) -> None:
    found = ended(ctx(), sql="SELECT {{ inputs.n }} AS n, {{ inputs.text }} AS v")
    assert (found["rows"], found["first_rows"]) == (1, [{"n": 5, "v": NASTY}])
    assert [column["type"] for column in found["columns"]] == ["number", "varchar"]
    db.query("CREATE TABLE t (a INT)")
    assert ended(ctx("run-1/fill/0/1"), sql="INSERT INTO t VALUES (1), (2)")["rows"] == 2


def test_a_statement_that_runs_is_waited_for_and_then_gives_its_rows(
    ctx: Contexts, server: SnowflakeServer
) -> None:
    server.held = "three"
    waiting = waits(ctx())
    assert (waiting.poll_after_s, waiting.reason.endswith("is running")) == (1.0, True)
    later = run.poll(ctx(), SLEEP, waiting.state)
    assert isinstance(later, Deferred)
    assert later.poll_after_s == 2.0
    server.held = ""
    found = run.poll(ctx(), SLEEP, later.state)
    assert isinstance(found, dict)
    assert found["first_rows"] == [{"three": 3}]
    assert len(server.jobs) == 1


def test_a_statement_is_found_again_by_its_try_alone(ctx: Contexts, server: SnowflakeServer) -> None:
    assert run.find(ctx(), SLEEP) is None
    server.held = "three"
    begun = waits(ctx())
    found = run.find(ctx(), SLEEP)
    assert isinstance(found, Deferred)
    assert isinstance(found.state, dict)
    assert isinstance(begun.state, dict)
    assert found.state["query"] == begun.state["query"]
    assert run.find(ctx("run-1/view/0/2"), SLEEP) is None


def test_cancelling_the_task_cancels_the_statement(ctx: Contexts, server: SnowflakeServer) -> None:
    server.held = "three"
    waiting = waits(ctx())
    run.cancel(ctx(), SLEEP, waiting.state)
    with pytest.raises(UnavailableError, match="SQL execution canceled"):
        run.poll(ctx(), SLEEP, waiting.state)


def test_the_tag_says_whose_statement_it_is(ctx: Contexts, server: SnowflakeServer) -> None:
    ended(ctx(), sql="SELECT 1", labels={"team": "Finance"}, warehouse="HEAVY", timeout="5m")
    login = server.logins[-1]["SESSION_PARAMETERS"]
    tag = json.loads(login["QUERY_TAG"])
    assert (tag["team"], tag["seaway_workflow"], tag["seaway_run"]) == ("Finance", "daily", "run-1")
    assert login["STATEMENT_TIMEOUT_IN_SECONDS"] == 300
    with pytest.raises(InvalidInputError, match="query tag of"):
        ended(ctx(), sql="SELECT 1", labels={"note": "x" * 2000})


def test_trouble_while_it_runs_does_not_lose_it(ctx: Contexts, server: SnowflakeServer) -> None:
    server.held = "three"
    waiting = waits(ctx())
    with server.failing(Fault(name="broken", expected=UnavailableError, status=400, only="login-request")):
        later = run.poll(ctx(), SLEEP, waiting.state)
    assert isinstance(later, Deferred)
    assert "asks again" in later.reason
    server.held = ""
    assert isinstance(run.poll(ctx(), SLEEP, later.state), dict)


def test_an_id_that_snowflake_does_not_know_ends_the_waiting(ctx: Contexts) -> None:
    state = {"query": "01b2c3d4-0000-4000-8000-000000000000", "looks": 3}
    assert isinstance(run.poll(ctx(), SLEEP, state), Deferred)
    with pytest.raises(NotFoundError, match="knows no query"):
        run.poll(ctx(), SLEEP, {**state, "looks": 30})


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (("002003", "42S02", "Object 'NOPE' does not exist"), NotFoundError),
        (("100038", "22018", "Numeric value 'x' is not recognized"), DataError),
        (("000630", "57014", "Statement reached its timeout"), UnavailableError),
        (("001003", "42000", "syntax error line 1 at position 0"), InvalidInputError),
    ],
)
def test_a_statement_that_fails_says_why(
    ctx: Contexts, server: SnowflakeServer, answer: tuple[str, str, str], kind: type[TaskError]
) -> None:
    server.refusals["three"] = answer
    with pytest.raises(kind, match=answer[2]) as caught:
        run.begin(ctx(), SLEEP)
    assert caught.value.hint
    assert caught.value.message.startswith("Snowflake query ")


# --- what it may cost ---------------------------------------------------------------------------------------


def test_what_would_read_too_much_never_starts(ctx: Contexts, server: SnowflakeServer) -> None:
    server.bytes_assigned = 2_000_000
    assert ended(ctx(), sql="SELECT {{ inputs.n }}", dry_run=True)["bytes_assigned"] == 2_000_000
    with pytest.raises(InvalidInputError, match=r"2,000,000 bytes.*\(1,000,000\).*Nothing was run"):
        ended(ctx(), sql="SELECT 1", fail_above="1MB")
    assert server.jobs == {}
    assert ended(ctx(), sql="SELECT 1 AS one", fail_above="2MB")["first_rows"] == [{"one": 1}]


def test_one_statement_is_one_job(ctx: Contexts, server: SnowflakeServer) -> None:
    with pytest.raises(InvalidInputError, match="2 statements"):
        ended(ctx(), sql="SELECT 1; SELECT 2")
    assert server.jobs == {}


# --- clones -------------------------------------------------------------------------------------------------


def test_a_snapshot_stays_as_it_was(ctx: Contexts, db: Database, server: SnowflakeServer) -> None:
    db.query("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)", transaction=False)
    given = {"connection": "db", "table": "t", "into": "t_before"}
    assert snapshot.call(ctx(), given) == {"table": "t_before", "created": True}
    db.query("INSERT INTO t VALUES (2)")
    assert db.rows("SELECT a FROM t_before") == [[1]]
    with pytest.raises(TaskError, match="table `t_before` already"):
        snapshot.call(ctx(), given)
    assert snapshot.call(ctx(), {**given, "if_exists": "skip"}) == {"table": "t_before", "created": False}
    with pytest.raises(TaskError):  # the emulator replaces no table by a clone
        snapshot.call(ctx(), {**given, "if_exists": "replace"})
    assert server.statements[-1] == 'CREATE OR REPLACE TABLE "T_BEFORE" CLONE "T"'
    with pytest.raises(NotFoundError):
        snapshot.call(ctx(), {**given, "table": "nowhere", "into": "other"})


def test_a_snapshot_of_another_time_asks_time_travel(
    ctx: Contexts, db: Database, server: SnowflakeServer
) -> None:
    server.refusals["CLONE"] = ("000707", "02000", "Time travel data is not available for table T.")
    given = {"connection": "db", "table": "t", "into": "old", "at": "2026-01-31T12:00:00+00:00"}
    with pytest.raises(TaskError, match="Time travel data is not available"):
        snapshot.call(ctx(), given)
    moment = "AT (TIMESTAMP => '2026-01-31T12:00:00+00:00'::TIMESTAMP_TZ)"
    assert server.statements[-1] == f'CREATE TABLE "OLD" CLONE "T" {moment}'
