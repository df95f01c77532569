"""Each `seaway …` command in the pages exists, with the options it is shown with."""

import shlex
from importlib import import_module
from importlib.util import find_spec

import click
import pytest

from tests.project.pages import shown_code

pytestmark = pytest.mark.skipif(find_spec("seaway.cli.main") is None, reason="the command line is not here")


def root_command() -> click.Group:
    """The group that the console script runs, whatever the module calls it."""
    module = import_module("seaway.cli.main")
    groups = [value for value in vars(module).values() if isinstance(value, click.Group)]
    assert groups, "seaway.cli.main holds no click group"
    return groups[0]


def words_of(code: str) -> list[str]:
    """The words after `seaway`, without redirections and what follows a pipe; none for what is no command."""
    try:
        words = shlex.split(code, comments=True)
    except ValueError:
        return []
    if not words or words[0] not in {"seaway", ".venv/bin/seaway"}:
        return []
    ends = [index for index, word in enumerate(words) if word in {"|", ">", "&&", ";", "…", "..."}]
    return words[1 : min(ends, default=len(words))]


def problem_with(words: list[str]) -> str | None:
    command: click.Command = root_command()
    rest = list(words)
    while True:
        context = click.Context(command, info_name="seaway")
        parameters = command.get_params(context)
        options = {name for parameter in parameters for name in parameter.opts + parameter.secondary_opts}
        if not isinstance(command, click.Group) or not rest or rest[0].startswith("-"):
            break
        # `runs list|show` stands for both.
        found = [command.get_command(context, name) for name in rest[0].split("|")]
        if None in found or found[0] is None:
            return f"no command {rest[0]!r}"
        command, rest = found[0], rest[1:]
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in options]
    return f"no option {unknown[0]!r}" if unknown else None


def test_every_command_that_is_shown_exists() -> None:
    shown = {where: words for where, code in shown_code().items() if (words := words_of(code))}
    problems = {where: problem for where, words in shown.items() if (problem := problem_with(words))}
    assert problems == {}
