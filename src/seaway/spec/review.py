"""What all checks of a workflow share: what is known, and where problems go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.parse import Parsed, place_of
from seaway.spec.problems import Path, Problem, Severity
from seaway.spec.project import Project
from seaway.spec.shapes import step_into


@dataclass(slots=True, kw_only=True)
class Review:
    """One look over one workflow. What is None is not known, and then not checked."""

    parsed: Parsed
    workflow: Workflow
    catalog: Catalog
    project: Project | None = None
    workflows: Mapping[str, Workflow] | None = None
    connections: Collection[str] | None = None
    secrets: Collection[str] | None = None
    problems: list[Problem] = field(default_factory=list)

    def raw(self, path: Path) -> Any:
        """What the file has at a path, as it was written; None where nothing is."""
        value = self.parsed.data
        for step in path:
            value = step_into(value, step)
        return value

    def input_names(self) -> list[str] | None:
        """The inputs, those too whose declaration is wrong; None where `inputs` itself can't be read."""
        written = self.raw(("inputs",))
        if written is None:
            return list(self.workflow.inputs)
        return list(dict.fromkeys([*self.workflow.inputs, *written])) if isinstance(written, dict) else None

    def report(
        self,
        path: Path,
        code: str,
        message: str,
        *,
        expected: str = "",
        hint: str = "",
        at_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem at a value, or at its key."""
        document = self.parsed.document
        span = place_of(document, path, at_key=at_key)
        self.problems.append(
            document.problem(
                span, code=code, message=message, path=path, expected=expected, hint=hint, severity=severity
            )
        )

    def report_within(
        self,
        path: Path,
        word: str,
        offset: int,
        code: str,
        message: str,
        *,
        expected: str = "",
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem at a word inside of a text, such as a name in a template."""
        document = self.parsed.document
        span = document.within(path, word, offset)
        self.problems.append(
            document.problem(
                span, code=code, message=message, path=path, expected=expected, hint=hint, severity=severity
            )
        )

    def warn(self, path: Path, code: str, message: str, *, hint: str = "", at_key: bool = False) -> None:
        """Add a problem that stops nothing."""
        self.report(path, code, message, hint=hint, at_key=at_key, severity=Severity.WARNING)
