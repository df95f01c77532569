"""One table as many."""

import gzip
import tracemalloc
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.files.splitting import split
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

CSV = 'id;day;said\r\n007;1;"two\nlines; ""x"""\r\n008;2;\r\n009;1;a\r\n'
JSON = '{"id": 7, "day": "1"}\n\n{"id":8}\n{"id":9,"day":"1"}'


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    context = a_context(tmp_path)
    files = {"a.csv": CSV, "b.csv.gz": gzip.compress(CSV.encode()), "c.jsonl": JSON}
    write(context.files.folder, files)
    duckdb.sql(
        f"COPY (SELECT i AS id, i % 3 AS day FROM range(10) t(i)) TO '{context.files.folder}/d.parquet'"
    )
    return context


def call(ctx: Context, path: str, by: str, **inputs: object) -> dict[str, Any]:
    found = split.call(ctx, {"paths": [path], "by": by, "to": "out", **inputs})
    assert isinstance(found, dict)
    return found


def read(ctx: Context, name: str) -> str:
    return ctx.files.path(f"out/{name}").read_bytes().decode()


def test_a_row_of_csv_stays_as_it_is_written_line_breaks_too(ctx: Context) -> None:
    found = call(ctx, "a.csv", "rows", rows=2)
    assert found["rows_by_file"] == {"out/a-0001.csv": 2, "out/a-0002.csv": 1}
    head, first, second, third = (
        "id;day;said\r\n",
        '007;1;"two\nlines; ""x"""\r\n',
        "008;2;\r\n",
        "009;1;a\r\n",
    )
    assert read(ctx, "a-0001.csv") == head + first + second
    assert read(ctx, "a-0002.csv") == head + third


def test_no_file_is_larger_than_the_size_unless_by_one_row(ctx: Context) -> None:
    found = call(ctx, "b.csv.gz", "size", size=33)
    sizes = [len(read(ctx, Path(path).name).encode()) for path in found["paths"]]
    assert (found["rows"], sizes) == (3, [39, 30])


def test_each_value_has_its_file(ctx: Context) -> None:
    assert call(ctx, "a.csv", "column", column="day")["rows_by_file"] == {"out/a-1.csv": 2, "out/a-2.csv": 1}
    assert call(ctx, "c.jsonl", "column", column="day")["rows_by_file"] == {
        "out/c-1.jsonl": 2,
        "out/c-empty.jsonl": 1,
    }
    assert read(ctx, "c-1.jsonl") == '{"id": 7, "day": "1"}\n{"id":9,"day":"1"}\n'
    assert call(ctx, "d.parquet", "column", column="day")["rows_by_file"] == {
        "out/d-0.parquet": 4,
        "out/d-1.parquet": 3,
        "out/d-2.parquet": 3,
    }


def test_parquet_is_cut_by_rows_and_about_by_size(ctx: Context) -> None:
    found = call(ctx, "d.parquet", "rows", rows=4)
    assert list(found["rows_by_file"].values()) == [4, 4, 2]
    assert pq.read_table(ctx.files.path(found["paths"][2])).column("id").to_pylist() == [8, 9]
    half = ctx.files.path("d.parquet").stat().st_size // 2 + 1
    assert list(call(ctx, "d.parquet", "size", size=half)["rows_by_file"].values()) == [5, 5]


def test_values_that_make_no_name_or_the_same_one_are_told_apart(ctx: Context) -> None:
    write(ctx.files.folder, {"e.csv": "k\na/b\na b\n../x\nA/B\n"})
    found = call(ctx, "e.csv", "column", column="k")
    assert found["paths"] == ["out/e-a_b.csv", "out/e-a_b-2.csv", "out/e-_x.csv", "out/e-A_B-3.csv"]


def test_a_file_without_rows_is_one_part(ctx: Context) -> None:
    write(ctx.files.folder, {"e.csv": "id,day\n"})
    assert call(ctx, "e.csv", "rows")["rows_by_file"] == {"out/e-0001.csv": 0}
    assert read(ctx, "e-0001.csv") == "id,day\n"


@pytest.mark.parametrize(
    ("files", "inputs", "kind", "said"),
    [
        ({"e.csv": 'k\n"a\nb\n'}, {"by": "rows"}, DataError, "quote is not closed"),
        ({"e.csv": "k,l\n1\n"}, {"by": "column", "column": "l"}, DataError, "1 values where"),
        ({"e.csv": "k\n1\n"}, {"by": "column", "column": "x"}, InvalidInputError, "no column `x`"),
        ({"e.csv": "k\n1\n"}, {"by": "column"}, InvalidInputError, "needs a `column`"),
        ({"e.csv": "k\n1\n"}, {"by": "rows", "rows": 0}, InvalidInputError, "below 1"),
        ({"e.jsonl": "[1\n"}, {"by": "column", "column": "x"}, DataError, "is no JSON"),
        ({"e.csv": "", "e.jsonl": ""}, {"by": "rows"}, InvalidInputError, "same names"),
        ({"e.xlsx": ""}, {"by": "rows"}, InvalidInputError, "an Excel file"),
        ({"e.parquet": "no"}, {"by": "rows"}, DataError, "as Parquet"),
        (
            {"e.csv": "k\n" + "\n".join(map(str, range(501)))},
            {"by": "column", "column": "k"},
            DataError,
            "more than 500",
        ),
    ],
)
def test_what_can_not_be_is_said_and_leaves_nothing(
    ctx: Context, files: dict[str, str], inputs: dict[str, Any], kind: type[Exception], said: str
) -> None:
    write(ctx.files.folder, files)
    with pytest.raises(kind, match=said):
        call(ctx, "e.*", **inputs)
    assert list(ctx.files.path("out").glob("*")) == []


def test_a_large_file_takes_little_memory(ctx: Context) -> None:
    write(ctx.files.folder, {"e.csv": "k,text\n" + "".join(f"{n},{n:0999}\n" for n in range(20_000))})
    call(ctx, "a.csv", "rows")
    tracemalloc.start()
    try:
        found = call(ctx, "e.csv", "size", size=5_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found["rows"], len(found["paths"])) == (20_000, 5)
    assert peak < 1_000_000
