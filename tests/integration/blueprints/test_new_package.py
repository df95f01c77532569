"""`seaway blueprints new` makes what `seaway blueprints test` passes, and that finds what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
SEAWAY = (sys.executable, "-c", "from seaway.cli.main import main; main()")


def seaway(*arguments: str) -> tuple[int, dict[str, object]]:
    command = [*SEAWAY, "blueprints", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    return done.returncode, json.loads(done.stdout or "{}")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "seaway-acme_books"
    code, _ = seaway("new", "acme_books", str(folder))
    assert code == 0
    return folder


def test_a_new_package_passes_its_own_checks(package: Path) -> None:
    code, said = seaway("test", str(package))
    assert code == 0, said
    assert said["reviewed"] == [
        {"kind": "blueprint", "name": "acme_books.fetch", "problems": []},
        {"kind": "connection", "name": "acme_books", "problems": []},
    ]
    assert said["tests"] == {"ran": True, "passed": True}


def test_a_module_that_breaks_and_a_test_that_fails_are_told(package: Path) -> None:
    (package / "src/seaway_acme_books/connection.py").write_text("import nowhere_to_be_found\n")
    code, said = seaway("test", str(package))
    assert code == 1
    assert "nowhere_to_be_found" in json.dumps(said["reviewed"])
    assert said["tests"] == {"ran": True, "passed": False}


def test_the_blueprints_of_a_project_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/bare.py").write_text(
        "from seaway.sdk.blueprint import blueprint\nfrom seaway.sdk.context import Context\n\n"
        '@blueprint("bare.it", title="It", category="Own")\n'
        'def it(ctx: Context) -> None:\n    """Do it."""\n'
    )
    code, said = seaway("test", str(tmp_path))
    assert code == 1
    assert said["tests"] == {"ran": False, "passed": True}


def test_what_is_no_package_is_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [*SEAWAY, "blueprints", "test", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 2
    assert "has no blueprints" in done.stderr


@pytest.mark.parametrize("name", ["Acme", "1acme", "acme-books", "../acme"])
def test_a_name_that_is_no_prefix_is_refused(name: str, tmp_path: Path) -> None:
    assert seaway("new", name, str(tmp_path / "made"))[0] == 2
    assert not (tmp_path / "made").exists()
