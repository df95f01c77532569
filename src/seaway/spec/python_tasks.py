"""Tasks of the Python hand: each call inside a traced workflow records one."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from seaway.spec.python_trace import Scope, recording, required_scope, tracing
from seaway.spec.python_values import Expression, Handle, TraceError, source_of, to_plain

_FOREACH_KEYS = ("key", "max_parallel", "on_item_failure", "tolerate")


class TaskFunction:
    """A function that is a task. Outside of tracing it is called as it is."""

    def __init__(self, function: Callable[..., object], options: Mapping[str, object]) -> None:
        self.function = function
        self.options = options
        functools.update_wrapper(self, function)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Run it; within a workflow, make a task of it and return the task's handle."""
        scope = tracing()
        if scope is None:
            return self.function(*args, **kwargs)
        return self._record(scope, self._bound(args, kwargs))

    def foreach(
        self,
        items: object = None,
        /,
        *,
        matrix: Mapping[str, object] | None = None,
        key: object = None,
        max_parallel: int | None = None,
        on_item_failure: str | None = None,
        tolerate: int | str | None = None,
        **fixed: object,
    ) -> Any:
        """Run it once an item, which becomes the first argument that `fixed` does not give.

        Args:
            items: a list, a task whose result is one, or an expression.
            matrix: instead of items: several lists by parameter, for each combination.
            key: expression over `item` that names it.
            max_parallel: how many run at a time.
            on_item_failure: stop or continue.
            tolerate: how many may fail: a number, or a share such as "5%".
            fixed: arguments that are the same for each item.
        """
        scope = tracing()
        if scope is None:
            return self._loop(items, matrix, fixed)
        parts = {
            "key": key,
            "max_parallel": max_parallel,
            "on_item_failure": on_item_failure,
            "tolerate": tolerate,
        }
        if matrix is not None:
            given = {name: Expression(f"item.{name}") for name in matrix}
            source: dict[str, object] = {"matrix": to_plain(matrix, "`matrix`")}
        else:
            given = {self._first_free(fixed): Expression("item")}
            source = {"items": to_plain(items, "What foreach goes over")}
        foreach = source | {name: to_plain(part, name) for name, part in parts.items() if part is not None}
        return self._record(scope, self._bound((), {**given, **fixed}), foreach=foreach)

    def with_options(self, **options: object) -> "TaskFunction":
        """The same function as a task with other keys; `task_id` names the next task made of it."""
        return TaskFunction(self.function, {**self.options, **options})

    def _loop(
        self, items: object, matrix: Mapping[str, object] | None, fixed: Mapping[str, object]
    ) -> list[object]:
        from itertools import product

        if matrix is not None:
            rows = product(*(list(values) for values in matrix.values()))  # type: ignore[call-overload]
            return [self.function(**dict(zip(matrix, row, strict=True)), **fixed) for row in rows]
        name = self._first_free(fixed)
        return [self.function(**{name: item}, **fixed) for item in items]  # type: ignore[attr-defined]

    def _parameters(self) -> list[inspect.Parameter]:
        """All but the one that gets the Context from the worker."""
        found = inspect.signature(self.function).parameters.values()
        return [parameter for parameter in found if not _is_context(parameter.annotation)]

    def _first_free(self, fixed: Mapping[str, object]) -> str:
        for parameter in self._parameters():
            if parameter.name not in fixed and parameter.kind is not parameter.VAR_KEYWORD:
                return parameter.name
        raise TraceError(f"`{self.function.__name__}` has no parameter that could take the item.")

    def _bound(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> dict[str, object]:
        signature = inspect.Signature(self._parameters())
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            name = self.function.__name__
            raise TraceError(
                f"The call of `{name}` does not fit: {error}.", f"It is `{name}{signature}`."
            ) from None
        made: dict[str, object] = {}
        for name, value in bound.arguments.items():
            kind = signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_POSITIONAL:
                raise TraceError(f"`*{name}` can't be recorded.", "Give the task a list.")
            made |= value if kind is inspect.Parameter.VAR_KEYWORD else {name: value}
        return made

    def _record(self, scope: Scope, args: Mapping[str, object], foreach: object = None) -> Handle:
        name = self.function.__name__
        plain = {key: to_plain(value, f"The argument `{key}` of `{name}`") for key, value in args.items()}
        given: dict[str, Any] = {"function": self._reference(scope)}
        if plain:
            given["args"] = plain
        content: dict[str, Any] = {"uses": "python.call", "with": given}
        options = dict(self.options)
        description = inspect.getdoc(self.function)
        if description:
            options.setdefault("description", description.split("\n\n")[0].replace("\n", " "))
        if foreach is not None:
            content["foreach"] = foreach
        chosen = str(options.pop("task_id", None) or name)
        return scope.add(chosen, content, is_python=True, options=options)

    def _reference(self, scope: Scope) -> str:
        function = inspect.unwrap(self.function)
        if not inspect.isfunction(function):
            raise TraceError(
                f"The task `{function!r}` is no function of the project.", "Write one that calls it."
            )
        name = function.__qualname__
        if not name.isidentifier():
            raise TraceError(
                f"`{function.__name__}` is not at the top level of its file, so a worker can't find it.",
                "Move the function out of the class or function that it is in.",
            )
        place = Path(function.__code__.co_filename).resolve()
        folder = Path(scope.root.folder)
        if not place.is_relative_to(folder):
            raise TraceError(
                f"The task `{name}` is in a file outside of the project.",
                f"Call it from a task in the project; {place.name} is elsewhere.",
            )
        return f"{place.relative_to(folder).as_posix()}:{name}"


def _is_context(annotation: object) -> bool:
    """By its name, since the class is in a layer above, and annotations may be texts."""
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return name.rpartition(".")[2] == "Context"


def task(function: Callable[..., object] | None = None, /, **options: object) -> Any:
    """Mark a function as a task.

    Args:
        function: the function, where the decorator has no arguments.
        options: any key of a task, such as `retry`, `timeout` or `packages`; `task_id` names it.
    """

    def mark(marked: Callable[..., object]) -> TaskFunction:
        return TaskFunction(marked, options)

    return mark if function is None else mark(function)


def use(
    blueprint: str,
    /,
    *,
    task_id: str | None = None,
    options: Mapping[str, object] | None = None,
    **given: object,
) -> Handle:
    """A task that uses a blueprint.

    Args:
        blueprint: its name, such as `storage.list`.
        task_id: the task's name; from the blueprint's if left out.
        options: keys of the task, such as `retry`; `Handle.set` does the same.
        given: the blueprint's inputs. An input that is a word of Python has an underscore behind it: `from_`.
    """
    scope = required_scope("use")
    content: dict[str, Any] = {"uses": blueprint}
    if given:
        content["with"] = {name.rstrip("_"): to_plain(value, f"`{name}`") for name, value in given.items()}
    return scope.add(task_id or blueprint.partition("@")[0], content, options=options or {})


def script(source: str, /, *, task_id: str = "script", **options: object) -> Handle:
    """A task that runs a script; expressions in an f-string are quoted as in YAML.

    Args:
        source: the script.
        task_id: the task's name.
        options: `language` (bash, python or node), `outputs`, `env`, and the other keys of a task.
    """
    return required_scope("script").add(task_id, {"run": str(source)}, options=options)


def subworkflow(
    workflow: str,
    /,
    *,
    task_id: str | None = None,
    options: Mapping[str, object] | None = None,
    **inputs: object,
) -> Handle:
    """A task that runs another workflow and waits for it.

    Args:
        workflow: the other's id.
        task_id: the task's name.
        options: keys of the task.
        inputs: inputs of the other workflow.
    """
    scope = required_scope("subworkflow")
    content: dict[str, Any] = {"workflow": workflow}
    if inputs:
        content["with"] = {name: to_plain(value, f"`{name}`") for name, value in inputs.items()}
    return scope.add(task_id or workflow, content, options=options or {})


def approval(
    message: str,
    /,
    *,
    task_id: str = "approval",
    fields: Mapping[str, object] | None = None,
    approvers: list[str] | None = None,
    expires: str | None = None,
    **options: object,
) -> Handle:
    """A task that waits for a person; the answers are its outputs.

    Args:
        message: what is asked.
        task_id: the task's name.
        fields: fields of the form, as inputs in YAML: `{"rows": "integer"}`.
        approvers: who may answer.
        expires: after this time without an answer it fails.
        options: keys of the task.
    """
    scope = required_scope("approval")
    parts = {"message": message, "fields": fields, "approvers": approvers, "expires": expires}
    asked = {name: to_plain(part, f"`{name}`") for name, part in parts.items() if part is not None}
    return scope.add(task_id, {"approval": asked}, options=options)


class Choice(Handle):
    """A switch: `with choice.case("large"):` holds the tasks of one label."""

    __slots__ = ()

    @contextmanager
    def case(self, label: str) -> Iterator[None]:
        """Tasks inside run if this label is chosen."""
        labels = [*self._record.content["switch"]["cases"], self._record.content["switch"].get("default")]
        if label not in labels:
            known = ", ".join(str(name) for name in labels if name)
            raise TraceError(f"`{self.id}` has no label `{label}`.", f"Its labels are: {known}.")
        scope = required_scope("case")
        scope.labels.append((self._record, label))
        try:
            yield
        finally:
            scope.labels.pop()


def switch(
    cases: Mapping[str, object], /, *, default: str | None = None, task_id: str = "switch", **options: object
) -> Choice:
    """A task that chooses a label: the first whose condition holds, else the default.

    Args:
        cases: label to condition, tested in order.
        default: the label where no condition holds.
        task_id: the task's name.
        options: keys of the task.
    """
    scope = required_scope("switch")
    made: dict[str, Any] = {"cases": {label: f"{{{{ {source_of(case)} }}}}" for label, case in cases.items()}}
    if default is not None:
        made["default"] = default
    return Choice(scope.add(task_id, {"switch": made}, options=options)._record)


@contextmanager
def when(condition: object) -> Iterator[None]:
    """Tasks inside are skipped unless the condition holds: an expression, or its text."""
    scope = required_scope("when")
    scope.conditions.append(source_of(condition))
    try:
        yield
    finally:
        scope.conditions.pop()


@contextmanager
def group(task_id: str, /, *, foreach: object = None, **options: object) -> Iterator[Expression]:
    """Tasks inside are one group; with `foreach`, all of them run for each item, which is what `as` gives.

    Args:
        task_id: the group's name.
        foreach: a list, a task whose result is one, or an expression.
        options: keys of the task; of foreach too (`key`, `max_parallel`, `on_item_failure`, `tolerate`).
    """
    scope = required_scope("group")
    content: dict[str, Any] = {}
    parts = {name: options.pop(name) for name in _FOREACH_KEYS if name in options}
    if foreach is not None:
        content["foreach"] = {"items": to_plain(foreach, "What foreach goes over"), **parts}
    handle = scope.add(task_id, content, options=options)
    inner = Scope(scope.root.folder, parent=scope, owner=handle._record)
    handle._record.inner = inner
    with recording(inner):
        yield Expression("item")


@contextmanager
def on_failure() -> Iterator[None]:
    """Tasks inside run once the rest of the workflow has ended in a failure."""
    with _section("on_failure"):
        yield


@contextmanager
def finally_() -> Iterator[None]:
    """Tasks inside run once at the very end, after a cancel too."""
    with _section("finally"):
        yield


@contextmanager
def _section(name: str) -> Iterator[None]:
    scope = required_scope(name)
    section = scope.sections.get(name)
    if section is None:
        raise TraceError(
            f"`{name}` stands inside of another block.", "Put it at the top of the workflow function."
        )
    with recording(section):
        yield
