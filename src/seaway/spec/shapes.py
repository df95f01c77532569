"""Which keys may stand at a place of a workflow, read off the models."""

import types
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from seaway.spec.problems import Path
from seaway.spec.tasks import Task
from seaway.spec.triggers import TRIGGERS


def model_at(top: type[BaseModel], path: Path, data: object) -> type[BaseModel] | None:
    """The model of the block at `path` of `data`; None where it is no block with fixed keys."""
    shape: Any = top
    for step in path:
        shape = _step(shape, step)
        data = step_into(data, step)
        if shape is None:
            return None
        if isinstance(data, dict) and _is_trigger(shape):
            shape = TRIGGERS.get(str(data.get("type")))
    found = [model for model in _alternatives(shape) if _is_model(model)]
    return found[0] if found else None


@cache
def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a block, as they are written."""
    return tuple(str(field.validation_alias or name) for name, field in model.model_fields.items())


def _step(shape: Any, step: str | int) -> Any:
    for option in _alternatives(shape):
        if option is Task and step == "tasks":  # its own annotation is a name that looks ahead
            return dict[str, Task]
        if _is_model(option):
            for name, field in option.model_fields.items():
                if (field.validation_alias or name) == step:
                    return field.annotation
        elif get_origin(option) is dict:
            return get_args(option)[1]
        elif get_origin(option) is tuple:
            return get_args(option)[0]
    return None


def _alternatives(shape: Any) -> list[Any]:
    """The members of a union, without what annotations add."""
    origin = get_origin(shape)
    if origin is Annotated:
        return _alternatives(get_args(shape)[0])
    if origin in (Union, types.UnionType):
        return [option for member in get_args(shape) for option in _alternatives(member)]
    return [shape]


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _is_trigger(shape: Any) -> bool:
    return any(option in TRIGGERS.values() for option in _alternatives(shape))


def step_into(data: object, step: str | int) -> Any:
    """The entry of a map or a list; None where there is none."""
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
