"""Says how a run goes while it goes: a line for each task that ends or waits, or JSON lines."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Protocol

from seaway.cli import looks, printing, times
from seaway.cli.following import Look
from seaway.cli.shapes import run_shape, task_shape
from seaway.core.failures import failure_of, first_line
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.finding import short
from seaway.ids import TaskKey

WIDEST_WORD = len("upstream failed")
WAITS = frozenset({TaskState.AWAITING_INPUT, TaskState.UP_FOR_RETRY, TaskState.DEFERRED})
_STEPS = 10
MOST_TOLD = 100
"""Letters of a notification; what it tells stands in a line of its own, mostly."""


class Reporter(Protocol):
    """Told of each look at a run; `note` is a sentence besides."""

    def show(self, look: Look) -> None: ...

    def note(self, text: str) -> None: ...

    def close(self) -> None: ...


class PlainReporter:
    """Lines for a pipe, a file or a log of a build: none is ever taken back."""

    def __init__(self, names: list[str]) -> None:
        self._width = min(max(map(printing.cells, names), default=0), 40)
        self._said: set[tuple[TaskKey, TaskState, int]] = set()
        self._steps: dict[TaskKey, int] = {}

    def show(self, look: Look) -> None:
        for row in sorted(look.changed, key=_when):
            self._show_row(row, look)
        for key, counts in look.items.items():
            row = look.rows[key]
            if not row.state.is_final:
                self._show_items(row, counts)

    def note(self, text: str) -> None:
        printing.line(text)

    def close(self) -> None:
        pass

    def _show_row(self, row: TaskRow, look: Look) -> None:
        news = (row.key, row.state, row.attempt)
        if news in self._said or not (row.state.is_final or row.state in WAITS):
            return
        self._said.add(news)
        printing.line(task_line(row, width=self._width, counts=look.items.get(row.key)))

    def _show_items(self, row: TaskRow, counts: Counter[TaskState]) -> None:
        """A line at each tenth of a foreach that is long enough to wait for."""
        total, done = row.item_count or 0, _ended(counts)
        step = done * _STEPS // total if total else 0
        if total >= 2 * _STEPS and step > self._steps.get(row.key, 0):
            self._steps[row.key] = step
            printing.line(f"{looks.label(row.state, width=WIDEST_WORD)}  {row.key}  {done:,} of {total:,}")


class JsonReporter:
    """One JSON object a line; `event` says what it is of."""

    def __init__(self) -> None:
        self._state = ""

    def show(self, look: Look) -> None:
        for row in sorted(look.changed, key=_when):
            printing.json_line({"event": "task", **task_shape(row, look.items.get(row.key))})
        if look.run.state != self._state:
            self._state = look.run.state
            printing.json_line({"event": "run", **run_shape(look.run)})

    def note(self, text: str) -> None:
        printing.json_line({"event": "note", "message": text})

    def close(self) -> None:
        pass


def task_line(row: TaskRow, *, width: int, counts: Counter[TaskState] | None = None) -> str:
    """Sign, name, state, time taken, and the one thing worth knowing of it."""
    pad = " " * max(width - printing.cells(row.key), 0)
    name = f"{row.key}{pad}"
    took = times.between(row.started_at, row.ended_at)
    sign, word = looks.label(row.state, width=WIDEST_WORD).split(" ", 1)
    return f"{sign} {name}  {word}  {took:>9}  {looks.dim(detail(row, counts))}".rstrip()


def detail(row: TaskRow, counts: Counter[TaskState] | None = None) -> str:
    """Why it failed, what it waits for, what a foreach came to, what a switch chose, or whom it told what."""
    if row.carried_from:
        return f"carried from {short(row.carried_from)}"
    if row.state is TaskState.AWAITING_INPUT:
        return f"answer with: seaway runs approve {short(row.run_id)} {row.key}"
    if row.state is TaskState.UP_FOR_RETRY:
        again = f"tries again at {times.clock(row.due_at)}" if row.due_at else "tries again"
        return f"{again}: {row.reason}"
    if row.state is TaskState.DEFERRED and not row.reason:
        return f"waits for the run {short(row.child_run)}" if row.child_run else "waits for its job outside"
    is_told = row.state is not TaskState.SUCCESS and row.reason
    said = ["" if is_told else _of_items(row, counts), f"chose {row.label}" if row.label else ""]
    said.append(_notification(row))
    if row.state.is_failure:
        said.append(first_line(failure_of(row).message))
    elif row.state is not TaskState.SUCCESS:
        said.append(row.reason)
    if row.attempt > 1:
        said.append(f"attempt {row.attempt}")
    return "; ".join(part for part in said if part)


def elapsed(row: TaskRow) -> str:
    start = row.started_at or row.queued_at
    return times.duration((datetime.now(UTC) - start).total_seconds()) if start else ""


def _notification(row: TaskRow) -> str:
    """What a `notify.send` told; this terminal is the console that its channel means."""
    if row.state is not TaskState.SUCCESS or not row.outputs or '"channels"' not in row.outputs:
        return ""
    outputs = json.loads(row.outputs)
    is_sent = isinstance(outputs, dict) and outputs.keys() == {"text", "channels"}
    return printing.cut(first_line(str(outputs["text"])), MOST_TOLD) if is_sent else ""


def _of_items(row: TaskRow, counts: Counter[TaskState] | None) -> str:
    if row.item_count is None:
        return ""
    if not counts or counts[TaskState.SUCCESS] == row.item_count:
        return f"{row.item_count:,} items"
    parts = [f"{count:,} {looks.word(state)}" for state, count in sorted(counts.items())]
    return f"{row.item_count:,} items: {', '.join(parts)}"


def _ended(counts: Counter[TaskState]) -> int:
    return sum(count for state, count in counts.items() if state.is_final)


def _when(row: TaskRow) -> tuple[float, str]:
    """In the order of their ends; what has no end yet comes last."""
    end = row.ended_at or row.queued_at
    return (end.timestamp() if end else float("inf"), row.key)
