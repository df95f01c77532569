"""Two tables, row by row."""

import csv
from pathlib import Path

import duckdb
import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.files.comparing import compare
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

BEFORE = "id,name,amount,old\n1,Ada,1.5,x\n2,Bob,2,x\n3,Cy,3,x\n"
AFTER = "amount,id,name,new\n3.5,3,Cy,y\n1.50,1,Ada,y\n4,4,Di,y\n"


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    context = a_context(tmp_path)
    write(context.files.folder, {"before.csv": BEFORE, "after.csv": AFTER})
    return context


def call(ctx: Context, **inputs: object) -> dict[str, object]:
    found = compare.call(ctx, {"before": "before.csv", "after": "after.csv", "key": ["id"], **inputs})
    assert isinstance(found, dict)
    return found


def test_rows_are_told_apart_by_their_key(ctx: Context) -> None:
    assert call(ctx, to="differences.csv") == {
        "is_different": True,
        "added": 1,
        "removed": 1,
        "changed": 1,
        "same": 1,
        "changed_by_column": {"amount": 1},
        "columns_added": ["new"],
        "columns_removed": ["old"],
        "path": "differences.csv",
    }
    rows = list(csv.DictReader(ctx.files.path("differences.csv").read_text().splitlines()))
    assert [(row["id"], row["_change"], row["_columns"]) for row in rows] == [
        ("2", "removed", ""),
        ("3", "changed", "amount"),
        ("4", "added", ""),
    ]
    assert (rows[1]["before_amount"], rows[1]["after_amount"]) == ("3.0", "3.5")
    assert list(ctx.temp.glob("*.partial")) == []


def test_equal_tables_in_any_order_and_format_are_the_same(ctx: Context) -> None:
    folder = ctx.files.folder
    duckdb.sql(f"COPY (FROM '{folder}/before.csv' ORDER BY id DESC) TO '{folder}/b.parquet'")
    found = call(ctx, after="b.parquet", if_different="fail")
    assert (found["is_different"], found["same"]) == (False, 3)


def test_a_column_that_does_not_count_makes_no_difference(ctx: Context) -> None:
    found = call(ctx, ignore=["amount", "old", "new"])
    assert (found["changed"], found["same"], found["columns_added"]) == (0, 2, [])


def test_other_types_are_compared_as_text(ctx: Context) -> None:
    write(
        ctx.files.folder,
        {"a.csv": "id,code\n1,07\n2,8\n", "b.jsonl": '{"id":"1","code":"7"}\n{"id":"2","code":"8"}\n'},
    )
    found = call(ctx, before="a.csv", after="b.jsonl", all_text=True)
    assert (found["changed"], found["same"]) == (1, 1)


def test_nothing_and_a_key_of_nothing_are_values_too(ctx: Context) -> None:
    write(ctx.files.folder, {"a.csv": "id,v\n,1\n2,\n", "b.csv": "id,v\n,1\n2,5\n"})
    found = call(ctx, before="a.csv", after="b.csv")
    assert (found["added"], found["removed"], found["changed"], found["same"]) == (0, 0, 1, 1)


def test_a_difference_can_fail_the_task_without_showing_values(ctx: Context) -> None:
    with pytest.raises(DataError, match="1 rows added, 1 removed, 1 changed") as caught:
        call(ctx, if_different="fail")
    assert "Bob" not in str(caught.value)


@pytest.mark.parametrize(
    ("inputs", "kind", "said"),
    [
        ({"key": ["Id"]}, InvalidInputError, "has no column `Id`"),
        ({"key": []}, InvalidInputError, "names no column"),
        ({"key": ["old"]}, InvalidInputError, "`after.csv` has no column `old`"),
        ({"ignore": ["nmae"]}, InvalidInputError, "`nmae`"),
        ({"before": "no.csv"}, NotFoundError, "no file"),
        ({"before": "*.csv"}, InvalidInputError, "matches 2 files"),
        ({"to": "x.doc"}, InvalidInputError, "ending"),
    ],
)
def test_what_can_not_be_is_said(
    ctx: Context, inputs: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        call(ctx, **inputs)


def test_a_key_that_names_two_rows_is_refused(ctx: Context) -> None:
    write(ctx.files.folder, {"before.csv": "new\ny\n"})
    with pytest.raises(DataError, match=r"In `after.csv` 1 values of the key \(new\)"):
        call(ctx, key=["new"])
