"""Options that many commands have, and values as they are typed."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from seaway.errors import BadRequestError

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="JSON for programs, on stdout.")(command)


def project_option(command: Command) -> Command:
    return click.option(
        "--project",
        "project_dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="SEAWAY_PROJECT",
        help="The project's folder; else the one that you are in.",
    )(command)


def input_option(command: Command) -> Command:
    return click.option(
        "-i",
        "--input",
        "inputs",
        multiple=True,
        metavar="NAME=VALUE",
        help="A value for an input; as often as needed. VALUE may be @FILE, to read it from a file.",
    )(command)


def read_inputs(given: Iterable[str]) -> dict[str, object]:
    """Pairs as they are typed, to values; all text.

    Raises:
        BadRequestError: one is no pair, comes twice, or names a file that can't be read.
    """
    values: dict[str, object] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise BadRequestError(
                f"`{pair}` is no input", hint="Write NAME=VALUE, for example day=2026-01-31."
            )
        if name.strip() in values:
            raise BadRequestError(f"The input {name.strip()} is given twice", hint="Give it once.")
        values[name.strip()] = _read_file(value[1:]) if value.startswith("@") else value
    return values


def read_day(text: str | None) -> date | None:
    """A day as it is typed.

    Raises:
        BadRequestError: it is none.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequestError(f"`{text}` is no day", hint="Dates are year, month, day: 2026-01-31.") from None


def _read_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadRequestError(
            f"The file {name} can't be read: {reason}", hint="To begin a value with `@`, put it into a file."
        ) from None
