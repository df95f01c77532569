"""Who may sign in, how types come and go, what is cancelled and what is lost."""

import datetime as dt
import gc
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from seaway.errors import (
    AuthError,
    DataError,
    InvalidInputError,
    NotFoundError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.faults import to_fault
from tests.integration.blueprints.redshift.conftest import Warehouse
from tests.integration.blueprints.sql.databases import Database
from tests.integration.blueprints.sql.test_failures import CANCELLED, eventually
from tests.servers.redshift import PASSWORD
from tests.servers.s3 import REGION, SECRET, Moto

# the driver leaves its socket to the collector where it can't sign in, and makes its TLS in an old way
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:ssl.:DeprecationWarning"),
]
KINDS = """
CREATE TABLE kinds (
    i8 BIGINT, d NUMERIC(20,4), f DOUBLE PRECISION, b BOOLEAN, day DATE, at TIMESTAMP, atz TIMESTAMPTZ,
    raw VARBYTE, j SUPER, t TIME, txt VARCHAR(100)
);
INSERT INTO kinds VALUES
    (9223372036854775807, 1234567890123456.7891, 0.1, true, '2026-01-31', '2026-01-31 12:30:00.123456',
     '2026-01-31 12:30:00.123456+01', to_varbyte('00ff', 'hex'), json_parse('{"a": [1, null]}'), '12:30:00.5',
     'ü漢\\n"x\\\\'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    gc.collect()


def redshift(warehouse: Warehouse, **more: object) -> Redshift:
    return Redshift.model_validate({**warehouse.db.fields, **more})


@pytest.mark.parametrize("name", ["k.parquet", "k.csv", "k.jsonl"])
def test_types_come_to_a_file_and_back(warehouse: Warehouse, name: str) -> None:
    db = warehouse.db
    db.query(KINDS)
    assert db.call("export", table="kinds", to=name)["rows"] == 2
    if name == "k.parquet":
        first, second = pq.read_table(db.ctx.files.path(name)).to_pylist()
        assert (first["i8"], first["d"]) == (2**63 - 1, Decimal("1234567890123456.7891"))
        assert first["atz"] == dt.datetime(2026, 1, 31, 11, 30, 0, 123456, tzinfo=dt.UTC)
        assert (first["raw"], first["txt"]) == (b"\x00\xff", 'ü漢\n"x\\')
        assert set(second.values()) == {None}
    db.query("CREATE TABLE back (LIKE kinds)")
    db.call("load", paths=[name], into="back")
    both = "SELECT * FROM kinds EXCEPT SELECT * FROM back"
    assert db.rows(f"SELECT count(*) FROM ({both}) AS x") == [[0]]


def test_more_rows_than_redshift_gives_at_once_are_read(warehouse: Warehouse) -> None:
    sql = "SELECT n, n * 2 AS twice FROM generate_series(1, 2500) AS s(n) ORDER BY n"
    for transaction in (True, False):
        found = warehouse.db.query(sql, save_to="n.parquet", transaction=transaction)
        assert found["rows"] == 2500
    table = pq.read_table(warehouse.db.ctx.files.path("n.parquet"))
    assert table.column("n").to_pylist() == list(range(1, 2501))
    asked = [text for text in warehouse.server.statements if text.startswith("FETCH")]
    assert set(asked) == {"FETCH FORWARD 1000 FROM seaway_rows"}
    sql = "SELECT 1 AS n WHERE 1 = 0; SELECT 1 AS n"
    assert warehouse.db.query(sql, transaction=False)["rows"] == 1


def test_the_connection_says_who_it_is(warehouse: Warehouse) -> None:
    said = redshift(warehouse).check()
    assert "signed in as" in said
    assert PASSWORD not in said


def test_who_is_not_known_can_not_sign_in(warehouse: Warehouse) -> None:
    with pytest.raises(AuthError, match="Can't sign in to Redshift") as caught:
        redshift(warehouse, password="another-not-secret").check()
    assert "username and password" in caught.value.hint
    assert "another-not-secret" not in caught.value.message
    with pytest.raises(NotFoundError, match="not_here"):
        redshift(warehouse, database="not_here").check()
    with pytest.raises(UnavailableError, match="Can't connect to Redshift"):
        redshift(warehouse, port=9).check()


def test_a_server_without_tls_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(InvalidInputError, match="SSL") as caught:
        redshift(warehouse, sslmode="verify-full").check()
    assert "sslmode" in caught.value.hint


def test_amazon_gives_a_password_that_lasts_minutes(warehouse: Warehouse, moto: Moto) -> None:
    client = moto.client("redshift")
    client.create_cluster(
        ClusterIdentifier="sales",
        NodeType="ra3.large",
        MasterUsername="admin",
        MasterUserPassword=f"{SECRET}A1",
    )
    iam = {
        "sign_in": "iam",
        "cluster": "sales",
        "region": REGION,
        "access_key_id": "anybody",
        "secret_access_key": SECRET,
        "endpoint_url": moto.url,
        "password": "",
    }
    warehouse.server.accepts_iam = True
    try:
        assert "signed in as" in redshift(warehouse, **iam).check()
    finally:
        warehouse.server.accepts_iam = False
        client.delete_cluster(ClusterIdentifier="sales", SkipFinalClusterSnapshot=True)
    user, password = warehouse.server.logins[-1]
    assert user == "IAM:loader"
    assert len(password) > 20
    with pytest.raises(NotFoundError, match="the cluster nowhere") as caught:
        redshift(warehouse, **{**iam, "cluster": "nowhere"}).check()
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
    down = {"endpoint_url": "http://127.0.0.1:9", "cluster": "", "workgroup": "sales"}
    with pytest.raises(UnavailableError, match="the workgroup sales"):
        redshift(warehouse, **{**iam, **down}).check()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "`host` and `username` are needed"),
        ({"sign_in": "iam"}, "`cluster` or `workgroup`"),
        ({"sign_in": "iam", "cluster": "a", "workgroup": "b", "username": "u"}, "one of them"),
        ({"sign_in": "iam", "cluster": "a"}, "needs `username`"),
        ({"host": "h", "username": "u", "access_key_id": "k"}, "go together"),
    ],
)
def test_a_connection_that_can_not_work_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Redshift.model_validate(fields)


def test_a_url_is_a_connection() -> None:
    found = Redshift.fields_from_url("redshift://u:p%40@h.example.com:5440/sales")
    assert found == {
        "host": "h.example.com",
        "port": 5440,
        "username": "u",
        "password": "p@",
        "database": "sales",
    }


def test_a_cancelled_task_cancels_its_statement(warehouse: Warehouse) -> None:
    fields = json.dumps({"type": "redshift", **warehouse.db.fields})
    sql, reading = "SELECT pg_sleep(60)", "FETCH FORWARD 1000 FROM seaway_rows"
    running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = %s AND datname = %s"
    given = [sys.executable, "-c", CANCELLED, fields, str(warehouse.db.folder), sql]
    with warehouse.server.admin() as admin, subprocess.Popen(given) as task:

        def count() -> Any:
            return admin.execute(running, [reading, warehouse.server.database]).fetchone()

        assert eventually(lambda: count() == (1,))
        task.send_signal(signal.SIGTERM)
        assert task.wait(30) == 7
        assert eventually(lambda: count() == (0,))
    cancelled = [text for text in warehouse.server.statements if "pg_cancel_backend" in text]
    assert len(cancelled) == 1


def test_a_statement_that_takes_too_long_is_stopped(warehouse: Warehouse) -> None:
    hasty = Database("redshift", {**warehouse.db.fields, "statement_timeout_s": 0.2}, warehouse.db.folder)
    with pytest.raises(UnavailableError) as caught:
        hasty.query("SELECT pg_sleep(60)")
    assert "statement_timeout_s" in caught.value.hint


def test_a_connection_that_is_lost_is_tried_again(warehouse: Warehouse) -> None:
    warehouse.server.lost = "SELECT 4711"
    with pytest.raises(UnavailableError, match="connection to the database was lost") as caught:
        warehouse.db.query("SELECT 4711")
    assert caught.value.can_retry


@pytest.mark.parametrize(
    ("words", "state", "kind"),
    [
        ("S3ServiceException:Access Denied,Status 403,Error AccessDenied", "XX000", "PermissionDeniedError"),
        ("S3ServiceException:Please reduce your request rate,Error SlowDown", "XX000", "UnavailableError"),
        ("The specified S3 prefix 'a' does not exist", "XX000", "NotFoundError"),
        ("1023 Serializable isolation violation on table - 1", "XX000", "UnavailableError"),
        ("must be owner of relation t", "42501", "PermissionDeniedError"),
        ("Numeric data overflow", "XX000", "DataError"),
        ("something that nobody knows", "XX000", "InternalError"),
        ("terminating connection", "57P01", "UnavailableError"),
    ],
)
def test_what_redshift_says_has_its_class(words: str, state: str, kind: str) -> None:
    from redshift_connector.error import ProgrammingError

    fault = to_fault(ProgrammingError({"S": "ERROR", "C": state, "M": words}))
    assert fault.kind.__name__ == kind
    assert fault.hint
    assert issubclass(fault.kind, TaskError)


def test_a_box_of_details_is_read() -> None:
    from redshift_connector.error import ProgrammingError

    detail = "\n  ---------\n  error:  Invalid digit, Value 'x', Pos 0\n  code:      1207\n  context: a\n"
    fault = to_fault(ProgrammingError({"C": "XX000", "M": "Invalid digit in COPY", "D": detail}))
    assert fault.message == "Invalid digit in COPY. Invalid digit, Value 'x', Pos 0"
    assert fault.kind is DataError
