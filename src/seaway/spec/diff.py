"""What changed between two texts of a workflow, in sentences rather than in lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any, Literal

from seaway.spec import edit_data
from seaway.spec.edit_yaml import flow
from seaway.spec.problems import Path
from seaway.spec.written import edges_of

Kind = Literal["added", "removed", "changed", "renamed"]
SECTIONS = ("tasks", "on_failure", "finally")
_NAMED = {"inputs": "input", "triggers": "trigger", "outputs": "output of the workflow"}
_MOST_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticChange:
    """One difference. `before` and `after` are JSON-able; None where there is none."""

    kind: Kind
    path: Path
    sentence: str
    before: Any = None
    after: Any = None


def unified(before: str, after: str, *, names: tuple[str, str] = ("before", "after")) -> str:
    """The difference in lines, as `diff -u` writes it."""
    lines = unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="")
    return "\n".join(lines)


def semantic(before: object, after: object) -> list[SemanticChange]:
    """The differences between the data of two texts; formatting and comments make none."""
    old, new = (data if isinstance(data, dict) else {} for data in (before, after))
    changes: list[SemanticChange] = []
    for section in SECTIONS:
        changes += _tasks((section,), old.get(section), new.get(section))
    for key, noun in _NAMED.items():
        changes += _named((key,), noun, _map(old.get(key)), _map(new.get(key)))
    rest = {*SECTIONS, *_NAMED}
    changes += _keys(
        (),
        "the workflow",
        {k: v for k, v in old.items() if k not in rest},
        {k: v for k, v in new.items() if k not in rest},
    )
    return changes


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tasks(path: Path, before: object, after: object) -> Iterator[SemanticChange]:
    old, new = _map(before), _map(after)
    renamed = _renamed(old, new)
    for name, to in renamed.items():
        sentence = f"Task `{name}` is called `{to}` now."
        yield SemanticChange(kind="renamed", path=(*path, to), sentence=sentence, before=name, after=to)
    for name, task in old.items():
        if name not in new and name not in renamed:
            sentence = f"Task `{name}` was removed."
            yield SemanticChange(kind="removed", path=(*path, name), sentence=sentence, before=task)
    origin = {to: name for name, to in renamed.items()}
    for name, task in new.items():
        was = old.get(origin.get(name, name))
        if name not in old and name not in origin:
            sentence = f"Task `{name}` was added{_what(task)}."
            yield SemanticChange(kind="added", path=(*path, name), sentence=sentence, after=task)
        elif not edit_data.is_same(was, task):
            yield from _task((*path, name), name, _map(was), _map(task), renamed)


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Tasks that went and came with the same content."""
    found: dict[str, str] = {}
    come = [name for name in new if name not in old]
    for name in [name for name in old if name not in new]:
        for to in come:
            if to not in found.values() and edit_data.is_same(_body(old[name]), _body(new[to])):
                found[name] = to
                break
    return found


def _body(task: object) -> object:
    return {key: value for key, value in task.items() if key != "needs"} if isinstance(task, dict) else task


def _what(task: object) -> str:
    data = _map(task)
    for key in ("uses", "workflow"):
        if isinstance(data.get(key), str):
            return f": it uses {data[key]}" if key == "uses" else f": it runs the workflow {data[key]}"
    return ""


def _task(
    path: Path, name: str, old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str]
) -> Iterator[SemanticChange]:
    yield from _edges((*path, "needs"), name, old.get("needs"), new.get("needs"), renamed)
    if "tasks" in old or "tasks" in new:
        yield from _tasks((*path, "tasks"), old.get("tasks"), new.get("tasks"))
    rest = ("needs", "tasks")
    yield from _keys(
        path,
        f"`{name}`",
        {k: v for k, v in old.items() if k not in rest},
        {k: v for k, v in new.items() if k not in rest},
    )


def _edges(
    path: Path, name: str, before: object, after: object, renamed: Mapping[str, str]
) -> Iterator[SemanticChange]:
    old = {renamed.get(edge.task, edge.task): edge.condition for edge in edges_of(before)}
    new = {edge.task: edge.condition for edge in edges_of(after)}
    for upstream in [*old, *(each for each in new if each not in old)]:
        was, now = old.get(upstream), new.get(upstream)
        if was == now:
            continue
        here = (*path, upstream)
        if was is None:
            sentence = f"`{name}` needs `{upstream}` now{_on(now)}."
            yield SemanticChange(kind="added", path=here, sentence=sentence, after=now)
        elif now is None:
            sentence = f"`{name}` does not need `{upstream}` any more."
            yield SemanticChange(kind="removed", path=here, sentence=sentence, before=was)
        else:
            sentence = f"`{name}` asks `{upstream}` for {now} instead of {was}."
            yield SemanticChange(kind="changed", path=here, sentence=sentence, before=was, after=now)


def _on(condition: str | None) -> str:
    return "" if condition in (None, "success") else f" ({condition})"


def _named(path: Path, noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SemanticChange]:
    for name in [*old, *(each for each in new if each not in old)]:
        here, label = (*path, name), f"{noun.capitalize()} `{name}`"
        if name not in new:
            yield SemanticChange(
                kind="removed", path=here, sentence=f"{label} was removed.", before=old[name]
            )
        elif name not in old:
            yield SemanticChange(kind="added", path=here, sentence=f"{label} was added.", after=new[name])
        elif isinstance(old[name], dict) and isinstance(new[name], dict):
            yield from _keys(here, f"{noun} `{name}`", old[name], new[name])
        elif not edit_data.is_same(old[name], new[name]):
            yield _changed(here, label, old[name], new[name])


def _keys(path: Path, owner: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SemanticChange]:
    for key in [*old, *(each for each in new if each not in old)]:
        here, label = (*path, key), f"`{key}` of {owner}"
        was, now = old.get(key), new.get(key)
        if key not in new:
            yield SemanticChange(kind="removed", path=here, sentence=f"{label} was removed.", before=was)
        elif key not in old:
            sentence = f"{label} is {_said(now)} now."
            yield SemanticChange(kind="added", path=here, sentence=sentence, after=now)
        elif key in ("with", "env") and isinstance(was, dict) and isinstance(now, dict):
            yield from _keys(here, owner, was, now)
        elif not edit_data.is_same(was, now):
            yield _changed(here, label, was, now)


def _changed(path: Path, label: str, was: Any, now: Any) -> SemanticChange:
    sentence = f"{label} changed from {_said(was)} to {_said(now)}."
    return SemanticChange(kind="changed", path=path, sentence=sentence, before=was, after=now)


def _said(value: object) -> str:
    """A value in a few words."""
    if isinstance(value, str) and "\n" in value:
        return f"a text of {value.count(chr(10)) + 1} lines"
    text = flow(value)
    return f"`{text}`" if len(text) <= _MOST_CHARS else f"`{text[: _MOST_CHARS - 1]}…`"
