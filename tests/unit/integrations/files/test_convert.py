import gzip
from pathlib import Path

import duckdb
import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.files.blueprints import convert
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

CSV = "id;day;amount\n007;2026-01-31;1.5\n008;2026-02-01;2\n"


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    context = a_context(tmp_path)
    write(context.files.folder, {"in/a.csv": CSV, "in/b.csv.gz": gzip.compress(CSV.encode())})
    return context


def test_files_keep_their_names_and_get_the_new_ending(ctx: Context) -> None:
    found = convert.call(ctx, {"paths": ["in/*"], "format": "parquet", "to": "out"})
    assert isinstance(found, dict)
    assert (found["paths"], found["rows"]) == (["out/a.parquet", "out/b.parquet"], 4)
    rows = duckdb.sql(f"SELECT day, amount FROM '{ctx.files.folder}/out/a.parquet'").fetchall()
    assert [(str(day), amount) for day, amount in rows] == [("2026-01-31", 1.5), ("2026-02-01", 2.0)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_format_can_be_written_and_read_again(ctx: Context, form: str) -> None:
    convert.call(ctx, {"paths": ["in/a.csv"], "format": form, "to": "one", "all_text": True})
    convert.call(ctx, {"paths": [f"one/a.{form}"], "format": "csv", "to": "two", "all_text": True})
    text = ctx.files.path("two/a.csv").read_text()
    assert text.splitlines()[0] == "id,day,amount"
    assert len(text.splitlines()) == 3
    if form in ("csv", "xlsx"):
        assert "007" in text


def test_nothing_half_written_stays(ctx: Context) -> None:
    ctx.files.write_text("bad.parquet", "no parquet")
    with pytest.raises(DataError):
        convert.call(ctx, {"paths": ["bad.parquet"], "format": "csv", "to": "out"})
    assert list(ctx.files.path("out").glob("*")) == []


@pytest.mark.parametrize(
    ("inputs", "kind", "said"),
    [
        ({"paths": ["no/*"], "format": "csv"}, NotFoundError, "no file for `no/\\*`"),
        ({"paths": ["in/a.csv"], "format": "csv", "to": "in"}, InvalidInputError, "written over a source"),
        ({"paths": ["in/a.csv"], "format": "doc"}, InvalidInputError, "expected one of 'csv'"),
        ({"paths": ["in/a.csv"], "format": "csv", "to": "../x"}, InvalidInputError, "outside of the folder"),
    ],
)
def test_what_can_not_be_is_said(
    ctx: Context, inputs: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        convert.call(ctx, inputs)


def test_a_name_with_wildcards_or_quotes_means_that_file(ctx: Context) -> None:
    write(ctx.files.folder, {"x/it's [1]*.csv": "n\n1\n", "x/it's 1.csv": "n\n2\n"})
    convert.call(ctx, {"paths": ["x/*.csv"], "format": "jsonl", "to": "y"})
    assert ctx.files.path("y/it's [1]*.jsonl").read_text() == '{"n":1}\n'
