"""The Python hand: functions that build the same workflows as YAML, by being traced.

`@workflow` marks the function that is traced, `@task` the functions that become its tasks. Outside of
tracing both are plain functions. Importing this is cheap: the model is loaded when something is traced.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from seaway.spec.python_inputs import inputs_of
from seaway.spec.python_tasks import (
    TaskFunction,
    approval,
    finally_,
    group,
    on_failure,
    script,
    subworkflow,
    switch,
    task,
    use,
    when,
)
from seaway.spec.python_trace import Record, Scope, recording, tracing
from seaway.spec.python_values import Expression, Handle, TraceError, to_plain

if TYPE_CHECKING:
    from seaway.spec.model import Workflow
    from seaway.spec.problems import Problem

__all__ = [
    "Expression",
    "Handle",
    "TaskFunction",
    "Traced",
    "WorkflowFunction",
    "approval",
    "finally_",
    "group",
    "on_failure",
    "script",
    "subworkflow",
    "switch",
    "task",
    "trace",
    "traced",
    "use",
    "when",
    "workflow",
    "workflows_in",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A workflow that a function described.

    Attributes:
        data: the same as plain data, as its YAML file would hold it.
        file: the file of the function, from the project's folder.
        line: where the function begins.
    """

    id: str
    workflow: "Workflow"
    data: Mapping[str, Any]
    file: str
    line: int


class WorkflowFunction:
    """A function that describes a workflow. Called outside of tracing it runs, its tasks as plain calls."""

    def __init__(
        self, function: Callable[..., object], workflow_id: str, options: Mapping[str, object]
    ) -> None:
        self.function = function
        self.id = workflow_id
        self.options = options
        functools.update_wrapper(self, function)

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Run it as a plain function; within another workflow, make a task that runs it and waits."""
        if tracing() is None:
            return self.function(*args, **kwargs)
        given = inspect.signature(self.function).bind(*args, **kwargs).arguments
        return subworkflow(self.id, **given)


def workflow(
    function: Callable[..., object] | None = None,
    /,
    *,
    workflow_id: str | None = None,
    schedule: str | None = None,
    timezone: str | None = None,
    catchup: str | None = None,
    **options: object,
) -> Any:
    """Mark a function that describes a workflow; its parameters are the inputs.

    Args:
        function: the function, where the decorator has no arguments.
        workflow_id: the workflow's id; the function's name if left out.
        schedule: a cron expression, or an alias such as `@daily`.
        timezone: of the schedule.
        catchup: of the schedule: none, latest or all.
        options: any other key of a workflow, such as `owner`, `concurrency` or `notifications`.
    """
    if schedule is not None:
        trigger = {"type": "schedule", "cron": schedule, "timezone": timezone, "catchup": catchup}
        made = {key: value for key, value in trigger.items() if value is not None}
        options["triggers"] = {"schedule": made, **_mapping(options.get("triggers"))}

    def mark(marked: Callable[..., object]) -> WorkflowFunction:
        return WorkflowFunction(marked, workflow_id or marked.__name__, options)

    return mark if function is None else mark(function)


def _has_schedule(triggers: object) -> bool:
    return any(_mapping(trigger).get("type") == "schedule" for trigger in _mapping(triggers).values())


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def trace(function: WorkflowFunction, *, root: Path | None = None) -> "Workflow":
    """The workflow that a function describes.

    Args:
        function: marked with `@workflow`.
        root: the project's folder; else the nearest one above that has a `seaway.toml`.

    Raises:
        SpecError: it can't be traced, or is not right; with the lines.
    """
    return traced(function, root=root).workflow


def workflows_in(module: ModuleType, *, root: Path | None = None) -> list[Traced]:
    """Every workflow that a module describes itself, in the order of the file.

    Raises:
        SpecError: one of them is not right; with everything that is wrong with it.
    """
    found = [value for value in vars(module).values() if isinstance(value, WorkflowFunction)]
    own = [value for value in dict.fromkeys(found) if value.function.__module__ == module.__name__]
    return [traced(value, root=root) for value in own]


def traced(function: WorkflowFunction, *, root: Path | None = None) -> Traced:
    """Trace a function and read the outcome as YAML would be read.

    Raises:
        SpecError: it can't be traced, or is not right; with the lines.
    """
    from seaway.spec.parse import parse_data
    from seaway.spec.problems import SpecError

    code = inspect.unwrap(function.function).__code__
    place = Path(code.co_filename).resolve()
    folder = (root or _project_of(place)).resolve()
    file = _relative(place, folder)
    sections = {name: Scope(str(folder)) for name in ("tasks", "on_failure", "finally")}
    try:
        data = _data_of(function, sections)
    except TraceError as error:
        raise SpecError([_problem(error, folder)]) from None
    parsed = parse_data(data, file=file, workflow_id=function.id)
    if parsed.workflow is None:
        raise SpecError(_placed(parsed.problems, sections, folder, code.co_firstlineno))
    return Traced(id=function.id, workflow=parsed.workflow, data=data, file=file, line=code.co_firstlineno)


def _data_of(function: WorkflowFunction, sections: Mapping[str, Scope]) -> dict[str, Any]:
    is_scheduled = _has_schedule(function.options.get("triggers"))
    inputs = inputs_of(function.function, is_scheduled=is_scheduled)
    sections["on_failure"].parent = sections["tasks"]
    sections["finally"].parent = sections["on_failure"]
    main = sections["tasks"]
    main.sections = sections
    with recording(main):
        result = function.function(**{name: Expression(f"inputs.{name}") for name in inputs})
    data: dict[str, Any] = {"seaway": 1}
    description = inspect.getdoc(function.function)
    if description:
        data["description"] = description.split("\n\n")[0].replace("\n", " ")
    data |= {key.rstrip("_"): to_plain(value, f"`{key}`") for key, value in function.options.items()}
    if inputs:
        data["inputs"] = inputs
    data |= {name: tasks for name, scope in sections.items() if (tasks := scope.to_yaml()) or name == "tasks"}
    if result is not None:
        data["outputs"] = _outputs(result)
    return data


def _outputs(result: object) -> dict[str, Any]:
    named = result if isinstance(result, Mapping) else {"result": result}
    return {str(name): to_plain(value, f"The output `{name}`") for name, value in named.items()}


def _project_of(place: Path) -> Path:
    for folder in place.parents:
        if (folder / "seaway.toml").is_file():
            return folder
    return place.parent


def _relative(place: Path, folder: Path) -> str:
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else place.name


def _problem(error: TraceError, folder: Path) -> "Problem":
    from seaway.spec.problems import Problem

    file = _relative(Path(error.file).resolve(), folder) if error.file else ""
    return Problem(code="python", message=error.message, file=file, line=error.line, hint=error.hint)


def _placed(
    problems: Iterable["Problem"], sections: Mapping[str, Scope], folder: Path, first_line: int
) -> list["Problem"]:
    """Problems of the model, with the line of the call that made the task."""
    from dataclasses import replace

    placed = []
    for problem in problems:
        record = _record_at(problem.path, sections)
        line = record.line if record is not None else first_line
        file = _relative(Path(record.file).resolve(), folder) if record is not None else problem.file
        placed.append(replace(problem, line=line, file=file))
    return placed


def _record_at(path: tuple[str | int, ...], sections: Mapping[str, Scope]) -> Record | None:
    scope = sections.get(str(path[0])) if path else None
    if scope is None or len(path) < 2:
        return None
    record = scope.records.get(str(path[1]))
    inner = record.inner if record is not None else None
    return (inner and _record_at(path[2:], {"tasks": inner})) or record
