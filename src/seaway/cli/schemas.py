"""Makes the JSON Schema of workflow files, for the project that is at hand."""

import json
import tempfile
from pathlib import Path

from seaway.cli.shell import find_project, is_project
from seaway.errors import BadRequestError
from seaway.sdk.installed import installed_catalog
from seaway.settings import make_home, read_settings
from seaway.spec.catalog import Catalog
from seaway.spec.problems import Problem
from seaway.spec.schema import workflow_json_schema
from seaway.worker.inspection import inspect_project


def schema_text(project_dir: Path | None) -> str:
    folder = project_dir or find_project(Path.cwd())
    return json.dumps(workflow_json_schema(catalog_of(folder)), indent=1, ensure_ascii=False) + "\n"


def write_file(file: Path, text: str, *, makes_folders: bool = True) -> None:
    """Write a file, with its folders.

    Raises:
        BadRequestError: it can't be written.
    """
    if not makes_folders and not file.parent.is_dir():
        raise BadRequestError(
            f"{file} can't be written: there is no folder {file.parent}", hint="Make the folder first."
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequestError(f"{file} can't be written: {error.strerror}") from error


def catalog_of(folder: Path) -> Catalog:
    return look_into(folder)[0]


def look_into(folder: Path) -> tuple[Catalog, tuple[Problem, ...]]:
    """The blueprints that are known there, and what is wrong with the project's own."""
    if not is_project(folder):
        with tempfile.TemporaryDirectory() as scratch:
            return installed_catalog(Path(scratch) / "catalog.json"), ()
    home = read_settings(folder).home
    make_home(home)
    found = inspect_project(folder)
    own = {info.name: info for info in found.blueprints}
    return Catalog(own | dict(installed_catalog(home / "catalog.json").blueprints)), found.problems
