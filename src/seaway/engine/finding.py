"""Runs and tasks as people name them: a piece of an id, `latest`, `daily@latest`; a task by its key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from seaway.core.plan import Graph, Plan
from seaway.core.plan_json import plan_from_json
from seaway.core.rows import TaskRow
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.spec.problems import did_you_mean
from seaway.store import revisions, runs, tasks, workflows
from seaway.store.runs import RunFilter, RunRecord

LATEST = "latest"
SHORT = 8
PAGE = 2_000
_ID_PIECE = re.compile(r"[0-9a-fA-F-]{1,36}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWithPlan:
    run: RunRecord
    plan: Plan


def short(run_id: str) -> str:
    """The end of an id, which tells runs apart; the beginning is the time."""
    return run_id[-SHORT:]


def day_of(run: RunRecord) -> str:
    """The logical date, in the zone that its days are counted in."""
    return run.logical_date.astimezone(ZoneInfo(run.timezone)).date().isoformat()


def find_run(connection: Connection, project: str, text: str) -> RunRecord:
    """The run that is meant.

    Raises:
        UnknownError: none, or more than one.
    """
    workflow, at, which = text.rpartition("@")
    if which == LATEST:
        return _latest(connection, project, workflow if at else None)
    if not _ID_PIECE.fullmatch(text):
        hint = "It is an id or its end, `latest`, or `WORKFLOW@latest`. `seaway runs list` shows the ids."
        raise UnknownError(f"`{text}` is no run", hint=hint)
    return runs.get(connection, runs.resolve(connection, project, text.lower()))


def find_run_with_plan(connection: Connection, project: str, text: str) -> RunWithPlan:
    run = find_run(connection, project, text)
    return RunWithPlan(run=run, plan=plan_of(connection, run))


def plan_of(connection: Connection, run: RunRecord) -> Plan:
    return plan_from_json(revisions.get(connection, run.project, run.workflow, run.revision).plan)


def find_task(connection: Connection, found: RunWithPlan, text: str) -> TaskKey:
    """The key of a task of the run, or of something inside of it; whether it began or not.

    Raises:
        UnknownError: the run has no such task; with the closest name.
    """
    key = TaskKey(text)
    known = order_of(found.plan)
    if text in known or ("\0" not in text and _has_row(connection, found.run.run_id, key)):
        return key
    rows = tasks.list_tasks(connection, found.run.run_id, with_items=True, limit=1_000)
    hint = did_you_mean(text, [*known, *(row.key for row in rows)]) or f"Its tasks: {', '.join(known[:10])}."
    raise UnknownError(
        f"The run {short(found.run.run_id)} of {found.run.workflow} has no task {text}", hint=hint
    )


def rows_of(connection: Connection, run_id: RunId) -> list[TaskRow]:
    """Every task run of a run, with the items of each foreach; those of a carried one stay with the
    run that they ran in."""
    rows = list(_pages(connection, run_id))
    carried = [row for row in rows if row.carried_from and row.item_count]
    for row in carried:
        known, head = {each.key for each in rows}, f"{row.key}["
        items = takewhile(
            lambda each, head=head: each.key.startswith(head),  # type: ignore[misc]
            _pages(connection, RunId(row.carried_from or ""), after=head),
        )
        rows += [each for each in items if each.key not in known]
    return rows


def _pages(connection: Connection, run_id: RunId, *, after: str = "") -> Iterator[TaskRow]:
    """Task runs by key, items too; a page at a time."""
    while page := tasks.list_tasks(connection, run_id, with_items=True, after=after, limit=PAGE):
        yield from page
        after = page[-1].key


def order_of(plan: Plan) -> list[str]:
    """The ids of a plan's tasks at the top, in the order in which they run."""
    return [task.id for graph in graphs_of(plan) for task in graph.tasks]


def graphs_of(plan: Plan) -> tuple[Graph, ...]:
    return (plan.main, plan.on_failure, plan.final)


def find_workflow(connection: Connection, project: str, text: str) -> str:
    """The id of a workflow that is known.

    Raises:
        UnknownError: there is none; with the closest name.
    """
    known = [record.id for record in workflows.list_of(connection, project, with_gone=True)]
    if text in known:
        return text
    hint = did_you_mean(text, known) or "`seaway workflows list` shows those that there are."
    raise UnknownError(f"There is no workflow {text}", hint=hint)


def _latest(connection: Connection, project: str, workflow: str | None) -> RunRecord:
    if workflow is not None:
        workflow = find_workflow(connection, project, workflow)
    found = runs.list_runs(connection, RunFilter(project=project, workflow=workflow), limit=1)
    if not found:
        of = f" of {workflow}" if workflow else ""
        raise UnknownError(f"There is no run{of} yet", hint="`seaway run` starts one.")
    return found[0]


def _has_row(connection: Connection, run_id: RunId, key: TaskKey) -> bool:
    try:
        tasks.get(connection, run_id, key)
    except UnknownError:
        return False
    return True
