"""`seaway validate`: everything that is wrong with workflow files, at once."""

from pathlib import Path

import click

from seaway.cli.options import json_option


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@json_option
def validate(*, paths: tuple[Path, ...], as_json: bool) -> int:
    """Check workflow files.

    PATHS are workflow files, or folders of projects; without any, the project that you are in. The project
    file is checked with them. Nothing is run, but for importing workflows that are written in Python.

    Exit codes: 0 nothing is wrong (there may be warnings), 2 there are errors.
    """
    from seaway.cli.validating import print_findings, validate_paths

    return print_findings(validate_paths(paths or (Path.cwd(),)), as_json=as_json)
