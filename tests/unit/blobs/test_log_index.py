"""Finding lines of a log without reading all of it."""

from pathlib import Path

from seaway.blobs.log_index import LogIndex, LogIndexes
from seaway.blobs.log_levels import level_in
from seaway.blobs.logs import head

AT = 1_772_366_400_000_000_000


def line(text: str, stream: str = "o", level: str = "-") -> bytes:
    return head(AT, stream, level) + text.encode() + b"\n"


def write(path: Path, count: int, every: int = 1000) -> None:
    with path.open("wb") as stream:
        for n in range(1, count + 1):
            text = f"ERROR: row {n} has no price" if n % every == 0 else f"row {n} of the export is fine"
            stream.write(line(text))


def test_any_line_is_found_by_its_number(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    write(log, 50_000)
    index = LogIndexes().of(log)
    assert index.total_lines == 50_000
    for n in (1, 2, 4_321, 25_000, 49_999, 50_000):
        (found,) = index.lines_from(n, 1)
        assert found.n == n
        assert f"row {n} " in found.line.text
    assert index.lines_from(50_001, 10) == []
    assert [each.n for each in index.tail(3)] == [49_998, 49_999, 50_000]


def test_a_window_by_bytes_knows_its_line_numbers(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    write(log, 30_000)
    index = LogIndexes().of(log)
    (somewhere,) = index.lines_from(20_000, 1)
    window = index.lines_at(somewhere.line.offset, 2_000)
    assert window[0].n == 20_000
    assert [each.n for each in window] == list(range(20_000, 20_000 + len(window)))
    assert index.lines_at(index.size_bytes, 1_000) == []


def test_error_lines_are_known_by_number(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    write(log, 20_000, every=5_000)
    with log.open("ab") as stream:
        stream.write(line("could not load", "l", "E"))
        stream.write(line("Traceback (most recent call last):", "e"))
    index = LogIndexes().of(log)
    assert index.errors == [5_000, 10_000, 15_000, 20_000, 20_001, 20_002]
    assert index.error_count == 6


def test_an_index_grows_with_its_log(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    indexes = LogIndexes()
    assert indexes.of(log).total_lines == 0
    write(log, 10)
    with log.open("ab") as stream:
        stream.write(b"0001772366400000 o - half a li")
    assert indexes.of(log).total_lines == 10
    with log.open("ab") as stream:
        stream.write(b"ne\n" + line("ERROR at the end"))
    index = indexes.of(log)
    assert index.total_lines == 12
    assert index.errors == [12]
    assert [each.line.text for each in index.lines_from(11, 2)][1] == "ERROR at the end"


def test_a_log_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    indexes = LogIndexes()
    write(log, 100)
    assert indexes.of(log).total_lines == 100
    write(log, 3)
    assert indexes.of(log).total_lines == 3


def test_search_looks_at_the_text_and_not_at_the_head(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    write(log, 20_000, every=7_000)
    index = LogIndexes().of(log)
    assert [each.n for each in index.search("HAS NO price")] == [7_000, 14_000]
    assert [each.n for each in index.search("has no price", after=7_000)] == [14_000]
    assert index.search("0001772366") == []
    assert len(index.search("export", limit=50)) == 50


def test_levels_are_seen_in_what_is_printed() -> None:
    said = {
        "ERROR: no such table": "error",
        "2026-03-01 09:12:01,123 - loader - WARNING - slow": "warning",
        "\x1b[31mERROR\x1b[0m it broke": "error",
        "level=info msg=ready": "info",
        "[debug] 3 rows": "debug",
        "fatal: not a git repository": "critical",
        "ValueError: bad date": "error",
        "psycopg.errors.OperationalError: gone": "error",
        "0 errors found": "",
        "The terror of the seas": "",
        "INFORMATION is power": "",
    }
    assert {text: level_in(text) for text in said} == said


def test_an_index_of_nothing_has_no_lines(tmp_path: Path) -> None:
    index = LogIndex(tmp_path / "none.log")
    index.refresh()
    assert (index.total_lines, index.size_bytes, index.errors) == (0, 0, [])
    assert index.search("x") == []
    assert index.tail(10) == []
