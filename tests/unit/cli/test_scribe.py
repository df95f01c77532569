"""Lines are printed beside what goes on, whoever reads them or not."""

import io
import os
import sys
import threading

import pytest

from seaway.cli.scribe import MOST_WAITING, Scribe


def test_lines_come_in_their_order_and_are_all_there_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stdout", paper)
    scribe = Scribe()
    scribe.line("one")
    scribe.json_line({"two": 2})
    assert scribe.close(0) == 0
    assert paper.getvalue() == 'one\n{"two": 2}\n'


def test_a_pipe_that_nobody_reads_holds_up_nothing_and_says_what_it_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside = io.StringIO()
    monkeypatch.setattr(sys, "stderr", beside)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "w") as writer:
        monkeypatch.setattr(sys, "stdout", writer)
        scribe = Scribe()
        for number in range(3 * MOST_WAITING):  # with 100 bytes each, far more than a pipe holds
            scribe.line(f"{number:0100d}")
        read: list[bytes] = []
        follower = threading.Thread(target=lambda: read.extend(reader))
        follower.start()
        assert scribe.close(0) == 0
        writer.close()
        follower.join(30)
    assert int(read[0]) == 0
    assert MOST_WAITING <= len(read) < 3 * MOST_WAITING
    assert "lines were not shown" in beside.getvalue()


def test_a_reader_that_is_gone_is_told_to_who_writes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    writer = os.fdopen(writing, "w", buffering=1)
    monkeypatch.setattr(sys, "stdout", writer)
    scribe = Scribe()
    scribe.line("nobody hears this")
    scribe._thread.join(30)
    with pytest.raises(BrokenPipeError):
        scribe.line("nor this")
    assert scribe.close(0) == 0
    try:
        writer.close()
    except BrokenPipeError:
        assert writer.closed
