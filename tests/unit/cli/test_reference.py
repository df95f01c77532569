"""The page of the command line says what the commands say."""

from pathlib import Path

import click
import pytest

from seaway.cli import reference
from seaway.cli.main import COMMANDS, seaway

PAGE = Path(__file__).parents[3] / "docs/reference/cli.md"


def test_the_page_is_current() -> None:
    old = PAGE.read_text(encoding="utf-8")
    assert reference.page(old) == old, "python -m seaway.cli.reference docs/reference/cli.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded_and_explains_itself(name: str) -> None:
    command = seaway.get_command(click.Context(seaway), name)
    assert command is not None
    assert command.help


def test_the_singular_of_a_noun_is_understood() -> None:
    context = click.Context(seaway)
    assert seaway.get_command(context, "workflow") is seaway.get_command(context, "workflows")
    assert seaway.get_command(context, "log") is seaway.get_command(context, "logs")
    assert seaway.get_command(context, "upps") is None
