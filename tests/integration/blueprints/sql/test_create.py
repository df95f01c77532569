"""`sql.create_table_as`, `sql.create_view_as`, `sql.wait_for`, `sql.export`."""

import pyarrow.parquet as pq
import pytest

from seaway.errors import ConflictError, InvalidInputError, NotFoundError
from seaway.integrations.sql import blueprints
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.sql.databases import NASTY, Database


@pytest.mark.parametrize(("verb", "name"), [("create_table_as", "table"), ("create_view_as", "view")])
def test_it_is_made_replaced_or_left(db: Database, verb: str, name: str) -> None:
    given = {name: "made", "sql": "SELECT {{ inputs.n }} AS n, {{ inputs.text }} AS v"}
    assert db.call(verb, **given) == {"name": "made", "created": True, "replaced": False}
    assert db.rows("SELECT n, v FROM made") == [[5, NASTY]]
    with pytest.raises(ConflictError, match="table or view `made` already"):
        db.call(verb, **given)
    given["sql"] = "SELECT 6 AS n, 'x' AS v"
    assert db.call(verb, **given, if_exists="skip")["created"] is False
    assert db.rows("SELECT n FROM made") == [[5]]
    assert db.call(verb, **given, if_exists="replace")["replaced"] is True
    assert db.rows("SELECT n FROM made") == [[6]]
    assert db.notebook.assets[-1].name == "db/made"


@pytest.mark.parametrize(("verb", "name"), [("create_table_as", "table"), ("create_view_as", "view")])
def test_what_is_there_stays_where_the_new_one_fails(db: Database, verb: str, name: str) -> None:
    if db.kind == "sqlite" and name == "view":
        pytest.skip("SQLite looks into a view when it is read")
    db.call(verb, **{name: "made", "sql": "SELECT 1 AS n"})
    with pytest.raises((NotFoundError, InvalidInputError)):
        db.call(verb, **{name: "made", "sql": "SELECT n FROM nowhere", "if_exists": "replace"})
    assert db.rows("SELECT n FROM made") == [[1]]


def test_only_one_query_is_taken(db: Database) -> None:
    with pytest.raises(InvalidInputError, match="2 statements"):
        db.call("create_table_as", table="made", sql="SELECT 1 AS n; SELECT 2 AS n")


def test_rows_are_waited_for(db: Database) -> None:
    wait = blueprints.wait_for
    given = {"connection": "db", "sql": "SELECT * FROM t WHERE a = {{ inputs.n }}", "poll": "5s"}
    with pytest.raises(NotFoundError):
        wait.begin(db.ctx, given)
    missing = wait.begin(db.ctx, {**given, "if_missing": "wait"})
    assert isinstance(missing, Deferred)
    assert "t" in missing.reason
    db.query("CREATE TABLE t (a INT)")
    assert wait.begin(db.ctx, given) == Deferred(poll_after_s=5.0, reason="waits for 1 rows; there are 0")
    count = {**given, "sql": "SELECT count(*) FROM t", "until": "true"}
    assert isinstance(wait.begin(db.ctx, count), Deferred)
    db.query("INSERT INTO t VALUES (5)")
    assert wait.begin(db.ctx, given) == {"rows": 1, "first_rows": [{"a": 5}]}
    assert not isinstance(wait.begin(db.ctx, count), Deferred)
    assert isinstance(wait.begin(db.ctx, {**given, "min_rows": 2}), Deferred)


def test_a_table_is_exported_in_parts(db: Database) -> None:
    db.query("CREATE TABLE t (a INT, b VARCHAR(20)); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, 'z')")
    found = db.call("export", table="t", to="out/t.csv", rows_per_file=2)
    assert (found["rows"], found["paths"]) == (3, ["out/t-0001.csv", "out/t-0002.csv"])
    assert len(db.read("out/t-0002.csv").splitlines()) == 2
    assert db.notebook.assets[-1].mode == "read"
    whole = db.call("export", sql="SELECT a, b FROM t WHERE a < {{ inputs.n }} ORDER BY a", to="t.parquet")
    assert whole["rows"] == 3
    assert pq.read_table(db.ctx.files.path("t.parquet")).column("b").to_pylist() == ["x", None, "z"]
    with pytest.raises(ConflictError, match=r"a file `t\.parquet` already"):
        db.call("export", table="t", to="t.parquet", overwrite=False)
    with pytest.raises(InvalidInputError, match="no ending"):
        db.call("export", table="t", to="t.doc")
    with pytest.raises(NotFoundError):
        db.call("export", table="nowhere", to="t.csv")


@pytest.mark.parametrize("rows", [10_000, 20_000, 20_001])
def test_every_row_is_read_whatever_the_size_of_a_batch(db: Database, rows: int) -> None:
    name = db.write("in.csv", "id\n" + "".join(f"{number}\n" for number in range(rows)))
    assert db.call("load", paths=[name], into="t")["rows"] == rows
    assert db.query("SELECT id FROM t")["rows"] == rows
    assert db.call("export", table="t", to="out.csv")["rows"] == rows
    found = db.read("out.csv").split()[1:]
    assert sorted(map(int, found)) == list(range(rows))


def test_what_is_exported_can_be_loaded_again(db: Database) -> None:
    db.query("CREATE TABLE t (a INT, b VARCHAR(100))")
    db.query("INSERT INTO t VALUES (1, {{ inputs.text }}), (2, ''), (3, NULL)")
    for name in ("t.csv", "t.tsv", "t.jsonl", "t.parquet"):
        db.call("export", table="t", to=name)
        db.call("load", paths=[name], into="back", mode="replace")
        assert db.rows("SELECT a, b FROM back ORDER BY a") == [[1, NASTY], [2, ""], [3, None]], name
