"""A function's signature as a form: what it takes, what it gives, how it fails. Pydantic is loaded only for
the schemas."""

import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Union, get_args, get_origin

from seaway import errors
from seaway.errors import TaskError
from seaway.sdk.docstring import Docstring, parse_docstring
from seaway.sdk.form import DurationText, Form, SizeText, Sql

Hint = Form | Sql | DurationText | SizeText

REQUIRED: Any = inspect.Parameter.empty
"""The default of an input that has none."""


class AuthoringError(TypeError):
    """A blueprint is written in a way that gives no form; raised while its module is imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One parameter. `connection_classes` is empty unless it takes a connection."""

    name: str
    annotation: Any
    default: Any
    description: str
    hints: tuple[Hint, ...] = ()
    connection_classes: tuple[Any, ...] = ()

    @property
    def is_connection(self) -> bool:
        return bool(self.connection_classes)

    @property
    def connection_kind(self) -> str:
        """`channel` where all that fit are channels."""
        kinds = {cls.noun for cls in self.connection_classes}
        return str(kinds.pop()) if len(kinds) == 1 else "connection"

    @property
    def takes_several(self) -> bool:
        """Is it a list of connections? It then takes one name too."""
        return get_origin(self.annotation) is list

    @property
    def connection_types(self) -> tuple[str, ...]:
        """Type names that fit, as far as their classes are loaded."""
        return tuple(sorted({kind for cls in self.connection_classes for kind in cls.accepted_types()}))

    @property
    def is_required(self) -> bool:
        return self.default is REQUIRED

    @property
    def is_raw(self) -> bool:
        """The worker leaves the templates in it alone."""
        return any(isinstance(hint, Sql) for hint in self.hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way to fail: the error's class and code, and when it happens."""

    error: str
    exit_code: int
    can_retry: bool
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    doc: Docstring
    inputs: Mapping[str, Input]
    returns: Any
    exits: tuple[Exit, ...] = field(default=())


def check_function(function: Callable[..., object], what: str) -> None:
    """Refuse what can give no form: cheap, and without resolving the annotations.

    Raises:
        AuthoringError: no docstring, no `ctx`, a parameter without a type, or words about a parameter there
            is not.
    """
    doc = parse_docstring(function.__doc__)
    parameters = list(inspect.signature(function).parameters.values())
    if not doc.summary:
        raise AuthoringError(f"{what} needs a docstring: its first line is what the form says.")
    if not parameters or parameters[0].name != "ctx":
        raise AuthoringError(f"{what} needs `ctx: Context` as its first parameter.")
    for parameter in parameters[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise AuthoringError(f"{what}: `{parameter}` can't be a field of a form; name each input.")
        if parameter.annotation is parameter.empty:
            raise AuthoringError(
                f"{what}: parameter `{parameter.name}` needs a type, such as `{parameter.name}: str`."
            )
    known = {parameter.name for parameter in parameters[1:]}
    if unknown := [name for name in doc.args if name not in known]:
        raise AuthoringError(f"{what}: the docstring's Args name `{unknown[0]}`, which is not a parameter.")


def check_companion(
    function: Callable[..., object], main: Callable[..., object], leading: tuple[str, ...], what: str
) -> frozenset[str]:
    """The inputs that a companion names after `leading`.

    Raises:
        AuthoringError: it does not begin with `leading`, or names an input that the main function has not.
    """
    names = list(inspect.signature(function).parameters)
    if tuple(names[: len(leading)]) != leading:
        raise AuthoringError(f"{what} needs to begin with ({', '.join(leading)}).")
    check_inputs(names[len(leading) :], main, what)
    return frozenset(names[len(leading) :])


def check_inputs(names: Iterable[str], main: Callable[..., object], what: str) -> None:
    """
    Raises:
        AuthoringError: the main function has no such input.
    """
    known = inspect.signature(main).parameters
    if unknown := [name for name in names if name not in known]:
        raise AuthoringError(f"{what} takes `{unknown[0]}`, which is not an input of the blueprint.")


def read_signature(function: Callable[..., object], what: str) -> Signature:
    """Resolve the annotations of a checked function.

    Raises:
        AuthoringError: an annotation, or an error named under Raises, can't be resolved.
    """
    doc = parse_docstring(function.__doc__)
    try:
        found = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, SyntaxError) as error:
        raise AuthoringError(f"{what}: a type in the signature can't be resolved: {error}") from error
    parameters = list(inspect.signature(function).parameters.values())[1:]
    inputs = {p.name: _input(p, found[p.name], doc.args.get(p.name, "")) for p in parameters}
    exits = tuple(_exit(name, when, function, what) for name, when in doc.raises.items())
    return Signature(doc=doc, inputs=inputs, returns=found.get("return"), exits=exits)


def _input(parameter: inspect.Parameter, annotation: Any, description: str) -> Input:
    return Input(
        name=parameter.name,
        annotation=annotation,
        default=parameter.default,
        description=description,
        hints=tuple(_hints(annotation)),
        connection_classes=tuple(connection_classes(annotation)),
    )


def _hints(annotation: Any) -> list[Hint]:
    """The hints of an annotation, also those of the options of a union (`Duration | None`)."""
    if get_origin(annotation) is Annotated:
        return [hint for hint in annotation.__metadata__ if isinstance(hint, Hint)]
    if get_origin(annotation) in (Union, types.UnionType):
        return [hint for option in get_args(annotation) for hint in _hints(option)]
    return []


def connection_classes(annotation: Any) -> list[Any]:
    """The connection classes in an annotation, also in a union. Told by a mark, so that nothing is imported
    for it."""
    if get_origin(annotation) is not None:
        return [cls for part in get_args(annotation) for cls in connection_classes(part)]
    is_connection = isinstance(annotation, type) and getattr(annotation, "is_seaway_connection", False)
    return [annotation] if is_connection else []


def _exit(name: str, when: str, function: Callable[..., object], what: str) -> Exit:
    found = getattr(errors, name, None) or function.__globals__.get(name)
    if not (isinstance(found, type) and issubclass(found, TaskError)):
        raise AuthoringError(f"{what}: `{name}` under Raises is not one of the task errors of seaway.errors.")
    return Exit(error=name, exit_code=found.exit_code, can_retry=found.can_retry, when=when)
