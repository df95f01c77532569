"""Records what a workflow function does, as the plain data that YAML would give."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from seaway.spec.python_values import Expression, Handle, TraceError, call_site, source_of, to_plain

_current: ContextVar["Scope | None"] = ContextVar("seaway_trace", default=None)


@dataclass(slots=True)
class Record:
    """One task as it is being described; methods of its handle go on changing it.

    Attributes:
        content: the keys that say what it does.
        options: all other keys, but for edges and conditions.
        value: what using its handle as a value means.
    """

    id: str
    scope: "Scope"
    content: dict[str, Any]
    value: Expression
    options: dict[str, object] = field(default_factory=dict)
    needs: dict[str, object] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    inner: "Scope | None" = None
    file: str = ""
    line: int = 0

    def need(self, other: "Record", on: object = "success") -> None:
        """Add an edge; between scopes it goes to the group that this task is inside of."""
        if other.scope is self.scope:
            self.needs[other.id] = on
        elif self.scope.owner is not None:
            self.scope.owner.need(other, on)
        elif not other.scope.is_before(self.scope):
            raise TraceError(f"`{self.id}` can't wait for `{other.id}`, which runs in another place.")

    def add_condition(self, condition: object) -> None:
        self.conditions.append(source_of(condition))

    def to_yaml(self) -> dict[str, Any]:
        """The task as YAML has it."""
        data: dict[str, Any] = dict(self.content)
        for name in self._referred():
            self.needs.setdefault(name, "success")
        if self.needs:
            data["needs"] = self._edges()
        if self.conditions:
            parts = [f"({part})" if len(self.conditions) > 1 else part for part in self.conditions]
            data["when"] = f"{{{{ {' and '.join(parts)} }}}}"
        for key, option in self.options.items():
            if option is not None:
                data[key.rstrip("_")] = to_plain(option, f"`{key}`")
        return data

    def _edges(self) -> object:
        if all(on == "success" for on in self.needs.values()):
            return list(self.needs)
        return {name: to_plain(on, "`needs`") for name, on in self.needs.items()}

    def _referred(self) -> list[str]:
        """Tasks that its templates speak of: its own scope's are edges, others are edges of the group."""
        found = []
        # what is inside of a group has told its edges itself
        content = {key: value for key, value in self.content.items() if key != "tasks"}
        conditions = [f"{{{{ {condition} }}}}" for condition in self.conditions]
        named = {"content": content, "options": self.options, "when": conditions}
        for name in _tasks_in(to_plain(named, f"`{self.id}`")):
            other = self.scope.find(name)
            if other is None or other is self:
                continue
            if other.scope is self.scope:
                found.append(name)
            elif self.scope.owner is not None and other.scope is not self.scope:
                self.scope.owner.need_before(other)
        return found

    def need_before(self, other: "Record") -> None:
        """An edge that a task inside of this group made necessary."""
        if other.scope is self.scope:
            self.needs.setdefault(other.id, "success")
        elif self.scope.owner is not None:
            self.scope.owner.need_before(other)


@dataclass(slots=True)
class Scope:
    """The tasks of one section of a workflow, or of one group."""

    folder: str
    """The project's folder."""
    records: dict[str, Record] = field(default_factory=dict)
    parent: "Scope | None" = None
    owner: Record | None = None
    conditions: list[str] = field(default_factory=list)
    labels: list[tuple[Record, str]] = field(default_factory=list)
    sections: Mapping[str, "Scope"] = field(default_factory=dict)

    def add(
        self, name: str, content: dict[str, Any], *, is_python: bool = False, options: Mapping[str, object]
    ) -> Handle:
        """Record a task under a free name; the value of a Python task is what it returns."""
        chosen = self._free(_to_id(name))
        file, line = call_site()
        record = Record(
            id=chosen,
            scope=self,
            content=content,
            value=_value_of(chosen, content, is_python=is_python),
            options=dict(options),
            conditions=list(self.conditions),
            file=file,
            line=line,
        )
        self.records[chosen] = record
        for choice, label in self.labels:
            record.need(choice, label)
        return Handle(record)

    def _free(self, name: str) -> str:
        chosen, number = name, 2
        while self._is_taken(chosen):
            chosen, number = f"{name}_{number}", number + 1
        return chosen

    def _is_taken(self, name: str) -> bool:
        """A name is free only if no scope around has it, so that `tasks.<name>` means one task."""
        return name in self.records or (self.parent is not None and self.parent._is_taken(name))

    def find(self, name: str) -> Record | None:
        """A task by its name, here or around."""
        if name in self.records:
            return self.records[name]
        return self.parent.find(name) if self.parent is not None else None

    @property
    def root(self) -> "Scope":
        """The outermost scope."""
        return self if self.parent is None else self.parent.root

    def is_before(self, other: "Scope") -> bool:
        """Whether its tasks have ended when the other's begin."""
        scope = other.parent
        while scope is not None:
            if scope is self:
                return True
            scope = scope.parent
        return False

    def to_yaml(self) -> dict[str, Any]:
        # a group gets edges from what is inside it, so the inside is written first
        for record in self.records.values():
            if record.inner is not None:
                record.content["tasks"] = record.inner.to_yaml()
        return {name: record.to_yaml() for name, record in self.records.items()}


def _value_of(name: str, content: Mapping[str, Any], *, is_python: bool) -> Expression:
    outputs = Expression(f"tasks.{name}.outputs")
    if not is_python:
        return outputs
    return outputs.filter("pluck", "result") if "foreach" in content else outputs.result


def _to_id(name: str) -> str:
    cleaned = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    return cleaned if cleaned[:1].isalpha() else f"task_{cleaned}".rstrip("_")


def _tasks_in(value: object) -> list[str]:
    """Ids of the tasks that templates anywhere in a value refer to."""
    from seaway.spec.references import references
    from seaway.spec.templates import SyntaxProblem

    match value:
        case str():
            try:
                found = references(value)
            except SyntaxProblem:
                return []  # told when the workflow is validated, with its place
            return [each.path[0] for each in found if each.root == "tasks" and each.path]
        case dict():
            return [name for item in value.values() for name in _tasks_in(item)]
        case list():
            return [name for item in value for name in _tasks_in(item)]
        case _:
            return []


def tracing() -> Scope | None:
    """Where calls are recorded now; None outside of tracing."""
    return _current.get()


def required_scope(what: str) -> Scope:
    """Where calls are recorded now.

    Raises:
        TraceError: nothing is being traced.
    """
    scope = _current.get()
    if scope is None:
        raise TraceError(f"`{what}` stands outside of a workflow.", "Call it in a function with `@workflow`.")
    return scope


@contextmanager
def recording(scope: Scope) -> Iterator[Scope]:
    """Record into a scope."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
