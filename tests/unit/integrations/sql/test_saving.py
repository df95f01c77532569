"""Batches as files."""

from pathlib import Path

import pyarrow as pa
import pytest

from seaway.integrations.sql.saving import save

SCHEMA = pa.schema([("n", pa.int64())])


@pytest.mark.parametrize(
    ("batches", "files"),
    [([4, 4, 2], [4, 4, 2]), ([10], [4, 4, 2]), ([2, 2, 2, 2], [4, 4]), ([3, 3], [4, 2]), ([], [0])],
)
def test_no_file_has_more_rows_than_it_may_wherever_batches_end(
    tmp_path: Path, batches: list[int], files: list[int]
) -> None:
    made = (pa.record_batch([list(range(count))], schema=SCHEMA) for count in batches)
    saved = save(tmp_path / "n.jsonl", SCHEMA, made, rows_per_file=4)
    assert [len(path.read_text().splitlines()) for path in saved.paths] == files
    assert saved.rows == sum(batches)
