"""Finds `workflows/daily.py:extract` in the project's code."""

import importlib
import importlib.util
import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from seaway.errors import InvalidInputError
from seaway.sdk.docstring import Docstring
from seaway.sdk.files import path_within
from seaway.sdk.signature import REQUIRED, Input, Signature, connection_classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A user's function, and what is known of its parameters. `takes_context`: the first one is `ctx`."""

    function: Callable[..., Any]
    signature: Signature
    takes_context: bool
    takes_any_name: bool
    is_async: bool

    def coerce(self, given: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
        """The arguments in the types of the annotations; as they are where pydantic knows nothing of
        those."""
        from pydantic.errors import PydanticUserError

        from seaway.sdk.schema import input_model, validate_inputs

        try:
            model = input_model(self.signature)
        except PydanticUserError:
            return dict(given), []
        return validate_inputs(model, given)


@lru_cache(maxsize=512)
def load_function(code: Path, reference: str) -> Loaded:
    """The function that `reference` names (`path/file.py:name`, the path from the project's folder).

    Kept for the life of the process: a worker serves one snapshot of the code.

    Raises:
        InvalidInputError: no such file or function. What the file itself raises passes.
    """
    file, _, name = reference.rpartition(":")
    if not file.endswith(".py") or not name.isidentifier():
        raise InvalidInputError(
            f"`{reference}` names no function.", hint="Write it like `workflows/daily.py:extract`."
        )
    place = path_within(code, file)
    if not place.is_file():
        raise InvalidInputError(
            f"There is no file `{file}` in the project.", hint="The path starts from the project's folder."
        )
    found = getattr(_import(code, place), name, None)
    if not callable(found):
        raise InvalidInputError(f"There is no function `{name}` in {file}.", hint="Check its name.")
    return _inspect(found)


def _import(code: Path, place: Path) -> ModuleType:
    """As `workflows.daily` where that is this very file, so that users' own imports share it; else by its
    place."""
    root = path_within(code, ".")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    dotted = ".".join(place.relative_to(root).with_suffix("").parts)
    if all(part.isidentifier() for part in dotted.split(".")):
        module = _import_dotted(dotted)
        if module is not None and Path(module.__file__ or "").resolve() == place:
            return module
    return _import_by_place(place, f"seaway_project_{dotted}")


def _import_dotted(dotted: str) -> ModuleType | None:
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError as error:
        if error.name is not None and (dotted == error.name or dotted.startswith(f"{error.name}.")):
            return None  # hidden by an installed package of the same name
        raise


def _import_by_place(place: Path, name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise InvalidInputError(f"{place} is no Python file.", hint="Its name ends with `.py`.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _inspect(found: Callable[..., Any]) -> Loaded:
    function = inspect.unwrap(found)
    parameters = list(inspect.signature(function).parameters.values())
    takes_context = bool(parameters) and parameters[0].name == "ctx"
    named = [p for p in parameters[takes_context:] if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    types = _types(function)
    inputs = {
        p.name: Input(
            name=p.name,
            annotation=types.get(p.name, Any),
            default=REQUIRED if p.default is p.empty else p.default,
            description="",
            connection_classes=tuple(connection_classes(types.get(p.name))),
        )
        for p in named
    }
    return Loaded(
        function=function,
        signature=Signature(doc=Docstring(), inputs=inputs, returns=Any),
        takes_context=takes_context,
        takes_any_name=any(p.kind is p.VAR_KEYWORD for p in parameters),
        is_async=inspect.iscoroutinefunction(function),
    )


def _types(function: Callable[..., Any]) -> dict[str, Any]:
    """None where they can't be resolved: a type under TYPE_CHECKING must not stop the task."""
    try:
        return typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError):
        return {}
