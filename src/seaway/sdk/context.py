"""What a blueprint's function gets as its first argument: who it runs for, where it writes, and how it
speaks."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from seaway.errors import NotFoundError
from seaway.sdk.files import TaskFiles
from seaway.sdk.steps import Step, StepState

if TYPE_CHECKING:
    from seaway.sdk.connection import Connection
    from seaway.spec.quoting import Sql
    from seaway.spec.quoting_sql import ParamStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """The attempt and the run around it. `job_key` is stable over crashes of one try: the client key for
    outside jobs."""

    project: str = "default"
    workflow: str = ""
    run_id: str = ""
    task_key: str = ""
    attempt_id: str = ""
    attempt: int = 1
    job_key: str = ""
    logical_date: datetime | None = None
    interval_start: datetime | None = None
    interval_end: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetReport:
    """One write (or read) of data. `name` is `connection/name`, such as `warehouse/staging.payments`."""

    name: str
    mode: str = "write"
    rows: int | None = None
    size_bytes: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)


class Reporter(Protocol):
    """Where an attempt's news go: frames to the engine in a worker, a list in a test."""

    def progress(self, done: float, total: float, message: str) -> None: ...

    def asset(self, report: AssetReport) -> None: ...

    def step(self, step: Step) -> None: ...

    def mask(self, secrets: list[str]) -> None:
        """Never show these again in the log. Called before the secrets are handed out."""
        ...


class SilentReporter:
    """Forgets everything; the default outside of a worker."""

    def progress(self, done: float, total: float, message: str) -> None:
        return None

    def asset(self, report: AssetReport) -> None:
        return None

    def step(self, step: Step) -> None:
        return None

    def mask(self, secrets: list[str]) -> None:
        return None


def _no_connection(name: str) -> Mapping[str, object]:
    raise NotFoundError(
        f"There is no connection named `{name}`.", hint="Add it to the project's connections."
    )


def _no_secret(name: str) -> str:
    raise NotFoundError(f"There is no secret named `{name}`.", hint="Set it with `seaway secrets set`.")


class Context:
    """The world of one attempt. In a test `Context(folder=tmp_path)` is enough.

    folder: the task's directory.
    code: the project's code (read-only); where `python.call` finds functions.
    project_dir: the project's own folder, which relative paths of connections start from.
    connections, secrets: by name to resolved values; both raise a NotFoundError for an unknown name.
    template_context: the names that templates see (`inputs`, `run`, `tasks` …).
    """

    def __init__(
        self,
        *,
        folder: Path,
        run: RunInfo | None = None,
        code: Path | None = None,
        project_dir: Path | None = None,
        reporter: Reporter | None = None,
        connections: Callable[[str], Mapping[str, object]] = _no_connection,
        secrets: Callable[[str], str] = _no_secret,
        template_context: Mapping[str, object] | None = None,
        temp: Path | None = None,
        log: logging.Logger | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.run = run or RunInfo()
        self.files = TaskFiles(folder)
        self.code = code or folder
        self.project_dir = project_dir or self.code
        self.template_context = template_context or {}
        self.log = log or logging.getLogger("seaway.task")
        self.now = now
        self._reporter = reporter or SilentReporter()
        self._connections = connections
        self._secrets = secrets
        self._temp = temp
        self._own_temp: Path | None = None

    def progress(self, done: float, total: float = 0, message: str = "") -> None:
        """Say how far it is; `total` 0 means that nobody knows. Cheap: call it as often as you like."""
        self._reporter.progress(done, total, message)

    def step(
        self,
        name: str,
        state: StepState,
        *,
        kind: str = "",
        message: str = "",
        duration_s: float | None = None,
        rows: int | None = None,
    ) -> None:
        """Say how one of many parts of this task stands, such as a model of a dbt run; the last thing said
        of a name counts. At most 5,000 names an attempt."""
        step = Step(
            name=name,
            state=StepState(state),
            at=self.now(),
            kind=kind,
            message=message,
            duration_s=duration_s,
            rows=rows,
        )
        self._reporter.step(step)

    def report_asset(
        self,
        name: str,
        *,
        mode: str = "write",
        rows: int | None = None,
        size_bytes: int | None = None,
        columns: Mapping[str, str] | None = None,
        **extra: object,
    ) -> None:
        """Record that this attempt wrote (`mode="read"`: read) the asset `connection/name`."""
        report = AssetReport(
            name=name, mode=mode, rows=rows, size_bytes=size_bytes, columns=columns or {}, extra=extra
        )
        self._reporter.asset(report)

    def secret(self, name: str) -> str:
        """The value of a secret; from here on it is masked in the log."""
        value = self._secrets(name)
        self._reporter.mask([value])
        return value

    def connection(self, name: str) -> "Connection":
        """The connection `name`, as its own class; its secrets are masked in the log from here on."""
        from seaway.sdk.connection import build_connection

        values = {**self._connections(name), "name": name}
        connection = build_connection(values, project_dir=self.project_dir)
        self._reporter.mask(connection.secret_values())
        return connection

    def render_sql(
        self, text: str, paramstyle: "ParamStyle" = "qmark", *, identifier_quote: Literal['"', "`"] = '"'
    ) -> "Sql":
        """`text` with each `{{ }}` as a bound parameter of the driver's `paramstyle`; `| ident` names stand
        in `identifier_quote`."""
        from seaway.spec.quoting import render_sql

        return render_sql(text, self.template_context, paramstyle, identifier_quote=identifier_quote)

    @property
    def temp(self) -> Path:
        """A scratch folder, made on first use; nothing in it is handed on."""
        if self._temp is None:
            import tempfile

            self._temp = self._own_temp = Path(tempfile.mkdtemp(prefix="seaway-"))
        self._temp.mkdir(parents=True, exist_ok=True)
        return self._temp

    def close(self) -> None:
        """Remove the scratch folder if the context made it."""
        if self._own_temp is not None:
            import shutil

            shutil.rmtree(self._own_temp, ignore_errors=True)
            self._temp = self._own_temp = None
