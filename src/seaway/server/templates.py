"""Whole workflows to start from, for the gallery and for `seaway init`: single files that run without the
network, and projects with their connections and scripts. All come with the package."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import seaway
from seaway.errors import UnknownError
from seaway.spec.problems import did_you_mean
from seaway.spec.yaml import load

EMPTY = """\
seaway: 1

tasks:
  hello:
    run: echo "Hello from Seaway"
"""
PROJECT_FILE = "seaway.toml"
HELPER_FOLDERS = ("blueprints", "scripts", "sql")
"""What a workflow of a project reads, and a new workflow needs beside it."""
_HEADER = "x-template"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededConnection:
    """A connection that the workflow names, and the type that the template was made for."""

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`text` is what a new workflow begins with; `needs` what the project must have for it, in words.

    `folder` is the project that it is taken from, None for a single file; `files` those that the workflow
    reads, relative to that folder; `environment` the variables that its project file asks for."""

    name: str
    title: str
    description: str
    category: str
    needs: tuple[str, ...]
    text: str
    order: int = 100
    folder: Path | None = None
    files: tuple[str, ...] = ()
    connections: tuple[NeededConnection, ...] = ()
    environment: tuple[str, ...] = ()

    def helpers(self) -> dict[str, bytes]:
        """The files that the workflow reads, with their content."""
        return {path: (self.folder / path).read_bytes() for path in self.files} if self.folder else {}


@cache
def templates() -> tuple[Template, ...]:
    """All of them, the simplest first."""
    starters = (Path(__file__).parent / "starters").glob("*.yaml")
    found = [_read(file.stem, file.read_text(encoding="utf-8")) for file in starters]
    found += _projects()
    return tuple(sorted(found, key=lambda each: (each.order, each.name)))


def find_template(name: str) -> Template:
    """Raises UnknownError."""
    for each in templates():
        if each.name == name:
            return each
    raise UnknownError(
        f"There is no template {name}", hint=did_you_mean(name, [each.name for each in templates()])
    )


def examples_folder() -> Path:
    """The example projects: within the installed package, or beside the sources in a checkout."""
    package = Path(seaway.__file__).parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parents[1] / "examples"


def _projects() -> Iterator[Template]:
    """The examples whose main workflow says that it is a template."""
    for project in sorted(examples_folder().glob(f"*/{PROJECT_FILE}")):
        folder = project.parent
        workflow = folder / "workflows" / f"{folder.name}.yaml"
        whole = workflow.read_text(encoding="utf-8") if workflow.is_file() else ""
        if f"\n{_HEADER}:" in whole:
            yield _read(folder.name, whole, folder=folder, **_said_by(project))


def _said_by(project: Path) -> dict[str, Any]:
    text = project.read_text(encoding="utf-8")
    connections = tomllib.loads(text).get("connections", {})
    kept = (place for name in HELPER_FOLDERS for place in sorted((project.parent / name).rglob("*")))
    return {
        "connections": tuple(
            NeededConnection(name=name, type=connections[name]["type"]) for name in connections
        ),
        "environment": tuple(dict.fromkeys(_VARIABLE.findall(text))),
        "files": tuple(
            place.relative_to(project.parent).as_posix()
            for place in kept
            if place.is_file() and "__pycache__" not in place.parts
        ),
    }


def _read(name: str, whole: str, **project: Any) -> Template:
    """A file begins with what is said about it, set off from the workflow by an empty line."""
    about: dict[str, Any] = load(whole, file=name).data[_HEADER]
    header, _, text = whole.partition("\n\n")
    assert f"{_HEADER}:" in header
    return Template(
        name=name,
        title=about["title"],
        description=about["description"],
        category=about["category"],
        needs=tuple(about.get("needs", ())),
        order=about.get("order", 100),
        text=text,
        **project,
    )
