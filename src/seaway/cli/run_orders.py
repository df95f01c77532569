"""Orders to runs: cancel, pause, resume, answer. Each is written down, whoever works on the run."""

from collections.abc import Mapping
from pathlib import Path

from seaway.cli import printing
from seaway.cli.opening import Opened, opened_desk
from seaway.cli.running import actor
from seaway.cli.shell import FAILED, OK
from seaway.clock import SystemClock
from seaway.engine.finding import find_run, find_run_with_plan, find_task, short
from seaway.store import engines
from seaway.store.runs import RunRecord


async def cancel_run(
    text: str, project_dir: Path | None, *, reason: str, is_forced: bool, as_json: bool
) -> int:
    async with opened_desk(project_dir) as (it, desk):
        run = await _run(it, text)
        is_cancelled = await desk.cancel(run.run_id, reason=reason, is_forced=is_forced)
        said = "is being cancelled" if is_cancelled else f"was over already: {run.state}"
        await _say(it, run, said, as_json=as_json, is_done=is_cancelled)
    return OK if is_cancelled else FAILED


async def pause_run(text: str, project_dir: Path | None, *, reason: str, as_json: bool) -> int:
    async with opened_desk(project_dir) as (it, desk):
        run = await _run(it, text)
        await desk.pause(run.run_id, reason=reason)
        await _say(it, run, "starts nothing more until it is resumed", as_json=as_json)
    return OK


async def resume_run(text: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with opened_desk(project_dir) as (it, desk):
        run = await _run(it, text)
        await desk.resume(run.run_id)
        await _say(it, run, "goes on", as_json=as_json)
    return OK


async def answer_approval(
    text: str,
    task: str,
    project_dir: Path | None,
    *,
    is_approved: bool,
    values: Mapping[str, object],
    as_json: bool,
) -> int:
    async with opened_desk(project_dir) as (it, desk):
        found = await it.database.read(lambda connection: find_run_with_plan(connection, it.project, text))
        key = await it.database.read(lambda connection: find_task(connection, found, task))
        await desk.answer(found.run.run_id, key, actor=actor(), is_approved=is_approved, values=values)
        said = f"{key} is {'approved' if is_approved else 'rejected'}"
        await _say(it, found.run, said, as_json=as_json)
    return OK


async def _run(it: Opened, text: str) -> RunRecord:
    return await it.database.read(lambda connection: find_run(connection, it.project, text))


async def _say(it: Opened, run: RunRecord, said: str, *, as_json: bool, is_done: bool = True) -> None:
    """What becomes of the order; nothing does before an engine takes it."""
    now = SystemClock().now()
    known = await it.database.read(lambda connection: engines.living(connection, now=now))
    say_order(run, said, has_engine=bool(known), is_done=is_done, as_json=as_json)


def say_order(run: RunRecord, said: str, *, has_engine: bool, is_done: bool, as_json: bool) -> None:
    if as_json:
        printing.document({"run_id": run.run_id, "done": is_done, "message": said, "has_engine": has_engine})
        return
    printing.line(f"{run.workflow} {short(run.run_id)}: {said}")
    if is_done and not has_engine and not run.state.is_final:
        printing.note("No engine works on this project now; the next one does it: `seaway up`.")
