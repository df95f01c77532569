"""What a server's runs, logs and workflows look like; found there, shown as those of a folder are."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from seaway.blobs.logs import LogLine
from seaway.cli import looks, printing, times
from seaway.cli.asset_view import MOST_ASSETS
from seaway.cli.log_view import LinePrinter, LogQuestion
from seaway.cli.remote import LOOK_S, Remote, opened, since_of, watch
from seaway.cli.remote_records import to_asset_row, to_log_line, to_row
from seaway.cli.rerunning import RerunOrder, say_rerun
from seaway.cli.run_list import RunQuestion, say_runs
from seaway.cli.run_show import MOST_ITEMS, Seen, say_run
from seaway.cli.run_why import say_waiting
from seaway.cli.shell import OK
from seaway.cli.workflow_view import say_workflows, section
from seaway.client.shapes import Task, Workflow
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.finding import short
from seaway.engine.why import Waiting
from seaway.ids import RunId, TaskKey
from seaway.store.runs import RunRecord


def list_runs(question: RunQuestion, *, as_json: bool) -> int:
    with opened() as remote:
        after = remote.find(question.after).run_id if question.after else None
        found: list[RunRecord] = []
        late: dict[RunId, list[TaskKey]] = {}
        for run in remote.client.runs(
            workflow=question.workflow, states=question.states, since=since_of(question.since)
        ):
            if after is None or run.run_id < after:
                found.append(remote.record(run, is_whole=False))
                late[found[-1].run_id] = [TaskKey(key) for key in run.late_tasks]
            if len(found) == question.limit:
                break
    return say_runs(question, found, late, as_json=as_json)


def show_run(text: str, *, items: str | None, as_json: bool) -> int:
    with opened() as remote:
        found = remote.find_run(text)
        run, due = remote.record(found), remote.deadlines(found)
        rows, counts = remote.rows(run.run_id)
        shown = _items(remote, run, items) if items else []
        told = zip(range(MOST_ASSETS), remote.client.assets(run.run_id), strict=False)
        assets = [to_asset_row(each, place) for place, each in told]
    known = {row.key: row for row in rows if row.state is not TaskState.PENDING}
    seen = Seen(
        run=run,
        order=[row.key for row in rows],
        rows=known,
        counts=counts,
        items=shown,
        deadlines={record.key: record for record in due},
        assets=assets,
    )
    return say_run(seen, with_items=items is not None, as_json=as_json)


def _items(remote: Remote, run: RunRecord, task: str) -> list[TaskRow]:
    found = remote.client.items(run.run_id, task)
    return [to_row(each, run.run_id) for each, _ in zip(found, range(MOST_ITEMS), strict=False)]


def explain_run(text: str, task: str | None, *, as_json: bool) -> int:
    with opened() as remote:
        found = remote.find_run(text)
        run = remote.record(found)
        due = [each for each in remote.deadlines(found) if task in (None, each.key)]
        waits = remote.client.why(run.run_id, task)
    waiting = [Waiting(key=TaskKey(each.task or ""), why=each.sentence) for each in waits]
    return say_waiting(run, waiting, due, as_json=as_json)


def rerun_run(order: RerunOrder, *, as_json: bool) -> int:
    mode = order.to_choice().mode.value
    revision = "latest" if order.on_newest else "same"
    from_task = order.from_tasks[0] if order.from_tasks else None
    with opened() as remote:
        old = remote.find(order.run)
        plan = remote.client.preview_rerun(old.run_id, mode=mode, from_task=from_task, revision=revision)
        made = remote.client.rerun(
            old.run_id, mode=mode, from_task=from_task, revision=revision, inputs=order.inputs
        )
        chosen = [(each.task, each.reason) for each in plan.runs]
        say_rerun(old, made.run_id, chosen, plan.carried, as_json=as_json)
        if order.is_watched:
            return watch(remote, remote.record(made, is_whole=False), as_json=as_json)
    return OK


def show_logs(question: LogQuestion) -> int:
    with opened() as remote:
        run = remote.find(question.run)
        rows, _ = remote.rows(run.run_id)
        width = min(max((printing.cells(row.key) for row in rows), default=0), 40)
        printer = LinePrinter(question, is_one=question.task is not None, width=width)
        reader, has_printed = _LogReader(remote, question), False
        while True:
            run = remote.get(run.run_id)
            for row, lines in reader.new_lines(run.run_id):
                printer.print(row, lines)
                has_printed = True
            if not question.is_followed or run.state.is_final:
                break
            time.sleep(LOOK_S)
    if not has_printed and not question.as_json:
        printing.note("Nothing was printed.")
    return OK


class _LogReader:
    """Reads each attempt's log on from where it was read to."""

    def __init__(self, remote: Remote, question: LogQuestion) -> None:
        self._client = remote.client
        self._question = question
        self._places: dict[tuple[str, int], int] = {}
        self._complete: set[tuple[str, int]] = set()

    def new_lines(self, run_id: RunId) -> Iterator[tuple[TaskRow, list[LogLine]]]:
        for task in self._asked(run_id):
            row = to_row(task, run_id)
            if self._question.attempt is not None:
                row = row._replace(attempt=self._question.attempt)
            for lines in self._windows(row):
                yield row, lines

    def _asked(self, run_id: RunId) -> Iterator[Task]:
        """The tasks and items whose logs are asked for."""
        wanted = self._question.task
        for task in self._client.tasks(run_id):
            items = [] if task.item_count is None else self._client.items(run_id, task.task)
            for each in (task, *items):
                if each.has_log and wanted in (None, each.task, task.task):
                    yield each

    def _windows(self, row: TaskRow) -> Iterator[list[LogLine]]:
        which = (row.key, row.attempt)
        tail = self._question.tail if which not in self._places else None
        while which not in self._complete:
            window = self._client.log(
                row.run_id,
                row.key,
                attempt=row.attempt,
                offset=self._places.get(which, 0) if tail is None else None,
                tail=tail,
            )
            self._places[which], tail = window.next_offset, None
            if window.is_complete:
                self._complete.add(which)
            if not window.lines:
                return
            yield [to_log_line(line) for line in window.lines]


def list_workflows(*, as_json: bool) -> int:
    with opened() as remote:
        found = list(remote.client.workflows())
    if as_json:
        printing.document({"workflows": [_shape(each) for each in found]})
        return OK
    now = datetime.now(UTC)
    rows = []
    for each in found:
        last = each.last_runs[-1] if each.last_runs else None
        rows.append(
            (
                each.id,
                " ".join(looks.sign(run.state) for run in each.last_runs),
                times.ago(last.created_at, now) if last else "",
                times.ago(each.next.at, now) if each.next else "",
                each.description or each.name if each.state == "valid" else looks.paint(each.state, "red"),
            )
        )
    say_workflows(rows)
    return OK


def show_workflow(name: str, *, as_json: bool) -> int:
    with opened() as remote:
        found = remote.client.workflow(name)
    if as_json:
        printing.document(_shape(found))
        return OK
    now = datetime.now(UTC)
    printing.line(looks.strong(found.id) + (f"  {found.description}" if found.description else ""))
    for label, value in (("file", found.file), ("owner", found.owner), ("tags", ", ".join(found.tags))):
        if value:
            printing.line(f"  {looks.dim(label.ljust(7))}  {value}")
    section(
        "inputs",
        ((each.name, each.type, "required" if each.required else each.description) for each in found.inputs),
    )
    section(
        "triggers",
        (
            (each.name, each.kind, "paused" if each.is_paused else times.ago(each.next_at, now))
            for each in found.triggers
        ),
    )
    section(
        "last runs",
        (
            (short(run.run_id), looks.label(run.state), times.ago(run.created_at, now))
            for run in reversed(found.last_runs)
        ),
    )
    return OK


def _shape(found: Workflow) -> dict[str, object]:
    return {
        "workflow": found.id,
        "file": found.file,
        "valid": found.state == "valid",
        "name": found.name,
        "description": found.description or None,
        "next_at": times.iso(found.next.at) if found.next else None,
        "last_runs": [
            {"run_id": run.run_id, "state": run.state, "created_at": times.iso(run.created_at)}
            for run in reversed(found.last_runs)
        ],
    }
