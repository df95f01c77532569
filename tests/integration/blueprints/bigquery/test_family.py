"""The SQL verbs on BigQuery: each statement a job of Google's own client, against the emulator."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from google.cloud.bigquery.retry import DEFAULT_RETRY

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError, UnavailableError
from seaway.integrations.bigquery import session
from tests.integration.blueprints.bigquery.conftest import warehouse_of
from tests.integration.blueprints.sql import test_create, test_load, test_query
from tests.integration.blueprints.sql.databases import NASTY, Database
from tests.servers.bigquery import BigQueryServer
from tests.servers.contract import Fault

test_made = test_create.test_it_is_made_replaced_or_left
test_only_one_query = test_create.test_only_one_query_is_taken
test_waited_for = test_create.test_rows_are_waited_for
test_missing = test_load.test_what_is_missing_is_said
test_made_for_nothing = test_load.test_a_table_that_was_made_for_a_load_that_failed_is_gone
test_no_rows = test_query.test_a_result_without_rows_is_a_file_with_a_header
test_quoted_value = test_query.test_a_value_within_quotes_is_refused

PAYMENTS = "CREATE TABLE payments (id INT64 NOT NULL, amount NUMERIC(10, 2), day DATE, note STRING)"


@pytest.fixture
def db(server: BigQueryServer, tmp_path: Path) -> Database:
    """The dataset `mart`, empty; the suite of the SQL verbs takes it as any database."""
    return Database("bigquery", warehouse_of(server).model_dump(exclude={"name"}), tmp_path)


def test_values_are_bound_and_rows_come_in_their_types(db: Database) -> None:
    found = db.query(
        "SELECT {{ inputs.text }} AS v, {{ inputs.n }} AS n, NUMERIC '1.125' AS d, DATE '2026-01-31' AS day,"
        " [1, 2] AS some, STRUCT('a' AS code) AS part"
    )
    assert found["first_rows"] == [
        {"v": NASTY, "n": 5, "d": "1.125", "day": "2026-01-31", "some": [1, 2], "part": {"code": "a"}}
    ]
    types = [column["type"] for column in found["columns"]]
    assert types == ["STRING", "INT64", "NUMERIC", "DATE", "ARRAY<INT64>", "STRUCT<`code` STRING>"]


def test_several_changes_are_refused_as_one_transaction(db: Database, server: BigQueryServer) -> None:
    script = "CREATE TABLE t (a INT64);\nINSERT INTO t (a) VALUES (1), (2)"
    with pytest.raises(InvalidInputError, match=r"these 2 statements as one transaction.*line 2"):
        db.query(script)
    assert server.jobs == {}
    assert db.query(script, transaction=False)["rows"] == 2
    assert db.query("UPDATE t SET a = a + 1 WHERE a > 1")["rows"] == 1


def test_what_the_family_runs_can_be_told_by_its_label(db: Database, server: BigQueryServer) -> None:
    db.query("SELECT 1 AS one")
    ((job),) = server.jobs.values()
    assert job.labels == {"seaway_connection": "db"}


def test_a_query_is_saved_and_a_table_is_exported_in_parts(db: Database) -> None:
    db.query("CREATE TABLE t AS SELECT n AS a, IF(n = 2, NULL, 'x') AS b FROM UNNEST([1, 2, 3]) AS n")
    assert db.query("SELECT a, b FROM t ORDER BY a", save_to="r.parquet", first=1)["rows"] == 3
    assert pq.read_table(db.ctx.files.path("r.parquet")).column("b").to_pylist() == ["x", None, "x"]
    found = db.call("export", table="mart.t", to="out/t.csv", rows_per_file=2)
    assert (found["rows"], found["paths"]) == (3, ["out/t-0001.csv", "out/t-0002.csv"])


def test_files_become_a_table_in_types_that_they_suggest(db: Database) -> None:
    db.write("a.csv", 'id,amount,day,note\n1,1.5,2026-01-01,x\n2,2.25,2026-01-02,""\n3,,,\n')
    found = db.call("load", paths=["*.csv"], into="made")
    assert (found["rows"], found["inserted"], found["created"]) == (3, 3, True)
    assert db.rows("SELECT id, amount, note FROM made ORDER BY id") == [
        [1, 1.5, "x"],
        [2, 2.25, ""],
        [3, None, None],
    ]


def test_merge_and_replace_are_one_statement_each_and_leave_no_stage(
    db: Database, server: BigQueryServer
) -> None:
    db.query(PAYMENTS)
    db.query("INSERT INTO payments (id, amount, note) VALUES (1, 1, 'keep'), (2, 2, 'keep')")
    db.write("a.csv", "id,amount\n2,22\n3,33\n")
    merged = db.call("load", paths=["a.csv"], into="payments", mode="merge", key=["id"])
    assert (merged["rows"], merged["inserted"], merged["updated"]) == (2, 1, 1)
    assert db.rows("SELECT id, amount, note FROM payments ORDER BY id") == [
        [1, "1.00", "keep"],
        [2, "22.00", "keep"],
        [3, "33.00", None],
    ]
    replaced = db.call("load", paths=["a.csv"], into="mart.payments", mode="replace")
    assert (replaced["inserted"], replaced["updated"]) == (2, 0)
    assert db.rows("SELECT id FROM payments ORDER BY id") == [[2], [3]]
    with db.ctx.connection("db").session() as opened:
        assert [str(table) for table in opened.tables()] == ["mart.payments"]


def test_a_value_that_does_not_fit_names_file_row_and_column(db: Database) -> None:
    db.query(PAYMENTS)
    db.write("b.csv", "id,amount\n1,1\n2,abc\n")
    with pytest.raises(DataError, match=r"b\.csv, row 2, column `amount`: `abc` does not fit"):
        db.call("load", paths=["b.csv"], into="payments")
    assert db.rows("SELECT * FROM payments") == []


def test_an_error_says_its_line_in_the_whole_script(db: Database) -> None:
    with pytest.raises(InvalidInputError, match=r"\(line 3, column \d+\)\nSELCT 2\n +\^") as caught:
        db.query("SELECT 1;\n\nSELCT 2")
    assert caught.value.hint
    with pytest.raises(NotFoundError, match="nowhere"):
        db.query("SELECT * FROM mart.nowhere")


def test_a_change_whose_end_nobody_knows_is_not_tried_again(
    db: Database, server: BigQueryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.query("CREATE TABLE t (a INT64)")
    monkeypatch.setattr(session, "_PATIENCE", DEFAULT_RETRY.with_timeout(0.1))
    down = Fault(name="down", expected=UnavailableError, status=503, only="/queries/")
    with server.failing(down), pytest.raises(ConflictError, match="may have taken effect or not") as caught:
        db.query("INSERT INTO t (a) VALUES (1)")
    assert not caught.value.can_retry
    with server.failing(replace(down, only="/jobs")), pytest.raises(UnavailableError):
        db.query("INSERT INTO t (a) VALUES (1)")
