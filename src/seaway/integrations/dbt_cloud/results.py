"""What the end of a run of dbt Cloud means: its nodes as steps, its files, and its error."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from seaway.errors import ConflictError, TaskError
from seaway.integrations.dbt.results import (
    ARTIFACTS,
    DbtResult,
    failed,
    keep_artifacts,
    read_results,
    show_results,
)
from seaway.integrations.dbt_cloud.runs import Jobs, Status, dbt_steps, status_of, steps_of
from seaway.sdk.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudRun(DbtResult):
    """`commit` is the version of the project that ran."""

    run_id: int
    url: str
    commit: str = ""


def ended(ctx: Context, jobs: Jobs, run: Mapping[str, Any], connection: str, to: str) -> CloudRun:
    """What a run that is over gives.

    Raises:
        DataError: nodes failed.
        ConflictError: somebody cancelled it.
        TaskError: it failed before or beside dbt's nodes.
    """
    counts, failures, kept = Counter[str](), dict[str, str](), list[str]()
    steps = dbt_steps(run)
    for number, step in enumerate(steps, start=1):
        folder = Path(mkdtemp(prefix="dbt-", dir=ctx.temp))
        _fetch(jobs, int(run["id"]), step, folder)
        failures |= show_results(ctx, folder)
        counts += read_results(ctx, folder, connection)
        kept += keep_artifacts(ctx, folder, to if number == len(steps) else f"{to}/step-{step}")
    _judge(run, failures)
    return CloudRun(
        nodes=counts.total(),
        passed=counts["passed"],
        warned=counts["warned"],
        failed=counts["failed"],
        skipped=counts["skipped"],
        artifacts=kept,
        run_id=int(run["id"]),
        url=url_of(run),
        commit=str(run.get("git_sha") or ""),
    )


def url_of(run: Mapping[str, Any]) -> str:
    return str(run.get("href") or f"run {run['id']}")


def _fetch(jobs: Jobs, run_id: int, step: int, folder: Path) -> None:
    for name in ARTIFACTS:
        place = folder / name
        with place.open("wb") as target:
            is_there = jobs.save_artifact(run_id, step, name, target)
        if not is_there:
            place.unlink()


def _judge(run: Mapping[str, Any], failures: Mapping[str, str]) -> None:
    match status_of(run):
        case Status.CANCELLED:
            raise ConflictError(
                f"Somebody cancelled the run in dbt Cloud: {url_of(run)}",
                hint="Ask who did, and run the task again.",
            )
        case Status.ERROR if failures:
            raise failed(failures)
        case Status.ERROR:
            said = str(run.get("status_message") or "dbt Cloud does not say why")
            raise TaskError(
                f"The run failed{_failed_step(run)}: {said}",
                hint=f"Its log stands on its page: {url_of(run)}",
            )
        case _:
            return


def _failed_step(run: Mapping[str, Any]) -> str:
    names = [step["name"] for step in steps_of(run) if step.get("status") == Status.ERROR]
    return f" at `{names[0]}`" if names else ""
