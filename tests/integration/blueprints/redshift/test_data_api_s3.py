"""Redshift's Data API: `load_from_s3` and `export_to_s3` as outside jobs."""

import pytest

from seaway.errors import ConflictError, DataError
from seaway.integrations.redshift.blueprints import export_to_s3, load_from_s3
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.redshift.conftest import Contexts, Warehouse, begun, ended
from tests.integration.blueprints.redshift.test_s3 import BAD, ORDERS
from tests.servers.redshift_data import DataApiServer


def test_files_are_loaded_in_place_of_what_is_there(
    ctx: Contexts, server: DataApiServer, warehouse: Warehouse
) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (9, 9)")
    given = {"connection": "db", "path": warehouse.put("a.csv", ORDERS), "into": "orders", "mode": "replace"}
    found = ended(ctx(), given, load_from_s3)
    assert found == {"table": "orders", "rows": 2, "rejected": 0, "rejects": []}
    assert str(warehouse.db.rows("SELECT count(*), sum(amount) FROM orders")) == "[[2, '9.75']]"
    assert warehouse.db.notebook.assets[-1].rows == 2
    assert server.targets() == ["BatchExecuteStatement"]


def test_a_row_that_can_not_be_read_is_named_and_nothing_is_loaded(
    ctx: Contexts, warehouse: Warehouse
) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (9, 9)")
    given = {"connection": "db", "path": warehouse.put("b.csv", BAD), "into": "orders", "mode": "replace"}
    with pytest.raises(DataError, match=r"b\.csv, line 3: .*\(1 more\)\. Nothing was loaded") as caught:
        ended(ctx(), given, load_from_s3)
    assert "max_bad_rows" in caught.value.hint
    assert warehouse.db.rows("SELECT count(*) FROM orders") == [[1]]


def test_bad_rows_that_are_allowed_are_left_out_and_told(ctx: Contexts, warehouse: Warehouse) -> None:
    given = {"connection": "db", "path": warehouse.put("b.csv", BAD), "into": "orders", "max_bad_rows": 2}
    found = ended(ctx(), given, load_from_s3)
    assert (found["rows"], found["rejected"]) == (1, 2)
    assert [each["line"] for each in found["rejects"]] == [3, 4]


def test_a_load_that_was_begun_before_a_crash_loads_once(
    ctx: Contexts, server: DataApiServer, warehouse: Warehouse
) -> None:
    given = {"connection": "db", "path": warehouse.put("b.csv", BAD), "into": "orders", "max_bad_rows": 2}
    begun(ctx(), given, load_from_s3)
    found = load_from_s3.find(ctx(), given)
    assert isinstance(found, Deferred)
    asks = load_from_s3.poll(ctx(), given, found.state)
    assert isinstance(asks, Deferred)
    assert "asks Redshift about it" in asks.reason
    again = load_from_s3.poll(ctx(), given, found.state)  # a crash before the second state was kept
    assert isinstance(again, Deferred)
    assert again.state == asks.state
    done = load_from_s3.poll(ctx(), given, again.state)
    assert isinstance(done, dict)
    assert (done["rows"], done["rejected"]) == (1, 2)
    assert warehouse.db.rows("SELECT count(*) FROM orders") == [[1]]
    assert len(server.orders) == 2


def test_what_was_done_is_said_though_redshift_says_no_more(
    ctx: Contexts, server: DataApiServer, warehouse: Warehouse
) -> None:
    given = {"connection": "db", "path": warehouse.put("b.csv", BAD), "into": "orders", "max_bad_rows": 2}
    waiting = begun(ctx(), given, load_from_s3)
    asks = load_from_s3.poll(ctx(), given, waiting.state)
    assert isinstance(asks, Deferred)
    assert isinstance(asks.state, dict)
    server.orders[asks.state["details"]].status = "ABORTED"
    with pytest.raises(ConflictError, match="The rows were loaded, but") as caught:
        load_from_s3.poll(ctx(), given, asks.state)
    assert "SYS_LOAD_ERROR_DETAIL" in caught.value.hint


def test_a_query_is_exported(ctx: Contexts, server: DataApiServer, warehouse: Warehouse) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (1, 2.5), (2, 1)")
    given = {"connection": "db", "to": warehouse.address("out/"), "format": "csv"}
    given["sql"] = "SELECT * FROM orders WHERE order_id = 1 AND {{ inputs.text }} <> 'it''s'"
    found = ended(ctx(), given, export_to_s3)
    assert (found["rows"], found["paths"]) == (1, [warehouse.address("out/0000_part_00")])
    assert warehouse.bucket.get(found["paths"][0]) == b"order_id,amount\r\n1,2.50\r\n"
    with pytest.raises(ConflictError, match="not empty"):
        ended(ctx("run-1/out/0/2"), given, export_to_s3)
    export_to_s3.cancel(ctx(), given, {"statement": next(iter(server.orders))})
