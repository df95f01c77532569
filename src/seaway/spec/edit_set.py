"""Setting a value deep in a workflow: only what differs is written, and short spellings grow as they must."""

from collections.abc import Mapping, Sequence
from typing import Any

from seaway.spec import edit_data
from seaway.spec.edit_blocks import is_spaced
from seaway.spec.edit_editor import Editor
from seaway.spec.edit_places import EditError, dotted, is_task, missing
from seaway.spec.edit_yaml import is_short
from seaway.spec.fields import is_template
from seaway.spec.layout import Kind, Piece, at_path
from seaway.spec.problems import Path

MAX_STEPS = 60
"""A value that differs in more places than this is written anew as a whole."""

_TOP = [
    "seaway",
    "name",
    "description",
    "owner",
    "tags",
    "renamed_from",
    "inputs",
    "triggers",
    "concurrency",
    "timeout",
    "deadline",
    "env",
    "defaults",
    "tasks",
    "on_failure",
    "finally",
    "outputs",
    "notifications",
]
_TASK = [
    "name",
    "description",
    "needs",
    "join",
    "when",
    "disabled",
    "foreach",
    "uses",
    "run",
    "workflow",
    "approval",
    "switch",
    "with",
    "language",
    "env",
    "connections",
    "packages",
    "requirements",
    "outputs",
    "checks",
    "files",
    "retry",
    "timeout",
    "grace",
    "deadline",
    "tasks",
]


def assign(editor: Editor, path: Path, value: Any) -> None:
    """Set a value; maps and blocks on the way to it are made.

    Raises:
        EditError: it can't be set there.
    """
    if not path:
        raise EditError("A path is needed.", hint='For example ["tasks", "load", "timeout"].')
    path, value = _from_what_is_there(editor, path, value)
    if not edit_data.has(editor.data, path):
        return put_new(editor, path, value)
    old = edit_data.value_at(editor.data, path)
    if edit_data.is_same(old, value):
        return None
    piece = at_path(editor.layout.root, path)
    is_alias = piece is None or piece.kind is Kind.ALIAS or not _is_own(editor, path)
    if is_alias or _steps(old, value) > MAX_STEPS:
        return editor.put(path, value)
    return _bring_in_line(editor, path, old, value)


def put_new(editor: Editor, path: Path, value: Any) -> None:
    """Add a key where people would look for it among its neighbours."""
    container = at_path(editor.layout.root, path[:-1])
    if container is None or container.kind is not Kind.MAP:
        return editor.put(path, value)
    place = _place(container, path)
    spaced = _is_root_gap(editor, container, place, path, value) if len(path) == 1 else None
    return editor.put(path, value, place=place, is_spaced=spaced)


def _from_what_is_there(editor: Editor, path: Path, value: Any) -> tuple[Path, Any]:
    """The longest part of the path that is there, and what to set it to."""
    for depth in range(1, len(path)):
        here, rest = path[:depth], path[depth:]
        if not edit_data.has(editor.data, here):
            return here, _nested(rest, value, editor, here)
        old = edit_data.value_at(editor.data, here)
        if isinstance(old, dict) and isinstance(rest[0], str):
            continue
        if isinstance(old, list) and isinstance(rest[0], int):
            continue
        long = {} if old is None else _long_spelling(here, old)
        if long is None or not isinstance(rest[0], str):
            raise EditError(f"`{dotted(here)}` has no `{dotted(rest[:1])}`.", path=here)
        inner = _nested(rest[1:], value, editor, path) if rest[1:] else value
        return here, {**long, rest[0]: inner}
    return path, value


def _nested(rest: Path, value: Any, editor: Editor, here: Path) -> Any:
    for step in reversed(rest):
        if isinstance(step, int):
            raise missing(editor.layout, here)
        value = {step: value}
    return value


def _long_spelling(path: Path, value: Any) -> dict[str, Any] | None:
    """A short spelling written as a map; None where it is none."""
    name = path[-1]
    around = path[-2] if len(path) > 1 else ""
    if name == "retry" and isinstance(value, int):
        return {"attempts": value}
    if name == "foreach" and isinstance(value, str | list):
        return {"items": value}
    if name == "approval" and isinstance(value, str):
        return {"message": value}
    if around in ("inputs", "fields") and isinstance(value, str):
        return {"type": value}
    if around == "outputs" and isinstance(value, str):
        return {"value" if is_template(value) else "type": value}
    return None


def _place(container: Piece, path: Path) -> int | None:
    """Behind the last of its neighbours that people write before it."""
    order = _TOP if len(path) == 1 else _TASK if is_task(path[:-1]) else None
    name = str(path[-1])
    if order is None or name not in order:
        return None
    keys = [str(key.value) for key, _ in container.entries]
    before = [at for at, key in enumerate(keys) if key in order and order.index(key) < order.index(name)]
    if before:
        return before[-1] + 1
    after = [at for at, key in enumerate(keys) if key in order]
    return after[0] if after else None


def _is_root_gap(editor: Editor, container: Piece, place: int | None, path: Path, value: Any) -> bool:
    """At the top of a file, blocks stand apart and single lines together."""
    if is_spaced(editor.layout, container) is False and len(container.entries) > len(_TOP) // 2:
        return False
    at = len(container.entries) if place is None else place
    before = container.entries[at - 1][1] if at else None
    is_block = not is_short(str(path[-1]), value, 0)
    return is_block or (before is not None and before.is_block)


def _is_own(editor: Editor, path: Path) -> bool:
    container = at_path(editor.layout.root, path[:-1])
    if container is None or isinstance(path[-1], int):
        return container is not None
    return container.kind is Kind.MAP and container.entry(path[-1]) is not None


def _bring_in_line(editor: Editor, path: Path, old: Any, value: Any) -> None:
    match old, value:
        case (dict(), Mapping()) if old and value:
            for key, inner in value.items():
                assign(editor, (*path, str(key)), inner)
            for key in old:
                if key not in value:
                    editor.drop((*path, key))
        case (list(), list() | tuple()) if old and value:
            _bring_list_in_line(editor, path, old, list(value))
        case _:
            editor.put(path, value)


def _bring_list_in_line(editor: Editor, path: Path, old: list[Any], new: list[Any]) -> None:
    """What is the same at the beginning and at the end stays; between, items change, come or go."""
    head = _same(zip(old, new, strict=False))
    tail = min(_same(zip(reversed(old), reversed(new), strict=False)), min(len(old), len(new)) - head)
    ours, theirs = old[head : len(old) - tail], new[head : len(new) - tail]
    for at, value in enumerate(theirs[: len(ours)]):
        assign(editor, (*path, head + at), value)
    for at in range(len(ours), len(theirs)):
        editor.insert(path, head + at, theirs[at])
    for at in reversed(range(len(theirs), len(ours))):
        editor.drop((*path, head + at))


def _same(pairs: Any) -> int:
    count = 0
    for one, other in pairs:
        if not edit_data.is_same(one, other):
            break
        count += 1
    return count


def _steps(old: Any, value: Any) -> int:
    """About how many places differ."""
    match old, value:
        case (dict(), Mapping()):
            common = [key for key in old if key in value]
            return len(old) + len(value) - 2 * len(common) + sum(_steps(old[k], value[k]) for k in common)
        case (list(), Sequence()) if not isinstance(value, str):
            pairs = zip(old, value, strict=False)
            return abs(len(old) - len(value)) + sum(_steps(one, other) for one, other in pairs)
        case _:
            return 0 if edit_data.is_same(old, value) else 1
