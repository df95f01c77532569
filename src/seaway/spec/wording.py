"""What pydantic found, in a person's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from seaway.spec.model import Workflow
from seaway.spec.problems import Path, did_you_mean, list_words
from seaway.spec.shapes import keys_of, model_at
from seaway.spec.triggers import TRIGGERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem that has a path but no place yet. `remove` is what to take out to read on."""

    code: str
    message: str
    path: Path
    remove: Path
    expected: str = ""
    hint: str = ""
    at_key: bool = False


RESERVED = {
    "image": "containers",
    "services": "containers beside a task",
    "cache": "results that are used again",
    "state": "what a task remembers from run to run",
}
_OTHER_WORDS = {
    "depends_on": "needs",
    "dependsOn": "needs",
    "after": "needs",
    "upstream": "needs",
    "if": "when",
    "condition": "when",
    "script": "run",
    "command": "run",
    "cmd": "run",
    "bash": "run",
    "blueprint": "uses",
    "type": "uses",
    "params": "with",
    "parameters": "with",
    "args": "with",
    "inputs": "with",
    "retries": "retry",
    "environment": "env",
    "schedule": "triggers",
    "schedules": "triggers",
    "cron": "triggers",
    "steps": "tasks",
    "jobs": "tasks",
    "id": "name",
    "loop": "foreach",
    "for_each": "foreach",
    "always_run": "always",
    "on_success": "needs",
}
_BLOCKS = {
    "Workflow": "a workflow",
    "AssetUpdate": "a trigger of type asset",
    "Upstream": "a trigger of type workflow",
    "Schedule": "a schedule",
    "Input": "an input",
    "Output": "an output",
    "Approval": "an approval",
    "Option": "an option",
    "QuietHours": "quiet hours",
    "RowCount": "row_count",
    "Defaults": "defaults",
    "Files": "files",
    "Resources": "resources",
    "Values": "values",
    "Project": "a project file",
    "Common": "the defaults of a blueprint",
}
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a map of names",
    "model_type": "a map of keys",
    "model_attributes_type": "a map of keys",
    "tuple_type": "a list",
    "list_type": "a list",
    "greater_than_equal": "a whole number",
}
_ABOUT_KEYS = frozenset({"bad_name", "bad_label", "task_kind", "check_kind", "no_meaning"})
_BOUNDS = {
    "greater_than": ("too small", "more than {gt}"),
    "greater_than_equal": ("too small", "{ge} or more"),
    "less_than": ("too large", "less than {lt}"),
    "less_than_equal": ("too large", "{le} or less"),
}


def to_findings(error: ValidationError, data: object, top: type[BaseModel] = Workflow) -> list[Finding]:
    """One finding a place; what a union says in several errors is said once. `top` is what was validated."""
    by_path: dict[Path, list[Mapping[str, Any]]] = {}
    for each in error.errors(include_url=False):
        by_path.setdefault(_path_of(each["loc"], data), []).append(each)
    findings = [_finding(path, errors, data, top) for path, errors in by_path.items()]
    broken = {finding.path for finding in findings}
    return [finding for finding in findings if not _stands_for(finding.path, broken)]


def _stands_for(path: Path, broken: set[Path]) -> bool:
    """Whether a union complains of a whole and of something inside of it; the inner one says more."""
    return any(len(other) > len(path) and other[: len(path)] == path for other in broken) and len(path) > 2


def _path_of(loc: tuple[str | int, ...], data: object) -> Path:
    """The steps of pydantic's location that are in the data; the others name members of unions."""
    path: list[str | int] = []
    for at, step in enumerate(loc):
        if at == 2 and loc[0] == "triggers" and step in TRIGGERS:
            continue
        if isinstance(data, dict) and (step in data or at == len(loc) - 1):
            path.append(step)
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
    return tuple(path)


def _finding(path: Path, errors: list[Mapping[str, Any]], data: object, top: type[BaseModel]) -> Finding:
    first = errors[0]
    context = first.get("ctx", {})
    if isinstance(context, dict) and "at" in context:
        return _own(path, str(first["type"]), context, data)
    value = first.get("input")
    match first["type"]:
        case "missing":
            return _missing(path, data, top)
        case "extra_forbidden":
            return _unknown_key(path, data, top)
        case "union_tag_invalid":
            return _unknown_type(path, context)
        case "union_tag_not_found":
            message = "This trigger has no `type`."
            return Finding(
                code="missing_key", message=message, path=path, remove=path, expected=list_words(TRIGGERS)
            )
        case kind if kind in _BOUNDS:
            size, expected = _BOUNDS[kind]
            message = f"{_show(value)} is {size}."
            return _wrong(path, message, expected.format(**context))
        case "too_short" | "string_too_short":
            return _wrong(path, f"`{path[-1]}` is empty.", "at least one entry")
    expected = _either([word for each in errors for word in _expectation(each)])
    hint = _hint(value, errors)
    message = f"`{_name(path)}` is {_show(value)}."
    return _wrong(
        path, message, expected, code="wrong_type" if not _is_choice(errors) else "wrong_value", hint=hint
    )


def _wrong(path: Path, message: str, expected: str, *, code: str = "wrong_value", hint: str = "") -> Finding:
    return Finding(code=code, message=message, path=path, remove=path, expected=expected, hint=hint)


def _own(path: Path, code: str, context: Mapping[str, Any], data: object) -> Finding:
    """An error raised by our own models: it has its words already."""
    inner = _path_of((*path, *context["at"]), data) if context["at"] else path
    return Finding(
        code=code,
        message=context["message"],
        path=inner,
        remove=inner,
        expected=context["expected"],
        hint=context["hint"],
        at_key=code in _ABOUT_KEYS and inner[-1:] != ("default",),
    )


def _missing(path: Path, data: object, top: type[BaseModel]) -> Finding:
    block = path[:-1]
    where = _block_name(block, data, top)
    message = f"`{path[-1]}` is missing in {where}."
    return Finding(code="missing_key", message=message, path=path, remove=block)


def _unknown_key(path: Path, data: object, top: type[BaseModel]) -> Finding:
    key = str(path[-1])
    where = _block_name(path[:-1], data, top)
    model = model_at(top, path[:-1], data)
    known = keys_of(model) if model else ()
    if key in RESERVED and where == "a task":
        return Finding(
            code="reserved_key",
            message=f"`{key}` is reserved for {RESERVED[key]} and has no meaning yet.",
            path=path,
            remove=path,
            hint="Remove it.",
            at_key=True,
        )
    synonym = _OTHER_WORDS.get(key)
    hint = did_you_mean(key, known) or (f"Did you mean `{synonym}`?" if synonym in known else "")
    return Finding(
        code="unknown_key",
        message=f"`{key}` is not a key of {where}.",
        path=path,
        remove=path,
        expected="" if hint else f"one of {list_words(known, at_most=40)}",
        hint=hint,
        at_key=True,
    )


def _unknown_type(path: Path, context: Mapping[str, Any]) -> Finding:
    given = str(context.get("tag", ""))
    return Finding(
        code="wrong_value",
        message=f"`{given}` is not a type of trigger.",
        path=(*path, "type"),
        remove=path,
        expected=f"one of {list_words(TRIGGERS)}",
        hint=did_you_mean(given, TRIGGERS),
    )


def _block_name(path: Path, data: object, top: type[BaseModel]) -> str:
    model = model_at(top, path, data)
    if model is None:
        return "this block"
    return _BLOCKS.get(model.__name__, f"a {model.__name__.lower()}")


def _name(path: Path) -> str:
    """The last key of a path: what a person calls the value."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "this")


def _expectation(error: Mapping[str, Any]) -> list[str]:
    context = error.get("ctx") or {}
    if error["type"] in ("literal_error", "enum"):
        return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    return [_EXPECTED.get(str(error["type"]), "another value")]


def _either(words: list[str]) -> str:
    *rest, last = dict.fromkeys(words)
    return f"{', '.join(rest)} or {last}" if rest else last


def _is_choice(errors: list[Mapping[str, Any]]) -> bool:
    return any(error["type"] in ("literal_error", "enum") for error in errors)


def _hint(value: object, errors: list[Mapping[str, Any]]) -> str:
    if _is_choice(errors) and isinstance(value, str):
        return did_you_mean(value, [word for error in errors for word in _expectation(error)])
    if any(error["type"] == "string_type" for error in errors) and isinstance(value, int | float):
        return f'Put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}".'
    if any(error["type"] == "bool_type" for error in errors) and value in ("yes", "on", "no", "off"):
        return f"Write {'true' if value in ('yes', 'on') else 'false'}."
    return ""


def _show(value: object) -> str:
    """A value as a person would call it."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return f"`{value}`" if len(value) <= 60 else f"`{value[:59]}…`"
        case list() | tuple():
            return "a list"
        case _:
            return "a map"
