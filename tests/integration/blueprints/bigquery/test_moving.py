"""Load from and export to buckets, copies and snapshots."""

import pytest

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.bigquery.blueprints import (
    copy_table,
    export_to_gcs,
    load_from_gcs,
    query,
    snapshot,
)
from seaway.integrations.bigquery.connection import BigQuery
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bigquery.conftest import Contexts
from tests.servers.bigquery import BigQueryServer
from tests.support.contexts import Notebook, write


@pytest.fixture
def lake(server: BigQueryServer) -> None:
    write(server.gcs_root / "lake", {"day/a.csv": "id,code\n1,a\n2,b\n", "day/b.csv": "id,code\n3,c\n"})


def ids(ctx: Contexts, table: str) -> list[object]:
    asked = {"connection": "warehouse", "sql": f"SELECT id FROM {table} ORDER BY id"}
    found = query.begin(ctx(f"run-1/look_at_{table}/0/1"), asked)
    assert isinstance(found, dict)
    return [row["id"] for row in found["first_rows"]]


@pytest.fixture
def payments(ctx: Contexts, lake: None, notebook: Notebook) -> None:
    inputs = {"connection": "warehouse", "paths": ["gs://lake/day/*.csv"], "into": "payments"}
    columns = {"id": "INT64 NOT NULL", "code": "STRING"}
    found = load_from_gcs.begin(ctx("run-0/load/0/1"), {**inputs, "columns": columns})
    assert isinstance(found, dict)
    assert (found["table"], found["rows"]) == ("acme.mart.payments", 3)


def test_files_of_a_bucket_become_rows(ctx: Contexts, payments: None, notebook: Notebook) -> None:
    assert ids(ctx, "payments") == [1, 2, 3]
    assert ("warehouse/mart.payments", 3) in [(asset.name, asset.rows) for asset in notebook.assets]


def test_a_table_can_be_replaced_or_added_to(ctx: Contexts, payments: None, server: BigQueryServer) -> None:
    inputs = {"connection": "warehouse", "paths": ["gs://lake/day/b.csv"], "into": "payments"}
    load_from_gcs.begin(ctx("run-1/more/0/1"), inputs)
    assert ids(ctx, "payments") == [1, 2, 3, 3]
    load_from_gcs.begin(ctx("run-1/again/0/1"), {**inputs, "if_exists": "replace"})
    assert ids(ctx, "mart.payments") == [3]


def test_a_file_that_can_not_be_read_is_named(ctx: Contexts, server: BigQueryServer) -> None:
    write(server.gcs_root / "lake", {"bad.csv": "id,code\nnot a number,a\n"})
    inputs = {"connection": "warehouse", "paths": ["gs://lake/bad.csv"], "into": "bad"}
    with pytest.raises(DataError, match="Error while reading data"):
        load_from_gcs.begin(ctx(), {**inputs, "columns": {"id": "INT64", "code": "STRING"}})


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ([], "no `paths`"),
        (["day/a.csv"], "no address that BigQuery reads"),
        (["gs://lake/*/*.csv"], "no address that BigQuery reads"),
        (["gs://lake/data"], "no ending that says its format"),
    ],
)
def test_paths_that_bigquery_does_not_take(ctx: Contexts, paths: list[str], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        load_from_gcs.begin(ctx(), {"connection": "warehouse", "paths": paths, "into": "t"})


def test_a_table_becomes_files_of_a_bucket(ctx: Contexts, payments: None, server: BigQueryServer) -> None:
    inputs = {"connection": "warehouse", "table": "payments", "to": "gs://lake/out/payments.csv"}
    (server.gcs_root / "lake/out").mkdir(exist_ok=True)
    found = export_to_gcs.begin(ctx("run-1/export/0/1"), inputs)
    assert isinstance(found, dict)
    assert found["to"] == "gs://lake/out/payments.csv"
    written = (server.gcs_root / "lake/out/payments.csv").read_text().splitlines()
    assert written[0] == "id,code"
    assert sorted(written[1:]) == ["1,a", "2,b", "3,c"]


def test_a_copy_has_the_rows_and_a_snapshot_stays_as_it_was(
    ctx: Contexts, payments: None, warehouse: BigQuery
) -> None:
    both = {"connection": "warehouse", "table": "payments"}
    copy_table.begin(ctx("run-1/copy/0/1"), {**both, "into": "before"})
    snapshot.begin(ctx("run-1/snapshot/0/1"), {**both, "into": "kept", "expires_after": "30d"})
    query.begin(
        ctx("run-1/delete/0/1"), {"connection": "warehouse", "sql": "DELETE FROM payments WHERE id > 1"}
    )
    assert ids(ctx, "before") == [1, 2, 3]
    assert ids(ctx, "kept") == [1, 2, 3]
    with warehouse.open() as client:
        assert client.get_table("mart.kept").table_type == "SNAPSHOT"


def test_a_snapshot_says_what_it_is_and_when_it_may_go(
    ctx: Contexts, payments: None, server: BigQueryServer
) -> None:
    server.jobs.clear()
    inputs = {"connection": "warehouse", "table": "payments", "into": "kept_too", "expires_after": "30d"}
    snapshot.begin(ctx(), inputs)
    ((job),) = server.jobs.values()
    sent = job.request["configuration"]["copy"]
    assert sent["operationType"] == "SNAPSHOT"
    assert sent["writeDisposition"] == "WRITE_EMPTY"
    assert sent["destinationExpirationTime"].startswith("2026-03-02T12:00:00")


def test_a_load_that_runs_is_waited_for_found_and_cancelled(
    ctx: Contexts, lake: None, server: BigQueryServer
) -> None:
    server.may_end.clear()
    inputs = {"connection": "warehouse", "paths": ["gs://lake/day/*.csv"], "into": "payments"}
    waiting = load_from_gcs.begin(ctx(), inputs)
    assert isinstance(waiting, Deferred)
    assert isinstance(load_from_gcs.find(ctx(), inputs), Deferred)
    load_from_gcs.cancel(ctx(), inputs, waiting.state)
    assert len(server.jobs) == 1
    assert [job.done is not None for job in server.jobs.values()] == [True]
