"""Loads from stages and exports to them: COPY INTO with what becomes of each file."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.snowflake.blueprints import export_to_stage, load_from_stage
from seaway.integrations.snowflake.copying import Place, Reading, load_text
from seaway.integrations.sql.naming import to_table
from tests.integration.blueprints.sql.databases import Database
from tests.servers.snowflake import SnowflakeServer


@pytest.fixture
def stage(db: Database, tmp_path: Path) -> Path:
    """A stage `raw` whose files lie in a folder that the emulator reads, and a table for them."""
    folder = tmp_path / "stage"
    folder.mkdir()
    db.query(f"CREATE STAGE raw URL = 'file://{folder}/'", transaction=False)
    db.query("CREATE TABLE payments (id INT, code VARCHAR)")
    return folder


def load(db: Database, path: str = "@raw", **inputs: object) -> dict[str, Any]:
    given = {"connection": "db", "path": path, "into": "payments", **inputs}
    found = load_from_stage.call(db.ctx, given)
    assert isinstance(found, dict), found
    return found


def test_each_file_of_a_load_is_reported_and_none_is_loaded_twice(db: Database, stage: Path) -> None:
    (stage / "a.csv").write_text('id,code\n1,"x, y"\n2,\n')
    (stage / "b.csv").write_text("id,code\n3,z\n")
    found = load(db, format="csv", files=["a.csv", "b.csv"])
    assert (found["rows"], found["bad_rows"], found["table"]) == (3, 0, "payments")
    assert [(Path(file["path"]).name, file["status"], file["rows"]) for file in found["files"]] == [
        ("a.csv", "LOADED", 2),
        ("b.csv", "LOADED", 1),
    ]
    assert db.rows("SELECT id, code FROM payments ORDER BY id")[0] == [1, "x, y"]
    assert db.notebook.assets[-1].name == "db/payments"
    again = load(db, files=["a.csv"])
    assert [file["status"] for file in again["files"]] == ["LOAD_SKIPPED"]
    assert load(db, files=["a.csv"], again=True)["rows"] == 2


def test_parquet_is_read_by_the_names_of_the_columns(db: Database, stage: Path) -> None:
    pq.write_table(pa.table({"code": ["q"], "id": [7]}), stage / "a.parquet")
    assert load(db, files=["a.parquet"])["rows"] == 1
    assert db.rows("SELECT id, code FROM payments") == [[7, "q"]]


def test_what_can_not_be_loaded_is_said(db: Database, stage: Path) -> None:
    with pytest.raises(NotFoundError, match="no file to load at `@raw`"):
        load(db, format="csv")
    assert load(db, format="csv", if_missing="skip")["files"] == []
    with pytest.raises(NotFoundError, match=r"Stage .* does not exist"):
        load(db, "@nowhere", format="csv")
    (stage / "bad.csv").write_text("id,code\nno number,x\n")
    with pytest.raises(DataError, match="no number"):
        load(db, format="csv", files=["bad.csv"])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("raw/payments", "is no stage and no address"),
        ("@raw' FORCE=TRUE --", "is no stage and no address"),
        ("@raw/payments/", "no ending that says its format"),
    ],
)
def test_a_path_that_is_none_is_refused(db: Database, path: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        load(db, path)


def test_a_load_of_rows_that_may_be_bad_is_written_as_snowflake_wants_it() -> None:
    place = Place(address="s3://acme-lake/day/", integration="lake")
    reading = Reading(
        format="csv", delimiter="|", pattern=r".*[.]csv\.gz", columns=["id"], on_error="skip_rows"
    )
    assert load_text(to_table("staging.payments"), place, reading).splitlines() == [
        'COPY INTO "STAGING"."PAYMENTS" ("ID")',
        "FROM 's3://acme-lake/day/' STORAGE_INTEGRATION = \"LAKE\"",
        r"PATTERN = '.*[.]csv\\.gz'",
        (
            "FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|' "
            """FIELD_OPTIONALLY_ENCLOSED_BY = '"' SKIP_HEADER = 1)"""
        ),
        "ON_ERROR = CONTINUE",
    ]


def test_an_export_says_what_became_of_each_file(db: Database, stage: Path, server: SnowflakeServer) -> None:
    db.query("INSERT INTO payments VALUES (1, 'a'), (2, 'b')")
    given = {"connection": "db", "to": "@raw/out/p", "format": "parquet"}
    found = export_to_stage.call(db.ctx, {**given, "table": "payments", "max_file_size": "100MB"})
    assert isinstance(found, dict)
    assert (found["rows"], [file["rows"] for file in found["files"]]) == (2, [2])
    assert db.notebook.assets[-1].mode == "read"
    ((job),) = server.jobs.values()
    assert job.text.splitlines() == [
        "COPY INTO '@raw/out/p'",
        'FROM "PAYMENTS"',
        "FILE_FORMAT = (TYPE = PARQUET)",
        "HEADER = TRUE",
        "DETAILED_OUTPUT = TRUE",
        "OVERWRITE = FALSE",
        "SINGLE = FALSE",
        "MAX_FILE_SIZE = 100000000",
    ]
    asked = export_to_stage.call(
        db.ctx, {**given, "sql": "SELECT id FROM payments WHERE code = {{ inputs.text }}"}
    )
    assert isinstance(asked, dict)
    assert asked["rows"] == 0
