"""`sql.query` means the same in every database."""

import json

import pyarrow.parquet as pq
import pytest

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError, TaskError
from tests.integration.blueprints.sql.databases import NASTY, Database


def test_a_script_gives_what_its_last_statement_gives(db: Database) -> None:
    found = db.query(
        "CREATE TABLE t (a INT, b VARCHAR(200)); INSERT INTO t VALUES (1, 'a;b'), (2, NULL);\n"
        "-- a comment; with a semicolon\nSELECT a, b FROM t /* ; */ ORDER BY a"
    )
    assert found["rows"] == 2
    assert [column["name"] for column in found["columns"]] == ["a", "b"]
    assert found["first_rows"] == [{"a": 1, "b": "a;b"}, {"a": 2, "b": None}]
    assert db.query("UPDATE t SET a = a + 1")["rows"] == 2


def test_a_value_is_bound_whatever_is_in_it(db: Database) -> None:
    db.query("CREATE TABLE t (v VARCHAR(200)); INSERT INTO t VALUES ({{ inputs.text }})")
    assert db.rows("SELECT v FROM t WHERE v = {{ inputs.text }}") == [[NASTY]]
    assert db.rows("SELECT v, '100%' FROM t WHERE v IN ({{ [inputs.text, 'y'] }})") == [[NASTY, "100%"]]


def test_a_name_is_quoted_whatever_is_in_it(db: Database) -> None:
    db.names["inputs"]["table"] = 'a"b`c; --'
    db.query("CREATE TABLE {{ inputs.table | ident }} (x INT)")
    assert db.rows("SELECT count(*) FROM {{ inputs.table | ident }}") == [[0]]


@pytest.mark.parametrize("sql", ["SELECT '{{ inputs.text }}'", "SELECT 'it''s {{ inputs.text }}'"])
def test_a_value_within_quotes_is_refused(db: Database, sql: str) -> None:
    with pytest.raises((InvalidInputError, Exception), match="inside a quoted text"):
        db.query(sql)


def test_what_mysql_reads_as_quoted_or_comment_takes_no_value(maria: Database) -> None:
    """A backslash hides a quote there, so that the text goes on; `#` begins a comment."""
    for sql in (r"SELECT 'it\' {{ inputs.text }} '", "SELECT 1 # {{ inputs.text }}\n"):
        with pytest.raises(InvalidInputError, match="inside a quoted text or a comment"):
            maria.query(sql)


def test_a_nul_is_refused_or_kept_but_cuts_nothing(db: Database) -> None:
    db.names["inputs"]["text"] = "a\0b"
    if db.kind not in ("postgres", "redshift"):
        assert db.rows("SELECT {{ inputs.text }} AS v") == [["a\0b"]]
        return
    with pytest.raises(DataError, match="NUL"):
        db.rows("SELECT {{ inputs.text }} AS v")


def test_all_or_nothing(db: Database) -> None:
    db.query("CREATE TABLE t (a INT PRIMARY KEY, b INT NOT NULL CHECK (b > 0))")
    for bad in ("(1, 1)", "(2, NULL)", "(2, -1)"):
        with pytest.raises(DataError):
            db.query(f"INSERT INTO t VALUES (1, 1); INSERT INTO t VALUES {bad}")
    assert db.rows("SELECT * FROM t") == []
    with pytest.raises(InvalidInputError, match="a BEGIN of its own"):
        db.query("BEGIN; SELECT 1; COMMIT")
    with pytest.raises(DataError):
        db.query("INSERT INTO t VALUES (1, 1); INSERT INTO t VALUES (1, 1)", transaction=False)
    assert db.rows("SELECT * FROM t") == [[1, 1]]


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        ("SELECT 1;\n\nSELEC 1", InvalidInputError, "SELEC"),
        ("SELECT * FROM nowhere", NotFoundError, "nowhere"),
        ("SELECT nope FROM (SELECT 1 AS a) AS q", InvalidInputError, "nope"),
        ("CREATE TABLE t (a INT); CREATE TABLE t (a INT)", ConflictError, "already exists"),
        ("", InvalidInputError, "Give `sql` or `sql_file`"),
        ("-- nothing", InvalidInputError, "no SQL statement"),
        ("SELECT $day", InvalidInputError, r"uses \$day, which has no value"),
    ],
)
def test_an_error_has_its_class_and_says_what(
    db: Database, sql: str, kind: type[TaskError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        db.query(sql)
    assert caught.value.hint


def test_a_syntax_error_shows_its_line_with_a_caret(db: Database) -> None:
    with pytest.raises(InvalidInputError) as caught:
        db.query("SELECT 1;\n\n-- second\nSELECT 2 FROMM x WHERE {{ inputs.n }} = 5")
    lines = caught.value.message.splitlines()
    if db.kind != "duckdb":  # says it in its own way
        assert "(line 4, column " in caught.value.message
        assert lines[-2][lines[-1].index("^") :].startswith(("x", "FROMM"))


def test_a_file_takes_named_parameters(db: Database) -> None:
    (db.ctx.code / "v.sql").write_text("SELECT $day AS d, '$day' AS t, '{{ no }}' AS u")
    found = db.call("query", sql_file="v.sql", parameters={"day": NASTY})
    assert found["first_rows"] == [{"d": NASTY, "t": "$day", "u": "{{ no }}"}]


@pytest.mark.parametrize("name", ["r.csv", "r.tsv", "r.jsonl", "r.parquet"])
def test_the_last_result_is_saved(db: Database, name: str) -> None:
    db.query("CREATE TABLE t (a INT, b VARCHAR(20)); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, 'ü,\"')")
    found = db.query("SELECT a, b FROM t ORDER BY a", save_to=f"out/{name}", first=2)
    assert (found["rows"], found["path"], len(found["first_rows"])) == (3, f"out/{name}", 2)
    place = db.ctx.files.path(f"out/{name}")
    if name == "r.parquet":
        assert pq.read_table(place).to_pylist()[2] == {"a": 3, "b": 'ü,"'}
    elif name == "r.jsonl":
        lines = [json.loads(line) for line in place.read_text().splitlines()]
        assert lines[1] == {"a": 2, "b": None}
    else:
        assert len(place.read_text().splitlines()) == 4
    with pytest.raises(InvalidInputError, match="gives no rows"):
        db.query("DELETE FROM t", save_to="x.csv")
    assert db.rows("SELECT count(*) FROM t") == [[3]]


def test_a_result_with_one_name_twice_can_not_be_saved(db: Database) -> None:
    with pytest.raises(InvalidInputError, match="two columns named `a`"):
        db.query("SELECT 1 AS a, 2 AS a", save_to="x.csv")


def test_a_result_without_rows_is_a_file_with_a_header(db: Database) -> None:
    assert db.query("SELECT 1 AS a WHERE 1 = 0", save_to="x.csv")["rows"] == 0
    assert db.read("x.csv").strip().strip('"') == "a"


def test_the_connection_answers(db: Database) -> None:
    db.query("CREATE TABLE t (a INT)")
    assert db.ctx.connection("db").check()
