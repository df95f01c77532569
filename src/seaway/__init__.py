"""Seaway: a data orchestrator. Here are the names that authors import, each loaded when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seaway.sdk.blueprint import blueprint as blueprint
    from seaway.sdk.connection import Connection as Connection
    from seaway.sdk.context import Context as Context

__version__ = "0.1.0"

_HOMES = {
    "Connection": "seaway.sdk.connection",
    "Context": "seaway.sdk.context",
    "blueprint": "seaway.sdk.blueprint",
}


def _load(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'seaway' has no attribute {name!r}")
    value: object = getattr(import_module(home), name)
    globals()[name] = value  # the next time it is found without coming here
    return value


if not TYPE_CHECKING:  # to a type checker this would make every name a known one
    __getattr__ = _load


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
