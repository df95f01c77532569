"""Problems as compilers show them."""

import pytest

from seaway.cli.problems import WIDEST_LINE, problem_lines
from seaway.spec.problems import Problem


@pytest.fixture(autouse=True)
def without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def problem(line: int = 2, column: int = 5, end: int = 9) -> Problem:
    return Problem(
        code="unknown_key",
        message="`neds` is not a key.",
        file="a.yaml",
        line=line,
        column=column,
        end_line=line,
        end_column=end,
        expected="a key",
        hint="Did you mean `needs`?",
    )


def test_the_line_is_shown_with_a_mark_under_what_is_wrong() -> None:
    assert problem_lines(problem(), "tasks:\n    neds: x\n") == [
        "a.yaml:2:5: error[unknown_key]: `neds` is not a key.",
        "  2 │     neds: x",
        "    │     ^^^^",
        "  expected a key",
        "  hint Did you mean `needs`?",
        "",
    ]


def test_wide_letters_before_it_move_the_mark() -> None:
    lines = problem_lines(problem(line=1, column=3, end=7), "東京neds: x")
    assert lines[2].endswith("│     ^^^^")


def test_a_long_line_is_cut_around_what_is_wrong() -> None:
    source = "x" * 500 + "neds" + "y" * 500
    lines = problem_lines(problem(line=1, column=501, end=505), source)
    shown = lines[1].partition("│ ")[2]
    assert len(shown) == WIDEST_LINE
    mark = lines[2].partition("│ ")[2]
    assert shown[mark.index("^") :].startswith("neds")
    assert mark.count("^") == 4


@pytest.mark.parametrize(("line", "column"), [(0, 0), (99, 1), (1, 400)])
def test_a_place_that_is_not_in_the_text_shows_what_it_can(line: int, column: int) -> None:
    assert problem_lines(problem(line=line, column=column, end=column + 3), "short")[-2].startswith("  hint")
