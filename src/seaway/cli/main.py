"""The command line. Commands are loaded when they are called, so that `--help` costs no import of theirs."""

import importlib
import sys
from collections.abc import Sequence

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("seaway.cli.init:init", "Make a project with a workflow that runs."),
    "demo": ("seaway.cli.demo:demo", "Run a finance pipeline on real data, from its good day to its repair."),
    "run": ("seaway.cli.run:run", "Run a workflow and watch it."),
    "validate": ("seaway.cli.validate:validate", "Check workflow files."),
    "schema": ("seaway.cli.schema:schema", "Print the JSON Schema that gives editors completion."),
    "up": ("seaway.cli.up:up", "Run everything: engine, schedules, API and pages."),
    "workflows": ("seaway.cli.workflows:workflows", "What can be run."),
    "runs": ("seaway.cli.runs:runs", "What ran: list, show, cancel, rerun, why."),
    "logs": ("seaway.cli.logs:logs", "What a run printed."),
    "files": ("seaway.cli.files:files", "What a run left."),
    "blueprints": ("seaway.cli.blueprints:blueprints", "Ready-made tasks, with their forms."),
    "connections": ("seaway.cli.connections:connections", "Outside systems: set, check and show them."),
    "secrets": ("seaway.cli.secrets:secrets", "Values that nobody sees again, and their key."),
    "vars": ("seaway.cli.vars:vars_", "Plain values that workflows share."),
    "triggers": ("seaway.cli.triggers:triggers", "Schedules: when they tick, and pausing them."),
    "users": ("seaway.cli.users:users", "Who may sign in, and what they may."),
    "tokens": ("seaway.cli.tokens:tokens", "For programs that use the API."),
    "projects": ("seaway.cli.projects:projects", "The namespaces of this store."),
    "db": ("seaway.cli.db:db", "The database: check and upgrade."),
    "version": ("seaway.cli.version:version", "Print the version."),
}
"""Name to where it is and what it does. The singular of a noun is understood too."""


class LazyGroup(click.Group):
    """Lists commands from `COMMANDS`; imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = cmd_name if cmd_name in COMMANDS else f"{cmd_name}s"
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            if close:
                said = f"There is no command `{args[0]}`. Did you mean `{close[0]}`?"
                raise click.UsageError(said, ctx=ctx) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def seaway() -> None:
    """Seaway runs data workflows: durably, and so that you can see what happened."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the `seaway` command; ends the process with an exit code that means something."""
    from seaway.cli.shell import guarded

    sys.exit(guarded(seaway, arguments))
