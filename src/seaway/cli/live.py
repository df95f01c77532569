"""How a run goes, on a terminal: what has ended scrolls up, what is under way moves below it."""

from collections import Counter

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from seaway.cli import looks, printing
from seaway.cli.following import Look
from seaway.cli.reporting import WAITS, detail, elapsed, task_line
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import TaskKey

MOST_LINES = 12
BAR_CELLS = 20
_UNDER_WAY = frozenset({TaskState.RUNNING, TaskState.QUEUED, *WAITS})


class LiveReporter:
    """Redraws a few lines at the bottom, many times a second; nothing above them is touched again."""

    def __init__(self, names: list[str]) -> None:
        self._width = min(max(map(printing.cells, names), default=0), 40)
        self._names = names
        self._said: set[TaskKey] = set()
        self._look: Look | None = None
        self._console = Console(highlight=False, no_color=not looks.wants_colour())
        self._live = Live(
            console=self._console,
            get_renderable=self._draw,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, look: Look) -> None:
        self._look = look
        ended = [row for row in look.changed if row.state.is_final and row.key not in self._said]
        for row in sorted(ended, key=lambda row: row.ended_at.timestamp() if row.ended_at else 0.0):
            self._said.add(row.key)
            self._print(task_line(row, width=self._width, counts=look.items.get(row.key)))

    def note(self, text: str) -> None:
        self._print(text)

    def close(self) -> None:
        self._live.stop()

    def _print(self, text: str) -> None:
        self._console.print(Text.from_ansi(looks.shown(text)))

    def _draw(self) -> RenderableType:
        if self._look is None:
            return Text("")
        rows = [row for row in self._look.rows.values() if row.state in _UNDER_WAY]
        rows.sort(key=lambda row: (row.state is TaskState.QUEUED, row.key))
        lines = [self._moving(row, self._look.items.get(row.key)) for row in rows[:MOST_LINES]]
        return Group(*(Text.from_ansi(looks.shown(line)) for line in [*lines, self._foot(rows)] if line))

    def _moving(self, row: TaskRow, counts: Counter[TaskState] | None) -> str:
        pad = " " * max(self._width - printing.cells(row.key), 0)
        said = _bar(row, counts) if row.item_count else detail(row)
        line = f"{looks.sign(row.state)} {row.key}{pad}  {looks.word(row.state)}  {elapsed(row):>9}  {said}"
        width = self._console.width - 1
        return line.rstrip() if printing.cells(line) <= width else printing.cut(line, width)

    def _foot(self, rows: list[TaskRow]) -> str:
        more = len(rows) - MOST_LINES
        begun = self._look.rows if self._look else {}
        waiting = sum(1 for name in self._names if TaskKey(name) not in begun)
        parts = [f"{more} more under way"] if more > 0 else []
        if waiting and self._look and not self._look.run.state.is_final:
            parts.append(f"{waiting} waiting")
        return looks.dim(f"  {', '.join(parts)}") if parts else ""


def _bar(row: TaskRow, counts: Counter[TaskState] | None) -> str:
    total = row.item_count or 1
    counts = counts or Counter()
    done = sum(count for state, count in counts.items() if state.is_final)
    bad = sum(count for state, count in counts.items() if state.is_failure)
    full, empty = ("━", "─") if looks.can_show("━─") else ("#", ".")
    filled = min(done * BAR_CELLS // total, BAR_CELLS)
    bar = looks.paint(full * filled, "cyan") + looks.dim(empty * (BAR_CELLS - filled))
    return f"{bar} {done:,}/{total:,}" + (looks.paint(f"  {bad:,} failed", "red") if bad else "")
