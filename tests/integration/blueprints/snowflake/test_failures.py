"""Signing in, and what Snowflake refuses: each with its class, a hint and no secret."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from snowflake.connector.cursor import ResultMetadata

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.snowflake.connection import Snowflake
from seaway.integrations.snowflake.types import schema_of
from seaway.integrations.sql.rows import to_batch
from seaway.sdk.connection import build_connection
from tests.integration.blueprints.sql.databases import NASTY, Database
from tests.integration.blueprints.sql.test_failures import CANCELLED
from tests.servers.snowflake import PASSWORD, SnowflakeServer

Fields = dict[str, Any]


def pem(passphrase: bytes = b"") -> str:
    """A private key of a key pair, made now."""
    kind = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, kind).decode()


def test_the_check_says_who_signed_in_and_where(fields: Fields) -> None:
    said = Snowflake.model_validate(fields).check()
    assert said.startswith("Snowflake (acme) answers with version")
    assert "the warehouse transforming" in said


def test_the_session_carries_a_tag_and_the_clock_of_utc(server: SnowflakeServer, fields: Fields) -> None:
    Snowflake.model_validate({**fields, "name": "warehouse", "statement_timeout_s": 60}).check()
    settings = server.logins[0]["SESSION_PARAMETERS"]
    assert settings["QUERY_TAG"] == "seaway warehouse"
    assert settings["TIMEZONE"] == "UTC"
    assert settings["STATEMENT_TIMEOUT_IN_SECONDS"] == 60


@pytest.mark.parametrize("passphrase", [b"", b"not-a-secret"])
def test_a_key_pair_signs_in_without_a_password(
    server: SnowflakeServer, fields: Fields, passphrase: bytes
) -> None:
    given = {"password": "", "private_key": pem(passphrase), "private_key_passphrase": passphrase.decode()}
    Snowflake.model_validate({**fields, **given}).check()
    assert server.logins[0]["AUTHENTICATOR"] == "SNOWFLAKE_JWT"
    assert len(server.logins[0]["TOKEN"].split(".")) == 3


def test_an_oauth_token_signs_in(server: SnowflakeServer, fields: Fields) -> None:
    Snowflake.model_validate({**fields, "password": "", "oauth_token": PASSWORD}).check()
    assert server.logins[0]["AUTHENTICATOR"] == "OAUTH"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password": "not-the-password"}, "Incorrect username or password"),
        ({"password": "", "oauth_token": "not-the-password"}, "OAuth"),
        ({"password": ""}, "nothing to sign in with"),
        ({"password": "", "private_key": "not-the-password"}, "private key .* can't be read"),
    ],
)
def test_who_is_not_known_can_not_sign_in(fields: Fields, given: Fields, said: str) -> None:
    connection = build_connection({"type": "snowflake", **fields, **given})
    with pytest.raises(AuthError, match=said) as caught:
        connection.check()
    assert caught.value.hint
    assert "not-the-password" not in f"{caught.value} {caught.value.hint} {connection!r}"


def test_an_account_that_does_not_answer_is_tried_again(fields: Fields) -> None:
    with pytest.raises(UnavailableError, match=r"Can't connect to Snowflake \(acme\)") as caught:
        Snowflake.model_validate({**fields, "port": 9, "connect_timeout_s": 1}).check()
    assert caught.value.can_retry


def test_private_addresses_are_refused(fields: Fields, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "")
    with pytest.raises(PermissionDeniedError, match="workflows may not reach it"):
        Snowflake.model_validate({**fields, "connect_timeout_s": 1}).check()


@pytest.mark.parametrize(
    ("answer", "kind", "hint", "can_retry"),
    [
        (("003001", "42501", "Insufficient privileges"), PermissionDeniedError, "GRANT", False),
        (("000606", "57P03", "No active warehouse selected"), InvalidInputError, "`warehouse`", False),
        (("090073", "22000", "Warehouse 'W' cannot be resumed"), UnavailableError, "quota", True),
        (("090105", "22000", "no current database"), InvalidInputError, "`database`", False),
        (("002002", "42710", "Object 'T' already exists."), ConflictError, "another name", False),
        (("000630", "57014", "Statement reached its timeout"), UnavailableError, "statement_timeout", True),
        (("000625", "40P01", "waiter"), UnavailableError, "`retry`", True),
        (("000904", "42000", "invalid identifier 'NOPE'"), InvalidInputError, "Correct", False),
    ],
)
def test_each_refusal_has_its_class(
    db: Database,
    server: SnowflakeServer,
    answer: tuple[str, str, str],
    kind: type[TaskError],
    hint: str,
    can_retry: bool,
) -> None:
    server.refusals["SELECT 1"] = answer
    with pytest.raises(kind, match=answer[2]) as caught:
        db.query("SELECT 1")
    assert hint in caught.value.hint
    assert caught.value.can_retry is can_retry


def test_what_is_not_there_and_what_can_not_be_read(db: Database) -> None:
    with pytest.raises(NotFoundError, match="NOWHERE"):
        db.query("SELECT * FROM nowhere")
    with pytest.raises(InvalidInputError, match=r"syntax error.*\(line 2, column 1\)"):
        db.query("CREATE TABLE t (a INT);\nSELEC 1")


def test_a_connection_that_is_lost_is_tried_again(db: Database, server: SnowflakeServer) -> None:
    server.lost = "SELECT 2"
    with pytest.raises(UnavailableError, match="connection to the database was lost") as caught:
        db.query("SELECT 2")
    assert caught.value.can_retry


def test_a_script_that_fails_leaves_nothing(db: Database) -> None:
    db.query("CREATE TABLE t (a INT)")
    with pytest.raises(NotFoundError):
        db.query("INSERT INTO t VALUES (1); INSERT INTO nowhere VALUES (2)")
    assert db.rows("SELECT * FROM t") == []


def test_values_are_bound_and_read_back_as_they_are(db: Database) -> None:
    db.query("CREATE TABLE t (a INT, v VARCHAR, d NUMBER(10,2), moment TIMESTAMP_NTZ, ok BOOLEAN)")
    db.names["inputs"]["at"] = datetime(2026, 1, 31, 12, 30, tzinfo=UTC).replace(tzinfo=None)
    db.query("INSERT INTO t SELECT {{ inputs.n }}, {{ inputs.text }}, 1.25, {{ inputs.at }}, TRUE")
    found = db.query('SELECT a, v, d, moment, ok AS "isOk" FROM t')
    assert found["first_rows"] == [
        {"a": 5, "v": NASTY, "d": "1.25", "moment": "2026-01-31T12:30:00", "isOk": True}
    ]
    assert [column["type"] for column in found["columns"]] == [
        "number",
        "varchar",
        "number",
        "timestamp_ntz",
        "boolean",
    ]


def test_a_file_takes_named_parameters(db: Database) -> None:
    (db.ctx.code / "v.sql").write_text("SELECT $day AS d, '{{ no }}' AS u")
    found = db.call("query", sql_file="v.sql", parameters={"day": NASTY})
    assert found["first_rows"] == [{"d": NASTY, "u": "{{ no }}"}]


def test_a_number_that_no_file_can_hold_is_named() -> None:
    """The emulator itself has no such number."""
    described = [ResultMetadata("BIG", 0, None, None, 38, 0, True)]
    with pytest.raises(DataError, match=r"Row 1 of the result, column `big`"):
        to_batch([(12345678901234567890123,)], schema_of(described, ["big"]))


def test_all_rows_are_replaced(db: Database) -> None:
    db.query("CREATE TABLE t (a INT, v VARCHAR); INSERT INTO t VALUES (1, 'x'), (9, 'y')")
    db.write("a.csv", "a,v\n1,p\n2,q\n")
    assert db.call("load", paths=["a.csv"], into="t", mode="replace")["inserted"] == 2
    assert db.rows("SELECT a, v FROM t ORDER BY a") == [[1, "p"], [2, "q"]]


def test_names_with_capitals_stay_as_they_are(db: Database) -> None:
    db.write("a.csv", "id,Amount Due\n1,2\n")
    db.call("load", paths=["a.csv"], into="made")
    assert db.rows('SELECT ID, "Amount Due" FROM MADE') == [[1, 2]]


def test_a_cancelled_task_cancels_its_statement(
    db: Database, server: SnowflakeServer, fields: Fields, tmp_path: Path
) -> None:
    import json

    server.held = "SELECT 3"
    given = json.dumps({"type": "snowflake", **fields, "network_timeout_s": 60})
    command = [sys.executable, "-c", CANCELLED, given, str(tmp_path), "SELECT 3"]
    with subprocess.Popen(command) as task:
        assert server.runs.wait(30)
        task.send_signal(signal.SIGTERM)
        assert server.cancelled.wait(10)
        assert task.wait(30) == 7
    assert "SELECT SYSTEM$CANCEL_ALL_QUERIES(4711)" in server.statements


def test_an_address_names_account_database_and_schema() -> None:
    found = build_connection(
        {"type": "snowflake", "url": "snowflake://u:not-a-secret@acme-eu/shop/raw?warehouse=w&role=r"}
    )
    assert isinstance(found, Snowflake)
    assert (found.account, found.database, found.schema_name) == ("acme-eu", "shop", "raw")
    assert (found.username, found.warehouse, found.role) == ("u", "w", "r")


def test_a_table_is_cloned_by_its_own_statement(db: Database) -> None:
    db.query("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)")
    db.query("CREATE TABLE before CLONE t; INSERT INTO t VALUES (2)", transaction=False)
    assert db.rows("SELECT a FROM before") == [[1]]
