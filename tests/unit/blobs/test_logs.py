from datetime import UTC, datetime

import pytest

from seaway.blobs.logs import (
    LogLine,
    Stream,
    append_line,
    follow_log,
    head,
    read_log,
    read_window,
    tail_log,
)

AT_NS = 1_700_000_000_123_456_000


def written(path, count):
    path.write_bytes(b"".join(head(AT_NS + n * 1000, "o", "-") + b"line %d\n" % n for n in range(count)))
    return path


def test_a_line_tells_when_where_and_what(tmp_path):
    path = tmp_path / "x.log"
    path.write_bytes(head(AT_NS, "l", "W") + "careful: ä\n".encode())
    assert list(read_log(path)) == [
        LogLine(
            at=datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=UTC),
            stream=Stream.LOGGING,
            level="W",
            text="careful: ä",
            offset=0,
            end=path.stat().st_size,
        )
    ]


def test_a_log_that_was_never_written_has_no_lines(tmp_path):
    assert list(read_log(tmp_path / "none")) == []
    assert tail_log(tmp_path / "none", 5) == []


def test_a_window_is_read_without_the_rest(tmp_path):
    path = written(tmp_path / "x.log", 1000)
    first = read_window(path, limit_bytes=500)
    second = read_window(path, first[-1].end, limit_bytes=500)
    assert first[-1].end <= 500
    assert second[0].text == f"line {len(first)}"


def test_a_line_longer_than_the_window_is_read_whole(tmp_path):
    path = tmp_path / "x.log"
    path.write_bytes(head(AT_NS, "o", "-") + b"z" * 5000 + b"\n")
    assert [len(line.text) for line in read_window(path, limit_bytes=100)] == [5000]


def test_half_a_line_waits_for_its_end(tmp_path):
    path = written(tmp_path / "x.log", 2)
    with path.open("ab") as stream:
        stream.write(head(AT_NS, "o", "-") + b"hal")
    assert [line.text for line in read_log(path)] == ["line 0", "line 1"]


@pytest.mark.parametrize(("asked", "first"), [(3, "line 19997"), (0, None), (50_000, "line 0")])
def test_the_last_lines_are_found_from_the_end(tmp_path, asked, first):
    lines = tail_log(written(tmp_path / "x.log", 20_000), asked)
    assert (lines[0].text if lines else None) == first
    assert len(lines) == min(asked, 20_000)


def test_following_gives_each_line_once_until_the_attempt_is_over(tmp_path):
    path = tmp_path / "x.log"
    steps = iter(["line a", "line b\nline c", None])

    def grow(_seconds):
        if (text := next(steps)) is not None:
            append_line(path, text, unix_ns=AT_NS)

    def is_over():
        return path.exists() and path.read_bytes().endswith(b"line c\n")

    assert [line.text for line in follow_log(path, is_over, sleep=grow)] == ["line a", "line b", "line c"]


def test_following_a_log_that_got_shorter_repeats_nothing(tmp_path):
    path = written(tmp_path / "x.log", 100)
    sizes = iter([True])

    def is_over():
        return next(sizes, None) is None

    followed = follow_log(path, is_over, start=10_000_000, sleep=lambda _: None)
    assert list(followed) == []


def test_bytes_that_are_no_log_are_shown_and_not_refused(tmp_path):
    path = tmp_path / "x.log"
    path.write_bytes(b"what is this\n\xff\xfe\n")
    assert [line.text for line in read_log(path)] == ["what is this", "��"]
