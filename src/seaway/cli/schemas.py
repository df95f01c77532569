"""Makes the JSON Schema of workflow files, for the project that is at hand."""

import json
import tempfile
from pathlib import Path

from seaway.cli.shell import find_project, is_project
from seaway.errors import BadRequestError
from seaway.sdk.installed import installed_catalog
from seaway.settings import make_home, read_settings
from seaway.spec.catalog import Catalog
from seaway.spec.schema import workflow_json_schema
from seaway.worker.inspection import inspect_project


def schema_text(project_dir: Path | None) -> str:
    folder = project_dir or find_project(Path.cwd())
    return json.dumps(workflow_json_schema(catalog_of(folder)), indent=1, ensure_ascii=False) + "\n"


def write_file(file: Path, text: str) -> None:
    """Write a file, with its folders.

    Raises:
        BadRequestError: it can't be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequestError(f"{file} can't be written: {error.strerror}") from error


def catalog_of(folder: Path) -> Catalog:
    if not is_project(folder):
        with tempfile.TemporaryDirectory() as scratch:
            return installed_catalog(Path(scratch) / "catalog.json")
    home = read_settings(folder).home
    make_home(home)
    own = {info.name: info for info in inspect_project(folder).blueprints}
    return Catalog(own | dict(installed_catalog(home / "catalog.json").blueprints))
