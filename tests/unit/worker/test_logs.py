import errno

import pytest

from seaway.blobs.logs import Stream, read_log
from seaway.worker import logs
from seaway.worker.logs import MAX_LINE_BYTES, AttemptLog

OUT, ERR = Stream.STDOUT, Stream.STDERR


@pytest.fixture
def path(tmp_path):
    return tmp_path / "logs" / "ab" / "x.log"


def texts(path, stream=None):
    return [line.text for line in read_log(path) if stream is None or line.stream is stream]


def test_an_attempt_that_says_nothing_leaves_no_file(path):
    AttemptLog(str(path)).close()
    assert not path.parent.exists()


def test_lines_are_put_together_from_chunks(path):
    log = AttemptLog(str(path))
    for chunk in (b"on", b"e\ntw", b"o\n", b"three"):
        log.feed(OUT, chunk)
    log.feed(ERR, b"oops\n")
    log.close()
    assert texts(path, OUT) == ["one", "two", "three"]
    assert texts(path, ERR) == ["oops"]


def test_a_line_is_there_as_soon_as_it_ends(path):
    log = AttemptLog(str(path))
    log.feed(OUT, b"one\ntw")
    assert texts(path) == ["one"]


def test_empty_lines_and_colours_are_kept(path):
    log = AttemptLog(str(path))
    log.feed(OUT, b"\n\x1b[31mred\x1b[0m\n\n")
    log.close()
    assert texts(path) == ["", "\x1b[31mred\x1b[0m", ""]


def test_binary_garbage_is_shown_with_replacements(path):
    log = AttemptLog(str(path))
    log.feed(OUT, bytes(range(256)) + b"\n")
    log.close()
    assert "�" in "".join(texts(path))


def test_a_secret_torn_between_chunks_is_masked(path):
    log = AttemptLog(str(path), ["correct horse"])
    for byte in b"the password is correct horse, really\n":
        log.feed(OUT, bytes([byte]))
    log.close()
    assert texts(path) == ["the password is ***, really"]


@pytest.mark.parametrize("offset", range(-16, 17, 4))
def test_a_secret_at_the_cut_of_an_endless_line_is_masked(path, offset):
    log = AttemptLog(str(path), ["correct horse"])
    data = b"x" * (MAX_LINE_BYTES + offset) + b"correct horse" + b"y" * 3 * MAX_LINE_BYTES
    for start in range(0, len(data), 10_000):
        log.feed(OUT, data[start : start + 10_000])
    log.close()
    whole = "".join(texts(path))
    assert whole == "x" * (MAX_LINE_BYTES + offset) + "***" + "y" * 3 * MAX_LINE_BYTES


def test_an_endless_line_is_cut_and_the_cuts_are_marked(path):
    log = AttemptLog(str(path))
    log.feed(OUT, b"z" * 200_000 + b"\nnext\n")
    for _ in range(20):
        log.feed(OUT, b"w" * 10_000)
    log.feed(OUT, b"\nlast\n")
    log.close()
    lines = list(read_log(path))
    assert max(len(line.text) for line in lines) <= MAX_LINE_BYTES
    starts = [line.text[:4] for line in lines if not line.is_continued]
    assert starts == ["zzzz", "next", "wwww", "last"]
    assert sum(line.text.count("w") for line in lines) == 200_000


def test_of_a_long_log_the_head_and_the_tail_are_kept(path):
    log = AttemptLog(str(path), head_limit_bytes=10_000, tail_part_bytes=5_000)
    for number in range(2_000):
        log.feed(OUT, b"line %d\n" % number)
    log.close()
    lines = texts(path)
    assert lines[0] == "line 0"
    assert lines[-1] == "line 1999"
    assert any("left out here" in line for line in lines)
    assert path.stat().st_size < 25_000
    assert list(path.parent.iterdir()) == [path]
    kept = [int(line.split()[1]) for line in lines if line.startswith("line ")]
    assert kept == sorted(kept)


def test_the_tail_of_a_long_log_is_read_even_where_its_worker_died(path):
    log = AttemptLog(str(path), head_limit_bytes=10_000, tail_part_bytes=5_000)
    for number in range(2_000):
        log.feed(OUT, b"line %d\n" % number)
    assert texts(path)[-1] == "line 1999"
    log.close()


def test_a_full_disk_ends_the_log_and_not_the_attempt(path, monkeypatch):
    log = AttemptLog(str(path))
    log.feed(OUT, b"one\n")

    def full(fd, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(logs.os, "write", full)
        log.feed(OUT, b"two\n")
    log.feed(OUT, b"three\n")
    log.close()
    assert log.trouble == "The log stops here: no space left on the disk."
    assert texts(path) == ["one"]


def test_a_message_of_several_lines_is_several_lines_of_one_stream(path):
    log = AttemptLog(str(path), ["hunter2"])
    log.line(Stream.LOGGING, "E", "first\nsecond hunter2")
    log.system("done")
    log.close()
    assert [(line.stream, line.level, line.text) for line in read_log(path)] == [
        (Stream.LOGGING, "E", "first"),
        (Stream.LOGGING, "E", "second ***"),
        (Stream.SYSTEM, "I", "done"),
    ]
