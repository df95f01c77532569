"""The process that `inspection` starts: imports a project's Python and writes what it found as JSON to its
first stdout."""

import os
import sys
from pathlib import Path

import msgspec

from seaway.sdk.connection_type import ConnectionType
from seaway.sdk.describe import to_info
from seaway.sdk.registry import Registry
from seaway.spec.problems import Problem, SpecError
from seaway.spec.python import workflows_in
from seaway.worker import limits
from seaway.worker.code import Code
from seaway.worker.forks import OneProcess
from seaway.worker.inspection import MEMORY_BYTES, Findings, FoundWorkflow


def main(project: Path) -> None:
    """What users' code prints goes to stderr, so that it can't be taken for the answer."""
    answer = os.dup(1)
    os.dup2(2, 1)
    with limits.memory(MEMORY_BYTES), OneProcess():
        findings = read(project)
    with os.fdopen(answer, "wb") as stream:
        stream.write(msgspec.json.encode(findings, enc_hook=str))


def read(project: Path) -> Findings:
    """Import everything; one bad file does not hide the others."""
    code = Code()
    code.use(project)
    workflows: list[FoundWorkflow] = []
    problems: list[Problem] = []
    for file in sorted((project / "workflows").glob("*.py")):
        try:
            module = code.module(f"workflows/{file.name}")
            found = workflows_in(module, root=project)
        except SpecError as error:
            problems.extend(error.problems)
        except BaseException as error:  # noqa: BLE001 - whatever a user's module raises is a finding
            problems.append(_problem(error, project, file))
        else:
            workflows += [
                FoundWorkflow(id=it.id, file=it.file, line=it.line, data=dict(it.data)) for it in found
            ]
    return Findings(workflows=workflows, **_blueprints(project, problems))


def _blueprints(project: Path, problems: list[Problem]) -> dict[str, list[dict[str, object]]]:
    registry = Registry(installed=(), project_code=project)
    found = [to_info(definition).to_json() for definition in registry.all()]
    broken = [Problem(code="python", message=item.error, file=item.source) for item in registry.broken]
    types = [each.to_json() for each in _project_types()]
    return {
        "blueprints": found,
        "connection_types": types,
        "problems": [problem.to_json() for problem in (*problems, *broken)],
    }


def _project_types() -> list[ConnectionType]:
    """Only where the project's code made a class of a connection: to look costs loading them."""
    if "seaway.sdk.connection" not in sys.modules:
        return []
    from seaway.sdk.connection_form import project_types

    return project_types()


def _problem(error: BaseException, project: Path, file: Path) -> Problem:
    """Where in the project it went wrong: the innermost line that is the user's, else that of the syntax
    error."""
    place, line = file, 0
    if isinstance(error, SyntaxError) and error.filename:
        place, line = Path(error.filename), error.lineno or 0
    trace = error.__traceback__
    while trace is not None:
        at = Path(trace.tb_frame.f_code.co_filename)
        if project in at.parents:
            place, line = at, trace.tb_lineno
        trace = trace.tb_next
    shown = place.relative_to(project).as_posix() if project in place.parents else place.name
    what = str(error).strip()
    name = type(error).__name__
    return Problem(code="python", message=f"{name}: {what}" if what else name, file=shown, line=line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
