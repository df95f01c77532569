"""What an expression would give, with the values that the last run left."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.contexts import run_names
from seaway.engine.previous import NONE
from seaway.engine.restoring import facts_of
from seaway.ids import RunId, TaskKey
from seaway.server.parts import ServerParts
from seaway.server.workbench import Workbench
from seaway.spec.completion import Surroundings, surroundings_of
from seaway.spec.fields import is_template
from seaway.spec.foreach import Foreach
from seaway.spec.model import Workflow
from seaway.spec.parse import parse_workflow
from seaway.spec.project import Project
from seaway.spec.references import references
from seaway.store import history, runs, tasks
from seaway.store.history import RunQuestion
from seaway.store.runs import LoadedRun, RunRecord

MOST_ITEMS = 200
"""Items of a foreach whose outputs a preview looks at."""
MOST_BYTES = 1_048_576
MOST_RUNS = 20
"""Runs that are looked through for one that is over: one that has just begun has no values yet."""
MASKED = frozenset({"connections", "secret"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an expression stands: in a text, in a task of it (by its way through groups), in a section."""

    workflow: str
    text: str
    task: str = ""
    section: str = "tasks"


@dataclass(slots=True, kw_only=True)
class Sample:
    """The values that an expression sees. `run_id` None: the workflow has no run that tells any."""

    run_id: RunId | None
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Previewer:
    parts: ServerParts
    bench: Workbench
    project: str

    async def read(self, place: Place) -> tuple[Workflow, Surroundings] | None:
        """The workflow and where in it the expression stands; None where the text has no workflow in it."""

        def parse() -> tuple[Workflow, Surroundings] | None:
            parsed = parse_workflow(place.text, file="draft.yaml", workflow_id=place.workflow)
            if parsed.readable is None:
                return None
            here = surroundings_of(parsed.readable, parsed.data, place.task, place.section)
            return parsed.readable, here

        return await self.bench.in_thread(parse)

    async def sample(
        self,
        workflow_id: str,
        workflow: Workflow,
        here: Surroundings,
        names: Iterable[str],
        run_id: str | None,
    ) -> Sample:
        """Values for an expression that speaks of these tasks."""
        project = (await self.bench.look()).whole
        record = await self._run(workflow_id, run_id)
        if record is None:
            return Sample(run_id=None, context=_without_a_run(workflow, project, here))
        prefixes = await self._prefixes(record.run_id, here)
        found = {name: await self._task(record.run_id, prefixes, name) for name in names}
        loaded = LoadedRun(run=record, plan="", bundle="", lock="{}", rows=[], settled={})
        facts = facts_of(loaded)
        context = {
            "inputs": {**_defaults(workflow), **facts.inputs},
            "run": run_names(facts, record.to_row()),
            "tasks": {name: known for name, known in found.items() if known is not None},
            "vars": dict(project.variables),
            "trigger": facts.trigger,
            "previous": facts.previous,
            "item": await self._item(record.run_id, here, prefixes),
        }
        return Sample(run_id=record.run_id, context=context)

    async def _run(self, workflow: str, run_id: str | None) -> RunRecord | None:
        def read(connection: Connection) -> RunRecord | None:
            if run_id is not None:
                named = runs.get(connection, RunId(run_id))
                is_here = (named.project, named.workflow) == (self.project, workflow)
                return named if is_here else None
            question = RunQuestion(project=self.project, workflows=(workflow,))
            found = history.find_runs(connection, question, limit=MOST_RUNS)
            over = (each for each in found if each.state.is_final)
            return next(over, found[0] if found else None)

        return await self.parts.database.read(read)

    async def _prefixes(self, run_id: RunId, here: Surroundings) -> list[str]:
        """What stands before a task's name in its key, from the innermost scope outwards; of a foreach the
        first item."""
        prefixes = [""]
        groups = [scope for scope in reversed(here.scopes) if scope.owner]
        for scope in groups:
            key = TaskKey(prefixes[0] + scope.owner)
            group = scope.parent.tasks.get(scope.owner) if scope.parent else None
            if group is not None and group.foreach is not None:
                key = await self._first_item(run_id, key) or key
            prefixes.insert(0, f"{key}.")
        return prefixes

    async def _first_item(self, run_id: RunId, key: TaskKey) -> TaskKey | None:
        rows = await self.parts.database.read(
            lambda connection: tasks.list_items(connection, run_id, key, limit=1)
        )
        return rows[0].key if rows else None

    async def _task(self, run_id: RunId, prefixes: Sequence[str], name: str) -> dict[str, Any] | None:
        keys = [TaskKey(prefix + name) for prefix in prefixes]
        rows = await self.parts.database.read(
            lambda connection: tasks.list_named(connection, run_id, list(keys))
        )
        row = next((rows[key] for key in keys if key in rows), None)
        if row is None:
            return None
        failure = json.loads(row.error) if row.error else {}
        return {
            "state": row.state.value,
            "outputs": await self._outputs(row),
            "error": str(failure.get("message", row.reason)).split("\n", 1)[0],
            "attempt": row.attempt,
        }

    async def _outputs(self, row: TaskRow) -> object:
        if row.item_count is None:
            return self._resolve(row.outputs)
        run_id = row.carried_from or row.run_id
        page = await self.parts.database.read(
            lambda connection: tasks.item_outputs(connection, run_id, row.key, after=-1, limit=MOST_ITEMS)
        )
        return [self._resolve(out) if state is TaskState.SUCCESS else None for _, _, state, out in page]

    def _resolve(self, outputs: str | None) -> object:
        value = json.loads(outputs) if outputs else {}
        if isinstance(value, dict) and set(value) == {"$ref"}:
            data = self.bench.home.artifacts.get_bytes(str(value["$ref"]))
            return json.loads(data) if len(data) <= MOST_BYTES else {}
        return value

    async def _item(self, run_id: RunId, here: Surroundings, prefixes: Sequence[str]) -> object:
        """The first item of the foreach around the expression."""
        own = here.scopes[0].tasks.get(here.task)
        keys = [TaskKey(prefixes[0] + here.task)] if own is not None and own.foreach else []
        for scope, prefix in zip(here.scopes, prefixes[1:], strict=False):
            keys.append(TaskKey(prefix + scope.owner))
        rows = await self.parts.database.read(
            lambda connection: tasks.list_named(connection, run_id, list(keys))
        )
        for key in keys:
            items = rows[key].items if key in rows else None
            if items is not None:
                _, values = json.loads(self.bench.home.artifacts.get_bytes(items))
                return values[0] if values else None
        return _first_of(own.foreach) if own is not None and own.foreach else None


def mentioned(template: str) -> tuple[set[str], set[str]]:
    """The roots that a template speaks of, and the tasks. Raises SyntaxProblem."""
    found = references(template)
    named = {each.path[0] for each in found if each.root == "tasks" and each.path}
    return {each.root for each in found}, named


def as_template(expression: str) -> str:
    """Conditions are written bare; wrapped, they are read as everything else."""
    return expression if is_template(expression) else f"{{{{ {expression} }}}}"


def _defaults(workflow: Workflow) -> dict[str, Any]:
    return {
        name: each.default
        for name, each in workflow.inputs.items()
        if each.has_default and not is_template(each.default)
    }


def _without_a_run(workflow: Workflow, project: Project, here: Surroundings) -> dict[str, Any]:
    own = here.scopes[0].tasks.get(here.task)
    return {
        "inputs": _defaults(workflow),
        "run": {},
        "tasks": {},
        "vars": dict(project.variables),
        "trigger": {},
        "previous": NONE,
        "item": _first_of(own.foreach) if own is not None and own.foreach else None,
    }


def _first_of(foreach: Foreach) -> object:
    """The first item of a list that stands in the file."""
    if isinstance(foreach.items, tuple):
        return foreach.items[0] if foreach.items else None
    if foreach.matrix is not None:
        return {
            name: values[0] if isinstance(values, tuple) and values else None
            for name, values in foreach.matrix.items()
        }
    return None


def short(value: object, *, limit: int = 2_000) -> str:
    """A value in one piece of text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def look_up(context: Mapping[str, Any], name: str) -> Any:
    """The value of a dotted name; None where there is none."""
    value: Any = context
    for word in name.split("."):
        if not isinstance(value, Mapping) or word not in value:
            return None
        value = value[word]
    return value
