"""The `Context` that an attempt hands to a blueprint or a function."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from seaway.blobs.steps import StepWriter
from seaway.errors import NotFoundError
from seaway.sdk.context import AssetReport, Context, RunInfo
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, PollBody, Progress, ScriptBody
from seaway.sdk.steps import Step
from seaway.worker.capture import Capture
from seaway.worker.rendering import secret_reader, template_names

Report = Callable[[Progress], None]
PROGRESS_EVERY_S = 0.1
MAX_ASSETS_BYTES = 256 * 1024
"""Of the reports of one attempt together, as JSON."""


class Assets:
    """What an attempt said it wrote and read."""

    __slots__ = ("_facts", "_size")

    def __init__(self) -> None:
        self._facts: list[str] = []
        self._size = 0

    def add(self, facts: str) -> bool:
        """Take one report, a JSON object; false where there is no room for it any more."""
        if self._size + len(facts) > MAX_ASSETS_BYTES:
            return False
        self._facts.append(facts)
        self._size += len(facts) + 2
        return True

    def to_json(self) -> str | None:
        return f"[{', '.join(self._facts)}]" if self._facts else None


class FrameReporter:
    """Sends progress, at most ten times a second and at its end; assets go to the log and into the
    outcome."""

    def __init__(self, spec: AttemptSpec, report: Report, capture: Capture, assets: Assets, log: str) -> None:
        self._attempt_id = spec.attempt_id
        self._steps = StepWriter(log)
        self._report = report
        self._capture = capture
        self._assets = assets
        self._last_s = 0.0

    def progress(self, done: float, total: float, message: str) -> None:
        now = time.monotonic()
        if now - self._last_s >= PROGRESS_EVERY_S or (total and done >= total):
            self._last_s = now
            self._report(Progress(self._attempt_id, float(done), float(total), message[:1000]))

    def asset(self, report: AssetReport) -> None:
        facts = {
            name: value for name in report.__slots__ if (value := getattr(report, name)) not in (None, {})
        }
        text = json.dumps(facts, default=str)
        self._capture.system(f"asset {text}")
        if not self._assets.add(text):
            self._capture.system("The reports on assets are over 256 KiB: this one is only here.", "W")

    def step(self, step: Step) -> None:
        masked = self._capture.masked
        self._steps.add(replace(step, name=masked(step.name), message=masked(step.message)))

    def mask(self, secrets: list[str]) -> None:
        self._capture.mask(secrets)


def known_as(spec: AttemptSpec) -> str | None:
    """The id under which people look for what it says and leaves: a look at a job elsewhere is part of the
    attempt that waits for it. None where nobody looks."""
    match spec.body:
        case BlueprintBody() | ScriptBody():
            return spec.attempt_id
        case PollBody(attempt_id=attempt_id):
            return attempt_id or None
        case _:
            return None


def build_context(
    spec: AttemptSpec, *, folder: Path, code: Path | None, temp: Path, reporter: FrameReporter
) -> Context:
    """The context of one attempt; its scratch folder is made on first use."""
    return Context(
        folder=folder,
        run=_run_info(spec),
        code=code,
        project_dir=Path(spec.project_dir) if spec.project_dir else None,
        reporter=reporter,
        connections=_connection_reader(spec),
        secrets=secret_reader(spec),
        template_context=template_names(spec),
        temp=temp,
    )


def _connection_reader(spec: AttemptSpec) -> Callable[[str], Mapping[str, object]]:
    def connection(name: str) -> Mapping[str, object]:
        if name not in spec.connections:
            known = ", ".join(sorted(spec.connections)) or "none"
            raise NotFoundError(
                f"The connection `{name}` is not at hand; there are: {known}.",
                hint="Name it under the task's `connections`, and define it in seaway.toml.",
            )
        return spec.connections[name]

    return connection


def _run_info(spec: AttemptSpec) -> RunInfo:
    run = spec.context.get("run")
    facts = run if isinstance(run, Mapping) else {}
    return RunInfo(
        project=spec.project,
        workflow=spec.workflow,
        run_id=spec.run_id,
        task_key=spec.key,
        attempt_id=spec.attempt_id,
        attempt=spec.number,
        job_key=spec.job_key,
        logical_date=_moment(facts.get("logical_date")),
        interval_start=_moment(facts.get("interval_start")),
        interval_end=_moment(facts.get("interval_end")),
        url=str(facts.get("url") or ""),
    )


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a date has no zone
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
