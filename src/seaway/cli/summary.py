"""How a run ended: the sentence first, then why, then what to do next."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from seaway.blobs.logs import Stream, tail_log
from seaway.cli import looks, printing, times
from seaway.cli.shell import find_project
from seaway.core.failures import failure_of
from seaway.core.outcome import Failure
from seaway.core.rows import TaskRow
from seaway.core.states import FAILURE_STATES, RunState
from seaway.engine.finding import short
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store import tasks
from seaway.store.runs import RunRecord
from seaway.worker.paths import Paths

MOST_FAILURES = 3
MOST_ERROR_LINES = 6
MOST_LOG_LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedTask:
    """A task that failed by itself, with its error and the end of its log."""

    key: TaskKey
    row: TaskRow
    failure: Failure
    log: tuple[str, ...]


def failed_tasks(connection: Connection, paths: Paths, run_id: RunId) -> list[FailedTask]:
    """The first tasks that failed; of a foreach or a group the one inside that began it."""
    rows = [row for row in tasks.list_tasks(connection, run_id) if row.state in FAILURE_STATES]
    rows.sort(key=lambda row: row.ended_at.timestamp() if row.ended_at else 0.0)
    inner = {key: row for row in rows for key, row in [_innermost(connection, run_id, row)]}
    return [_failed(key, row, paths) for key, row in list(inner.items())[:MOST_FAILURES]]


def _innermost(connection: Connection, run_id: RunId, row: TaskRow) -> tuple[TaskKey, TaskRow]:
    key = TaskKey(failure_of(row).task or row.key)
    try:
        return key, tasks.get(connection, run_id, key)
    except UnknownError:
        return row.key, row


def _failed(key: TaskKey, row: TaskRow, paths: Paths) -> FailedTask:
    lines = tail_log(Path(paths.log_of(row.attempt_id)), MOST_LOG_LINES) if row.attempt_id else []
    failure = failure_of(row)
    said = [
        line.text for line in lines if line.stream is not Stream.SYSTEM or line.text not in failure.message
    ]
    return FailedTask(key=key, row=row, failure=failure, log=tuple(said))


def print_summary(run: RunRecord, failed: Sequence[FailedTask], *, project: Path) -> None:
    """For a person; `project` decides whether the commands need to name it."""
    printing.line()
    took = times.between(run.started_at or run.created_at, run.ended_at)
    facts = [run.workflow, short(run.run_id), took]
    printing.line(f"{looks.label(run.state)}  {looks.dim(dot().join(fact for fact in facts if fact))}")
    if run.state is not RunState.SUCCESS and run.reason:
        printing.line(f"  {run.reason}")
    for each in failed:
        _print_failure(each)
    _print_outputs(run)
    _print_next(run, failed, option_for(project))


def option_for(project: Path) -> str:
    """What a command needs to find the project from here."""
    return "" if find_project(Path.cwd()) == project else f" --project {project}"


def dot() -> str:
    return " · " if looks.can_show("·") else " - "


def _print_failure(each: FailedTask) -> None:
    lines = each.failure.message.strip().splitlines() or [each.row.reason]
    printing.line()
    printing.line(f"  {looks.sign(each.row.state)} {looks.strong(each.key)}: {lines[0]}")
    for text in lines[1:MOST_ERROR_LINES]:
        printing.line(f"    {text}")
    if each.failure.hint:
        printing.line(f"    {each.failure.hint}")
    bar = "│" if looks.can_show("│") else "|"
    for text in each.log:
        printing.line(f"    {looks.dim(bar)} {text}")


def _print_outputs(run: RunRecord) -> None:
    outputs = json.loads(run.outputs) if run.outputs else None
    if not isinstance(outputs, dict):
        return
    for name, value in outputs.items():
        printing.line(f"  {name} = {printing.cut(json.dumps(value, ensure_ascii=False), 200)}")


def _print_next(run: RunRecord, failed: Sequence[FailedTask], option: str) -> None:
    which = short(run.run_id)
    of = f" {shlex.quote(failed[0].key)}" if failed else ""
    commands = [("log", f"seaway logs {which}{of}{option}")]
    if run.state is RunState.FAILED:
        commands.append(("once repaired", f"seaway runs rerun {which} --failed{option}"))
    elif run.state is RunState.CANCELLED:
        commands.append(("go on from there", f"seaway runs rerun {which} --failed{option}"))
    printing.line()
    width = max(len(name) for name, _ in commands)
    for name, command in commands:
        printing.line(f"  {looks.dim(name.ljust(width))}  {command}")
