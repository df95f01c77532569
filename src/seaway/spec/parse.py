"""From text to a workflow, with everything that is wrong with its shape said at once."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from seaway.spec.document import Document, Node, NodeKind, Span
from seaway.spec.fields import WORKFLOW_ID
from seaway.spec.model import Workflow
from seaway.spec.problems import Path, Problem, SpecError, in_reading_order
from seaway.spec.wording import Finding, to_findings
from seaway.spec.yaml import load

_MAX_ROUNDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file that was read. `workflow` is there only if its shape is right throughout."""

    file: str
    workflow_id: str
    workflow: Workflow | None
    problems: tuple[Problem, ...]
    document: Document
    data: Any
    readable: Workflow | None
    """What is left when the wrong pieces are taken out; for finding more problems, never for running."""

    def require(self) -> Workflow:
        """The workflow; raises SpecError with all problems if there is none."""
        if self.workflow is None:
            raise SpecError(self.problems)
        return self.workflow


def parse_workflow(text: str, *, file: str, workflow_id: str | None = None) -> Parsed:
    """Read a workflow file. The id is the file's stem where it is not given."""
    loaded = load(text, file=file)
    return _parse(loaded.data, loaded.document, loaded.problems, workflow_id or PurePath(file).stem)


def parse_data(data: object, *, file: str, workflow_id: str) -> Parsed:
    """Read a workflow from plain data, such as JSON; problems then have paths but no lines."""
    return _parse(data, Document(file=file, text="", root=None), (), workflow_id)


def _parse(data: Any, document: Document, found: tuple[Problem, ...], workflow_id: str) -> Parsed:
    problems = list(found)
    readable: Workflow | None = None
    if not any(problem.is_error for problem in found) or document.root is not None:
        problems.extend(_check_top(data, document, workflow_id))
        if isinstance(data, dict):
            readable, findings = _read(data)
            problems.extend(to_problem(document, finding) for finding in findings)
    is_right = not any(problem.is_error for problem in problems)
    return Parsed(
        file=document.file,
        workflow_id=workflow_id,
        workflow=readable if is_right else None,
        problems=tuple(in_reading_order(problems)),
        document=document,
        data=data,
        readable=readable,
    )


def _check_top(data: object, document: Document, workflow_id: str) -> list[Problem]:
    top = document.value_span(())
    problems = []
    if not isinstance(data, dict):
        first = Span(top.line, top.column, top.line, top.column, top.start, top.start)
        message = "A workflow is a map of keys, this is something else."
        problems.append(
            document.problem(first, code="wrong_type", message=message, hint="Begin with `seaway: 1`.")
        )
    elif "seaway" not in data:
        first = Span(1, 1, 1, 1, 0, 0)
        problems.append(
            document.problem(
                first,
                code="missing_key",
                message="`seaway` is missing: the version of the format.",
                hint="Add `seaway: 1` as the first line.",
            )
        )
    if not WORKFLOW_ID.fullmatch(workflow_id):
        message = f"`{workflow_id}` can't be the id of a workflow."
        expected = "lower-case letters, digits, hyphens and underscores"
        problems.append(
            Problem(
                code="bad_name",
                message=message,
                file=document.file,
                expected=expected,
                hint="Rename the file.",
            )
        )
    return problems


def _read(data: dict[str, Any]) -> tuple[Workflow | None, list[Finding]]:
    """Validate, take out what is wrong, and validate again, so that one mistake does not hide another."""
    findings: list[Finding] = []
    removed: set[Path] = set()
    rest: Any = data
    for _ in range(_MAX_ROUNDS):
        try:
            return Workflow.model_validate(rest, by_alias=True, by_name=False), findings
        except ValidationError as error:
            new = to_findings(error, rest)
        findings.extend(finding for finding in new if not _follows_from(finding, removed))
        removed |= {finding.remove for finding in new}
        if () in removed:
            break
        rest = _without(data, removed)
        if not isinstance(rest, dict) or not rest.get("tasks"):
            break
    return None, findings


def _follows_from(finding: Finding, removed: set[Path]) -> bool:
    """Whether it complains of a block from which we took something ourselves."""
    block = finding.remove
    return any(len(path) > len(block) and path[: len(block)] == block for path in removed)


def _without(data: Any, paths: set[Path], at: Path = ()) -> Any:
    """A copy without what stands at the paths."""
    if isinstance(data, dict):
        return {
            key: _without(value, paths, (*at, key)) for key, value in data.items() if (*at, key) not in paths
        }
    if isinstance(data, list):
        return [_without(value, paths, (*at, i)) for i, value in enumerate(data) if (*at, i) not in paths]
    return data


def to_problem(document: Document, finding: Finding) -> Problem:
    """Give a finding its place: a scalar itself, of a block only the key."""
    return document.problem(
        place_of(document, finding.path, at_key=finding.at_key),
        code=finding.code,
        message=finding.message,
        path=finding.path,
        expected=finding.expected,
        hint=finding.hint,
    )


def place_of(document: Document, path: Path, *, at_key: bool = False) -> Span:
    """Where a person looks for the value at `path`."""
    node: Node | None = document.node(path)
    if at_key or node is None or node.kind is not NodeKind.SCALAR:
        return document.key_span(path)
    return node.span
