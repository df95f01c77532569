"""Many tables as one."""

import json
from pathlib import Path

import duckdb
import pytest

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.files.merging import merge
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    context = a_context(tmp_path)
    write(
        context.files.folder,
        {
            "a.csv": "id,amount\n007,1.50\n",
            "b.csv": "amount;id\n2;008\n",
            "c.csv": "id,note\n009,late\n",
            "a.jsonl": '{"id":1,"at":"2026-01-31T00:00:00Z","more":{"b":[1]}}\n',
            "b.jsonl": '{"id":"x","at":null}\n',
        },
    )
    return context


def call(ctx: Context, **inputs: object) -> dict[str, object]:
    found = merge.call(ctx, inputs)
    assert isinstance(found, dict)
    return found


def test_columns_are_found_by_name_and_values_stay_as_they_are_written(ctx: Context) -> None:
    found = call(ctx, paths=["a.csv", "b.csv"], to="all.csv")
    assert ctx.files.path("all.csv").read_text() == "id,amount\n007,1.50\n008,2\n"
    assert (found["rows"], found["files"], found["columns"]) == (2, 2, ["id", "amount"])


def test_json_lines_keep_the_kinds_of_their_values(ctx: Context) -> None:
    call(ctx, paths=["*.jsonl"], to="all.jsonl", if_columns_differ="union")
    lines = [json.loads(line) for line in ctx.files.path("all.jsonl").read_text().splitlines()]
    assert lines[0] == {"id": 1, "at": "2026-01-31T00:00:00Z", "more": {"b": [1]}}
    assert (lines[1]["id"], lines[1]["at"]) == ("x", None)


@pytest.mark.parametrize(
    ("how", "columns", "row"),
    [("union", ["id", "amount", "note"], ("009", None, "late")), ("common", ["id"], ("009",))],
)
def test_columns_that_differ_are_all_taken_or_only_the_common_ones(
    ctx: Context, how: str, columns: list[str], row: tuple[object, ...]
) -> None:
    found = call(ctx, paths=["a.csv", "b.csv", "c.csv"], to="all.parquet", if_columns_differ=how)
    assert found["columns"] == columns
    assert duckdb.sql(f"SELECT * FROM '{ctx.files.path('all.parquet')}'").fetchall()[-1] == row


def test_a_row_can_say_which_file_it_is_from(ctx: Context) -> None:
    call(ctx, paths=["a.csv", "b.csv"], to="all.csv", file_column="file")
    assert ctx.files.path("all.csv").read_text().splitlines()[1:] == ["007,1.50,a.csv", "008,2,b.csv"]


@pytest.mark.parametrize(
    ("inputs", "kind", "said"),
    [
        ({"paths": ["?.csv"], "to": "all.csv"}, DataError, "lacks columns that other files have: note"),
        ({"paths": ["?.csv"], "to": "a.csv"}, InvalidInputError, "one of the files"),
        ({"paths": ["?.csv"], "to": "all"}, InvalidInputError, "ending"),
        ({"paths": ["a.csv"], "to": "x.csv", "file_column": "id"}, InvalidInputError, "already"),
    ],
)
def test_what_can_not_be_is_said(
    ctx: Context, inputs: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        call(ctx, **inputs)
