"""Operations on whole tasks: add, remove, rename, duplicate."""

from collections.abc import Mapping
from typing import Any

from seaway.spec import edit_blocks, edit_data
from seaway.spec.edit_editor import Editor
from seaway.spec.edit_needs import disconnect
from seaway.spec.edit_places import EditError, container_at, dotted, shared_around
from seaway.spec.edit_references import mentions, renamed
from seaway.spec.edit_set import assign
from seaway.spec.fields import NAME, NAME_RULE
from seaway.spec.layout import Kind, at_path
from seaway.spec.problems import Path, did_you_mean
from seaway.spec.written import edges_of

SECTIONS = ("tasks", "on_failure", "finally")


def pointer_to(data: Any, path: str, section: str | None) -> Path:
    """Where a task stands that is named by its way through groups, `load/check`.

    Raises:
        EditError: there is none.
    """
    names = path.split("/")
    sections = [section] if section else SECTIONS
    for each in sections:
        pointer: Path = (each, *[step for name in names for step in (name, "tasks")][:-1])
        if edit_data.has(data, pointer):
            return pointer
    tasks = data.get(sections[0]) if isinstance(data, dict) else None
    known = tasks if isinstance(tasks, dict) else {}
    raise EditError(f"There is no task `{path}`.", hint=did_you_mean(path, known), path=(sections[0], *names))


def add(editor: Editor, scope: Path, id_: str, task: Mapping[str, Any], *, after: str | None) -> None:
    """Add a task to a section or a group, behind `after` or at the end."""
    _check_new(editor, scope, id_)
    if not edit_data.has(editor.data, scope) or not edit_data.value_at(editor.data, scope):
        return assign(editor, scope, {id_: dict(task)})
    place = None if after is None else editor.index((*scope, after)) + 1
    container = at_path(editor.layout.root, scope)
    spaced = edit_blocks.is_spaced(editor.layout, container) if container and container.is_block else False
    has_blocks = container is not None and any(value.is_block for _, value in container.entries)
    is_apart = spaced is None and len(task) > 1 and has_blocks
    return editor.put((*scope, id_), dict(task), place=place, is_spaced=is_apart or bool(spaced))


def remove(editor: Editor, task: Path) -> None:
    """Take a task out, with the edges to it and from it."""
    scope, name = task[:-1], str(task[-1])
    for other, each in edit_data.value_at(editor.data, scope).items():
        if other == name or not isinstance(each, dict):
            continue
        if name in [edge.task for edge in edges_of(each.get("needs"))]:
            disconnect(editor, (*scope, other), name)
    editor.drop(task)


def rename(editor: Editor, task: Path, to: str) -> None:
    """Give a task another id, wherever it is spoken of."""
    if to == task[-1]:
        return
    _check_new(editor, task[:-1], to)
    changes, expected = renamed(editor.layout, editor.data, task, to)
    expected = edit_data.with_key(expected, task, to)
    try:
        editor.rename(task, to, changes, expected)
    except EditError:
        shared = (shared_around(editor.layout, mention.path) for mention in mentions(editor.data, task))
        raise next(filter(None, shared), None) or EditError(
            f"`{dotted(task)}` can't be renamed safely: it is spoken of in a way that is written unusually.",
            hint="Rename it in the YAML.",
            path=task,
        ) from None


def duplicate(editor: Editor, task: Path, to: str) -> None:
    """Put a copy behind a task, as it is written, comments inside of it included."""
    _check_new(editor, task[:-1], to)
    container = container_at(editor.layout, task[:-1])
    at = editor.index(task)
    key, value = container.entries[at]
    data = edit_data.value_at(editor.data, task)
    has_anchor = any(piece.anchor for piece in value.walk())
    is_open = edit_blocks.ends_open(editor.layout, container, at) if container.is_block else True
    if is_open or has_anchor or value.kind is Kind.ALIAS or key.style or key.anchor:
        return editor.put((*task[:-1], to), data, place=at + 1)
    first, *rest = edit_blocks.copied(editor.layout, container, at)
    column = editor.layout.column(key.start)
    lines = [first[:column] + to + first[column + key.end - key.start :], *rest]
    spaced = edit_blocks.is_spaced(editor.layout, container)
    changes = edit_blocks.insert(
        editor.layout, container, at + 1, lines, is_spaced=len(lines) > 1 if spaced is None else spaced
    )
    path = (*task[:-1], to)
    return editor.write(changes, edit_data.with_value(editor.data, path, data, after=str(task[-1])), path)


def _check_new(editor: Editor, scope: Path, id_: str) -> None:
    if not NAME.fullmatch(id_):
        raise EditError(f"`{id_[:80]}` can't be the id of a task.", hint=f"Use {NAME_RULE}.", path=scope)
    if edit_data.has(editor.data, (*scope, id_)):
        raise EditError(f"There is a task `{id_}` already.", hint="Choose another id.", path=(*scope, id_))
