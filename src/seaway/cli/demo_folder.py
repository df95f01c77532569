"""The folder of the demo: a copy of the example project, and the file in it that gets damaged."""

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from seaway.cli.schemas import schema_text, write_file
from seaway.cli.starter import SCHEMA_FILE
from seaway.errors import BadRequestError
from seaway.server.templates import examples_folder

NAME = "daily-finance"
MARK = "seaway.toml"
"""Copied first: a folder that has it is a demo, complete or not."""
PARTS = ("README.md", ".gitignore", "data", "scripts", "sql", "workflows")


def prepare(folder: Path) -> None:
    """Copy what is missing of the example; files that are there stay as they are.

    Raises:
        BadRequestError: the folder is something else, or can't be written.
    """
    _refuse_another(folder)
    example = example_folder()
    try:
        for file in (example / MARK, *_files(example)):
            place = folder / file.relative_to(example)
            if not place.exists():
                _copy(file, place)
    except OSError as error:
        raise BadRequestError(f"{folder} can't be written: {error.strerror}") from error
    if not (folder / SCHEMA_FILE).exists():
        write_file(folder / SCHEMA_FILE, schema_text(folder))


def example_folder() -> Path:
    """Within the installed package, or beside the sources in a checkout."""
    folder = examples_folder() / NAME
    if (folder / MARK).is_file():
        return folder
    raise BadRequestError("This installation has no example", hint="Install Seaway again.")


def cut_off(bucket: Path, file: str) -> None:
    """Lose the end of an export, as a broken transfer would; the same end when called again."""
    manifest = json.loads((bucket / "manifest.json").read_bytes())
    [size_bytes] = [entry["bytes"] for entry in manifest["files"] if entry["path"] == file]
    os.truncate(bucket / file, size_bytes * 3 // 5)


def _refuse_another(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadRequestError(f"{folder} is a file", hint="Name a folder: --folder DIR.")
    foreign = [path.name for path in folder.iterdir() if not path.name.endswith(".partial")]
    if foreign and _project_name(folder / MARK) != NAME:
        raise BadRequestError(
            f"{folder} is there already, and is no demo", hint="Name another folder: --folder DIR."
        )


def _project_name(file: Path) -> object:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")).get("name")
    except (OSError, ValueError):
        return None


def _files(example: Path) -> Iterator[Path]:
    """The parts by name, so that no state of a checkout is taken along."""
    for part in PARTS:
        place = example / part
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (file for file in found if file.is_file() and file.parent.name != "__pycache__")


def _copy(file: Path, place: Path) -> None:
    """Through another name, so that it is there whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}.partial")
    shutil.copyfile(file, partial)
    partial.replace(place)
