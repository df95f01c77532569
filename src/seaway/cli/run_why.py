"""Says why something of a run is not running."""

from datetime import UTC, datetime
from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.lateness import deadline_shapes, said_of
from seaway.cli.opening import opened_desk
from seaway.cli.shell import OK
from seaway.engine.finding import find_run_with_plan, find_task, short
from seaway.engine.why import Waiting
from seaway.store.deadlines import DeadlineRecord
from seaway.store.runs import RunRecord


async def explain_run(text: str, task: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with opened_desk(project_dir) as (it, desk):
        found = await it.database.read(lambda connection: find_run_with_plan(connection, it.project, text))
        key = None
        if task is not None:
            key = await it.database.read(lambda connection: find_task(connection, found, task))
        waiting = await desk.why(found.run.run_id, key)
        due = [record for record in await desk.deadlines(found.run.run_id) if key in (None, record.key)]
    return say_waiting(found.run, waiting, due, as_json=as_json)


def say_waiting(run: RunRecord, waiting: list[Waiting], due: list[DeadlineRecord], *, as_json: bool) -> int:
    if as_json:
        shapes = [{"task": each.key or None, "why": each.why} for each in waiting]
        document = {"run_id": run.run_id, "state": run.state.value, "waiting": shapes}
        printing.document({**document, "deadlines": deadline_shapes(due)})
        return OK
    printing.line(f"{looks.label(run.state)}  {run.workflow} {short(run.run_id)}")
    _print_late(due, run.ended_at)
    _print(waiting, is_over=run.state.is_final)
    return OK


def _print_late(due: list[DeadlineRecord], ended_at: datetime | None) -> None:
    """What is still to come holds nothing."""
    for record in due:
        if record.late_at is not None:
            said = said_of(record, ended_at, datetime.now(UTC))
            printing.line(f"  {record.key or 'the run'}  {looks.paint(said, 'yellow')}")


def _print(waiting: list[Waiting], *, is_over: bool) -> None:
    if not waiting:
        printing.line("  It is over; nothing waits." if is_over else "  Nothing waits.")
    width = max((printing.cells(each.key or "the run") for each in waiting), default=0)
    for each in waiting:
        name = each.key or "the run"
        printing.line(f"  {name}{' ' * (width - printing.cells(name))}  {each.why}")
