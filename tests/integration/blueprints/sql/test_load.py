"""`sql.load`: all rows of all files, or none, and errors that name file, row and column."""

import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError
from tests.integration.blueprints.sql.databases import Database

PAYMENTS = (
    "CREATE TABLE payments (id INT PRIMARY KEY, amount DECIMAL(10,2) NOT NULL, day DATE, note VARCHAR(100))"
)


def test_a_table_is_made_in_types_that_the_file_suggests(db: Database) -> None:
    db.write("a.csv", 'id,amount,day,note\n1,1.5,2026-01-01,x\n2,2.25,2026-01-02,""\n3,,,\n')
    found = db.call("load", paths=["*.csv"], into="made")
    assert (found["rows"], found["inserted"], found["files"], found["created"]) == (3, 3, 1, True)
    assert db.rows("SELECT id, amount, note FROM made ORDER BY id") == [
        [1, 1.5, "x"],
        [2, 2.25, ""],
        [3, None, None],
    ]
    assert db.notebook.assets[-1].name == "db/made"
    assert db.notebook.assets[-1].rows == 3


def test_types_of_a_new_table_can_be_given(db: Database) -> None:
    db.write("a.csv", "id,code\n1,007\n")
    db.call("load", paths=["a.csv"], into="made", types={"code": "VARCHAR(10)"})
    assert db.rows("SELECT code FROM made") == [["007"]]


def test_all_formats_are_read_in_the_types_of_the_table(db: Database) -> None:
    db.query(PAYMENTS)
    db.write("1.csv", 'id,amount,day,note\n1,1.10,2026-01-01,"a ""b"", c\nd"\n')
    db.write("2.tsv", "id\tamount\tday\tnote\n2\t2.20\t2026-01-02\t\n")
    db.write(
        "3.jsonl",
        '{"id": 3, "amount": 3.30, "day": "2026-01-03", "note": "ü漢"}\n{"id": 4, "amount": "4.4"}\n',
    )
    columns = {"id": [5], "amount": [Decimal("5.50")], "day": [None], "note": ["p"]}
    pq.write_table(pa.table(columns), db.ctx.files.path("5.parquet"))
    assert db.call("load", paths=["*"], into="payments")["rows"] == 5
    rows = db.rows("SELECT id, CAST(amount AS CHAR(10)), note FROM payments ORDER BY id")
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert [float(row[1]) for row in rows] == [1.1, 2.2, 3.3, 4.4, 5.5]
    assert [row[2] for row in rows] == ['a "b", c\nd', None, "ü漢", None, "p"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("b.csv", "id,amount\n1,1\n2,abc\n", "b.csv, row 2, column `amount`: `abc` does not fit"),
        ("b.csv", "id,amount,day\n1,1,2026-13-01\n", "b.csv, row 1, column `day`: `2026-13-01`"),
        ("b.csv", "id,amount\n99999999999,1\n", "99999999999"),
        ("b.jsonl", '{"id": 1, "amount": 1}\n{"id": "x", "amount": 1}\n', "b.jsonl, row 2, column `id`: `x`"),
        ("b.csv", "id,amount\n1,1\n2\n", "b.csv can't be read"),
        ("b.jsonl", "{\n", "b.jsonl, line 1"),
        ("b.parquet", "no parquet", "b.parquet can't be read"),
        ("b.csv", b"id,amount,note\n1,1,\xff\n", "b.csv can't be read"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_loaded(
    db: Database, name: str, text: str | bytes, said: str
) -> None:
    db.query(PAYMENTS)
    db.write(name, text)
    if db.kind in ("sqlite", "snowflake") and said.isdecimal():
        pytest.skip("an INT holds more than 32 bits there")
    with pytest.raises(DataError) as caught:
        db.call("load", paths=[name], into="payments")
    assert said in caught.value.message
    assert db.rows("SELECT * FROM payments") == []


def test_a_row_that_breaks_a_rule_of_the_table_is_named(db: Database) -> None:
    db.query(PAYMENTS)
    db.write("a.csv", "id,amount\n1,1\n2,2\n")
    db.write("b.csv", "id,amount\n3,3\n1,1\n")
    with pytest.raises(DataError) as caught:
        db.call("load", paths=["a.csv", "b.csv"], into="payments")
    if db.kind in ("postgres", "sqlite"):
        assert "b.csv, row 2" in caught.value.message
    assert db.rows("SELECT * FROM payments") == []


def test_columns_are_mapped_by_name(db: Database) -> None:
    db.query(PAYMENTS)
    db.write("a.csv", "no,Amount,more\n1,2.5,x\n")
    with pytest.raises(InvalidInputError, match="has no column `no`"):
        db.call("load", paths=["a.csv"], into="payments")
    db.write("b.csv", "no,Amount\n1,2.5\n")
    with pytest.raises(InvalidInputError, match=r"a\.csv has a column `more`, which b\.csv has not"):
        db.call("load", paths=["b.csv", "a.csv"], into="payments")
    with pytest.raises(InvalidInputError, match=r"a\.csv has no column `amount`. Did you mean `Amount`"):
        db.call("load", paths=["a.csv"], into="payments", columns={"no": "id", "amount": "amount"})
    db.call("load", paths=["a.csv"], into="payments", columns={"no": "id", "Amount": "amount"})
    assert db.rows("SELECT id, note FROM payments") == [[1, None]]


def test_replace_puts_the_rows_in_place_of_all(db: Database) -> None:
    db.query(PAYMENTS + "; INSERT INTO payments (id, amount) VALUES (1, 1), (9, 9)")
    db.query("CREATE VIEW v AS SELECT id FROM payments")
    db.write("a.csv", "id,amount\n1,5\n2,2\n")
    assert db.call("load", paths=["a.csv"], into="payments", mode="replace")["inserted"] == 2
    assert db.rows("SELECT id FROM v ORDER BY id") == [[1], [2]]
    db.write("a.csv", "id,amount\n3,3\n3,3\n")
    with pytest.raises(DataError):
        db.call("load", paths=["a.csv"], into="payments", mode="replace")
    assert db.rows("SELECT id FROM v ORDER BY id") == [[1], [2]]


WHAT_THERE_IS = """
    SELECT sql, comment FROM duckdb_tables()
    UNION ALL SELECT sql, comment FROM duckdb_indexes()
    UNION ALL SELECT column_name || ' ' || data_type, comment FROM duckdb_columns() WHERE NOT internal
    ORDER BY ALL
"""


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE t (id INT, note VARCHAR)",
        "CREATE TABLE t (id INT, note VARCHAR DEFAULT 'new')",
        "CREATE TABLE t (id INT UNIQUE, note VARCHAR)",
        "CREATE TABLE t (id INT, note VARCHAR); CREATE INDEX i ON t (id); COMMENT ON INDEX i IS 'a ''b''; c'",
        """
        CREATE TABLE t (id INT PRIMARY KEY CHECK (id < 9), note VARCHAR COLLATE NOCASE, long AS (id * 2));
        CREATE UNIQUE INDEX i ON t (lower(note));
        COMMENT ON TABLE t IS 'it''s $one';
        COMMENT ON COLUMN t.id IS '?'
        """,
        "CREATE TYPE mood AS ENUM ('old', 'x', 'y', 'z'); CREATE TABLE t (id INT PRIMARY KEY, note mood)",
        "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR); CREATE TABLE child (id INT REFERENCES t (id))",
    ],
)
def test_replace_keeps_what_belongs_to_the_table(made: str, tmp_path: Path) -> None:
    """DuckDB makes the table anew, where nothing would be lost."""
    db = Database("duckdb", {"path": str(tmp_path / "d.db")}, tmp_path)
    db.query(f"{made}; INSERT INTO t (id, note) VALUES (1, 'old'); CREATE VIEW v AS SELECT id, note FROM t")
    before = db.rows(WHAT_THERE_IS)
    db.write("a.csv", "id,note\n2,x\n3,y\n")
    assert db.call("load", paths=["a.csv"], into="t", mode="replace")["inserted"] == 2
    assert db.rows("SELECT * FROM v ORDER BY id") == [[2, "x"], [3, "y"]]
    db.write("b.csv", "id\n4\n")
    db.call("load", paths=["b.csv"], into="t", mode="replace")
    note = "new" if "DEFAULT" in made else None
    assert db.rows("SELECT * FROM v") == [[4, note]]
    with pytest.raises(DataError):
        db.call("load", paths=[db.write("c.csv", "id,note\n5,z\nx,z\n")], into="t", mode="replace")
    assert db.rows("SELECT * FROM v") == [[4, note]]
    assert db.rows(WHAT_THERE_IS) == before


@pytest.mark.parametrize("table", ["t", "staging.t"])
def test_a_replace_that_breaks_a_key_leaves_the_table(table: str, tmp_path: Path) -> None:
    db = Database("duckdb", {"path": str(tmp_path / "d.db")}, tmp_path)
    db.query("CREATE SCHEMA staging")
    db.query(f"CREATE TABLE {table} (id INT PRIMARY KEY, note VARCHAR); CREATE INDEX i ON {table} (note)")
    db.query(f"INSERT INTO {table} VALUES (1, 'old')")
    before = db.rows(WHAT_THERE_IS)
    db.write("a.csv", "id,note\n2,x\n2,y\n")
    with pytest.raises(DataError, match=r"(?i)duplicate key"):
        db.call("load", paths=["a.csv"], into=table, mode="replace")
    assert db.rows(f"SELECT * FROM {table}") == [[1, "old"]]
    assert db.rows(WHAT_THERE_IS) == before
    db.write("a.csv", "id,note\n2,x\n3,y\n")
    db.call("load", paths=["a.csv"], into=table, mode="replace")
    with pytest.raises(DataError, match=r"(?i)duplicate key"):
        db.query(f"INSERT INTO {table} VALUES (3, 'again')")
    assert db.rows(WHAT_THERE_IS) == before


def test_merge_updates_what_is_there_and_adds_the_rest(db: Database) -> None:
    db.query(PAYMENTS + "; INSERT INTO payments VALUES (1, 1, NULL, 'keep'), (2, 2, NULL, 'keep')")
    db.write("a.csv", "id,amount\n2,22\n3,33\n")
    found = db.call("load", paths=["a.csv"], into="payments", mode="merge", key=["id"])
    assert (found["rows"], found["inserted"]) == (2, 1)
    rows = db.rows("SELECT id, amount, note FROM payments ORDER BY id")
    assert [(row[0], float(row[1]), row[2]) for row in rows] == [
        (1, 1.0, "keep"),
        (2, 22.0, "keep"),
        (3, 33.0, None),
    ]
    again = db.call("load", paths=["a.csv"], into="payments", mode="merge", key=["id"])
    assert again["inserted"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,amount\n1,1\n1,2\n", "more than one row with id 1"),
        ("id,amount\n,1\n", "1 rows of the files have no id"),
    ],
)
def test_a_key_is_there_once(db: Database, text: str, said: str) -> None:
    db.query(PAYMENTS)
    db.write("a.csv", text)
    with pytest.raises(DataError, match=said):
        db.call("load", paths=["a.csv"], into="payments", mode="merge", key=["id"])
    assert db.rows("SELECT * FROM payments") == []


def test_what_is_missing_is_said(db: Database) -> None:
    db.write("a.csv", "id\n1\n")
    with pytest.raises(NotFoundError, match="no table `nowhere`"):
        db.call("load", paths=["a.csv"], into="nowhere", create=False)
    with pytest.raises(NotFoundError, match=r"No file matches `x\*.csv`"):
        db.call("load", paths=["x*.csv"], into="nowhere")
    assert db.call("load", paths=["x*.csv"], into="nowhere", if_missing="skip")["rows"] == 0
    with pytest.raises(InvalidInputError, match="`key` goes with"):
        db.call("load", paths=["a.csv"], into="made", mode="merge")
    with pytest.raises(InvalidInputError, match="is no name of a table"):
        db.call("load", paths=["a.csv"], into="a..b")


def test_a_table_that_was_made_for_a_load_that_failed_is_gone(db: Database) -> None:
    db.write("a.csv", "id\n1\n")
    db.write("b.csv", "id\nx\n")
    with pytest.raises(DataError):
        db.call("load", paths=["a.csv", "b.csv"], into="made", types={"id": "INT"})
    with pytest.raises(NotFoundError):
        db.query("SELECT * FROM made")


@pytest.mark.parametrize("kind", ["INT", "LONGTEXT", "VARCHAR(1000)"])
def test_mysql_merges_many_rows_into_a_table_without_an_index(maria: Database, kind: str) -> None:
    """With each row looked for among all, this would take minutes."""
    maria.query(f"CREATE TABLE t (id {kind}, amount INT)")
    maria.query("INSERT INTO t SELECT seq, 1 FROM seq_1_to_20000")
    name = maria.write("in.csv", "id,amount\n" + "".join(f"{n},2\n" for n in range(10_001, 30_001)))
    begun = time.monotonic()
    found = maria.call("load", paths=[name], into="t", mode="merge", key=["id"])
    assert (found["inserted"], found["updated"]) == (10_000, 10_000)
    assert time.monotonic() - begun < 60
    assert maria.rows("SELECT amount, count(*) FROM t GROUP BY amount") == [[1, 10_000], [2, 20_000]]
