"""The files of this checkout that are, or are about to be, committed."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def committed_files() -> tuple[Path, ...]:
    """All files that Git tracks or would add, by path; without Git (an unpacked sdist) all that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        kept = ("src", "tests", "docs", "examples", "benchmarks", "tools", "requirements")
        found = [
            path for folder in kept for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts
        ]
        return tuple(sorted(path for path in [*found, *ROOT.glob("*.md")] if path.is_file()))
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


def files_like(*suffixes: str) -> list[Path]:
    return [path for path in committed_files() if path.suffix in suffixes]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """The file as text; empty for what is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
