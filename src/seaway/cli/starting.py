"""Makes the files of a new project, and never replaces one."""

import re
from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.schemas import schema_text, write_file
from seaway.cli.shell import OK
from seaway.cli.starter import IGNORED, SCHEMA_FILE, starter_files
from seaway.errors import BadRequestError


def make_project(folder: Path, name: str | None, *, as_json: bool) -> int:
    """Make what is missing.

    Raises:
        BadRequestError: the folder can't be made, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise BadRequestError(f"{folder} is a file", hint="Name a folder, or one that is to be made.")
    root = folder.resolve()
    made: list[str] = []
    kept: list[str] = []
    for path, text in starter_files(name or _name_of(root)).items():
        (kept if (root / path).exists() else made).append(path)
        if path in made:
            write_file(root / path, text)
    if ".gitignore" in kept and _add_ignored(root / ".gitignore"):
        made.append(".gitignore")
        kept.remove(".gitignore")
    write_file(root / SCHEMA_FILE, schema_text(root))
    made.append(SCHEMA_FILE)
    if as_json:
        printing.document({"project": str(root), "made": made, "kept": kept})
    else:
        _say(folder, made, kept)
    return OK


def _name_of(folder: Path) -> str:
    return re.sub(r"[^\w-]+", "-", folder.name).strip("-") or "project"


def _add_ignored(file: Path) -> bool:
    """Keep the state out of Git in a project that has its own list; false where it says so already."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
        if any(line.strip().strip("/") == IGNORED.strip("/") for line in text.splitlines()):
            return False
        with file.open("a", encoding="utf-8") as stream:
            stream.write(("" if text.endswith("\n") or not text else "\n") + f"{IGNORED}\n")
    except OSError as error:
        raise BadRequestError(f"{file} can't be written: {error.strerror}") from error
    return True


def _say(folder: Path, made: list[str], kept: list[str]) -> None:
    for path in made:
        printing.line(f"{looks.sign('success')} {path}")
    for path in kept:
        printing.line(f"{looks.sign('skipped')} {path} {looks.dim('was there, and stays as it is')}")
    printing.line()
    printing.line("Now:")
    if folder.resolve() != Path.cwd():
        printing.line(f"  cd {folder}")
    printing.line("  seaway run")
