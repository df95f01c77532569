"""What `pip install` gets."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import seaway
from seaway.cli.demo_folder import MARK, PARTS
from seaway.sdk.registry import ENTRY_POINTS, Registry
from seaway.server.templates import Template, templates
from tests.project.tree import ROOT, files_like, name_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as opened:
        yield opened


def test_it_holds_the_whole_package_and_nothing_of_the_tests(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    modules = {
        name_of(path).removeprefix("src/") for path in files_like(".py") if name_of(path).startswith("src/")
    }
    assert modules <= names
    assert "seaway/py.typed" in names
    strangers = {
        name
        for name in names
        if name.split("/")[0] not in {"seaway", f"seaway-{seaway.__version__}.dist-info"}
    }
    assert strangers == set()


def test_it_holds_the_example_that_the_demo_copies(wheel: zipfile.ZipFile) -> None:
    prefix = "seaway/examples/daily-finance/"
    held = {name.removeprefix(prefix) for name in wheel.namelist() if name.startswith(prefix)}
    folder = ROOT / "examples/daily-finance"
    parts = [MARK, *(path for part in PARTS for path in (part, f"{part}/**/*"))]
    files = (path for part in parts for path in folder.glob(part) if path.is_file())
    assert held == {path.relative_to(folder).as_posix() for path in files if path.suffix != ".pyc"}


@pytest.mark.parametrize("example", [each for each in templates() if each.folder], ids=lambda each: each.name)
def test_it_holds_each_example_that_is_a_template(wheel: zipfile.ZipFile, example: Template) -> None:
    prefix = f"seaway/examples/{example.name}/"
    held = {name.removeprefix(prefix) for name in wheel.namelist() if name.startswith(prefix)}
    around = {MARK, "README.md", ".gitignore", f"workflows/{example.name}.yaml"}
    assert held == {*around, *example.files}


def test_it_holds_the_pages_without_inline_scripts_and_without_their_sources(wheel: zipfile.ZipFile) -> None:
    static = "seaway/server/static/"
    index = wheel.read(f"{static}index.html").decode()
    linked = re.findall(r'(?:src|href)="/([^"]+)"', index)
    assert {f"{static}{path}" for path in linked} <= set(wheel.namelist())
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", index) == []
    assert [name for name in wheel.namelist() if name.endswith((".map", ".tsx"))] == []


def test_it_holds_no_state_of_a_project_that_was_run_here(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if ".seaway/" in name or "__pycache__" in name] == []


def test_its_metadata_names_the_version_the_licence_and_no_address_of_a_package(
    wheel: zipfile.ZipFile,
) -> None:
    info = f"seaway-{seaway.__version__}.dist-info"
    metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert metadata["Version"] == seaway.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert [one for one in metadata.get_all("Requires-Dist", []) if "@" in one] == []
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_every_integration_that_is_registered_gives_sound_blueprints() -> None:
    ours = [point for point in entry_points(group=ENTRY_POINTS) if point.dist and point.dist.name == "seaway"]
    registry = Registry(installed=ours)
    given = {definition.name.partition(".")[0] for definition in registry.all()}
    assert registry.broken == []
    assert given == {point.name for point in ours}
