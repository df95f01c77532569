"""What an engine does, a line for each event: runs that begin and end, tasks that end or wait."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from seaway.cli import looks, printing, times
from seaway.cli.opening import Opened
from seaway.cli.problems import problem_lines
from seaway.cli.reporting import WAITS, detail
from seaway.cli.scribe import Scribe
from seaway.cli.shapes import run_shape, task_shape
from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import TaskState
from seaway.engine.broadcaster import FellBehind, Late, News, ProgressMade
from seaway.engine.finding import short
from seaway.ids import RunId, TaskKey
from seaway.spec.problems import Problem
from seaway.store import runs, triggers, workflows
from seaway.store.runs import RunRecord

MOST_KNOWN = 1_000


class Chronicle:
    """Prints to stdout, for a person or as JSON lines."""

    def __init__(self, it: Opened, scribe: Scribe, *, as_json: bool) -> None:
        self._it = it
        self._scribe = scribe
        self._as_json = as_json
        self._runs: dict[RunId, RunRecord] = {}
        self._said: dict[RunId, set[tuple[TaskKey, TaskState, int]]] = {}

    async def begin(self, version: str, *, slots: int, with_triggers: bool) -> None:
        """Who works on what, and what comes next."""
        count = await self._it.database.read(
            lambda connection: len(workflows.list_of(connection, self._it.project))
        )
        upcoming = await self._it.database.read(triggers.next_due) if with_triggers else None
        parts = [
            f"Seaway {version}",
            f"project {self._it.project}",
            printing.counted(count, "workflow"),
            printing.counted(slots, "slot"),
            "no triggers" if not with_triggers else "",
            f"next tick {times.ago(upcoming, datetime.now(UTC))}" if upcoming else "",
        ]
        self.say("started", ", ".join(part for part in parts if part), slots=slots, workflows=count)

    def say(self, event: str, text: str, **facts: object) -> None:
        """A sentence about the engine itself."""
        if self._as_json:
            self._scribe.json_line(
                {"event": event, "at": times.iso(datetime.now(UTC)), "message": text, **facts}
            )
        else:
            self._scribe.line(f"{looks.dim(times.clock(datetime.now(UTC)))}  {text}")

    def tell_problems(self, problems: Sequence[Problem], source: str) -> None:
        if self._as_json:
            self._scribe.json_line(
                {"event": "problems", "problems": [problem.to_json() for problem in problems]}
            )
            return
        for problem in problems:
            for text in problem_lines(problem, source):
                self._scribe.line(text)

    async def follow(self, news: "asyncio.Queue[News]") -> None:
        while True:
            match await news.get():
                case TaskRow() as row if row.index < 0 and "[" not in row.key:
                    await self._tell_task(row)
                case RunRow() as row:
                    await self._tell_run(row)
                case Late() as late:
                    await self._tell_late(late)
                case FellBehind():
                    self.say(
                        "fell_behind", "Some events were too fast to be shown; `seaway runs list` has all."
                    )
                case ProgressMade() | TaskRow():
                    pass

    async def _tell_task(self, row: TaskRow) -> None:
        said = self._said.setdefault(row.run_id, set())
        now = (row.key, row.state, row.attempt)
        if now in said or not (row.state.is_final or row.state in WAITS) or row.carried_from:
            return
        said.add(now)
        run = await self._run(row.run_id)
        if self._as_json:
            self._scribe.json_line(
                {"event": "task", "run_id": row.run_id, "workflow": run.workflow, **task_shape(row)}
            )
            return
        took = times.between(row.started_at, row.ended_at)
        said_of = "  ".join(part for part in (took, detail(row)) if part)
        self._print(run, f"{looks.label(row.state)}  {row.key}  {looks.dim(said_of)}")

    async def _tell_run(self, row: RunRow) -> None:
        run = await self._run(row.run_id)
        if row.state == run.state and run.state != "running":
            return
        fresh = await self._it.database.read(lambda connection: runs.get(connection, row.run_id))
        self._runs[row.run_id] = fresh
        if self._as_json:
            self._scribe.json_line({"event": "run", **run_shape(fresh)})
        else:
            took = times.between(row.started_at, row.ended_at)
            why = row.reason or (_origin(fresh) if not row.state.is_final else "")
            self._print(fresh, f"{looks.label(row.state)}  {'  '.join(part for part in (took, why) if part)}")
        if row.state.is_final:
            self._said.pop(row.run_id, None)
            self._runs.pop(row.run_id, None)

    async def _tell_late(self, late: Late) -> None:
        run = await self._run(late.run_id)
        if self._as_json:
            due_at, task = times.iso(late.due_at), late.key or None
            said = {"event": "late", "run_id": run.run_id, "workflow": run.workflow}
            self._scribe.json_line({**said, "task": task, "due_at": due_at})
        else:
            self._print(run, f"{late.key or 'the run'} is late, due {times.local(late.due_at)}")

    async def _run(self, run_id: RunId) -> RunRecord:
        if run_id not in self._runs:
            if len(self._runs) >= MOST_KNOWN:
                self._runs.clear()
            self._runs[run_id] = await self._it.database.read(lambda connection: runs.get(connection, run_id))
        return self._runs[run_id]

    def _print(self, run: RunRecord, text: str) -> None:
        moment = looks.dim(times.clock(datetime.now(UTC)))
        self._scribe.line(
            f"{moment}  {looks.strong(run.workflow)} {looks.dim(short(run.run_id))}  {text}".rstrip()
        )


def _origin(run: RunRecord) -> str:
    """What started it."""
    return {"manual": "by hand", "rerun": "a rerun"}.get(
        run.trigger_kind, f"{run.trigger_kind} {run.trigger_name}".strip()
    )
