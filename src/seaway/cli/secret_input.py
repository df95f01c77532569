"""Secrets as they come in: asked for without being shown, or read from stdin. Never from the command line,
which everybody on the machine can read."""

import sys

import click

from seaway.errors import BadRequestError


def can_ask() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_secret(what: str) -> str:
    """What is typed, which nobody sees."""
    answer: str = click.prompt(what, hide_input=True, default="", show_default=False, err=True)
    return answer


def read_stdin() -> str:
    """All of stdin without its last line break.

    Raises:
        BadRequestError: there is nothing, or it is no text.
    """
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError:
        raise BadRequestError("What comes by stdin is not UTF-8 text") from None
    if not text.strip():
        raise BadRequestError("Nothing came by stdin", hint="Pipe the value in, such as from a file: < FILE.")
    return text.removesuffix("\n").removesuffix("\r")
