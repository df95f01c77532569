"""What a newcomer reads when something is missing."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

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


def packages() -> ModuleType:
    """The part of the set-up that installs, which finds its neighbours as a script does."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("packages")
    finally:
        sys.path.remove(str(ROOT / "tools"))


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


def test_uv_is_told_what_is_set_for_pip() -> None:
    listed = """\
global.index-url='https://everybody.example/simple'
global.cert='/etc/own.pem'
global.no-cache-dir='true'
install.index-url='https://packages.example/simple'
:env:.extra-index-url='https://one.example/simple\\nfile:///wheels/simple'
:env:.find-links='/wheels /more'
"""
    assert packages().uv_settings(listed) == {
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX": "https://one.example/simple file:///wheels/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/etc/own.pem",
    }
    assert packages().uv_settings("") == {}


def test_a_setting_that_uv_does_not_know_is_left_to_pip() -> None:
    assert packages().uv_settings("install.no-binary=':all:'\nglobal.timeout='9'") is None


def test_of_the_locked_packages_the_one_that_is_named_is_taken_with_its_hashes() -> None:
    text = "uv-build==1 \\\n    --hash=sha256:a\nuv==2 \\\n    --hash=sha256:b\nzipp==3\n"
    assert list(packages().entry_of("uv", text)) == ["uv==2 \\", "    --hash=sha256:b"]


@pytest.mark.parametrize("has_uv", [True, False])
def test_pip_installs_where_uv_can_not(tmp_path: Path, *, has_uv: bool) -> None:
    """A program in place of the environment's Python keeps what it was asked; its uv fails."""
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\necho "$@" >> asked\ncase "$*" in\n'
        f'*config*) echo "{"" if has_uv else "install.no-binary=1"}" ;;\n*"-m uv"*) exit 1 ;;\nesac\n'
    )
    python.chmod(0o755)
    code = (
        f"import packages, pathlib; packages.install(pathlib.Path({str(python)!r}), '--requirement', 'some')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tools")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text().splitlines()
    assert any(line.startswith("-m uv pip install") for line in asked) is has_uv
    assert asked[-1].startswith("-m pip --python")
    assert asked[-1].endswith("install --no-input --disable-pip-version-check --requirement some")
