"""JSON objects as tables."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError
from seaway.integrations.http.records import save_records

ROWS = [
    {"id": 1, "paid": True, "amount": 1, "tags": ["a", "b"], "note": ""},
    {"id": 2, "amount": 2.5, "note": None, "size": 2**70},
]


def test_columns_are_those_of_all_rows_in_the_types_that_they_hold(tmp_path: Path) -> None:
    save_records(tmp_path / "rows.parquet", ROWS, tmp_path)
    table = pq.read_table(tmp_path / "rows.parquet")
    assert dict(zip(table.column_names, table.schema.types, strict=True)) == {
        "id": pa.int64(),
        "paid": pa.bool_(),
        "amount": pa.float64(),
        "tags": pa.string(),
        "note": pa.string(),
        "size": pa.string(),
    }
    assert table.to_pylist()[1] == {
        "id": 2,
        "paid": None,
        "amount": 2.5,
        "tags": None,
        "note": None,
        "size": str(2**70),
    }


def test_what_is_nested_is_json_and_nothing_is_told_from_empty(tmp_path: Path) -> None:
    save_records(tmp_path / "rows.csv", ROWS, tmp_path)
    text = (tmp_path / "rows.csv").read_text()
    [first, second] = csv.DictReader(text.splitlines())
    assert (first["tags"], first["paid"], first["note"]) == ('["a","b"]', "true", "")
    assert (second["paid"], second["size"]) == ("", str(2**70))
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet", "rows.jsonl"])
def test_no_rows_make_an_empty_file(tmp_path: Path, name: str) -> None:
    save_records(tmp_path / name, [], tmp_path)
    assert (tmp_path / name).is_file()


def test_rows_without_any_value_make_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no table"):
        save_records(tmp_path / "rows.csv", [{}], tmp_path)
    assert list(tmp_path.iterdir()) == []
