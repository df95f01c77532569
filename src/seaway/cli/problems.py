"""Problems of files as compilers show them: the place, the line, and a mark under what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from seaway.cli import looks, printing
from seaway.spec.problems import Problem, format_problems

WIDEST_LINE = 160


def print_problems(
    problems: Iterable[Problem], sources: Mapping[str, str], *, to_stderr: bool = False
) -> None:
    """Each problem with the line of its file; `sources` are the files' texts by name."""
    for problem in problems:
        for text in problem_lines(problem, sources.get(problem.file, "")):
            click.echo(looks.shown(text), err=to_stderr)


def say_problems(problems: Sequence[Problem], folder: Path, *, as_json: bool) -> None:
    """What stops a command: to stderr with the lines of the files in `folder`, or as a JSON error."""
    if as_json:
        said = {"code": "spec", "message": format_problems(problems), "hint": ""}
        printing.document({"error": {**said, "problems": [problem.to_json() for problem in problems]}})
        return
    sources = {name: read_source(folder / name) for name in {problem.file for problem in problems} if name}
    print_problems(problems, sources, to_stderr=True)


def read_source(file: Path) -> str:
    """The text of a file as it may be shown; empty where it can't be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def problem_lines(problem: Problem, source: str) -> list[str]:
    colour = "red" if problem.is_error else "yellow"
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)
    head = looks.paint(f"{problem.severity}[{problem.code}]", colour, is_bold=True)
    lines = [f"{looks.strong(place)}: {head}: {problem.message}" if place else f"{head}: {problem.message}"]
    lines += _excerpt(problem, source, colour)
    if problem.expected:
        lines.append(f"  {looks.dim('expected')} {problem.expected}")
    if problem.hint:
        lines.append(f"  {looks.dim('hint')} {problem.hint}")
    return [*lines, ""]


def _excerpt(problem: Problem, source: str, colour: str) -> list[str]:
    rows = source.split("\n")
    if not 0 < problem.line <= len(rows):
        return []
    row = rows[problem.line - 1].rstrip("\r")
    gutter = str(problem.line)
    bar = looks.dim("│" if looks.can_show("│") else "|")
    row, column = _window(row, problem.column)
    text = row.replace("\t", " ")
    lines = [f"  {looks.dim(gutter)} {bar} {text}"]
    if problem.column:
        length = (
            problem.end_column - problem.column if problem.end_line == problem.line else len(row) - column + 1
        )
        marks = "^" * max(min(length, len(row) - column + 1), 1)
        before = " " * printing.cells(text[: column - 1])
        lines.append(f"  {' ' * len(gutter)} {bar} {before}{looks.paint(marks, colour, is_bold=True)}")
    return lines


def _window(row: str, column: int) -> tuple[str, int]:
    """The piece of a long line around a column, and where the column is in it."""
    if len(row) <= WIDEST_LINE:
        return row, column
    start = max(min(column - WIDEST_LINE // 2, len(row) - WIDEST_LINE), 0)
    return row[start : start + WIDEST_LINE], column - start
