"""Contexts for calling a blueprint as a worker does, with nothing around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from seaway.sdk.context import AssetReport, Context
from seaway.sdk.steps import Step

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@dataclass(slots=True)
class Notebook:
    """A reporter that remembers what it was told."""

    steps: list[tuple[float, float, str]] = field(default_factory=list)
    assets: list[AssetReport] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    parts: list[Step] = field(default_factory=list)

    def step(self, step: Step) -> None:
        self.parts.append(step)

    def progress(self, done: float, total: float, message: str) -> None:
        self.steps.append((done, total, message))

    def asset(self, report: AssetReport) -> None:
        self.assets.append(report)

    def mask(self, secrets: list[str]) -> None:
        self.masked += secrets


def a_context(
    folder: Path,
    *,
    connections: Mapping[str, Mapping[str, object]] | None = None,
    names: Mapping[str, object] | None = None,
    reporter: Notebook | None = None,
    now: datetime = NOON,
) -> Context:
    """A context whose task works in `folder/task`, in a project at `folder/project`."""
    task, project = folder / "task", folder / "project"
    task.mkdir(exist_ok=True)
    project.mkdir(exist_ok=True)
    return Context(
        folder=task,
        code=project,
        temp=folder / "temp",
        reporter=reporter,
        connections=dict(connections or {}).__getitem__,
        template_context=names or {},
        now=lambda: now,
    )


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Files by their path below `folder`."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
