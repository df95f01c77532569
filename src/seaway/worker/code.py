"""The project's code in this process: functions by `path/file.py:name`, loaded once and kept warm."""

import importlib
import importlib.util
import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import msgspec

from seaway.errors import InvalidInputError, NotFoundError
from seaway.sdk.context import Context
from seaway.sdk.files import path_within

_PLAIN = (str, int, float, bool, list, dict, object, typing.Any, type(None))
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A function with what is known of its parameters, so that a call costs little.

    converted: parameters whose values are made from JSON: dates, enums, dataclasses and lists of such.
    context_name: the parameter that takes the Context, or empty.
    """

    call: Callable[..., object]
    label: str
    names: frozenset[str] | None
    required: frozenset[str]
    converted: Mapping[str, object]
    context_name: str

    def arguments(self, given: Mapping[str, object]) -> dict[str, object]:
        """Raises InvalidInputError naming the argument that is missing, unknown or of the wrong type."""
        if missing := self.required - given.keys():
            raise InvalidInputError(f"{self.label} needs `{min(missing)}`.", hint="Add it under `args`.")
        if self.names is not None and (unknown := given.keys() - self.names):
            known = ", ".join(sorted(self.names)) or "no arguments"
            raise InvalidInputError(
                f"{self.label} has no parameter `{min(unknown)}`.", hint=f"It takes: {known}."
            )
        arguments = dict(given)
        for name in self.converted.keys() & given.keys():
            arguments[name] = self._convert(name, given[name])
        return arguments

    def _kind(self, name: str) -> str:
        kind = self.converted[name]
        return kind.__name__ if isinstance(kind, type) else str(kind)

    def _convert(self, name: str, value: object) -> object:
        try:
            return msgspec.convert(value, self.converted[name])
        except msgspec.ValidationError as error:
            what = str(error).rstrip(".")
            raise InvalidInputError(
                f"{self.label}: argument `{name}`: {what}.",
                hint=f"Give what its annotation says: {self._kind(name)}.",
            ) from None
        except TypeError:
            return value  # a type of the user's own, which takes what it is given


class Code:
    """What was imported of one bundle. Another bundle's modules are forgotten before it is used."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self._prepared: dict[str, Prepared] = {}

    def use(self, root: Path | None) -> None:
        """Make `root` the folder that imports and references start from."""
        if root == self._root:
            return
        if self._root is not None:
            self._forget(str(self._root))
        self._root = root
        self._prepared.clear()
        if root is not None:
            sys.path.insert(0, str(root))
            importlib.invalidate_caches()

    def prepared(self, reference: str) -> Prepared:
        """The function that `path/file.py:name` means.

        Raises:
            NotFoundError: no such file, or nothing of that name in it.
            InvalidInputError: it is no reference, or no function.
        """
        found = self._prepared.get(reference)
        if found is None:
            found = self._prepared[reference] = _prepare(self._load(reference), reference)
        return found

    def _load(self, reference: str) -> object:
        file, separator, name = reference.rpartition(":")
        if not separator or not file or not name:
            raise InvalidInputError(
                f"`{reference}` names no function.", hint="Write it like `workflows/daily.py:extract`."
            )
        found: object = self.module(file)
        for part in name.split("."):
            if not hasattr(found, part):
                raise NotFoundError(f"There is no `{name}` in `{file}`.", hint="Check the function's name.")
            found = getattr(found, part)
        return found

    def module(self, file: str) -> ModuleType:
        """The module of a file, by its path from the project's folder.

        Raises:
            NotFoundError: there is no such file. Whatever the module raises passes too.
        """
        if self._root is None:
            raise NotFoundError(f"`{file}` can't be loaded: this attempt has no project code.")
        place = path_within(self._root, file)
        if not place.is_file():
            raise NotFoundError(
                f"There is no file `{file}` in the project.", hint="Was it saved, or ignored by Git?"
            )
        return _import(place, Path(file))

    def _forget(self, root: str) -> None:
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(f"{root}/"):
                del sys.modules[name]
        sys.path[:] = [entry for entry in sys.path if entry != root]


def _import(place: Path, relative: Path) -> ModuleType:
    """Under the name that the project's own imports give it, so that there is one copy; else under one of
    its own."""
    name = ".".join(relative.with_suffix("").parts)
    if place.suffix == ".py" and all(part.isidentifier() for part in name.split(".")):
        spec = _found(name)
        if spec is not None and spec.origin is not None and Path(spec.origin).resolve() == place:
            return importlib.import_module(name)
    return _import_file(place, f"seaway_project.{name}")


def _found(name: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return None  # its parent is another package of that name


def _import_file(place: Path, name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise InvalidInputError(
            f"`{place.name}` is no Python file.", hint="Functions are loaded from `.py` files."
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _prepare(found: object, reference: str) -> Prepared:
    label = f"The function `{reference}`"
    # A task of ours wraps the user's function; a decorator of the user's own is left in place.
    if type(found).__module__.startswith("seaway.") and hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    if not callable(found):
        raise InvalidInputError(f"`{reference}` is a {type(found).__name__}, not a function.")
    parameters = inspect.signature(found).parameters
    hints = _hints(found)
    context_name = next((name for name, hint in hints.items() if hint is Context and name in parameters), "")
    named = {
        name for name, parameter in parameters.items() if parameter.kind in _BY_NAME and name != context_name
    }
    takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    return Prepared(
        call=found,
        label=label,
        names=None if takes_any else frozenset(named),
        required=frozenset(name for name in named if parameters[name].default is inspect.Parameter.empty),
        converted={name: hint for name, hint in hints.items() if name in named and hint not in _PLAIN},
        context_name=context_name,
    )


def _hints(function: object) -> dict[str, typing.Any]:
    try:
        return typing.get_type_hints(inspect.unwrap(function))  # type: ignore[arg-type]
    except (NameError, TypeError, AttributeError):
        return {}  # types that only exist for a type checker
