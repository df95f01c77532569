"""requirements/*.txt say what pyproject.toml asks for, with hashes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.tree import ROOT, name_of

FILES = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(
    r"^([A-Za-z0-9_.-]+)(?:\[[a-z0-9, -]+\])?==([^\s;]+)[^\n]*"
    r"((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)$",
    re.MULTILINE,
)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {canonicalize_name(package): version for package, version, _ in PINNED.findall(text)}


def asked_for(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    return [wanted for wanted in map(Requirement, named) if wanted.name != "seaway"]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_package_is_pinned_with_hashes_and_no_address_is_named(path: Path) -> None:
    text = path.read_text()
    lines = [line for line in text.splitlines() if line and line[0] not in "# "]
    assert len(lines) == len(PINNED.findall(text))
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize(("name", "extras"), [("dev", ("data", "postgres", "dev")), ("demo", ("data",))])
def test_the_pins_satisfy_the_project(name: str, extras: tuple[str, ...]) -> None:
    pinned = pins(name)
    for wanted in asked_for(*extras):
        version = pinned.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is not locked: run `sh tools/lock.sh`"
        assert wanted.specifier.contains(version), f"{wanted} is locked as {version}: run `sh tools/lock.sh`"


def test_the_demo_runs_on_the_versions_that_are_tested() -> None:
    assert pins("demo").items() <= pins("ui").items() <= pins("dev").items()
