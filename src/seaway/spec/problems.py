"""What is wrong with a file, where, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import ClassVar

from seaway.errors import SeawayError

Path = tuple[str | int, ...]
"""The way to a value from the top of a document, e.g. `("tasks", "report", "timeout")`."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. Lines and columns count from 1; 0 where the place is not known. The end is exclusive."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    text: str = ""
    """The offending text, as it stands in the file."""
    expected: str = ""
    hint: str = ""
    path: Path = ()

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        parts = [f"{place}: " if place else "", f"{self.severity}[{self.code}]: {self.message}"]
        if self.expected:
            parts.append(f" Expected: {self.expected}.")
        if self.hint:
            parts.append(f" {self.hint}")
        return "".join(parts)

    def to_json(self) -> dict[str, object]:
        return {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "text": self.text,
            "expected": self.expected,
            "hint": self.hint,
            "path": list(self.path),
        }


class SpecError(SeawayError):
    """A workflow or project file is wrong. Its message has one line for each problem."""

    code: ClassVar[str] = "spec"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(format_problems(problems) or "The file is not valid.")
        self.problems = tuple(problems)


def format_problems(problems: Iterable[Problem]) -> str:
    """One line a problem, in the form compilers use: `file:line:column: error[code]: message`."""
    return "\n".join(str(problem) for problem in problems)


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by place, each finding once."""
    unique = {(p.file, p.line, p.column, p.code, p.message): p for p in problems}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[0], key[1], key[2]))]


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A question naming the closest known word; empty where none is close."""
    words = list(dict.fromkeys(known))
    lowered = {word.lower(): word for word in reversed(words)}
    close = get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    if not close and len(wrong) >= 3:
        close = [word for word in lowered if word.startswith(wrong.lower())]
    return f"Did you mean `{lowered[close[0]]}`?" if close else ""


def list_words(words: Iterable[str], *, at_most: int = 8) -> str:
    """Known words for the end of a message: `a, b, c … and 4 more`."""
    known = list(dict.fromkeys(words))
    shown = ", ".join(known[:at_most])
    return shown if len(known) <= at_most else f"{shown} … and {len(known) - at_most} more"
