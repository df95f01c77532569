"""CSV as record batches: in small blocks, and whole all the same."""

from pathlib import Path

import pyarrow as pa
import pytest

from seaway.errors import DataError
from seaway.integrations.sql.reading import CsvOptions, Source, source_of

SHORT = 30_000


def opened(folder: Path, text: str) -> Source:
    place = folder / "notes.csv"
    place.write_text(text)
    return source_of(place, place.name, CsvOptions())


def rows_of(source: Source) -> list[dict[str, str | None]]:
    return pa.Table.from_batches(source.batches()).to_pylist()


@pytest.mark.parametrize("long", [10, 300_000, 3_000_000])
def test_a_row_of_any_length_comes_once_and_in_its_place(tmp_path: Path, long: int) -> None:
    """Empty lines are no rows, and a line end within quotes ends none."""
    before = "".join(f'{number},"two\nlines"\n\n' for number in range(SHORT))
    after = "".join(f"{number},short\n" for number in range(SHORT, 2 * SHORT))
    rows = rows_of(opened(tmp_path, f"id,note\n{before}long,{'x' * long}\n{after}"))
    assert [row["id"] for row in rows] == [
        *map(str, range(SHORT)),
        "long",
        *map(str, range(SHORT, 2 * SHORT)),
    ]
    assert (rows[0]["note"], len(rows[SHORT]["note"] or ""), rows[-1]["note"]) == (
        "two\nlines",
        long,
        "short",
    )


def test_types_are_those_of_the_beginning(tmp_path: Path) -> None:
    """More than a block of rows, so that what is looked at ends within one."""
    source = opened(tmp_path, "id,amount,day,note\n" + "1,2.5,2026-01-31,a\n" * 500_000)
    kinds = [str(field.type) for field in source.schema]
    assert kinds == ["int64", "double", "date32[day]", "string"]
    assert sum(batch.num_rows for batch in source.batches()) == 500_000


def test_a_row_beyond_all_measure_is_named(tmp_path: Path) -> None:
    """As where a quote is never closed."""
    lines = [*["1,a"] * 2_000_000, '2,"' + "x" * 9_000_000]
    source = opened(tmp_path, "id,note\n" + "\n".join(lines))
    with pytest.raises(DataError, match=r"notes\.csv, row \d+ or one soon after it has more than 4 MB"):
        for _ in source.batches():
            pass
