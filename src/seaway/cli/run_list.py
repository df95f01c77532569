"""Lists runs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Connection

from seaway.cli import looks, printing, times
from seaway.cli.finding import day_of, find_run, find_workflow, short
from seaway.cli.reading import reading
from seaway.cli.shapes import run_shape
from seaway.cli.shell import OK
from seaway.core.states import RunState
from seaway.store import runs
from seaway.store.runs import RunFilter, RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuestion:
    workflow: str | None
    states: tuple[str, ...]
    since: date | None
    limit: int
    after: str | None


async def list_runs(question: RunQuestion, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        found = await it.database.read(lambda connection: _find(connection, it.project, question))
    if as_json:
        printing.document({"runs": [run_shape(run) for run in found]})
    elif found:
        _print(found)
    else:
        printing.note(
            "No run is like that."
            if _narrows(question)
            else "Nothing has run yet. `seaway run` starts a run."
        )
    return OK


def _find(connection: Connection, project: str, question: RunQuestion) -> list[RunRecord]:
    workflow = question.workflow and find_workflow(connection, project, question.workflow)
    after = find_run(connection, project, question.after).run_id if question.after else None
    since = datetime.combine(question.since, time()).astimezone(UTC) if question.since else None
    which = RunFilter(
        project=project,
        workflow=workflow,
        states=frozenset(map(RunState, question.states)),
        created_from=since,
    )
    return runs.list_runs(connection, which, after=after, limit=question.limit)


def _print(found: list[RunRecord]) -> None:
    now = datetime.now(UTC)
    rows = [
        (
            short(run.run_id),
            looks.label(run.state),
            run.workflow,
            times.ago(run.created_at, now),
            times.between(run.started_at, run.ended_at),
            day_of(run),
            _why(run),
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
