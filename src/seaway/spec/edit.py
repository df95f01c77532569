"""Editing a workflow by operation, in its text: comments, order and quoting outside of the edit survive to
the byte. The canvas and the API call this and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from seaway.spec import edit_data, edit_needs, edit_tasks
from seaway.spec.edit_editor import Editor
from seaway.spec.edit_places import EditError, dotted
from seaway.spec.edit_set import assign
from seaway.spec.edit_text import Change
from seaway.spec.edit_yaml import WriteError
from seaway.spec.problems import Path, Problem
from seaway.spec.yaml import load

BOM = "\ufeff"
MAX_OPERATIONS = 500
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTask:
    """Add a task to a section, or to the group at `parent`; behind `after`, or at the end."""

    id: str
    task: dict[str, Any]
    section: str = "tasks"
    parent: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTask:
    """Take a task out, with the edges to it. Tasks are named by their way through groups, `load/check`; where
    `section` is left out, it is the first section that has it."""

    path: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTask:
    """Give a task another id, in `needs` and expressions too."""

    path: str
    to: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateTask:
    """Put a copy behind a task."""

    path: str
    to: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Set the value at a path of the file; what is missing on the way is made."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unset:
    """Take out what stands at a path, with the map or list that would be empty."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertItem:
    """Put an item into the list at a path; a list that is missing is made."""

    path: Path
    index: int
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveItem:
    """Take an item out of the list at a path."""

    path: Path
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Bring a key or item before or behind one of its neighbours."""

    path: Path
    before: str | int | None = None
    after: str | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Make `to` need `from_`; changes the condition where it does already."""

    from_: str
    to: str
    condition: str = "success"
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect:
    from_: str
    to: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCondition:
    """Change the condition of an edge that is there."""

    from_: str
    to: str
    condition: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetJoin:
    """How many edges must be met; `all` is the default and takes the key out."""

    task: str
    join: str | int
    section: str | None = None


Operation = (
    AddTask
    | RemoveTask
    | RenameTask
    | DuplicateTask
    | Set
    | Unset
    | InsertItem
    | RemoveItem
    | Move
    | Connect
    | Disconnect
    | SetCondition
    | SetJoin
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The text after all operations, and `edits`: what to replace in the text before them, in order."""

    text: str
    edits: tuple[Change, ...]


def apply(text: str, operations: Sequence[Operation]) -> Edited:
    """Apply operations, each to what the one before it gave; all or none.

    The text may have any problem but one: it must be readable as YAML.

    Raises:
        EditError: one can't be applied; says why and what to do.
    """
    if len(operations) > MAX_OPERATIONS:
        raise EditError(f"{len(operations):,} operations at once are too many; {MAX_OPERATIONS} is the most.")
    if not operations:
        return Edited(text=text, edits=())
    offset = len(BOM) if text.startswith(BOM) else 0
    body, start = _begun(text[offset:])
    editor = Editor(body)
    for operation in operations:
        try:
            _apply_one(editor, operation)
        except WriteError as error:
            raise EditError(f"The value can't be written: {error}.") from None
    if not edit_data.is_same(load(editor.text, file="").data, editor.data):
        raise EditError("These operations can't be applied safely.", hint="Change it in the YAML.")
    changes = _against(editor.changes(), len(body) - len(start), start)
    return Edited(
        text=text[:offset] + editor.text,
        edits=tuple(Change(at + offset, end + offset, new) for at, end, new in changes),
    )


def _begun(text: str) -> tuple[str, str]:
    """The text, begun where it is empty; and what it was begun with."""
    loaded = load(text, file="")
    if loaded.document.root is None:
        problem = loaded.problems[0]
        if problem.code != "empty":
            raise unreadable(problem)
        start = ("" if not text or text.endswith("\n") else "\n") + "seaway: 1\n"
        return text + start, start
    return text, ""


def unreadable(problem: Problem) -> EditError:
    """Why nothing can be edited."""
    return EditError(
        f"The text can't be edited until line {problem.line} is corrected: {problem.message}",
        hint=problem.hint or "Correct it in the YAML.",
        line=problem.line,
    )


def _against(changes: list[Change], length: int, start: str) -> list[Change]:
    """The changes to the text as it was before it was begun."""
    if not start:
        return changes
    kept, new, at = [], "", length
    for change in changes:
        if change.end <= length and change.start < length:
            kept.append(change)
        else:
            new += start[at - length : change.start - length] + change.new
            at = change.end
    return [*kept, Change(length, length, new + start[at - length :])]


def _apply_one(editor: Editor, operation: Operation) -> None:
    match operation:
        case AddTask() | RemoveTask() | RenameTask() | DuplicateTask():
            _apply_to_task(editor, operation)
        case Set(path=path, value=value):
            assign(editor, path, value)
        case Unset(path=path):
            editor.drop(_checked(path))
        case InsertItem():
            _insert(editor, operation)
        case RemoveItem(path=path, index=index):
            editor.drop((*_checked(path), index))
        case Move():
            _move(editor, operation)
        case Connect() | Disconnect() | SetCondition():
            _apply_to_edge(editor, operation)
        case SetJoin(task=task, join=join, section=section):
            _set_join(editor, edit_tasks.pointer_to(editor.data, task, section), join)
        case _:
            assert_never(operation)


def _checked(path: Path) -> Path:
    if not path:
        raise EditError("A path is needed.", hint='For example ["tasks", "load", "timeout"].')
    return path


def _apply_to_task(editor: Editor, operation: AddTask | RemoveTask | RenameTask | DuplicateTask) -> None:
    if isinstance(operation, AddTask):
        scope: Path = (operation.section,)
        if operation.section not in edit_tasks.SECTIONS:
            raise EditError(
                f"`{operation.section[:80]}` is no section.", hint="tasks, on_failure or finally."
            )
        if operation.parent:
            scope = (*edit_tasks.pointer_to(editor.data, operation.parent, operation.section), "tasks")
        return edit_tasks.add(editor, scope, operation.id, operation.task, after=operation.after)
    task = edit_tasks.pointer_to(editor.data, operation.path, operation.section)
    match operation:
        case RemoveTask():
            return edit_tasks.remove(editor, task)
        case RenameTask(to=to):
            return edit_tasks.rename(editor, task, to)
        case DuplicateTask(to=to):
            return edit_tasks.duplicate(editor, task, to)


def _apply_to_edge(editor: Editor, operation: Connect | Disconnect | SetCondition) -> None:
    task = edit_tasks.pointer_to(editor.data, operation.to, operation.section)
    upstream = _neighbour(task, operation.from_)
    if not isinstance(edit_data.value_at(editor.data, task), dict):
        raise EditError(f"`{dotted(task)}` is no task yet.", hint="Give it something to do first.", path=task)
    match operation:
        case Connect(condition=condition):
            if not edit_data.has(editor.data, (*task[:-1], upstream)):
                raise EditError(f"There is no task `{upstream[:80]}` beside `{operation.to}`.", path=task)
            edit_needs.connect(editor, task, upstream, condition)
        case Disconnect():
            edit_needs.disconnect(editor, task, upstream)
        case SetCondition(condition=condition):
            edit_needs.set_condition(editor, task, upstream, condition)


def _neighbour(task: Path, name: str) -> str:
    """The id of a task beside another; edges do not lead into groups or out of them."""
    own = "/".join(str(step) for step in task[1::2])
    around, _, wanted = name.rpartition("/")
    if around and around != own.rpartition("/")[0]:
        raise EditError(
            f"`{own}` can't need `{name}`: they are not in the same group.",
            hint="Connect the groups that they are in.",
            path=task,
        )
    if wanted == task[-1]:
        raise EditError(f"`{own}` can't need itself.", path=task)
    return wanted


def _insert(editor: Editor, operation: InsertItem) -> None:
    path = _checked(operation.path)
    if edit_data.has(editor.data, path) and edit_data.value_at(editor.data, path):
        editor.insert(path, operation.index, operation.value)
    else:
        assign(editor, path, [operation.value])


def _move(editor: Editor, operation: Move) -> None:
    neighbour = operation.before if operation.before is not None else operation.after
    if neighbour is None:
        raise EditError("A move needs `before` or `after`.", path=operation.path)
    place = editor.index((*_checked(operation.path)[:-1], neighbour))
    editor.move(operation.path, place if operation.before is not None else place + 1)


def _set_join(editor: Editor, task: Path, join: str | int) -> None:
    path, value = (*task, "join"), int(join) if _COUNT.fullmatch(str(join)) else join
    if value != "all":
        assign(editor, path, value)
    elif edit_data.has(editor.data, path):
        editor.drop(path)
