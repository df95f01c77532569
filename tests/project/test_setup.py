"""What a newcomer reads when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of this checkout as the set-up reads."""
    for folder in ("tools", "requirements"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def set_up(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(checkout / "tools/setup.sh"), "demo"],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_any_python_it_says_which_one_to_install(checkout: Path) -> None:
    programs = checkout / "bin"
    programs.mkdir()
    for name in ("sh", "dirname"):
        (programs / name).symlink_to(str(shutil.which(name)))
    done = set_up(checkout, PATH=str(programs), PYTHON="")
    assert done.returncode == 1
    assert "Seaway needs Python 3.11 or newer; found: no Python." in done.stderr


def test_a_python_that_is_too_old_is_named_with_its_version(checkout: Path) -> None:
    old = checkout / "python3.9"
    old.write_text('#!/bin/sh\ncase "$2" in *print*) echo 3.9.2 ;; *) exit 1 ;; esac\n')
    old.chmod(0o755)
    done = set_up(checkout, PYTHON=str(old))
    assert done.returncode == 1
    assert f"found: {old} is 3.9.2." in done.stderr


@pytest.mark.slow
def test_without_a_package_index_it_says_so_and_leaves_no_stamp(checkout: Path) -> None:
    unreachable = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_FIND_LINKS": ""}
    done = set_up(checkout, PYTHON=sys.executable, PIP_CONFIG_FILE=os.devnull, **unreachable)
    assert done.returncode == 1
    assert "The package index can't be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv/.ready-demo").exists()


def test_an_unknown_set_is_a_usage_error(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(checkout / "tools/setup.py"), "everything"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "usage: setup.py demo|ui|dev\n"
