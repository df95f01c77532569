"""Edges: `needs` grows from a name to a list to a map, in the text as it stands."""

from typing import Any

from seaway.spec import edit_blocks, edit_data
from seaway.spec.edit_editor import Editor
from seaway.spec.edit_places import EditError, dotted
from seaway.spec.edit_set import put_new
from seaway.spec.edit_text import Change
from seaway.spec.layout import Kind, Piece, at_path
from seaway.spec.problems import Path
from seaway.spec.written import edges_of, from_condition

SUCCESS = "success"


def connect(editor: Editor, task: Path, upstream: str, condition: str) -> None:
    """Add an edge, or change the condition of the one that is there.

    Raises:
        EditError: the condition is none, or the text can't be changed.
    """
    value, path = _value_of(condition), (*task, "needs")
    needs = edit_data.value_at(editor.data, task).get("needs")
    if not edges_of(needs):
        whole = upstream if value == SUCCESS else {upstream: value}
        return editor.put(path, whole) if "needs" in _own_keys(editor, task) else put_new(editor, path, whole)
    has_edge = upstream in [edge.task for edge in edges_of(needs)]
    if not isinstance(needs, dict):
        if value == SUCCESS:
            return None if has_edge else _add_name(editor, path, needs, upstream)
        _to_map(editor, path, needs)
    return editor.put((*path, upstream), value)


def disconnect(editor: Editor, task: Path, upstream: str) -> None:
    """Take an edge out; `needs` goes with the last one."""
    path = (*task, "needs")
    match edit_data.value_at(editor.data, task).get("needs"):
        case str() as name if name == upstream:
            return editor.drop(path)
        case list() as names if upstream in names:
            return editor.drop((*path, names.index(upstream)))
        case dict() as edges if upstream in edges:
            return editor.drop((*path, upstream))
    raise _no_edge(task, upstream)


def set_condition(editor: Editor, task: Path, upstream: str, condition: str) -> None:
    """Change the condition of an edge that is there."""
    needs = edit_data.value_at(editor.data, task).get("needs")
    if upstream not in [edge.task for edge in edges_of(needs)]:
        raise _no_edge(task, upstream)
    connect(editor, task, upstream, condition)


def _no_edge(task: Path, upstream: str) -> EditError:
    return EditError(f"`{dotted(task)}` does not need `{upstream}`.", path=task)


def _value_of(condition: str) -> Any:
    try:
        return from_condition(condition)
    except ValueError:
        raise EditError(
            f"`{condition[:80]}` is no condition.",
            hint="Use success, failed, completed, exit:2,100-120 or label:big.",
        ) from None


def _own_keys(editor: Editor, task: Path) -> list[str]:
    piece = at_path(editor.layout.root, task)
    return [str(key.value) for key, _ in piece.entries] if piece else []


def _add_name(editor: Editor, path: Path, needs: Any, upstream: str) -> None:
    names = [needs] if isinstance(needs, str) else list(needs)
    piece = at_path(editor.layout.root, path)
    if isinstance(needs, list) and piece is not None and piece.kind is Kind.LIST:
        return editor.insert(path, len(needs), upstream)
    if piece is None or not _is_one_word(piece):
        return editor.put(path, [*names, upstream])
    changes = [Change(piece.body, piece.body, "["), Change(piece.end, piece.end, f", {upstream}]")]
    return editor.write(changes, edit_data.with_value(editor.data, path, [*names, upstream]), path)


def _to_map(editor: Editor, path: Path, needs: Any) -> None:
    names = [needs] if isinstance(needs, str) else list(needs)
    if not all(isinstance(name, str) for name in names):
        raise EditError(
            f"`{dotted(path)}` names something that is no task.", hint="Correct it first.", path=path
        )
    expected = dict.fromkeys(names, SUCCESS)
    piece = at_path(editor.layout.root, path)
    changes = _map_changes(editor, piece) if piece is not None and _is_own(editor, path) else None
    if changes is None:
        return editor.put(path, expected)
    return editor.write(changes, edit_data.with_value(editor.data, path, expected), path)


def _map_changes(editor: Editor, piece: Piece) -> list[Change] | None:
    """The same text with `: success` behind each name; None where it is written in no usual way."""
    if _is_one_word(piece):
        return [Change(piece.body, piece.body, "{"), Change(piece.end, piece.end, f": {SUCCESS}}}")]
    if piece.kind is not Kind.LIST or not all(_is_one_word(item) for item in piece.items):
        return None
    marked = [Change(item.end, item.end, f": {SUCCESS}") for item in piece.items]
    if piece.is_flow:
        brackets = [Change(piece.body, piece.body + 1, "{"), Change(piece.end - 1, piece.end, "}")]
        return [*brackets, *marked]
    dashes = [start for start, _ in edit_blocks.members(editor.layout, piece)]
    spaces = [Change(dash, item.start, "  ") for dash, item in zip(dashes, piece.items, strict=True)]
    return [*spaces, *marked]


def _is_own(editor: Editor, path: Path) -> bool:
    container = at_path(editor.layout.root, path[:-1])
    return container is not None and container.entry(str(path[-1])) is not None


def _is_one_word(piece: Piece) -> bool:
    return piece.kind is Kind.SCALAR and piece.style in ("", "'", '"') and piece.anchor is None
