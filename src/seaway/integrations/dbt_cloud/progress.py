"""How far a run of dbt Cloud is: its commands as steps while they go, and the nodes of each that is over."""

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from seaway.errors import DataError
from seaway.integrations.dbt.results import show_results
from seaway.integrations.dbt_cloud.runs import Jobs, Status, dbt_steps, status_of, steps_of
from seaway.sdk.context import Context
from seaway.sdk.steps import StepState

RESULTS = "run_results.json"
_STATES = {
    Status.QUEUED: StepState.PENDING,
    Status.STARTING: StepState.PENDING,
    Status.RUNNING: StepState.RUNNING,
    Status.SUCCESS: StepState.SUCCESS,
    Status.ERROR: StepState.FAILED,
    Status.CANCELLED: StepState.SKIPPED,
}
_NODE = re.compile(r"\b(\d+) of (\d+) (START|[A-Z]+)\b")
"""Of dbt's log: `3 of 20 OK created sql table model mart.revenue`; each node has a START and an end."""


def show_commands(ctx: Context, run: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Show each command whose state is another than when it was last looked at; gives what is known now."""
    said = dict(known.get("commands", {}))
    for step in steps_of(run):
        number, status = str(step["index"]), status_of(step)
        if said.get(number) != status:
            ctx.step(f"{number}. {step['name']}", _STATES[status], kind="command")
            said[number] = int(status)
    return {**known, "commands": said}


def show_nodes(ctx: Context, jobs: Jobs, run: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Show the nodes of each command that is over while others go on, once; dbt's results are a file that
    comes when it is."""
    shown = set(known.get("shown", []))
    over = {int(step["index"]) for step in steps_of(run) if status_of(step).is_final}
    for step in (one for one in dbt_steps(run) if one in over and one not in shown):
        folder = Path(mkdtemp(prefix="dbt-", dir=ctx.temp))
        with (folder / RESULTS).open("wb") as target:
            is_there = jobs.save_artifact(int(run["id"]), step, RESULTS, target)
        if is_there and _is_shown(ctx, folder):
            shown.add(step)
    return {**known, "shown": sorted(shown)}


def count_progress(ctx: Context, run: Mapping[str, Any]) -> str:
    """Report how many commands are done, and say at which the run is."""
    steps = steps_of(run)
    ctx.progress(sum(status_of(step).is_final for step in steps), len(steps))
    now = next((step for step in steps if not status_of(step).is_final), None)
    if now is None:
        return ""
    ended, total = nodes_in(str(now.get("logs") or ""))
    return f", at `{now['name']}`" + (f" ({ended} of {total} nodes)" if total else "")


def nodes_in(log: str) -> tuple[int, int]:
    """How many nodes ended, of how many, as dbt's log says so far."""
    found = [(int(number), int(total), word) for number, total, word in _NODE.findall(log)]
    ended = {number for number, _, word in found if word != "START"}
    return len(ended), max((total for _, total, _ in found), default=0)


def _is_shown(ctx: Context, folder: Path) -> bool:
    """A file that is not whole yet is looked at again when the run is over."""
    try:
        show_results(ctx, folder)
    except DataError:
        return False
    return True
