"""The reference page of the command line, from what the commands say of themselves.

`python -m seaway.cli.reference docs/reference/cli.md` writes the part below `## Commands`."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from seaway.cli.main import COMMANDS, seaway

MARK = "## Commands\n"
"""What stands above it is written by hand."""


def page(old: str) -> str:
    """The whole page, with the part of the old one that is written by hand."""
    parts = [old.partition(MARK)[0] + MARK]
    context = click.Context(seaway, info_name="seaway")
    for name in COMMANDS:
        command = seaway.get_command(context, name)
        if command is not None:
            parts += _sections(command, name, context, level=3)
    return "\n".join(parts)


def _sections(command: click.Command, name: str, parent: click.Context, *, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    yield _section(command, context, level)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _sections(found, inner, context, level=level + 1)


def _section(command: click.Command, context: click.Context, level: int) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    said = inspect.cleandoc(command.help or "").replace("\b\n", "")
    parts = [f"{'#' * level} {context.command_path}", said]
    if not isinstance(command, click.Group):
        parts.append(f"```text\n{usage}\n```")
        rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
        if rows:
            parts.append("\n".join(["| option | |", "|---|---|", *rows]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    names, said = record if record is not None else (", ".join(option.opts), option.help or "")
    return f"| `{_cell(names)}` | {_cell(said)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(file: Path) -> None:
    file.write_text(page(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
