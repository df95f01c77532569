"""Lists runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Connection

from seaway.cli import looks, printing, times
from seaway.cli.lateness import mark
from seaway.cli.reading import reading
from seaway.cli.shapes import run_shape
from seaway.cli.shell import OK
from seaway.core.states import RunState
from seaway.engine.finding import day_of, find_run, find_workflow, short
from seaway.ids import RunId, TaskKey
from seaway.store import deadlines, runs
from seaway.store.runs import RunFilter, RunRecord

Late = Mapping[RunId, Sequence[TaskKey]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuestion:
    workflow: str | None
    states: tuple[str, ...]
    since: date | None
    limit: int
    after: str | None


async def list_runs(question: RunQuestion, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        found, late = await it.database.read(lambda connection: _find(connection, it.project, question))
    return say_runs(question, found, late, as_json=as_json)


def say_runs(question: RunQuestion, found: list[RunRecord], late: Late, *, as_json: bool) -> int:
    if as_json:
        shapes = [{**run_shape(run), "late": _late_shape(late.get(run.run_id, ()))} for run in found]
        printing.document({"runs": shapes})
    elif found:
        _print(found, late)
    else:
        printing.note(
            "No run is like that."
            if _narrows(question)
            else "Nothing has run yet. `seaway run` starts a run."
        )
    return OK


def _find(connection: Connection, project: str, question: RunQuestion) -> tuple[list[RunRecord], Late]:
    workflow = question.workflow and find_workflow(connection, project, question.workflow)
    after = find_run(connection, project, question.after).run_id if question.after else None
    since = datetime.combine(question.since, time()).astimezone(UTC) if question.since else None
    which = RunFilter(
        project=project,
        workflow=workflow,
        states=frozenset(map(RunState, question.states)),
        created_from=since,
    )
    found = runs.list_runs(connection, which, after=after, limit=question.limit)
    return found, deadlines.late_of(connection, [run.run_id for run in found])


def _late_shape(keys: Sequence[TaskKey]) -> list[str | None]:
    """The late tasks; None stands for the run itself."""
    return [key or None for key in keys]


def _print(found: list[RunRecord], late: Late) -> None:
    now = datetime.now(UTC)
    rows = [
        (
            short(run.run_id),
            looks.label(run.state),
            run.workflow,
            times.ago(run.created_at, now),
            times.between(run.started_at, run.ended_at),
            day_of(run),
            "; ".join(part for part in (mark(late.get(run.run_id, ())), _why(run)) if part),
        )
        for run in found
    ]
    printing.table(("run", "state", "workflow", "made", "took", "about", ""), rows)


def _why(run: RunRecord) -> str:
    if run.failed_task:
        return f"{run.failed_task}: {run.error or 'failed'}"
    return run.reason


def _narrows(question: RunQuestion) -> bool:
    return bool(question.workflow or question.states or question.since or question.after)
