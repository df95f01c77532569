"""What the log of a process gives as the reason of its end."""

from pathlib import Path

import pytest

from seaway.cli.last_words import MOST_READ, MOST_SAID, end_of, reason_in, reason_since

TRACEBACK = """Traceback (most recent call last):
  File "a.py", line 1, in <module>
    import missing
ModuleNotFoundError: No module named 'missing'
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ""),
        ("\n \n", ""),
        ("Killed\n", "Killed"),
        (TRACEBACK, "ModuleNotFoundError: No module named 'missing'"),
        (
            f"{TRACEBACK}\nDuring handling …\n\n{TRACEBACK.replace('Module', 'Page')}",
            "PageNotFoundError: No module named 'missing'",
        ),
        (
            f"2026-01-01 ERROR seaway the server stopped\n{TRACEBACK}",
            "ModuleNotFoundError: No module named 'missing'",
        ),
        (
            "  | sqlalchemy.exc.OperationalError: no disk\n  +------------------\n",
            "sqlalchemy.exc.OperationalError: no disk",
        ),
        ("KeyError: " + "x" * 1000, "KeyError: " + "x" * (MOST_SAID - 11) + "…"),
    ],
)
def test_the_last_error_is_the_reason(text: str, reason: str) -> None:
    assert reason_in(text) == reason


def test_only_what_came_since_counts(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    assert (end_of(log), reason_since(log, 0)) == (0, "")
    log.write_text(TRACEBACK)
    begin = end_of(log)
    assert reason_since(log, begin) == ""
    log.write_text(f"{TRACEBACK}OSError: disk full\n")
    assert reason_since(log, begin) == "OSError: disk full"


def test_a_log_that_was_begun_anew_counts_whole_and_a_long_one_from_near_its_end(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("OSError: new\n")
    assert reason_since(log, 10_000) == "OSError: new"
    log.write_text("OSError: early\n" + "x" * 80 + "\n" * (2 * MOST_READ) + "Killed\n")
    assert reason_since(log, 0) == "Killed"
