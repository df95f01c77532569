"""What a blueprint or a connection still lacks before others can use it.

`python -m seaway.sdk.review FOLDER` looks at the package or project in FOLDER and prints what it found as
JSON. It imports that code: run it in a process of its own."""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.connection import ENTRY_POINTS as CONNECTIONS
from seaway.sdk.connection import Connection
from seaway.sdk.registry import ENTRY_POINTS as BLUEPRINTS
from seaway.sdk.registry import Registry
from seaway.spec.yaml import load

SECRET_WORDS = ("password", "secret", "token", "api_key", "private_key", "credential")
Definition = BlueprintDefinition[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`problems` are sentences; none where all is well. `name` is that of the blueprint, type or file."""

    kind: str
    name: str
    problems: list[str] = field(default_factory=list)


def review_folder(folder: Path) -> list[Review]:
    """All that a package's `pyproject.toml` registers, or that lies in a project's `blueprints/`."""
    entries = _entries(folder / "pyproject.toml")
    sys.path[:0] = [str(folder / "src"), str(folder)]
    registry = Registry(
        installed=[entry for entry in entries if entry.group == BLUEPRINTS], project_code=folder
    )
    found = [
        Review(kind="blueprint", name=one.name, problems=review(one))
        for one in registry.all()
        if _is_own(one)
    ]
    found += [Review(kind="file", name=one.source, problems=[one.error]) for one in registry.broken]
    return found + [_connection(entry) for entry in entries if entry.group == CONNECTIONS]


def review(definition: Definition) -> list[str]:
    """What is missing or wrong in a blueprint, for the person who writes it."""
    return [*_words(definition), *_example(definition), *_waiting(definition)]


def review_connection(cls: type[Connection]) -> list[str]:
    """What is missing or wrong in a class of connections."""
    found = [] if cls.title else ["It has no `title`: what the list of connections shows."]
    if cls.check is Connection.check:
        found.append("It has no `check()`: what the test button asks.")
    for name, info in cls.model_fields.items():
        looks_secret = any(word in name for word in SECRET_WORDS)
        if looks_secret and info.annotation in (str, str | None) and not name.endswith(("_file", "_url")):
            found.append(f"`{name}` looks secret and is a `str`: make it a `SecretStr`, or it shows in logs.")
    return found


def _words(definition: Definition) -> Iterator[str]:
    signature = definition.signature
    for entry in signature.inputs.values():
        if not entry.description:
            yield f"Input `{entry.name}` has no line under Args: it is the help of its field."
        if isinstance(entry.default, SecretStr):
            yield f"Input `{entry.name}` has a secret as its default: take it from a connection."
    if signature.returns is None and "return" not in definition.function.__annotations__:
        yield "The function has no return type, so that nobody can refer to its outputs: write `-> …`."
    if not signature.exits and not definition.is_sensor:
        yield "The docstring has no Raises: name the errors of `seaway.errors` that it fails with, and when."


def _example(definition: Definition) -> Iterator[str]:
    text, inputs = definition.signature.doc.example, definition.signature.inputs
    if not text:
        yield "The docstring has no Example: a task that uses it, as YAML."
        return
    loaded = load(text, file="the Example")
    if loaded.problems:
        yield f"The Example is no YAML: {loaded.problems[0].message}"
        return
    tasks = loaded.data
    if not isinstance(tasks, dict) or [type(task) for task in tasks.values()] != [dict]:
        yield "The Example is not one task with its id, such as `load:` and its keys below."
        return
    (task,) = tasks.values()
    given = task.get("with") or {}
    if task.get("uses") != definition.name:
        yield f"The Example uses `{task.get('uses')}` in the place of `{definition.name}`."
    for name in given:
        if name not in inputs:
            yield f"The Example gives `{name}`, which is no input."
    for entry in inputs.values():
        if entry.is_required and entry.name not in given:
            yield f"The Example leaves out `{entry.name}`, which is required."


def _waiting(definition: Definition) -> Iterator[str]:
    if definition.can_cancel and not definition.can_find and definition.is_idempotent:
        yield (
            "It begins work elsewhere and has no `on_find`: after a crash it would begin it twice. Write "
            "`on_find`, or say `idempotent=False`."
        )


def _connection(entry: EntryPoint) -> Review:
    try:
        cls = entry.load()
    except Exception as error:  # noqa: BLE001 - whatever a module raises is what its author must see
        return Review(kind="connection", name=entry.name, problems=[f"{type(error).__name__}: {error}"])
    if not (isinstance(cls, type) and issubclass(cls, Connection)):
        return Review(kind="connection", name=entry.name, problems=[f"{entry.value} is no Connection class."])
    problems = review_connection(cls)
    if cls.type_name != entry.name:
        problems.append(f"Its `type_name` is `{cls.type_name}`, and it is registered as `{entry.name}`.")
    return Review(kind="connection", name=entry.name, problems=problems)


def _entries(pyproject: Path) -> list[EntryPoint]:
    if not pyproject.is_file():
        return []
    groups = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("project", {}).get("entry-points", {})
    return [
        EntryPoint(name, value, group)
        for group in (BLUEPRINTS, CONNECTIONS)
        for name, value in groups.get(group, {}).items()
    ]


def _is_own(definition: Definition) -> bool:
    return not definition.function.__module__.startswith("seaway.")


def to_json(found: Iterable[Review]) -> str:
    return json.dumps([asdict(each) for each in found])


if __name__ == "__main__":
    sys.stdout.write(to_json(review_folder(Path(sys.argv[1]))) + "\n")
