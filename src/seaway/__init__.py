"""Seaway: a data orchestrator. Here are the names that authors import, each loaded when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seaway.sdk.blueprint import blueprint as blueprint
    from seaway.sdk.connection import Connection as Connection
    from seaway.sdk.context import Context as Context
    from seaway.spec.python import approval as approval
    from seaway.spec.python import finally_ as finally_
    from seaway.spec.python import group as group
    from seaway.spec.python import on_failure as on_failure
    from seaway.spec.python import script as script
    from seaway.spec.python import subworkflow as subworkflow
    from seaway.spec.python import switch as switch
    from seaway.spec.python import task as task
    from seaway.spec.python import use as use
    from seaway.spec.python import when as when
    from seaway.spec.python import workflow as workflow

__version__ = "0.1.0"

_PYTHON_HAND = (
    "approval",
    "finally_",
    "group",
    "on_failure",
    "script",
    "subworkflow",
    "switch",
    "task",
    "use",
    "when",
    "workflow",
)
_HOMES = {
    "Connection": "seaway.sdk.connection",
    "Context": "seaway.sdk.context",
    "blueprint": "seaway.sdk.blueprint",
    **dict.fromkeys(_PYTHON_HAND, "seaway.spec.python"),
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
