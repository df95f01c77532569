"""Types survive the way out to a file, and back."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError, TaskError
from tests.integration.blueprints.sql.databases import Database

MOMENT = dt.datetime(2026, 1, 31, 11, 30, 0, 123456, tzinfo=dt.UTC)

POSTGRES = """
CREATE TABLE kinds (
    i8 BIGINT, d NUMERIC(20,4), free NUMERIC, f DOUBLE PRECISION, b BOOLEAN, day DATE, at TIMESTAMP,
    atz TIMESTAMPTZ, raw BYTEA, j JSONB, u UUID, tags TEXT[], ns NUMERIC(4,1)[], t TIME, txt TEXT
);
INSERT INTO kinds VALUES
    (9223372036854775807, 1234567890123456.7891, 1.5, 0.1, true, '2026-01-31', '2026-01-31 12:30:00.123456',
     '2026-01-31 12:30:00.123456+01', '\\x00ff', '{"a": [1, null]}', '7a6b6c6d-0000-4000-8000-000000000001',
     '{"a b","c\\"d",NULL}', '{1,2.5}', '12:30:00.5', E'ü漢\\n"x"'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""
MYSQL = """
CREATE TABLE kinds (
    i8 BIGINT, u8 BIGINT UNSIGNED, d DECIMAL(20,4), f DOUBLE, b BOOLEAN, day DATE, at DATETIME(6),
    atz TIMESTAMP(6) NULL, raw VARBINARY(10), j JSON, t TIME(6), txt TEXT
);
INSERT INTO kinds VALUES
    (-9223372036854775808, 18446744073709551615, 1234567890123456.7891, 0.1, true, '2026-01-31',
     '2026-01-31 12:30:00.123456', '2026-01-31 11:30:00.123456', x'00ff', '{"a": [1, null]}', '12:30:00.5',
     'ü漢\n"x"'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""


@pytest.mark.parametrize("name", ["k.parquet", "k.csv", "k.jsonl"])
def test_postgresql_to_a_file_and_back(pg: Database, name: str) -> None:
    pg.query(POSTGRES)
    assert pg.call("export", table="kinds", to=name)["rows"] == 2
    if name != "k.parquet":  # arrays are JSON in a file of text, which no array takes
        pg.query("ALTER TABLE kinds DROP COLUMN tags, DROP COLUMN ns")
        pg.call("export", table="kinds", to=name)
    pg.query("CREATE TABLE back (LIKE kinds)")
    pg.call("load", paths=[name], into="back")
    assert pg.rows("(TABLE kinds EXCEPT ALL TABLE back) UNION ALL (TABLE back EXCEPT ALL TABLE kinds)") == []


def test_postgresql_types_in_arrow(pg: Database) -> None:
    pg.query(POSTGRES)
    pg.call("export", table="kinds", to="k.parquet")
    first, second = pq.read_table(pg.ctx.files.path("k.parquet")).to_pylist()
    assert first["i8"] == 2**63 - 1
    assert first["d"] == Decimal("1234567890123456.7891")
    assert first["free"] == Decimal("1.5")
    assert (first["day"], first["atz"]) == (dt.date(2026, 1, 31), MOMENT)
    assert first["at"] == dt.datetime(2026, 1, 31, 12, 30, 0, 123456)  # noqa: DTZ001 - it has no zone
    assert (first["raw"], first["tags"]) == (b"\x00\xff", ["a b", 'c"d', None])
    assert first["ns"] == [Decimal("1.0"), Decimal("2.5")]
    assert (first["u"], first["j"]) == ("7a6b6c6d-0000-4000-8000-000000000001", '{"a": [1, null]}')
    assert set(second.values()) == {None}


@pytest.mark.parametrize("name", ["k.parquet", "k.csv", "k.jsonl"])
def test_mysql_to_a_file_and_back(maria: Database, name: str) -> None:
    maria.query(MYSQL)
    maria.call("export", table="kinds", to=name)
    if name == "k.parquet":
        first = pq.read_table(maria.ctx.files.path(name)).to_pylist()[0]
        assert (first["u8"], first["d"]) == (2**64 - 1, Decimal("1234567890123456.7891"))
        assert (first["atz"], first["raw"]) == (MOMENT, b"\x00\xff")
    maria.query("CREATE TABLE back LIKE kinds")
    maria.call("load", paths=[name], into="back")
    assert maria.rows("SELECT count(*) FROM (SELECT * FROM kinds UNION SELECT * FROM back) AS x") == [[2]]


def test_mysql_takes_every_value_as_it_is(maria: Database) -> None:
    """Its rows are written into the statement: marks, escapes and exponents mean nothing there."""
    texts = ['it\'s \\ "x" %s \0 \n\r\x1a é漢', "\\", "'", "", None]
    tiny = [Decimal("0.0000001"), Decimal("-12345678901234567890.123456789012345678"), None, None, None]
    numbers = [0.1, 1e300, -5e-324, 2.0, None]
    moments = [dt.datetime(2026, 1, 31, 12, 30, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))] * 5
    table = pa.table(
        {
            "n": [1, 2, 3, 4, 5],
            "txt": texts,
            "d": pa.array(tiny, pa.decimal128(38, 18)),
            "f": numbers,
            "b": [True, False, None, None, None],
            "at": pa.array(moments, pa.timestamp("us", tz="Europe/Berlin")),
            "tags": pa.array([["a'", "b"], None, None, None, None], pa.list_(pa.string())),
            "raw": pa.array([b"\\'\x00\xff", None, None, None, None], pa.binary()),
        }
    )
    pq.write_table(table, maria.ctx.files.path("in.parquet"))
    maria.call("load", paths=["in.parquet"], into="kinds", types={"txt": "longtext", "d": "decimal(38,18)"})
    maria.call("export", sql="SELECT * FROM kinds ORDER BY n", to="out.parquet")
    back = pq.read_table(maria.ctx.files.path("out.parquet")).to_pydict()
    assert (back["txt"], back["f"], back["raw"][0]) == (texts, numbers, b"\\'\x00\xff")
    assert back["d"][:2] == tiny[:2]
    assert back["at"][0] == dt.datetime(2026, 1, 31, 11, 30, 0, 5)  # noqa: DTZ001 - the clock of UTC
    assert (back["b"], back["tags"][0]) == ([1, 0, None, None, None], '["a\'", "b"]')


def test_mysql_refuses_what_is_no_number(maria: Database) -> None:
    pq.write_table(pa.table({"f": [1.0, float("nan")]}), maria.ctx.files.path("in.parquet"))
    maria.query("CREATE TABLE kinds (f DOUBLE)")
    with pytest.raises(TaskError, match="nan"):
        maria.call("load", paths=["in.parquet"], into="kinds")
    assert maria.rows("SELECT * FROM kinds") == []


def test_decimals_without_a_precision_are_written_as_they_are(pg: Database) -> None:
    pg.query(
        "SELECT 1.50::numeric AS a, 100::numeric AS b, 0.001::numeric AS c, 0::numeric AS d", save_to="d.csv"
    )
    assert pg.read("d.csv").splitlines()[1].replace('"', "") == "1.5,100,0.001,0"


def test_what_no_file_can_hold_is_named(pg: Database) -> None:
    with pytest.raises(DataError, match="Row 2 of the result, column `n`: Decimal"):
        pg.query("SELECT 1::numeric AS n UNION ALL SELECT 1e30::numeric", save_to="x.parquet")
    with pytest.raises(DataError, match="infinity"):
        pg.query("SELECT 'infinity'::date AS d", save_to="x.parquet")
    pg.query("SELECT 1 / 3.0 AS n", save_to="x.csv")
    assert pg.read("x.csv").splitlines()[1].strip('"') == "0.333333333333333333"


def test_sqlite_columns_take_what_is_in_them(tmp_path: object, pg: Database) -> None:
    lite = Database("sqlite", {"path": str(pg.folder / "x.db")}, pg.folder)
    lite.query("CREATE TABLE t (a, b, c, d); INSERT INTO t VALUES (1, 1, NULL, x'ff'), (2, 'x', 2.5, NULL)")
    lite.call("export", table="t", to="t.parquet")
    table = pq.read_table(lite.ctx.files.path("t.parquet"))
    assert [str(kind) for kind in table.schema.types] == ["int64", "string", "double", "binary"]
    assert table.column("b").to_pylist() == ["1", "x"]
