"""From the values of a form (text from a template, JSON) to the arguments of the function. Pydantic only
where a value does not fit as it is."""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from seaway.errors import InvalidInputError
from seaway.sdk.form import DurationText, Form, SizeText, Sql
from seaway.sdk.signature import Input, Signature

Connect = Callable[[str], object]
Coerce = Callable[[Mapping[str, object]], tuple[dict[str, object], list[str]]]

_EXACT: tuple[Any, ...] = (str, int, float, bool, type(None))


def to_arguments(
    signature: Signature, given: Mapping[str, object], name: str, *, connect: Connect, coerce: Coerce
) -> dict[str, object]:
    """Arguments for the function from `given`.

    connect: makes a connection from its name.
    coerce: the same values in the types of the signature, and a sentence for each that does not fit.

    Raises:
        InvalidInputError: names every input that is missing, unknown or of the wrong type.
    """
    problems = [*_unknown(signature, given), *_missing(signature, given)]
    if problems:
        raise InvalidInputError(_sentence(name, problems))
    plain = {key: value for key, value in given.items() if not signature.inputs[key].is_connection}
    if not all(fits(value, signature.inputs[key].annotation) for key, value in plain.items()):
        nameless = dict.fromkeys(given.keys() - plain.keys(), "")
        coerced, problems = coerce(plain | nameless)
        if problems:
            raise InvalidInputError(_sentence(name, problems))
        plain = {key: coerced[key] for key in plain}
    arguments = {entry.name: entry.default for entry in signature.inputs.values() if not entry.is_required}
    arguments.update(plain)
    for key in given.keys() - plain.keys():
        arguments[key] = _connected(signature.inputs[key], given[key], name, connect)
    return arguments


def some_arguments(
    signature: Signature, given: Mapping[str, object], names: Iterable[str], *, connect: Connect
) -> dict[str, object]:
    """Arguments for those of the inputs only, while others may be missing still.

    Raises:
        InvalidInputError: one of them is missing, is an expression or does not fit.
    """
    arguments: dict[str, object] = {}
    for name in sorted(names):
        entry, value = signature.inputs[name], given.get(name)
        if value is None or (value == "" and entry.is_required):
            if entry.is_required:
                raise InvalidInputError(f"`{name}` is not chosen yet.", hint="Choose it first.")
            arguments[name] = entry.default
        elif "{{" in str(value):
            raise InvalidInputError(
                f"`{name}` is an expression, which has a value only in a run.", hint="Type it in."
            )
        else:
            arguments[name] = _connected(entry, value, name, connect) if entry.is_connection else value
            if not entry.is_connection and not fits(value, _without_bounds(entry.annotation)):
                raise InvalidInputError(f"`{name}` does not fit.", hint="Correct it first.")
    return arguments


def _without_bounds(annotation: Any) -> Any:
    """To ask for choices the type is enough; the task looks at the bounds."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def fits(value: object, annotation: Any) -> bool:
    """Is `value` plainly of this type? False also where only pydantic can tell."""
    if annotation in (Any, object):
        return True
    if annotation in _EXACT:
        return type(value) is annotation or (annotation is float and type(value) is int)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is list:
        return type(value) is list and all(fits(item, args[0]) for item in value)
    if origin is dict:
        return type(value) is dict and all(fits(k, args[0]) and fits(v, args[1]) for k, v in value.items())
    if origin is Literal:
        return any(value == choice and type(value) is type(choice) for choice in args)
    if origin is Annotated:
        return _fits_annotated(value, args)
    return origin in (Union, types.UnionType) and any(fits(value, option) for option in args)


def _fits_annotated(value: object, args: tuple[Any, ...]) -> bool:
    if any(isinstance(hint, DurationText | SizeText) for hint in args[1:]):
        return type(value) is args[0] and value >= 0  # type: ignore[operator]
    return all(isinstance(hint, Form | Sql) for hint in args[1:]) and fits(value, args[0])


def _connected(entry: Input, value: object, name: str, connect: Connect) -> object:
    if value is None and not entry.is_required:
        return None
    if entry.takes_several:
        one = replace(entry, annotation=get_args(entry.annotation)[0])
        return [
            _connected(one, each, name, connect) for each in (value if isinstance(value, list) else [value])
        ]
    if isinstance(value, entry.connection_classes):
        return value
    if not isinstance(value, str):  # never its values: an input of a run could then reach any place
        problem = (
            f"`{entry.name}`: expected the name of a {entry.connection_kind}, got a {type(value).__name__}"
        )
        raise InvalidInputError(_sentence(name, [problem]))
    connection = connect(value)
    if not isinstance(connection, entry.connection_classes):
        wanted = " or ".join(f"`{kind}`" for kind in entry.connection_types)
        got = getattr(connection, "type_name", type(connection).__name__)
        noun = entry.connection_kind
        problem = f"`{entry.name}`: expected a {noun} of type {wanted}, but this one is of type `{got}`"
        raise InvalidInputError(_sentence(name, [problem]))
    return connection


def _unknown(signature: Signature, given: Mapping[str, object]) -> list[str]:
    problems = []
    for key in given.keys() - signature.inputs.keys():
        match = get_close_matches(key, signature.inputs, n=1)
        meant = f"; did you mean `{match[0]}`?" if match else f"; it has {_listed(signature.inputs)}"
        problems.append(f"`{key}` is not an input{meant}")
    return sorted(problems)


def _missing(signature: Signature, given: Mapping[str, object]) -> list[str]:
    missing = [entry for entry in signature.inputs.values() if entry.is_required and entry.name not in given]
    return [f"`{entry.name}` is missing: {entry.description or 'it has no default'}" for entry in missing]


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _sentence(name: str, problems: list[str]) -> str:
    if len(problems) == 1:
        return f"Input of {name}: {problems[0]}."
    return "\n".join(
        [f"{len(problems)} problems with the inputs of {name}:", *(f"- {problem}" for problem in problems)]
    )
