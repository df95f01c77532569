"""`seaway demo`: a finance pipeline on real data, from its good day to its repair."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import click

from seaway.cli.options import json_option
from seaway.errors import BadRequestError

DEMO_FOLDER = Path("seaway-demo")


@click.command()
@click.option(
    "--folder",
    default=DEMO_FOLDER,
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the project goes; it is made where it is not there.",
)
@json_option
def demo(*, folder: Path, as_json: bool) -> int:
    """Run a finance pipeline on real data, from its good day to its repair.

    It copies an example project, loads one day of payments, meets a corrupted export on the next day, repairs
    it, and reruns what failed. At the end it prints the revenue, where the files are and what to try next.

    It can be stopped at any moment, also by `kill -9`: the same command goes on from there, and what is done
    is not done again. Nothing leaves your machine.

    Exit codes: 0 all went as it should, 1 something failed that should not, 2 bad input, 130 interrupted.
    """
    return play(folder, as_json=as_json)


def play(folder: Path, *, as_json: bool) -> int:
    """Play the demo in a folder, or go on with it; returns the exit code.

    Raises:
        BadRequestError: DuckDB is not installed.
    """
    if find_spec("duckdb") is None:
        raise BadRequestError("The demo needs DuckDB", hint="Install it with: pip install 'seaway[data]'")
    from seaway.cli.demo_story import tell

    return asyncio.run(tell(folder, as_json=as_json))
