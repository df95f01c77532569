"""What a long test run says at its end."""

from dataclasses import dataclass

from tests.support.durations import SHOWN, summary


@dataclass
class Part:
    nodeid: str
    duration: float


def test_the_slowest_files_come_first_and_the_sum_last() -> None:
    parts = [Part(f"tests/test_{n}.py::test", float(n)) for n in range(1, 21)]
    parts.append(Part("tests/test_20.py::test", 5.0))
    lines = summary(parts)
    assert len(lines) == SHOWN + 1
    assert lines[0] == "   25.0 s     1 tests  tests/test_20.py"
    assert lines[-1] == "  215.0 s    20 tests  all files, over all processes"


def test_a_short_run_is_not_worth_a_word() -> None:
    assert summary([Part("tests/test_a.py::test", 1.0)]) == []
