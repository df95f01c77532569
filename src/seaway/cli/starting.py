"""Makes the files of a new project, and never replaces one."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.schemas import schema_text, write_file
from seaway.cli.shell import OK
from seaway.cli.starter import IGNORED, SCHEMA_FILE, starter_files, template_files
from seaway.errors import BadRequestError
from seaway.server.templates import PROJECT_FILE, Template, find_template, templates


def make_project(folder: Path, name: str | None, *, template: str | None, as_json: bool) -> int:
    """Make what is missing.

    Raises:
        BadRequestError: the folder can't be made, or is a file.
        UnknownError: there is no such template.
    """
    if folder.exists() and not folder.is_dir():
        raise BadRequestError(f"{folder} is a file", hint="Name a folder, or one that is to be made.")
    root = folder.resolve()
    chosen = find_template(template) if template else None
    named = name or _name_of(root)
    made, kept = _write(root, template_files(chosen, named) if chosen else starter_files(named))
    if as_json:
        printing.document({"project": str(root), "made": made, "kept": kept} | _needs(chosen))
    else:
        _say(folder, made, kept, chosen)
    return OK


def show_templates(*, as_json: bool) -> int:
    """All templates, the simplest first."""
    if as_json:
        about = ("name", "title", "description", "category")
        listed = [{key: getattr(each, key) for key in about} | _needs(each) for each in templates()]
        printing.document({"templates": listed})
        return OK
    rows = [(each.name, ", ".join(_types(each)) or "-", each.description) for each in templates()]
    printing.table(("template", "connects", ""), rows)
    printing.line()
    printing.line("Make a project of one: seaway init --template NAME FOLDER")
    return OK


def _write(root: Path, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What was made, and what was there already."""
    made: list[str] = []
    kept: list[str] = []
    for path, text in files.items():
        (kept if (root / path).exists() else made).append(path)
        if path in made:
            write_file(root / path, text)
    if ".gitignore" in kept and _add_ignored(root / ".gitignore"):
        made.append(".gitignore")
        kept.remove(".gitignore")
    write_file(root / SCHEMA_FILE, schema_text(root))
    made.append(SCHEMA_FILE)
    return made, kept


def _types(template: Template) -> list[str]:
    return list(dict.fromkeys(one.type for one in template.connections))


def _needs(template: Template | None) -> dict[str, object]:
    """What a template needs before it runs, for programs; nothing is said of the first steps."""
    if template is None:
        return {}
    return {
        "needs": list(template.needs),
        "connections": {one.name: one.type for one in template.connections},
        "environment": list(template.environment),
    }


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


def _say(folder: Path, made: list[str], kept: list[str], template: Template | None) -> None:
    for path in made:
        printing.line(f"{looks.sign('success')} {path}")
    for path in kept:
        printing.line(f"{looks.sign('skipped')} {path} {looks.dim('was there, and stays as it is')}")
    printing.line()
    printing.line(f"A project is in {folder.resolve()}. Now:")
    if folder.resolve() != Path.cwd():
        printing.line(f"  cd {folder}")
    for line in _steps(template, has_own_file=PROJECT_FILE in kept) if template else ():
        printing.line(f"  {line}")
    printing.line(f"  seaway run{f' {template.name}' if template else ''}")


def _steps(template: Template, *, has_own_file: bool) -> Iterator[str]:
    """What to do before a template runs."""
    if template.connections and has_own_file:
        listed = ", ".join(f"{one.name} ({one.type})" for one in template.connections)
        yield looks.dim(f"# {PROJECT_FILE} is your own; give it these connections: {listed}")
    if template.needs:
        yield looks.dim(f"# it needs {'; '.join(template.needs)}")
    if template.environment:
        yield f"export {' '.join(f'{name}=…' for name in template.environment)}"
    for one in template.connections:
        yield f"seaway connections test {one.name}"
