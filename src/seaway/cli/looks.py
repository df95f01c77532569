"""How states look in a terminal: a sign, a colour and the word, so that none of them is needed alone.

Colours are the terminal's own sixteen, which its owner has made readable on light or dark."""

import os
import sys
from typing import NamedTuple, TextIO

import click


class Look(NamedTuple):
    sign: str
    plain: str
    """The sign where the terminal has ASCII only."""
    colour: str
    is_bold: bool = False


_DIM = "dim"
LOOKS: dict[str, Look] = {
    "pending": Look("◌", ".", _DIM),
    "queued": Look("○", "o", _DIM),
    "running": Look("◐", "*", "cyan"),
    "deferred": Look("☾", "(", "magenta"),
    "awaiting_input": Look("?", "?", "magenta", is_bold=True),
    "up_for_retry": Look("↻", "~", "yellow"),
    "success": Look("✓", "+", "green"),
    "warning": Look("!", "!", "yellow"),
    "failed": Look("✗", "x", "red", is_bold=True),
    "timed_out": Look("◷", "t", "red"),
    "crashed": Look("↯", "!", "red", is_bold=True),
    "cancelled": Look("□", "-", _DIM),
    "skipped": Look("»", ">", _DIM),
    "upstream_failed": Look("⇠", "<", "red"),
    "paused": Look("‖", "=", "yellow"),
    "cancelling": Look("□", "-", "yellow"),
}


def word(state: str) -> str:
    return str(state).replace("_", " ")


def sign(state: str) -> str:
    """The sign alone, coloured where colours are wanted."""
    look = LOOKS[str(state)]
    return paint(look.sign if can_show(look.sign) else look.plain, look.colour, is_bold=look.is_bold)


def label(state: str, *, width: int = 0) -> str:
    """Sign and word, padded to `width` letters of the word."""
    look = LOOKS[str(state)]
    return f"{sign(state)} {paint(word(state).ljust(width), look.colour, is_bold=look.is_bold)}"


def dim(text: str) -> str:
    return paint(text, _DIM) if text else ""


def strong(text: str) -> str:
    return click.style(text, bold=True) if wants_colour() else text


def paint(text: str, colour: str, *, is_bold: bool = False) -> str:
    if not wants_colour():
        return text
    if colour == _DIM:
        return click.style(text, dim=True)
    return click.style(text, fg=colour, bold=is_bold or None)


def wants_colour(stream: TextIO | None = None) -> bool:
    """By what the user said (`NO_COLOR`, `FORCE_COLOR`), else whether a person reads it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream)


def is_terminal(stream: TextIO | None = None) -> bool:
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def can_show(text: str) -> bool:
    """Whether the terminal's encoding has these letters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def shown(text: str) -> str:
    """Text that the terminal's encoding can take; what it lacks becomes `?`."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding, "replace")
