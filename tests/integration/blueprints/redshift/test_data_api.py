"""Redshift's Data API: `redshift.run`, `load_from_s3` and `export_to_s3` as outside jobs."""

import json

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.outside import MOST_MISSES
from seaway.integrations.redshift.blueprints import run
from seaway.integrations.redshift.connection import Redshift
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.redshift.conftest import HELD, Contexts, Warehouse, begun, ended
from tests.integration.blueprints.sql.databases import NASTY
from tests.servers import aws_model
from tests.servers.contract import FAULTS, Fault, meets_all_answers
from tests.servers.redshift_data import KEY, DataApiServer

# --- SQL ----------------------------------------------------------------------------------------------------


def test_rows_come_back_and_text_is_bound(ctx: Contexts, server: DataApiServer) -> None:
    sql = "SELECT {{ inputs.n }} AS n, {{ inputs.text }} AS v, {{ '' }} AS e, 2.50 AS d, NULL AS x, true AS b"
    found = ended(ctx(), {"connection": "db", "sql": sql})
    row = {"n": 5, "v": NASTY, "e": "", "d": "2.50", "x": None, "b": True}
    assert (found["rows"], found["first_rows"], found["duration_s"]) == (1, [row], 1.5)
    assert [each["name"] for each in found["columns"]] == ["n", "v", "e", "d", "x", "b"]
    sent = server.asked[0].json
    assert sent["Sqls"][-1].startswith("SELECT 5 AS n, :seaway_1 AS v, '' AS e")
    assert sent["Parameters"] == [{"name": "seaway_1", "value": NASTY}]


def test_many_rows_come_in_pages_and_the_first_are_kept(ctx: Contexts, server: DataApiServer) -> None:
    server.page = 3
    sql = "SELECT n FROM generate_series(1, 20) AS s(n) ORDER BY n"
    found = ended(ctx(), {"connection": "db", "sql": sql, "first": 5})
    assert (found["rows"], [row["n"] for row in found["first_rows"]]) == (20, [1, 2, 3, 4, 5])
    assert server.targets().count("GetStatementResult") == 2


def test_several_statements_are_one_transaction(ctx: Contexts, warehouse: Warehouse) -> None:
    sql = "INSERT INTO orders VALUES (1, 1); INSERT INTO orders SELECT order_id + 1, 2 FROM orders"
    assert ended(ctx(), {"connection": "db", "sql": sql})["rows"] == 1
    bad = "INSERT INTO orders VALUES (9, 9); SELECT nope FROM orders"
    with pytest.raises(
        InvalidInputError, match=r'column "nope" does not exist \(line 1, column 8\)'
    ) as caught:
        ended(ctx("run-1/view/0/2"), {"connection": "db", "sql": bad})
    assert "SELECT nope FROM orders\n       ^" in caught.value.message
    assert warehouse.db.rows("SELECT count(*) FROM orders") == [[2]]
    with pytest.raises(InvalidInputError):
        ended(ctx("run-1/view/0/3"), {"connection": "db", "sql": bad, "transaction": False})
    assert warehouse.db.rows("SELECT count(*) FROM orders") == [[3]]
    with pytest.raises(InvalidInputError, match="BEGIN of its own"):
        ended(ctx("run-1/view/0/4"), {"connection": "db", "sql": "BEGIN; SELECT 1"})


def test_settings_and_guards_are_of_the_same_session(ctx: Contexts, server: DataApiServer) -> None:
    sql = "SHOW statement_timeout"
    found = ended(ctx(), {"connection": "db", "sql": sql, "timeout": "5m", "query_group": "cost centre 'A'"})
    assert found["first_rows"] == [{"statement_timeout": "5min"}]
    assert "SET query_group TO 'cost centre ''A'''" in server.asked[0].json["Sqls"]
    assert server.asked[0].json["StatementName"].endswith(" daily/run-1/view")


def test_a_lone_statement_of_a_connection_without_settings_is_no_batch(
    ctx: Contexts, server: DataApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Redshift, "settings", lambda _self: {})
    assert ended(ctx(), {"connection": "db", "sql": "SELECT 1 AS one"})["first_rows"] == [{"one": 1}]
    assert server.targets() == ["ExecuteStatement", "GetStatementResult"]
    with pytest.raises(InvalidInputError, match="syntax error"):
        ended(ctx("run-1/view/0/2"), {"connection": "db", "sql": "SELEC 1"})


def test_more_statements_than_amazon_takes_are_refused(ctx: Contexts, server: DataApiServer) -> None:
    with pytest.raises(InvalidInputError, match=r"42 statements .* takes 40"):
        ended(ctx(), {"connection": "db", "sql": "SELECT 1;" * 40})
    assert server.asked == []


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        ("SELECT * FROM nowhere", NotFoundError, "nowhere"),
        ("SELEC 1", InvalidInputError, "syntax error"),
        ("CREATE TABLE orders (n INT)", ConflictError, "already exists"),
        ("SELECT 1 / 0", DataError, "division by zero"),
        ("SELECT CAST('x' AS INT)", DataError, "invalid input syntax"),
        ("SELECT * FROM pg_authid", PermissionDeniedError, "permission denied"),
        ("SELECT pg_sleep(5)", UnavailableError, "statement timeout"),
    ],
)
def test_a_statement_that_fails_says_why(ctx: Contexts, sql: str, kind: type[TaskError], said: str) -> None:
    if kind is PermissionDeniedError:
        sql = "SET ROLE pg_monitor; SELECT * FROM pg_authid"
    with pytest.raises(kind, match=said) as caught:
        ended(ctx(), {"connection": "db", "sql": sql, "timeout": "200ms"})
    assert type(caught.value) is kind
    assert caught.value.hint
    assert caught.value.message.startswith("Redshift statement ")


# --- the life of a job --------------------------------------------------------------------------------------


def test_a_statement_that_runs_is_waited_for_without_a_worker(ctx: Contexts, server: DataApiServer) -> None:
    server.held = "three"
    waiting = begun(ctx(), HELD)
    later = run.poll(ctx(), HELD, waiting.state)
    assert isinstance(later, Deferred)
    assert later.reason.endswith(" is started")
    again = run.poll(ctx(), HELD, later.state)
    assert isinstance(again, Deferred)
    assert (later.poll_after_s, again.poll_after_s) == (1.0, 2.0)
    server.held = ""
    found = run.poll(ctx(), HELD, again.state)
    assert isinstance(found, dict)
    assert found["first_rows"] == [{"three": 3}]


def test_after_a_crash_the_statement_is_found_by_its_try(ctx: Contexts, server: DataApiServer) -> None:
    assert run.find(ctx(), HELD) is None
    server.held = "three"
    first = begun(ctx(), HELD)
    for number in range(5):  # others since, on more than one page
        begun(ctx(f"run-2/view/0/{number}"), HELD)
    server.page = 2
    found = run.find(ctx(), HELD)
    assert isinstance(found, Deferred)
    assert found.state == first.state
    assert run.find(ctx("run-1/view/0/2"), HELD) is None


def test_a_statement_that_is_not_listed_yet_is_not_begun_twice(ctx: Contexts, server: DataApiServer) -> None:
    """The second line: the same ClientToken gives the same statement."""
    assert begun(ctx(), HELD).state == begun(ctx(), HELD).state
    assert len(server.orders) == 1


def test_an_answer_that_is_lost_begins_nothing_twice(ctx: Contexts, server: DataApiServer) -> None:
    server.loses = 3
    waiting = begun(ctx(), HELD)
    assert len(server.orders) == 1
    assert server.loses == 0
    assert isinstance(run.poll(ctx(), HELD, waiting.state), dict)


def test_cancelling_the_task_cancels_the_statement(ctx: Contexts, server: DataApiServer) -> None:
    server.held = "three"
    waiting = begun(ctx(), HELD)
    run.cancel(ctx(), HELD, waiting.state)
    assert [each.status for each in server.orders.values()] == ["ABORTED"]
    with pytest.raises(ConflictError, match="was cancelled there"):
        run.poll(ctx(), HELD, waiting.state)
    run.cancel(ctx(), HELD, waiting.state)  # it is over: 400
    run.cancel(ctx(), HELD, {"statement": "01b2c3d4-0000-4000-8000-000000000000"})


def test_trouble_while_it_runs_does_not_lose_it(ctx: Contexts, server: DataApiServer) -> None:
    server.held = "three"
    waiting = begun(ctx(), HELD)
    trouble = {fault.name: fault for fault in FAULTS}
    for name in ("too often", "broken", "connection reset", "cut short"):
        with server.failing(trouble[name]):
            later = run.poll(ctx(), HELD, waiting.state)
        assert isinstance(later, Deferred), name
        assert "asks again" in later.reason
    assert isinstance(waiting.state, dict)
    with server.failing(trouble["down"]), pytest.raises(UnavailableError):
        run.poll(ctx(), HELD, {**waiting.state, "misses": MOST_MISSES})
    server.held = ""
    assert isinstance(run.poll(ctx(), HELD, waiting.state), dict)
    assert len(server.orders) == 1


def test_an_id_that_is_forgotten_is_not_found(ctx: Contexts) -> None:
    with pytest.raises(NotFoundError, match="does not exist"):
        run.poll(ctx(), HELD, {"statement": "01b2c3d4-0000-4000-8000-000000000000"})


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ValidationException", 400, InvalidInputError),
        ("ThrottlingException", 400, RateLimitError),
        ("ActiveStatementsExceededException", 400, RateLimitError),
        ("ActiveSessionsExceededException", 400, RateLimitError),
        ("ExpiredTokenException", 400, AuthError),
        ("ExecuteStatementException", 500, UnavailableError),
        ("BatchExecuteStatementException", 500, UnavailableError),
    ],
)
def test_each_error_of_amazons_has_its_class(
    ctx: Contexts, server: DataApiServer, code: str, status: int, kind: type[TaskError]
) -> None:
    content = json.dumps(aws_model.error(code, "Not now.", StatementId="1")).encode()
    with (
        server.failing(Fault(name=code, expected=kind, status=status, content=content)),
        pytest.raises(kind, match=rf"the cluster sales: Not now \({code}\)") as caught,
    ):
        begun(ctx(), HELD)
    assert type(caught.value) is kind
    assert caught.value.hint


def test_it_meets_all_answers(ctx: Contexts, server: DataApiServer, caplog: pytest.LogCaptureFixture) -> None:
    def call() -> None:
        run.begin(ctx(connect_timeout_s=1), HELD)

    meets_all_answers(call, server, secrets=[KEY], caplog=caplog)


def test_an_answer_without_what_was_asked_is_no_data(ctx: Contexts, server: DataApiServer) -> None:
    waiting = begun(ctx(), HELD)
    with server.failing(Fault(name="empty", expected=DataError, content=b"{}")), pytest.raises(DataError):
        run.poll(ctx(), HELD, waiting.state)
