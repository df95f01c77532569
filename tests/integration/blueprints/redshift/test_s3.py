"""`redshift.load_from_s3`, `redshift.export_to_s3` and `redshift.snapshot`."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import (
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from tests.integration.blueprints.redshift.conftest import Warehouse
from tests.integration.blueprints.sql.databases import NASTY

ORDERS = b"order_id,amount\n1,2.50\n2,7.25\n"
BAD = b"order_id,amount\n3,1.00\nfour,1.00\n5,five\n"


@pytest.fixture(autouse=True)
def orders(warehouse: Warehouse) -> None:
    warehouse.db.query("CREATE TABLE orders (order_id INT, amount DECIMAL(10, 2))")
    warehouse.server.statements.clear()


def total(warehouse: Warehouse) -> object:
    return warehouse.db.rows("SELECT count(*), sum(amount) FROM orders")[0]


def test_the_files_below_a_beginning_are_loaded(warehouse: Warehouse) -> None:
    warehouse.put("orders/a.csv", ORDERS)
    warehouse.put("orders/b.csv", b"order_id,amount\n3,0.25\n")
    found = warehouse.call("load_from_s3", path=warehouse.address("orders/"), format="csv", into="orders")
    assert found == {"table": "orders", "rows": 3, "rejected": 0, "rejects": []}
    assert str(total(warehouse)) == "[3, '10.00']"
    assert warehouse.db.notebook.assets[-1].rows == 3
    (copy,) = (text for text in warehouse.server.statements if text.startswith("COPY"))
    assert "IAM_ROLE 'arn:aws:iam::123456789012:role/redshift-s3' FORMAT AS CSV" in copy


def test_parquet_and_lines_of_json_are_loaded(warehouse: Warehouse) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"order_id": [1], "amount": [2.5]}), buffer)
    warehouse.call("load_from_s3", path=warehouse.put("a.parquet", buffer.getvalue()), into="orders")
    lines = b'{"order_id": 2, "amount": 1}\n'
    warehouse.call("load_from_s3", path=warehouse.put("a.jsonl", lines), into="orders", mode="append")
    assert str(total(warehouse)) == "[2, '3.50']"


def test_what_is_there_is_replaced_in_one_transaction(warehouse: Warehouse) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (9, 9)")
    with pytest.raises(DataError):
        warehouse.call("load_from_s3", path=warehouse.put("b.csv", BAD), into="orders", mode="replace")
    assert str(total(warehouse)) == "[1, '9.00']"
    warehouse.call("load_from_s3", path=warehouse.put("a.csv", ORDERS), into="orders", mode="replace")
    assert str(total(warehouse)) == "[2, '9.75']"


def test_a_row_that_can_not_be_read_is_named_and_nothing_is_loaded(warehouse: Warehouse) -> None:
    path = warehouse.put("b.csv", BAD)
    with pytest.raises(DataError) as caught:
        warehouse.call("load_from_s3", path=path, into="orders")
    assert f'{path}, line 3: invalid input syntax for type integer: "four" (1 more)' in caught.value.message
    assert "Nothing was loaded" in caught.value.message
    assert "max_bad_rows" in caught.value.hint
    assert str(total(warehouse)) == "[0, None]"


def test_bad_rows_that_are_allowed_are_left_out_and_told(warehouse: Warehouse) -> None:
    path = warehouse.put("b.csv", BAD)
    found = warehouse.call("load_from_s3", path=path, into="orders", max_bad_rows=2)
    assert (found["rows"], found["rejected"]) == (1, 2)
    assert [each["line"] for each in found["rejects"]] == [3, 4]
    assert found["rejects"][1]["reason"] == 'invalid input syntax for type numeric: "five"'
    again = warehouse.call("load_from_s3", path=warehouse.put("a.csv", ORDERS), into="orders")
    assert (again["rows"], again["rejected"]) == (2, 0)


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"path": "s3://elsewhere/a.csv"}, NotFoundError, "bucket does not exist"),
        ({"into": "nowhere"}, NotFoundError, "nowhere"),
        ({"role": "arn:aws:iam::1:role/other"}, PermissionDeniedError, "not authorized to assume"),
        ({"path": "https://example.com/a.csv"}, InvalidInputError, "no address in S3"),
        ({"path": "s3://lake/orders"}, InvalidInputError, "says no format"),
        ({"path": "s3://lake/a.orc", "max_bad_rows": 1}, InvalidInputError, "no bad rows out of orc"),
    ],
)
def test_what_can_not_be_loaded_has_its_class(
    warehouse: Warehouse, more: dict[str, object], kind: type[Exception], said: str
) -> None:
    given = {"path": warehouse.put("a.csv", ORDERS), "into": "orders", **more}
    with pytest.raises(kind, match=said) as caught:
        warehouse.call("load_from_s3", **given)
    assert caught.value.hint


def test_no_file_of_that_name_is_not_found(warehouse: Warehouse) -> None:
    with pytest.raises(NotFoundError, match=r"prefix 'nothing\.csv' does not exist"):
        warehouse.call("load_from_s3", path=warehouse.address("nothing.csv"), into="orders")


def test_a_query_is_exported_and_loaded_again_by_its_manifest(warehouse: Warehouse) -> None:
    warehouse.db.query("CREATE TABLE notes (n INT, note VARCHAR(200))")
    warehouse.db.query("INSERT INTO notes VALUES (1, {{ inputs.text }}), (2, 'b')")
    found = warehouse.call(
        "export_to_s3",
        sql="SELECT n, note FROM notes WHERE note = {{ inputs.text }}",
        to=warehouse.address("out/"),
        manifest=True,
    )
    assert found["rows"] == 1
    assert found["paths"] == [warehouse.address("out/0000_part_00.parquet")]
    assert found["size_bytes"] > 0
    assert len(json.loads(warehouse.bucket.get(warehouse.address("out/manifest")))["entries"]) == 1
    warehouse.call(
        "load_from_s3",
        path=warehouse.address("out/manifest"),
        manifest=True,
        format="parquet",
        into="notes",
        mode="replace",
    )
    assert warehouse.db.rows("SELECT n, note FROM notes") == [[1, NASTY]]


def test_a_table_is_exported_as_csv_and_not_over_what_is_there(warehouse: Warehouse) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (1, 2.5)")
    given = {"table": "orders", "to": warehouse.address("out/o"), "format": "csv", "max_file_size": "10MiB"}
    warehouse.call("export_to_s3", **given)
    assert warehouse.bucket.get(warehouse.address("out/o0000_part_00")) == b"order_id,amount\r\n1,2.50\r\n"
    assert "MAXFILESIZE AS 10 MB" in "\n".join(warehouse.server.statements)
    with pytest.raises(ConflictError, match="not empty"):
        warehouse.call("export_to_s3", **given)
    assert warehouse.call("export_to_s3", **given, overwrite=True)["rows"] == 1
    with pytest.raises(InvalidInputError, match="one of them"):
        warehouse.call("export_to_s3", **given, sql="SELECT 1")
    with pytest.raises(InvalidInputError, match="between 5 MiB"):
        warehouse.call("export_to_s3", **{**given, "max_file_size": "1MiB"})


def test_a_table_is_kept_replaced_or_left(warehouse: Warehouse) -> None:
    warehouse.db.query("INSERT INTO orders VALUES (1, 2.5)")
    given = {"table": "orders", "into": "orders_before"}
    assert warehouse.call("snapshot", **given) == {"table": "orders_before", "rows": 1, "created": True}
    warehouse.db.query("INSERT INTO orders VALUES (2, 1)")
    with pytest.raises(ConflictError, match="`orders_before` already"):
        warehouse.call("snapshot", **given)
    assert warehouse.call("snapshot", **given, if_exists="skip")["created"] is False
    assert warehouse.db.rows("SELECT count(*) FROM orders_before") == [[1]]
    assert warehouse.call("snapshot", **given, if_exists="replace")["rows"] == 2
    with pytest.raises(NotFoundError, match="no table `nowhere`"):
        warehouse.call("snapshot", table="nowhere", into="x")
