"""A workflow as the canvas draws it: its tasks as they are written, with where they stand and what is wrong.

Read off the data rather than off the model, so that a draft whose tasks are half written is drawn too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.document import Document, Node, NodeKind
from seaway.spec.model import MAX_TASKS
from seaway.spec.parse import Parsed
from seaway.spec.problems import Path, Problem
from seaway.spec.tasks import Language, TaskKind
from seaway.spec.written import Edge, edges_of, foreach_of, labels_of

SECTIONS = ("tasks", "on_failure", "finally")
UNKNOWN_KIND = "unknown"
"""Of a task that does nothing yet, or two things at once."""
_MOST_SHOWN = 2 * MAX_TASKS


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphForeach:
    """What a task runs once for; `items` is a list, an expression, or the map of a matrix."""

    items: Any
    is_matrix: bool = False
    key: str | None = None
    max_parallel: int | None = None
    on_item_failure: str | None = None
    tolerate: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphTask:
    """One node. `path` is the way through groups, `load/check`; `problems` are places in the list of all.

    `data` is the mapping as it is written, without the tasks of a group, which are nodes of their own. Lines
    count from 1 and are 0 where the workflow has no text.
    """

    id: str
    path: str
    section: str
    pointer: Path
    """Where it stands in the file, such as `("tasks", "load")`."""
    kind: str
    parent: str | None = None
    name: str | None = None
    description: str | None = None
    uses: str | None = None
    title: str = ""
    category: str = ""
    icon: str = ""
    is_sensor: bool = False
    language: str | None = None
    script: str | None = None
    """The first line of `run`."""
    workflow: str | None = None
    needs: tuple[Edge, ...] = ()
    join: str | int = "all"
    when: str | bool | None = None
    foreach: GraphForeach | None = None
    retry: Any = None
    timeout: Any = None
    disabled: bool = False
    allow_failure: bool = False
    always: bool = False
    checks_count: int = 0
    outputs: tuple[str, ...] = ()
    switch_labels: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0
    end_line: int = 0
    problems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphView:
    """The three sections, each in the order of the file, groups before what is in them."""

    tasks: tuple[GraphTask, ...] = ()
    on_failure: tuple[GraphTask, ...] = ()
    finally_: tuple[GraphTask, ...] = ()

    def __iter__(self) -> Iterator[GraphTask]:
        yield from (*self.tasks, *self.on_failure, *self.finally_)


def graph_view(parsed: Parsed, *, catalog: Catalog, problems: Sequence[Problem] = ()) -> GraphView:
    """The graph of a file, also where it has problems; empty where its text can't be read at all."""
    drawing = _Drawing(parsed.document, catalog, _by_task(problems))
    data = parsed.data if isinstance(parsed.data, dict) else {}
    tasks, on_failure, last = (tuple(drawing.section(section, data.get(section))) for section in SECTIONS)
    return GraphView(tasks=tasks, on_failure=on_failure, finally_=last)


def _by_task(problems: Sequence[Problem]) -> dict[Path, list[int]]:
    """The innermost task that each problem is of."""
    found: dict[Path, list[int]] = {}
    for at, problem in enumerate(problems):
        pointer = _task_around(problem.path)
        if pointer:
            found.setdefault(pointer, []).append(at)
    return found


def _task_around(path: Path) -> Path:
    length = 0
    while len(path) >= length + 2 and path[length] in (SECTIONS if length == 0 else ("tasks",)):
        length += 2
    return path[:length]


@dataclass(slots=True)
class _Drawing:
    document: Document
    catalog: Catalog
    problems: Mapping[Path, list[int]]
    count: int = 0

    def section(self, section: str, tasks: object) -> Iterator[GraphTask]:
        if isinstance(tasks, dict):
            yield from self._tasks((section,), section, None, tasks)

    def _tasks(
        self, at: Path, section: str, parent: str | None, tasks: Mapping[str, Any]
    ) -> Iterator[GraphTask]:
        for id_, written in tasks.items():
            self.count += 1
            if self.count > _MOST_SHOWN:
                return
            data = written if isinstance(written, dict) else {}
            pointer = (*at, id_)
            path = f"{parent}/{id_}" if parent else id_
            yield self._task(pointer, section, parent, path, data)
            if isinstance(data.get("tasks"), dict):
                yield from self._tasks((*pointer, "tasks"), section, path, data["tasks"])

    def _task(
        self, pointer: Path, section: str, parent: str | None, path: str, data: Mapping[str, Any]
    ) -> GraphTask:
        uses = _text(data.get("uses"))
        info = self.catalog.find(uses) if uses else None
        line, end_line = self._lines(pointer)
        script = _text(data.get("run"))
        return GraphTask(
            id=str(pointer[-1]),
            path=path,
            section=section,
            pointer=pointer,
            parent=parent,
            kind=_kind_of(data),
            name=_text(data.get("name")),
            description=_text(data.get("description")),
            uses=uses,
            **_looks(uses, info),
            language=None if script is None else _text(data.get("language")) or Language.BASH.value,
            script=None if script is None else _first_line(script),
            workflow=_text(data.get("workflow")),
            needs=edges_of(data.get("needs")),
            join=join if isinstance(join := data.get("join"), str | int) else "all",
            when=when if isinstance(when := data.get("when"), str | bool) else None,
            foreach=_foreach(data.get("foreach")),
            retry=data.get("retry"),
            timeout=data.get("timeout"),
            disabled=data.get("disabled") is True,
            allow_failure=data.get("allow_failure") is True,
            always=data.get("always") is True,
            checks_count=len(checks) if isinstance(checks := data.get("checks"), list) else 0,
            outputs=self._outputs(data, info),
            switch_labels=labels_of(data.get("switch")),
            data={key: value for key, value in data.items() if key != "tasks"},
            line=line,
            end_line=end_line,
            problems=tuple(self.problems.get(pointer, ())),
        )

    def _outputs(self, data: Mapping[str, Any], info: BlueprintInfo | None) -> tuple[str, ...]:
        declared = data.get("outputs")
        if isinstance(declared, dict):
            return tuple(declared)
        return (info.output_names or ()) if info is not None else ()

    def _lines(self, pointer: Path) -> tuple[int, int]:
        if self.document.root is None:
            return 0, 0
        first = self.document.key_span(pointer).line
        node = self.document.node(pointer)
        return first, max(first, _last_line(self.document.text, node) if node else 0)


def _last_line(text: str, node: Node) -> int:
    """The last line with content of a value: marks of blocks end where the next thing begins."""
    if node.kind is NodeKind.SCALAR:
        return node.span.line + text[node.span.start : node.span.end].rstrip().count("\n")
    inner = node.items if node.kind is NodeKind.LIST else [value for _, value in node.entries.values()]
    closing = text[node.span.end - 1 : node.span.end]
    own = node.span.end_line if closing in "]}" else node.span.line
    return max([own, *(_last_line(text, value) for value in inner)])


def _kind_of(data: Mapping[str, Any]) -> str:
    kinds = [kind.value for kind in TaskKind if kind.value in data]
    return kinds[0] if len(kinds) == 1 else UNKNOWN_KIND


def _looks(uses: str | None, info: BlueprintInfo | None) -> dict[str, Any]:
    if not uses:
        return {}
    name = uses.partition("@")[0]
    icon = name.partition(".")[0]
    if info is None:
        return {"title": name, "icon": icon}
    return {
        "title": info.title or name,
        "category": info.category,
        "icon": icon,
        "is_sensor": info.is_sensor,
    }


def _foreach(written: object) -> GraphForeach | None:
    found = foreach_of(written)
    if found is None:
        return None
    parallel = found.get("max_parallel")
    return GraphForeach(
        items=found.get("matrix", found.get("items")),
        is_matrix="matrix" in found,
        key=_text(found.get("key")),
        max_parallel=parallel if isinstance(parallel, int) else None,
        on_item_failure=_text(found.get("on_item_failure")),
        tolerate=tolerate if isinstance(tolerate := found.get("tolerate"), int | str) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _first_line(script: str) -> str:
    return next((line.strip() for line in script.splitlines() if line.strip()), "")[:200]
