"""`seaway blueprints`: ready-made tasks."""

from pathlib import Path

import click

from seaway.cli.options import input_option, is_remote, json_option, project_option, read_inputs


@click.group()
def blueprints() -> None:
    """Ready-made tasks, with their forms; the project's own too."""


@blueprints.command("list")
@click.argument("word", required=False)
@json_option
@project_option
def list_(*, word: str | None, as_json: bool, project_dir: Path | None) -> int:
    """List blueprints; only those with WORD in their name, category or description where it is given."""
    if is_remote():
        from seaway.cli import remote_blueprints

        return remote_blueprints.list_blueprints(word, as_json=as_json)
    from seaway.cli.blueprint_view import list_blueprints

    return list_blueprints(word, project_dir, as_json=as_json)


@blueprints.command()
@click.argument("name")
@json_option
@project_option
def show(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Show a blueprint: what it takes, what it gives, how it fails."""
    if is_remote():
        from seaway.cli import remote_blueprints

        return remote_blueprints.show_blueprint(name, as_json=as_json)
    from seaway.cli.blueprint_view import show_blueprint

    return show_blueprint(name, project_dir, as_json=as_json)


@blueprints.command()
@click.argument("name")
@input_option
@json_option
@project_option
def run(*, name: str, inputs: tuple[str, ...], as_json: bool, project_dir: Path | None) -> int:
    """Run one blueprint by itself, in the project that you are in, with its connections.

    Values are text, or JSON where the input is no text: `-i paths='["raw/*.csv"]'`. A list may be written
    a,b,c. Exit codes are those of `seaway run`.
    """
    given = read_inputs(inputs)
    if is_remote():
        from seaway.cli import remote_blueprints

        return remote_blueprints.run_blueprint(name, given, as_json=as_json)
    import asyncio

    from seaway.cli.blueprint_run import run_blueprint

    return asyncio.run(run_blueprint(name, given, project_dir, as_json=as_json))


@blueprints.command()
@click.argument("name")
@click.argument("field")
@input_option
@click.option("--search", default="", metavar="TEXT", help="Only what holds TEXT.")
@json_option
@project_option
def options(
    *, name: str, field: str, inputs: tuple[str, ...], search: str, as_json: bool, project_dir: Path | None
) -> int:
    """List what can be chosen for an input, such as the tables of a database.

    `seaway blueprints options sql.load into -i connection=warehouse`
    """
    given = read_inputs(inputs)
    if is_remote():
        from seaway.cli import remote_blueprints

        return remote_blueprints.list_options(name, field, given, search, as_json=as_json)
    import asyncio

    from seaway.cli.blueprint_options import list_options

    return asyncio.run(list_options(name, field, given, search, project_dir, as_json=as_json))


@blueprints.command()
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@json_option
def new(*, name: str, folder: Path | None, as_json: bool) -> int:
    """Make a package of blueprints: a connection, a blueprint and tests that pass.

    NAME is the prefix of the blueprints, such as acme. FOLDER is made; without it, seaway-NAME.
    """
    from seaway.cli.blueprint_new import new_package

    return new_package(name, folder, as_json=as_json)


@blueprints.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@json_option
def test(*, folder: Path | None, as_json: bool) -> int:
    """Check blueprints that you write: words, example, secrets, waiting; then run their tests.

    FOLDER is a package, or a project with blueprints of its own; without it, where you are.
    """
    from seaway.cli.blueprint_test import test_blueprints

    return test_blueprints(folder or Path(), as_json=as_json)


@blueprints.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def docs(*, folder: Path) -> None:
    """Write a page in Markdown for each installed blueprint into FOLDER."""
    from seaway.cli.blueprint_view import write_docs

    write_docs(folder)
