"""`bigquery.query` as an outside job, with Google's client against the emulator."""

from collections.abc import Mapping

import pytest

from seaway.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    UnavailableError,
)
from seaway.integrations.bigquery.blueprints import query
from seaway.integrations.bigquery.connection import BigQuery
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bigquery.conftest import Contexts
from tests.servers.bigquery import BigQueryServer
from tests.support.contexts import Notebook, write

PAYMENTS = (
    "CREATE OR REPLACE TABLE mart.payments AS SELECT 1 AS id, 'a' AS code, NUMERIC '1.125' AS amount "
    "UNION ALL SELECT 2, 'b', NUMERIC '2.375'"
)


def ask(ctx: Contexts, sql: str, *, key: str = "run-1/view/0/1", **inputs: object) -> Mapping[str, object]:
    """The outputs of a query that ends at once; `names` are those of its expressions."""
    names = inputs.pop("names", {})
    assert isinstance(names, dict)
    found = query.begin(ctx(key, **names), {"connection": "warehouse", "sql": sql, **inputs})
    assert not isinstance(found, Deferred)
    return found


def wait_in(ctx: Contexts, sql: str = "SELECT 1 AS one") -> Deferred:
    found = query.begin(ctx(), {"connection": "warehouse", "sql": sql})
    assert isinstance(found, Deferred)
    return found


@pytest.fixture
def payments(ctx: Contexts) -> None:
    ask(ctx, PAYMENTS, key="run-0/setup/0/1")


def test_rows_columns_and_what_it_read_come_back(ctx: Contexts, payments: None) -> None:
    found = ask(ctx, "SELECT id, amount, DATE '2026-01-31' AS day FROM payments ORDER BY id")
    assert found["rows"] == 2
    assert found["first_rows"] == [
        {"id": 1, "amount": "1.125", "day": "2026-01-31"},
        {"id": 2, "amount": "2.375", "day": "2026-01-31"},
    ]
    assert [column["name"] for column in found["columns"]] == ["id", "amount", "day"]  # type: ignore[attr-defined]
    assert found["statement"] == "SELECT"


def test_values_are_bound_and_names_are_quoted(ctx: Contexts, payments: None) -> None:
    hostile = "b' OR '1'='1"
    sql = "SELECT id FROM {{ table | ident }} WHERE code IN ({{ code }}, {{ other }}) AND id >= {{ least }}"
    names = {"table": "payments", "code": "b", "other": hostile, "least": 1}
    assert ask(ctx, sql, names=names)["first_rows"] == [{"id": 2}]


def test_a_view_takes_its_values_as_literals(ctx: Contexts, payments: None) -> None:
    names = {"code": "it's \\ b"}
    ask(ctx, "CREATE OR REPLACE VIEW mart.v AS SELECT {{ code }} AS code", names=names)
    assert ask(ctx, "SELECT code FROM mart.v", key="run-1/look/0/1")["first_rows"] == [names]


def test_a_file_takes_parameters_by_name_lists_too(ctx: Contexts, payments: None) -> None:
    context = ctx()
    write(context.code, {"sql/q.sql": "SELECT id FROM payments WHERE id IN UNNEST($ids) AND code = $code"})
    inputs = {"connection": "warehouse", "sql_file": "sql/q.sql", "parameters": {"ids": [1, 2], "code": "b"}}
    found = query.begin(context, inputs)
    assert isinstance(found, dict)
    assert found["first_rows"] == [{"id": 2}]


def test_statements_run_one_after_the_other_and_written_tables_are_reported(
    ctx: Contexts, notebook: Notebook
) -> None:
    ask(ctx, "CREATE OR REPLACE TABLE mart.t (id INT64)")
    found = ask(ctx, "INSERT INTO mart.t (id) VALUES (1), (2)", key="run-1/fill/0/1")
    assert (found["statement"], found["rows"]) == ("INSERT", 2)
    assert "warehouse/mart.t" in [asset.name for asset in notebook.assets]


def test_the_job_carries_labels_of_the_run_and_those_that_were_given(
    ctx: Contexts, server: BigQueryServer
) -> None:
    ask(ctx, "SELECT 1", labels={"team": "Finance & Co"})
    (job,) = server.jobs.values()
    assert job.labels == {
        "seaway_project": "default",
        "seaway_workflow": "daily_finance",
        "seaway_run": "run-1",
        "seaway_task": "view",
        "team": "finance___co",
    }


# --- as an outside job --------------------------------------------------------------------------------------


def test_a_job_that_runs_is_waited_for_and_then_gives_its_rows(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    waiting = wait_in(ctx)
    assert waiting.poll_after_s == 1.0
    assert "is running" in waiting.reason
    later = query.poll(ctx(), {"connection": "warehouse", "sql": "SELECT 1 AS one"}, waiting.state)
    assert isinstance(later, Deferred)
    assert later.poll_after_s == 2.0
    server.may_end.set()
    found = query.poll(ctx(), {"connection": "warehouse", "sql": "SELECT 1 AS one"}, later.state)
    assert isinstance(found, dict)
    assert found["first_rows"] == [{"one": 1}]


def test_beginning_twice_for_one_try_starts_one_job(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    first, second = wait_in(ctx), wait_in(ctx)
    assert first.state == second.state
    assert len(server.jobs) == 1


def test_another_try_is_another_job(ctx: Contexts, server: BigQueryServer) -> None:
    ask(ctx, "SELECT 1", key="run-1/view/0/1")
    ask(ctx, "SELECT 1", key="run-1/view/0/2")
    ask(ctx, "SELECT 1", key="run-1/view_0/1")
    assert len(server.jobs) == 3


def test_a_job_is_found_again_by_its_try(ctx: Contexts, server: BigQueryServer) -> None:
    inputs = {"connection": "warehouse", "sql": "SELECT 1 AS one"}
    assert query.find(ctx(), inputs) is None
    server.may_end.clear()
    begun = wait_in(ctx)
    found = query.find(ctx(), inputs)
    assert isinstance(found, Deferred)
    assert isinstance(found.state, dict)
    assert isinstance(begun.state, dict)
    assert found.state["job"] == begun.state["job"]


def test_cancelling_the_task_cancels_the_job(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    inputs = {"connection": "warehouse", "sql": "SELECT 1 AS one"}
    waiting = wait_in(ctx)
    query.cancel(ctx(), inputs, waiting.state)
    assert [name for name in server.asked_for if name.endswith("/cancel")]
    with pytest.raises(ConflictError, match="User requested cancellation") as caught:
        query.poll(ctx(), inputs, waiting.state)
    assert "Somebody cancelled" in caught.value.hint


def test_cancelling_what_is_gone_is_no_failure(ctx: Contexts, server: BigQueryServer) -> None:
    query.cancel(ctx(), {"connection": "warehouse", "sql": "SELECT 1"}, {"job": "gone", "location": "US"})


def test_a_job_that_fails_at_google_says_why(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    waiting = wait_in(ctx)
    server.ending = {"reason": "backendError", "message": "Visible only to Google"}
    server.may_end.set()
    with pytest.raises(UnavailableError, match="Visible only to Google"):
        query.poll(ctx(), {"connection": "warehouse", "sql": "SELECT 1 AS one"}, waiting.state)


# --- what it may cost ---------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_read_and_starts_nothing(
    ctx: Contexts, server: BigQueryServer, payments: None
) -> None:
    server.jobs.clear()
    server.bytes_processed = 12_345
    found = ask(ctx, "SELECT id FROM payments", dry_run=True)
    assert (found["bytes_processed"], found["job_id"], found["rows"]) == (12_345, "", 0)
    assert found["columns"] == [{"name": "id", "type": "INT64"}]
    assert server.jobs == {}


def test_a_query_that_would_read_too_much_never_starts(ctx: Contexts, server: BigQueryServer) -> None:
    server.bytes_processed = 2_000_000
    with pytest.raises(InvalidInputError, match=r"2,000,000 bytes.*\(1,000,000\).*Nothing was run"):
        ask(ctx, "SELECT 1", fail_above="1MB")
    assert server.jobs == {}
    assert ask(ctx, "SELECT 1 AS one", fail_above="2MB")["first_rows"] == [{"one": 1}]


def test_bigquery_itself_refuses_what_would_bill_more(ctx: Contexts, server: BigQueryServer) -> None:
    server.bytes_processed = 2_000_000
    with pytest.raises(InvalidInputError, match="limit for bytes billed: 1000000") as caught:
        ask(ctx, "SELECT 1", max_bytes_billed="1MB")
    assert "Nothing was billed" in caught.value.hint


# --- how it fails -------------------------------------------------------------------------------------------


def test_a_syntax_error_says_its_line_and_column(ctx: Contexts) -> None:
    with pytest.raises(
        InvalidInputError, match=r'Unexpected identifier "selct".*\(line 2, column \d+\)'
    ) as caught:
        ask(ctx, "-- the view\nselct 1")
    assert caught.value.hint == "Line 2 is: selct 1;"


def test_a_table_and_a_dataset_that_are_not_there(ctx: Contexts) -> None:
    with pytest.raises(NotFoundError, match=r"acme\.mart\.nope was not found"):
        ask(ctx, "SELECT * FROM mart.nope")
    with pytest.raises(PermissionDeniedError, match="perhaps it does not exist") as caught:
        ask(ctx, "SELECT * FROM nowhere.t", key="run-1/other/0/1")
    assert "check its name" in caught.value.hint


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"sql": ""}, "Give `sql` or `sql_file`"),
        ({"sql": "SELECT 1", "sql_file": "a.sql"}, "Give `sql` or `sql_file`"),
        ({"sql_file": "no.sql"}, "no file `no.sql`"),
        ({"sql": "SELECT $day"}, r"uses \$day, which has no value"),
        ({"sql": "SELECT 1", "into": "a.b.c.d"}, "names no table"),
    ],
)
def test_inputs_that_fit_nothing(
    ctx: Contexts, server: BigQueryServer, inputs: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        query.begin(ctx(), {"connection": "warehouse", **inputs})
    assert server.jobs == {}


def test_the_rows_go_into_a_table(ctx: Contexts, warehouse: BigQuery) -> None:
    found = ask(ctx, "SELECT 1 AS id", into="ids")
    assert found["table"] == "acme.mart.ids"
