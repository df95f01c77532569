from pathlib import Path

import duckdb
import pytest

from seaway.errors import DataError, InvalidInputError, TaskError, UnavailableError
from seaway.integrations.duckdb.blueprints import query
from seaway.integrations.duckdb.connection import DuckDB
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

NASTY = "x'; DROP TABLE t; --"


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    warehouse = {"type": "duckdb", "path": str(tmp_path / "db/w.duckdb"), "lock_timeout_s": 0}
    return a_context(
        tmp_path, connections={"warehouse": warehouse}, names={"inputs": {"day": NASTY, "table": 'a"b'}}
    )


def ask(ctx: Context, sql: str, **inputs: object) -> dict[str, object]:
    found = query.call(ctx, {"connection": "warehouse", "sql": sql, **inputs})
    assert isinstance(found, dict)
    return found


def test_a_query_gives_rows_columns_and_the_first_of_them(ctx: Context) -> None:
    found = ask(ctx, "SELECT range AS n, 1.5::DECIMAL(4,2) AS d, 2**70::HUGEINT h FROM range(50)", first=2)
    assert found["rows"] == 50
    assert found["columns"][1] == {"name": "d", "type": "DECIMAL(4,2)"}  # type: ignore[index]
    assert [row["n"] for row in found["first_rows"]] == [0, 1]  # type: ignore[attr-defined]
    assert found["first_rows"][0]["d"] == "1.50"  # type: ignore[index]


def test_values_are_bound_and_names_quoted(ctx: Context) -> None:
    ask(ctx, "CREATE TABLE t (v TEXT); CREATE TABLE {{ inputs.table | ident }} (x INT)")
    assert ask(ctx, "INSERT INTO t VALUES ({{ inputs.day }})")["rows"] == 1
    found = ask(ctx, "SELECT v FROM t WHERE v = {{ inputs.day }}")
    assert found["first_rows"] == [{"v": NASTY}]
    assert ask(ctx, 'SELECT * FROM "a""b"')["rows"] == 0


def test_values_are_bound_statement_by_statement(ctx: Context) -> None:
    sql = """
        CREATE TABLE t (v TEXT, n INT);
        INSERT INTO t VALUES ({{ inputs.day }}, 1), ('b', {{ 1 + 1 }});
        SELECT n FROM t WHERE v = {{ inputs.day }}
    """
    assert ask(ctx, sql)["first_rows"] == [{"n": 1}]


def test_no_bar_is_drawn_into_the_log(ctx: Context) -> None:
    found = ask(ctx, "SELECT current_setting('enable_progress_bar') AS is_drawn")
    assert found["first_rows"] == [{"is_drawn": False}]


def test_all_statements_or_none(ctx: Context) -> None:
    ask(ctx, "CREATE TABLE t (n INT PRIMARY KEY)")
    with pytest.raises(DataError, match="duplicate key"):
        ask(ctx, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2), (2)")
    assert ask(ctx, "SELECT * FROM t")["rows"] == 0


def test_changed_rows_are_counted(ctx: Context) -> None:
    ask(ctx, "CREATE TABLE t AS SELECT range n FROM range(10)")
    assert ask(ctx, "DELETE FROM t WHERE n < 4")["rows"] == 4


def test_an_own_transaction_is_refused_unless_asked_for(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="BEGIN, COMMIT or ROLLBACK of its own"):
        ask(ctx, "BEGIN; SELECT 1; COMMIT")
    assert ask(ctx, "BEGIN; SELECT 1; COMMIT", transaction=False)["rows"] == 0


@pytest.mark.parametrize("name", ["out/r.csv", "r.parquet", "r.jsonl", "r.xlsx", "r.tsv"])
def test_a_result_is_saved_as_what_the_ending_says(ctx: Context, name: str) -> None:
    found = ask(ctx, "SELECT range n, 'x' t FROM range(3) -- note", save_to=name, first=1)
    assert (found["path"], found["rows"], len(found["first_rows"])) == (name, 3, 1)  # type: ignore[arg-type]
    assert ctx.files.path(name).stat().st_size > 0


@pytest.mark.parametrize(
    ("sql", "name", "said"),
    [("SELECT 1", "r.doc", "no ending"), ("CREATE TABLE t (n INT)", "r.csv", "gives no rows")],
)
def test_what_can_not_be_saved_is_said(ctx: Context, sql: str, name: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        ask(ctx, sql, save_to=name)


def test_a_file_of_the_project_takes_named_parameters(ctx: Context) -> None:
    write(ctx.code, {"sql/v.sql": "SELECT $day AS d, '{{ not rendered }}' AS t"})
    inputs = {"sql_file": "sql/v.sql", "parameters": {"day": NASTY, "other": 1}}
    assert query.call(ctx, inputs)["first_rows"] == [{"d": NASTY, "t": "{{ not rendered }}"}]  # type: ignore[index]
    with pytest.raises(InvalidInputError, match=r"uses \$day, which has no value"):
        query.call(ctx, {"sql_file": "sql/v.sql"})
    with pytest.raises(InvalidInputError, match="outside of the folder"):
        query.call(ctx, {"sql_file": "../../etc/passwd"})


def test_files_of_the_task_are_found_by_their_relative_path(ctx: Context) -> None:
    ctx.files.write_text("clean/a.csv", "n\n1\n2\n")
    assert query.call(ctx, {"sql": "SELECT sum(n) s FROM read_csv('clean/*.csv')"})["rows"] == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        ("SELEC 1", InvalidInputError, "syntax error"),
        ("SELECT * FROM nowhere", InvalidInputError, "nowhere does not exist"),
        ("SELECT 'x'::INT", DataError, "Could not convert"),
        (
            "CREATE VIEW v AS SELECT {{ inputs.day }}",
            InvalidInputError,
            "takes no values, such as CREATE VIEW",
        ),
        ("", InvalidInputError, "Give `sql` or `sql_file`"),
        ("-- nothing", InvalidInputError, "no SQL statement"),
    ],
)
def test_an_error_has_its_class_and_words(ctx: Context, sql: str, kind: type[TaskError], said: str) -> None:
    with pytest.raises(kind, match=said):
        ask(ctx, sql)


def test_both_kinds_of_parameters_at_once_are_refused(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="`parameters` too"):
        ask(ctx, "SELECT {{ inputs.day }}, $x", parameters={"x": 1})


def test_a_file_in_use_is_unavailable_and_may_be_retried() -> None:
    from seaway.integrations.duckdb.engine import to_task_error

    error = to_task_error(duckdb.IOException('IO Error: Could not set lock on file "w": Conflicting lock'))
    assert isinstance(error, UnavailableError)
    assert "in use by another process" in error.message


def test_the_check_makes_no_file(tmp_path: Path) -> None:
    place = tmp_path / "w.duckdb"
    assert "does not exist yet" in DuckDB(path=str(place)).check()
    assert not place.exists()
    duckdb.connect(str(place)).execute("CREATE TABLE t (n INT)").close()
    assert "has 1 tables and views" in DuckDB(path=str(place)).check()
    place.write_text("no database")
    with pytest.raises(TaskError):
        DuckDB(path=str(place)).check()
