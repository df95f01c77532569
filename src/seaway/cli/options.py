"""Options that many commands have, and values as they are typed."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from seaway.errors import BadRequestError

Command = TypeVar("Command", bound=Callable[..., Any])


class WholeNumber(click.IntRange):
    """A whole number within bounds; says so in one sentence where it is none."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = None
        is_low = number is not None and self.min is not None and number < self.min
        is_high = number is not None and self.max is not None and number > self.max
        if number is None or is_low or is_high:
            low = f"from {self.min}" if self.min is not None else "up"
            high = f"to {self.max}" if self.max is not None else "up"
            self.fail(f"`{value}` is no whole number {low} {high}.", param, ctx)
        return number


def is_remote() -> bool:
    """Whether commands are meant for a server: `SEAWAY_URL` names it."""
    return bool(os.environ.get("SEAWAY_URL"))


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
        help="A value for an input; as often as needed. VALUE may be @FILE: the text in it; where the input "
        "is a file, the file.",
    )(command)


@dataclass(frozen=True, slots=True)
class GivenFile:
    """`@FILE` for an input of which it is not known yet whether it takes the file or the text in it."""

    path: Path

    def text(self) -> str:
        return _read_file(str(self.path))


def settle_files(
    given: Mapping[str, object], file_inputs: Mapping[str, int | None], keep: Callable[[Path], str]
) -> dict[str, object]:
    """Inputs as a run takes them: `keep` makes a reference of a file for those that take files.

    file_inputs: by name the most bytes that one takes; None where there is no limit of its own.

    Raises:
        BadRequestError: a file can't be read, or is too large.
    """
    values: dict[str, object] = {}
    for name, value in given.items():
        if not isinstance(value, GivenFile):
            values[name] = value
        elif name in file_inputs:
            _require_file(value.path, name, file_inputs[name])
            values[name] = keep(value.path)
        else:
            values[name] = value.text()
    return values


def _require_file(path: Path, name: str, most: int | None) -> None:
    """Before it is copied or sent."""
    if not path.is_file():
        raise BadRequestError(f"There is no file {path}", hint=f"It is given for `{name}`.")
    size = path.stat().st_size
    if most is not None and size > most:
        raise BadRequestError(
            f"The file {path} has {size:,} bytes; `{name}` takes at most {most:,}",
            hint="Give a smaller one, or raise the input's `max_size`.",
        )


def read_inputs(given: Iterable[str], *, keeps_files: bool = False) -> dict[str, object]:
    """Pairs as they are typed, to values; all text, or a `GivenFile` for `@FILE` with `keeps_files`.

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
        file = GivenFile(Path(value[1:])) if value.startswith("@") else None
        values[name.strip()] = value if file is None else file if keeps_files else file.text()
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
