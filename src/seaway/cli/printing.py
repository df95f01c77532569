"""What goes to stdout: lines and aligned columns for people, JSON for programs."""

import json
import shutil
import unicodedata
from collections.abc import Sequence

import click

from seaway.cli import looks

GAP = "  "
_NARROWEST = 10


def line(text: str = "") -> None:
    """One line; letters that the encoding lacks are replaced, colours that nobody sees left out."""
    click.echo(looks.shown(text), color=looks.wants_colour() or None)


def note(text: str) -> None:
    """A sentence beside the answer, on stderr."""
    click.echo(looks.shown(text), err=True)


def document(value: object) -> None:
    """One JSON document."""
    click.echo(json.dumps(value, indent=2, default=str))


def json_line(value: object) -> None:
    """One line of a stream of JSON."""
    click.echo(json.dumps(value, default=str))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns under their names. A terminal gets the last column cut to fit; a pipe all of it."""
    widths = [max(map(cells, column)) for column in zip(head, *rows, strict=True)]
    line(looks.dim(_row(head, widths).rstrip()))
    room = terminal_width() - sum(widths[:-1]) - len(GAP) * (len(head) - 1)
    for row in rows:
        kept = list(row)
        if looks.is_terminal():
            kept[-1] = cut(kept[-1], max(room, _NARROWEST))
        line(_row(kept, widths).rstrip())


def counted(count: int, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _row(values: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(value + " " * (width - cells(value)) for value, width in zip(values, widths, strict=True))


def cells(text: str) -> int:
    """How many columns of a terminal a text takes, without its colours."""
    return sum(_cell(letter) for letter in click.unstyle(text))


def cut(text: str, width: int) -> str:
    """At most `width` columns; coloured text is cut without its colours."""
    if cells(text) <= width:
        return text
    plain, taken = click.unstyle(text), 0
    for at, letter in enumerate(plain):
        taken += _cell(letter)
        if taken > width - 1:
            return plain[:at] + ("…" if looks.can_show("…") else "~")
    return plain


def terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _cell(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
