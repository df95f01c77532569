"""Where a task is spoken of: in `needs`, in `files.from`, and as `tasks.<id>` in expressions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seaway.spec import edit_data, edit_yaml
from seaway.spec.edit_places import EditError, dotted
from seaway.spec.edit_text import Change
from seaway.spec.fields import is_template
from seaway.spec.layout import Kind, Layout, at_path
from seaway.spec.problems import Path
from seaway.spec.references import references
from seaway.spec.templates import SyntaxProblem

_LATER = {"tasks": ("on_failure", "finally"), "on_failure": ("finally",)}
_NO_TEXTS = frozenset({"needs", "tasks", "name", "description"})


@dataclass(frozen=True, slots=True)
class Mention:
    """The id at `offset` of the text at `path`; `offset` None: the text is the id, or a key of a map is."""

    path: Path
    offset: int | None = None
    is_key: bool = False


def mentions(data: Mapping[str, Any], task: Path) -> Iterator[Mention]:
    """All places that speak of one task, by the rules by which names are looked up."""
    scope, name = task[:-1], str(task[-1])
    tasks = edit_data.value_at(data, scope)
    for other, each in tasks.items():
        if isinstance(each, dict):
            yield from _in_needs((*scope, other), each, name)
    yield from _in_scope(scope, tasks, name)
    if len(scope) == 1:
        for section in _LATER.get(str(scope[0]), ()):
            later = data.get(section)
            if isinstance(later, dict):
                if name in later:
                    break
                yield from _in_scope((section,), later, name)
        if scope == ("tasks",):
            yield from _in_texts(("outputs",), data.get("outputs"), name)


def _in_needs(path: Path, task: Mapping[str, Any], name: str) -> Iterator[Mention]:
    yield from _in_names((*path, "needs"), task.get("needs"), name)
    files = task.get("files")
    if isinstance(files, dict):
        yield from _in_names((*path, "files", "from"), files.get("from"), name)


def _in_names(path: Path, value: object, name: str) -> Iterator[Mention]:
    match value:
        case str() if value == name:
            yield Mention(path)
        case list():
            yield from (Mention((*path, at)) for at, each in enumerate(value) if each == name)
        case dict() if name in value:
            yield Mention((*path, name), is_key=True)


def _in_scope(scope: Path, tasks: Mapping[str, Any], name: str) -> Iterator[Mention]:
    for id_, task in tasks.items():
        if not isinstance(task, dict):
            continue
        path, inner = (*scope, id_), task.get("tasks")
        is_hidden = isinstance(inner, dict) and name in inner
        for key, value in task.items():
            if key in _NO_TEXTS or (key == "outputs" and is_hidden):
                continue
            yield from _in_texts((*path, key), value, name, is_bare=key == "when")
        if isinstance(inner, dict) and not is_hidden:
            yield from _in_scope((*path, "tasks"), inner, name)


def _in_texts(path: Path, value: object, name: str, *, is_bare: bool = False) -> Iterator[Mention]:
    match value:
        case str():
            for offset in _offsets(value, name, is_bare=is_bare):
                yield Mention(path, offset)
        case dict():
            bare = path[-2:] == ("switch", "cases") or path[-1] == "cases"
            for key, inner in value.items():
                yield from _in_texts((*path, key), inner, name, is_bare=bare)
        case list():
            for at, inner in enumerate(value):
                yield from _in_texts((*path, at), inner, name)


def _offsets(text: str, name: str, *, is_bare: bool) -> list[int]:
    if name not in text or not (is_bare or is_template(text)):
        return []
    try:
        found = references(text, is_expression=is_bare and not is_template(text))
    except SyntaxProblem:
        return []
    return [each.offsets[1] for each in found if each.root == "tasks" and each.path[:1] == (name,)]


def renamed(layout: Layout, data: Any, task: Path, to: str) -> tuple[list[Change], Any]:
    """The changes to the text that give every mention the new name, and the data they give.

    Raises:
        EditError: a mention is written so that it can't be found in the text.
    """
    old = str(task[-1])
    found = list(mentions(data, task))
    changes = {_change(layout, data, mention, old, to) for mention in found}
    for mention in sorted(found, key=lambda each: each.offset or 0, reverse=True):
        data = _data_with(data, mention, old, to)
    return sorted(changes), data


def _change(layout: Layout, data: Any, mention: Mention, old: str, to: str) -> Change:
    if mention.is_key:
        around = at_path(layout.root, mention.path[:-1])
        around = around.target if around is not None and around.kind is Kind.ALIAS else around
        pair = around.entry(old) if around is not None else None
        piece = pair[0] if pair else None
    else:
        piece = at_path(layout.root, mention.path)
        piece = piece.target if piece is not None and piece.kind is Kind.ALIAS else piece
    if piece is None:
        raise _not_found(mention)
    if mention.offset is None:
        return Change(piece.body, piece.end, edit_yaml.scalar(to, like=piece.style))
    text = str(edit_data.value_at(data, mention.path))
    start = _nth(layout.text, old, _count(text[: mention.offset], old), piece.body, piece.end)
    if start < 0:
        raise _not_found(mention)
    return Change(start, start + len(old), to)


def _count(text: str, word: str) -> int:
    count, at = 0, text.find(word)
    while at >= 0:
        count, at = count + 1, text.find(word, at + 1)
    return count


def _nth(text: str, word: str, nth: int, start: int, end: int) -> int:
    at = text.find(word, start, end)
    while nth and at >= 0:
        nth, at = nth - 1, text.find(word, at + 1, end)
    return at


def _not_found(mention: Mention) -> EditError:
    return EditError(
        f"The task is named in `{dotted(mention.path)}` in a way that can't be changed safely.",
        hint="Change it in the YAML.",
        path=mention.path,
    )


def _data_with(data: Any, mention: Mention, old: str, to: str) -> Any:
    if mention.is_key:
        return edit_data.with_key(data, mention.path, to)
    if mention.offset is None:
        return edit_data.with_value(data, mention.path, to)
    text, at = edit_data.value_at(data, mention.path), mention.offset
    return edit_data.with_value(data, mention.path, text[:at] + to + text[at + len(old) :])
