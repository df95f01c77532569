"""What a newcomer reads when there is no browser for the tests of the pages."""

import os
import subprocess
import sys
from pathlib import Path

from tests.project.tree import ROOT


def look(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/browser.py")],
        env={**os.environ, "SEAWAY_CHROMIUM": "", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_browser_that_is_there_is_left_alone(tmp_path: Path) -> None:
    program(tmp_path, "chromium", "exit 0")
    program(tmp_path, "apt-get", "echo asked >&2; exit 1")
    done = look(PATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_package_manager_it_says_what_to_install(tmp_path: Path) -> None:
    done = look(PATH=str(tmp_path))
    assert done.returncode == 0
    assert "will be skipped: Chromium is missing, and there is no apt-get" in done.stderr


def test_an_install_that_fails_is_told_in_its_own_words(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", "echo no such luck >&2; exit 100")
    done = look(PATH=str(tmp_path))
    assert done.returncode == 0
    wanted = "(no such luck)" if os.geteuid() == 0 else "only root may install it"
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr


def test_an_install_that_works_says_nothing_more(tmp_path: Path) -> None:
    there = tmp_path / "chromium"
    program(tmp_path, "apt-get", f'[ "$2" = install ] && echo > {there} && /bin/chmod +x {there}; exit 0')
    done = look(PATH=str(tmp_path))
    assert done.returncode == 0
    assert ("will be skipped" in done.stderr) == (os.geteuid() != 0)
