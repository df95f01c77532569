"""What may stand in a committed file."""

import re
import subprocess

import pytest

from tests.project.tree import ROOT, committed_files, files_like, name_of, text_of

# Spelled in parts, so that this file does not contain what it looks for.
PACKAGE_INDEXES = (
    "files.python" + "hosted.org",
    "pypi" + ".org/simple",
    "registry.npm" + "js.org",
    "test.py" + "pi.org",
)
FOREIGN_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/")
PRIVATE_KEYS = (
    "-----BEGIN " + "PRIVATE KEY",
    "-----BEGIN " + "RSA PRIVATE KEY",
    "-----BEGIN OPENSSH " + "PRIVATE KEY",
)
TOKENS = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abpr]-[0-9]{6,}-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}"
)
WHEEL_ADDRESS = re.compile(r"https?://\S+\.(?:whl|tar\.gz)\b")
LARGEST_FILE_BYTES = 8 * 1024 * 1024


def holding(parts: tuple[str, ...]) -> list[str]:
    return [
        f"{name_of(path)}: {part}" for path in committed_files() for part in parts if part in text_of(path)
    ]


def test_no_lock_file_with_addresses_is_committed() -> None:
    assert "uv.lock" not in {path.name for path in committed_files()}


def test_no_address_of_a_package_index_is_committed() -> None:
    assert holding(PACKAGE_INDEXES) == []
    assert [name_of(path) for path in committed_files() if WHEEL_ADDRESS.search(text_of(path))] == []


def test_no_path_of_somebodys_machine_is_committed() -> None:
    assert holding(FOREIGN_PATHS) == []


def test_nothing_that_looks_like_a_secret_is_committed() -> None:
    assert holding(PRIVATE_KEYS) == []
    assert [name_of(path) for path in committed_files() if TOKENS.search(text_of(path))] == []


def test_no_large_file_is_committed() -> None:
    assert [name_of(path) for path in committed_files() if path.stat().st_size > LARGEST_FILE_BYTES] == []


def test_text_files_end_with_a_newline_and_have_no_trailing_blanks() -> None:
    texts = {
        name_of(path): text_of(path) for path in files_like(".md", ".toml", ".yaml", ".yml", ".sh", ".py")
    }
    assert [name for name, text in texts.items() if text and not text.endswith("\n")] == []
    blank = [
        f"{name}:{i}"
        for name, text in texts.items()
        for i, line in enumerate(text.split("\n"), 1)
        if line != line.rstrip(" \t")
    ]
    assert blank == []


def test_scripts_can_be_executed() -> None:
    scripts = [ROOT / ".ci/run", *files_like(".sh")]
    ours = [path for path in scripts if name_of(path).split("/")[0] in {".ci", "tools"}]
    assert [name_of(path) for path in ours if not path.stat().st_mode & 0o100] == []


@pytest.mark.parametrize(
    "ignored", ["uv.lock", ".venv/x", ".seaway/x", "dist/x", "examples/daily-finance/.seaway/x"]
)
def test_git_ignores_what_is_made(ignored: str) -> None:
    answer = subprocess.run(["git", "check-ignore", "--quiet", ignored], cwd=ROOT, check=False)
    if answer.returncode == 128:
        pytest.skip("not a Git checkout")
    assert answer.returncode == 0
