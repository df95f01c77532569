"""`seaway schema`: what editors need to complete workflow files."""

from pathlib import Path

import click

from seaway.cli.options import project_option


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file.")
@project_option
def schema(*, output: Path | None, project_dir: Path | None) -> None:
    """Print the JSON Schema of workflow files.

    Within a project it knows the project's own blueprints too. An editor with a YAML language server uses it
    when a workflow begins with `# yaml-language-server: $schema=…`; `seaway init` writes both.
    """
    from seaway.cli.schemas import schema_text, write_file

    text = schema_text(project_dir)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, makes_folders=False)
