"""Shows workflows as they stand in the folder, and how they ran."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from seaway.cli import looks, printing, times
from seaway.cli.opening import Opened, opened
from seaway.cli.problems import say_problems
from seaway.cli.shapes import run_shape
from seaway.cli.shell import OK, say_error
from seaway.core.compile import in_order
from seaway.engine.definitions import Definition, Definitions
from seaway.engine.finding import short
from seaway.spec.inputs import Input
from seaway.spec.model import Workflow
from seaway.spec.problems import SpecError
from seaway.spec.tasks import Task
from seaway.store import runs, triggers
from seaway.store.runs import RunFilter, RunRecord
from seaway.store.triggers import TriggerRecord

MOST_RUNS = 5


async def list_workflows(project_dir: Path | None, *, as_json: bool) -> int:
    async with opened(project_dir) as it:
        definitions = it.here.definitions()
        last = {each: await _last_runs(it, each) for each in definitions.by_id}
        ticks = await it.database.read(lambda connection: triggers.list_of(connection, it.project))
    if definitions.problems and not as_json:
        say_problems(definitions.problems, it.here.settings.project, as_json=False)
    upcoming = _upcoming(ticks)
    if as_json:
        printing.document(
            {
                "workflows": [
                    _shape(each, last[each.id], upcoming.get(each.id)) for each in _sorted(definitions)
                ]
            }
        )
    else:
        say_workflows(list(_rows(definitions, last, upcoming)))
    return OK


def say_workflows(rows: list[tuple[str, str, str, str, str]]) -> None:
    """Id, dots of the last runs, when the last was, when the next is, what it is about."""
    if rows:
        printing.table(("workflow", "last runs", "last", "next", ""), rows)
    else:
        printing.note("There is no workflow in `workflows/`. `seaway init` makes one.")


async def show_workflow(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with opened(project_dir) as it:
        definition = it.here.definitions().get(name)
        last = await _last_runs(it, name)
        known = await it.database.read(lambda connection: triggers.list_of(connection, it.project, name))
        if as_json:
            printing.document(_whole_shape(definition, last, known))
            return OK
        if definition.workflow is None or not definition.is_valid:
            wrong = SpecError([problem for problem in definition.problems if problem.is_error])
            return say_error(wrong, wants_json=False, folder=it.here.settings.project)
        _print_one(definition, definition.workflow, last, known)
    return OK


async def _last_runs(it: Opened, workflow: str) -> list[RunRecord]:
    which = RunFilter(project=it.project, workflow=workflow)
    return await it.database.read(lambda connection: runs.list_runs(connection, which, limit=MOST_RUNS))


def _upcoming(ticks: list[TriggerRecord]) -> dict[str, datetime]:
    """The next tick of each workflow; what is paused has none."""
    found: dict[str, datetime] = {}
    for tick in ticks:
        if tick.next_at is not None and not tick.is_paused:
            found[tick.workflow] = min(tick.next_at, found.get(tick.workflow, tick.next_at))
    return found


def _sorted(definitions: Definitions) -> list[Definition]:
    return [definitions.by_id[each] for each in sorted(definitions.by_id)]


def _rows(
    definitions: Definitions, last: Mapping[str, list[RunRecord]], upcoming: Mapping[str, datetime]
) -> Iterator[tuple[str, str, str, str, str]]:
    now = datetime.now(UTC)
    for each in _sorted(definitions):
        seen = last[each.id]
        dots = " ".join(looks.sign(run.state) for run in reversed(seen))
        when = times.ago(seen[0].created_at, now) if seen else ""
        yield each.id, dots, when, times.ago(upcoming.get(each.id), now), _about(each)


def _about(definition: Definition) -> str:
    if not definition.is_valid:
        count = sum(problem.is_error for problem in definition.problems)
        return looks.paint(f"not valid, {count} problems: seaway validate {definition.file}", "red")
    workflow = definition.workflow
    return (workflow.description or workflow.name or "") if workflow else ""


def _print_one(
    definition: Definition, workflow: Workflow, last: list[RunRecord], known: list[TriggerRecord]
) -> None:
    printing.line(looks.strong(definition.id) + (f"  {workflow.description}" if workflow.description else ""))
    facts = [("file", definition.file), ("owner", workflow.owner or ""), ("tags", ", ".join(workflow.tags))]
    for name, value in facts:
        if value:
            printing.line(f"  {looks.dim(name.ljust(7))}  {value}")
    section("inputs", (_input_row(name, each) for name, each in workflow.inputs.items()))
    now = datetime.now(UTC)
    section("triggers", ((each.name, each.kind, _next(each, now)) for each in known))
    sections = (workflow.tasks, workflow.on_failure, workflow.finally_)
    section(
        "tasks",
        ((name, _kind(tasks[name]), _needs(tasks[name])) for tasks in sections for name in in_order(tasks)),
    )
    section(
        "last runs",
        (
            (
                short(run.run_id),
                looks.label(run.state),
                f"{times.ago(run.created_at, now)}  {run.error or ''}",
            )
            for run in last
        ),
    )


def section(title: str, rows: Iterator[tuple[str, str, str]]) -> None:
    kept = list(rows)
    if not kept:
        return
    printing.line()
    printing.line(looks.strong(title))
    widths = [max(printing.cells(row[at]) for row in kept) for at in (0, 1)]
    for first, second, third in kept:
        pads = [
            " " * (width - printing.cells(text)) for width, text in zip(widths, (first, second), strict=True)
        ]
        printing.line(f"  {first}{pads[0]}  {second}{pads[1]}  {looks.dim(third)}".rstrip())


def _input_row(name: str, declared: Input) -> tuple[str, str, str]:
    default = f"default {declared.default}" if declared.has_default else ""
    needed = "required" if declared.is_required else default
    return name, declared.type.value, "; ".join(part for part in (needed, declared.description or "") if part)


def _next(trigger: TriggerRecord, now: datetime) -> str:
    if trigger.is_paused:
        return "paused"
    return (
        f"next {times.ago(trigger.next_at, now)}, {times.local(trigger.next_at)}" if trigger.next_at else ""
    )


def _kind(task: Task) -> str:
    detail = task.uses or (task.workflow and f"workflow {task.workflow}") or task.kind.value
    return f"{detail}, foreach" if task.foreach else str(detail)


def _needs(task: Task) -> str:
    return f"after {', '.join(need.task for need in task.needs)}" if task.needs else ""


def _shape(definition: Definition, last: list[RunRecord], upcoming: datetime | None) -> dict[str, object]:
    workflow = definition.workflow
    return {
        "workflow": definition.id,
        "file": definition.file,
        "valid": definition.is_valid,
        "name": workflow.name if workflow else None,
        "description": workflow.description if workflow else None,
        "next_at": times.iso(upcoming),
        "last_runs": [
            {"run_id": run.run_id, "state": run.state.value, "created_at": times.iso(run.created_at)}
            for run in last
        ],
    }


def _whole_shape(
    definition: Definition, last: list[RunRecord], known: list[TriggerRecord]
) -> dict[str, object]:
    workflow = definition.workflow
    model = workflow.model_dump(mode="json", by_alias=True, exclude_defaults=True) if workflow else None
    return {
        **_shape(definition, last, _upcoming(known).get(definition.id)),
        "problems": [problem.to_json() for problem in definition.problems],
        "definition": model,
        "triggers": [
            {
                "name": each.name,
                "kind": each.kind,
                "next_at": times.iso(each.next_at),
                "paused": each.is_paused,
            }
            for each in known
        ],
        "last_runs": [run_shape(run) for run in last],
    }
