"""Finds the logs of a run's attempts and prints them, those that still grow as they grow."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from seaway.blobs.logs import LogLine, Stream, read_log, read_window, tail_log
from seaway.cli import looks, printing, times
from seaway.cli.reading import Reading, reading
from seaway.cli.shell import OK
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.finding import RunWithPlan, find_run_with_plan, find_task, graphs_of, order_of, rows_of
from seaway.errors import BadRequestError, UnknownError
from seaway.ids import TaskKey
from seaway.store import runs, tasks

LOOK_S = 0.15
LATE = timedelta(minutes=1)
"""How long after its end an attempt may be written as ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    run: str
    task: str | None
    is_followed: bool
    tail: int | None
    attempt: int | None
    with_times: bool
    as_json: bool


@dataclass(slots=True)
class _Progress:
    """How far each attempt's log was printed, by attempt id."""

    ends: dict[str, int] = field(default_factory=dict)


async def show_logs(question: LogQuestion, project_dir: Path | None) -> int:
    async with reading(project_dir) as it:
        found = await it.database.read(
            lambda connection: find_run_with_plan(connection, it.project, question.run)
        )
        key = await _task_of(it, found, question)
        printer = LinePrinter(question, is_one=_is_one(found, key), width=_width(found))
        if question.is_followed:
            await _follow(it, found, key, question, printer)
        else:
            rows = await it.database.read(lambda connection: _rows(connection, found, key, question))
            _print_all(it, rows, question, printer)
    return OK


class LinePrinter:
    """Prints lines of logs; with the task in front where there may be more than one."""

    def __init__(self, question: LogQuestion, *, is_one: bool, width: int) -> None:
        self._question = question
        self._is_one = is_one
        self._width = width

    def print(self, row: TaskRow, lines: Iterable[LogLine]) -> None:
        for line in lines:
            if self._question.as_json:
                printing.json_line(_shape(row, line))
            else:
                printing.line(self._text(row, line))

    def _text(self, row: TaskRow, line: LogLine) -> str:
        text = line.text.rstrip("\r")
        if line.stream is Stream.SYSTEM:
            text = looks.dim(text)
        elif line.stream is Stream.LOGGING and line.level in "WEC":
            text = looks.paint(text, "yellow" if line.level == "W" else "red")
        if self._question.with_times:
            text = f"{looks.dim(times.clock(line.at))} {text}"
        if self._is_one:
            return text
        self._width = max(self._width, printing.cells(row.key))
        pad = " " * (self._width - printing.cells(row.key))
        return f"{looks.paint(row.key, 'cyan')}{pad} {looks.dim('│' if looks.can_show('│') else '|')} {text}"


def _shape(row: TaskRow, line: LogLine) -> dict[str, object]:
    return {
        "task": row.key,
        "attempt": row.attempt,
        "at": times.iso(line.at),
        "stream": line.stream.name.lower(),
        "level": line.level if line.level in "DIWEC" else "",
        "text": line.text,
    }


async def _task_of(it: Reading, found: RunWithPlan, question: LogQuestion) -> TaskKey | None:
    text = question.task
    if text is None and question.attempt is not None:
        raise BadRequestError("`--attempt` needs a task", hint="Name the task whose attempt is meant.")
    if text is None:
        return None
    return await it.database.read(lambda connection: find_task(connection, found, text))


def _is_one(found: RunWithPlan, key: TaskKey | None) -> bool:
    """Whether only one log is asked for: that of an item, or of a task that is neither foreach nor group."""
    if key is None or key.endswith("]"):
        return key is not None
    for graph in graphs_of(found.plan):
        for task in graph.tasks:
            if task.id == key:
                return task.foreach is None and task.group is None
    return True


def _width(found: RunWithPlan) -> int:
    return min(max(map(printing.cells, order_of(found.plan)), default=0), 40)


def _rows(
    connection: Connection,
    found: RunWithPlan,
    key: TaskKey | None,
    question: LogQuestion,
    *,
    since: datetime | None = None,
) -> list[TaskRow]:
    """The attempts whose logs are asked for, in the order in which they began. `since`: only those that have
    not ended before."""
    run_id = found.run.run_id
    if key is not None and question.attempt is not None:
        return [_attempt(tasks.list_attempts(connection, run_id, key), question.attempt, key)]
    rows = (
        rows_of(connection, run_id)
        if since is None
        else tasks.list_under_way(connection, run_id, ended_from=since)
    )
    inside = (f"{key}[", f"{key}.")
    wanted = [
        row
        for row in rows
        if row.attempt_id and (key is None or row.key == key or row.key.startswith(inside))
    ]
    order = {name: at for at, name in enumerate(order_of(found.plan))}
    return sorted(wanted, key=lambda row: (_began(row), order.get(row.key, len(order)), row.key))


def _began(row: TaskRow) -> float:
    return row.started_at.timestamp() if row.started_at else float("inf")


def _attempt(attempts: list[TaskRow], number: int, key: TaskKey) -> TaskRow:
    for row in attempts:
        if row.attempt == number:
            return row
    raise UnknownError(f"{key} has no attempt {number}", hint=f"It has had {len(attempts)}.")


def _print_all(it: Reading, rows: list[TaskRow], question: LogQuestion, printer: LinePrinter) -> None:
    has_printed = False
    for row in rows:
        for line in _lines(it, row, question.tail):
            printer.print(row, (line,))
            has_printed = True
    if not has_printed and not question.as_json:
        printing.note("Nothing was printed.")


def _lines(it: Reading, row: TaskRow, tail: int | None) -> Iterator[LogLine]:
    file = _log_of(it, row)
    return read_log(file) if tail is None else iter(tail_log(file, tail))


def _log_of(it: Reading, row: TaskRow) -> Path:
    return Path(it.paths.log_of(row.attempt_id or ""))


async def _follow(
    it: Reading, found: RunWithPlan, key: TaskKey | None, question: LogQuestion, printer: LinePrinter
) -> None:
    """Print what is there and what comes, until the run, or the one task, has ended."""
    progress = _Progress()
    looked_at: datetime | None = None
    while True:
        now, since = datetime.now(UTC), looked_at
        look = partial(_rows, found=found, key=key, question=question)
        rows = await it.database.read(partial(look, since=since))
        looked_at = now - LATE
        run = await it.database.read(lambda connection: runs.get(connection, found.run.run_id))
        is_over = run.state.is_final or _has_ended(rows, key)
        if is_over and since is not None:
            rows = await it.database.read(look)
        for row in rows:
            _print_new(it, row, question, progress, printer)
        if is_over:
            return
        await asyncio.sleep(LOOK_S)


def _has_ended(rows: list[TaskRow], key: TaskKey | None) -> bool:
    own = [row for row in rows if row.key == key]
    return bool(own) and own[0].state.is_final


def _print_new(
    it: Reading, row: TaskRow, question: LogQuestion, progress: _Progress, printer: LinePrinter
) -> None:
    file, attempt_id = _log_of(it, row), row.attempt_id or ""
    if attempt_id in progress.ends and progress.ends[attempt_id] < 0:
        return
    if attempt_id not in progress.ends and question.tail is not None:
        lines = tail_log(file, question.tail)
        printer.print(row, lines)
        progress.ends[attempt_id] = lines[-1].end if lines else 0
    while new := read_window(file, progress.ends.get(attempt_id, 0)):
        printer.print(row, new)
        progress.ends[attempt_id] = new[-1].end
    if row.state.is_final and row.state is not TaskState.CANCELLED:
        progress.ends[attempt_id] = -1
