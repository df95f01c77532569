"""Says why something of a run is not running."""

from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.finding import find_run_with_plan, find_task, short
from seaway.cli.opening import opened_desk
from seaway.cli.shell import OK
from seaway.engine.why import Waiting


async def explain_run(text: str, task: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with opened_desk(project_dir) as (it, desk):
        found = await it.database.read(lambda connection: find_run_with_plan(connection, it.project, text))
        key = None
        if task is not None:
            key = await it.database.read(lambda connection: find_task(connection, found, task))
        waiting = await desk.why(found.run.run_id, key)
    if as_json:
        shapes = [{"task": each.key or None, "why": each.why} for each in waiting]
        state = found.run.state.value
        printing.document({"run_id": found.run.run_id, "state": state, "waiting": shapes})
        return OK
    printing.line(f"{looks.label(found.run.state)}  {found.run.workflow} {short(found.run.run_id)}")
    _print(waiting, is_over=found.run.state.is_final)
    return OK


def _print(waiting: list[Waiting], *, is_over: bool) -> None:
    if not waiting:
        printing.line("  It is over; nothing waits." if is_over else "  Nothing waits.")
    width = max((printing.cells(each.key or "the run") for each in waiting), default=0)
    for each in waiting:
        name = each.key or "the run"
        printing.line(f"  {name}{' ' * (width - printing.cells(name))}  {each.why}")
