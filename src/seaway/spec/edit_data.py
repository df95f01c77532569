"""What an edit means for the data, apart from the text: the text must come to the same."""

from collections.abc import Callable, Mapping
from typing import Any

from seaway.spec.problems import Path


def changed_at(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy of the data in which the value at a path is what `change` makes of it."""
    if not path:
        return change(data)
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {key: changed_at(inner, rest, change) if key == step else inner for key, inner in data.items()}
    if isinstance(data, list):
        return [changed_at(inner, rest, change) if at == step else inner for at, inner in enumerate(data)]
    raise KeyError(step)


def with_value(data: Any, path: Path, value: Any, *, after: str | None = None) -> Any:
    """The data with a value at a path; a new key stands behind `after`, or at the end."""

    def put(container: Any) -> Any:
        if isinstance(container, list):
            return [value if at == path[-1] else inner for at, inner in enumerate(container)]
        if path[-1] in container or after is None:
            return {**container, path[-1]: value}
        return _with_entry_behind(container, after, str(path[-1]), value)

    return value if not path else changed_at(data, path[:-1], put)


def _with_entry_behind(container: Mapping[str, Any], after: str, key: str, value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, inner in container.items():
        found[name] = inner
        if name == after:
            found[key] = value
    return found


def without(data: Any, path: Path) -> Any:
    """The data without what stands at a path."""

    def drop(container: Any) -> Any:
        if isinstance(container, list):
            return [inner for at, inner in enumerate(container) if at != path[-1]]
        return {key: inner for key, inner in container.items() if key != path[-1]}

    return changed_at(data, path[:-1], drop)


def with_item(data: Any, path: Path, at: int, value: Any) -> Any:
    """The data with one more item in a list."""
    return changed_at(data, path, lambda items: [*items[:at], value, *items[at:]])


def with_key(data: Any, path: Path, name: str) -> Any:
    """The data with another name for the last key of a path."""

    def rename(container: Any) -> Any:
        return {name if key == path[-1] else key: inner for key, inner in container.items()}

    return changed_at(data, path[:-1], rename)


def with_order(data: Any, path: Path, at: int, to: int) -> Any:
    """The data with one member of a list or map in front of the one that is at `to` now."""

    def move(container: Any) -> Any:
        found = list(container.items()) if isinstance(container, dict) else list(container)
        member = found.pop(at)
        found.insert(to if to < at else to - 1, member)
        return dict(found) if isinstance(container, dict) else found

    return changed_at(data, path, move)


def value_at(data: Any, path: Path) -> Any:
    """What stands at a path; raises KeyError where nothing does."""
    for step in path:
        match data:
            case dict() if step in data:
                data = data[step]
            case list() if isinstance(step, int) and 0 <= step < len(data):
                data = data[step]
            case _:
                raise KeyError(step)
    return data


def has(data: Any, path: Path) -> bool:
    try:
        value_at(data, path)
    except KeyError:
        return False
    return True


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same data: `1`, `1.0` and `true` are three."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(inner, other[key]) for key, inner in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and bool(one == other)
