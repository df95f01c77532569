"""Reads workflow files and projects, and gathers what is wrong with them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.problems import print_problems, read_source
from seaway.cli.shell import BAD_INPUT, OK
from seaway.cli.targets import Target, find_target
from seaway.engine.definitions import Definitions, ProjectFolder, parse_file
from seaway.engine.project_reader import PROJECT_FILE, ProjectReader
from seaway.sdk.installed import KnownBlueprints, installed_catalog
from seaway.settings import make_home, read_settings
from seaway.spec.problems import Problem, SpecError, in_reading_order


@dataclass(slots=True, kw_only=True)
class Findings:
    """`files`: what was read, as it is shown. `problems` name those files; `sources` are their texts."""

    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


def validate_paths(paths: Sequence[Path]) -> Findings:
    """Check files and projects.

    Raises:
        UnknownError, BadRequestError: a path is nothing that can be checked.
    """
    by_project: dict[Path, list[Target]] = {}
    for path in paths:
        target = find_target(str(path) if path.exists() else _as_path(path), None)
        by_project.setdefault(target.project, []).append(target)
    findings = Findings()
    for project, targets in by_project.items():
        _validate_project(project, targets, findings)
    findings.problems = in_reading_order(findings.problems)
    return findings


def print_findings(findings: Findings, *, as_json: bool) -> int:
    errors = sum(problem.is_error for problem in findings.problems)
    warnings = len(findings.problems) - errors
    if as_json:
        printing.document(
            {
                "valid": not errors,
                "files": findings.files,
                "problems": [problem.to_json() for problem in findings.problems],
            }
        )
    else:
        print_problems(findings.problems, findings.sources)
        _print_verdict(len(findings.files), errors, warnings)
    return BAD_INPUT if errors else OK


def _print_verdict(files: int, errors: int, warnings: int) -> None:
    counts = [printing.counted(errors, "error")] if errors else []
    counts += [printing.counted(warnings, "warning")] if warnings else []
    said = f"{', '.join(counts) or 'nothing wrong'} in {printing.counted(files, 'file')}"
    printing.line(f"{looks.sign('failed' if errors else 'success')} {said}")


def _validate_project(project: Path, targets: Sequence[Target], findings: Findings) -> None:
    folder = _open_folder(project)
    outside = [target.besides for target in targets if target.besides is not None]
    try:
        definitions = folder.definitions([parse_file(file, project) for file in outside])
    except SpecError as error:
        _take(PROJECT_FILE, read_source(project / PROJECT_FILE), list(error.problems), project, findings)
        return
    wants_all = any(target.file is None and target.workflow is None for target in targets)
    if wants_all and (project / PROJECT_FILE).is_file():
        findings.files.append(_shown(project / PROJECT_FILE))
    wanted = None if wants_all else {target.file for target in targets if target.file is not None}
    _take_definitions(project, definitions, wanted, findings)


def _open_folder(project: Path) -> ProjectFolder:
    settings = read_settings(project)
    home = settings.home
    make_home(home)
    return ProjectFolder(
        folder=project,
        reader=ProjectReader(project, os.environ.get("SEAWAY_ENV", "")),
        blueprints=KnownBlueprints(installed_catalog(home / "catalog.json").blueprints),
        database=settings.database,
    )


def _take_definitions(
    project: Path, definitions: Definitions, wanted: set[Path] | None, findings: Findings
) -> None:
    for definition in definitions.by_id.values():
        if wanted is None or project / definition.file in wanted:
            source = definition.source if not definition.file.endswith(".py") else ""
            _take(
                definition.file,
                source or read_source(project / definition.file),
                list(definition.problems),
                project,
                findings,
            )
    for problem in definitions.problems:
        if wanted is None or not problem.file or project / problem.file in wanted:
            _take(problem.file, read_source(project / problem.file), [problem], project, findings)


def _take(file: str, source: str, problems: list[Problem], project: Path, findings: Findings) -> None:
    """Add a file with its problems, under the name by which it is found from here."""
    from dataclasses import replace

    shown = _shown(project / file) if file else ""
    if shown and shown not in findings.files:
        findings.files.append(shown)
    findings.sources[shown] = source
    for problem in problems:
        name = _shown(project / problem.file) if problem.file else shown
        findings.problems.append(replace(problem, file=name))


def _as_path(path: Path) -> str:
    """As nobody would write an id."""
    return str(path) if path.is_absolute() or len(path.parts) > 1 else f"./{path}"


def _shown(file: Path) -> str:
    """Relative to here where it lies below."""
    here = Path.cwd()
    return os.fspath(file.relative_to(here)) if file.is_relative_to(here) else os.fspath(file)
