"""What a task asks of the tasks before it: `needs` in its three spellings."""

import re
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from seaway.spec.fields import NAME, Spec, wrong


class Condition(StrEnum):
    SUCCESS = "success"
    FAILED = "failed"
    COMPLETED = "completed"
    EXIT_CODES = "exit_codes"
    LABEL = "label"


class CodeRange(NamedTuple):
    """Exit codes from `first` to `last`, both included."""

    first: int
    last: int


class Need(Spec):
    """One edge, seen from below."""

    task: str
    condition: Condition = Condition.SUCCESS
    exit_codes: tuple[CodeRange, ...] = ()
    label: str = ""

    def to_yaml(self) -> object:
        """What stands behind the task's name in the map form."""
        match self.condition:
            case Condition.EXIT_CODES:
                return codes_to_yaml(self.exit_codes)
            case Condition.LABEL:
                return self.label
            case _:
                return self.condition.value


CONDITION_FORM = "success, failed, completed, exit codes such as [2, 100-120], or a label of a switch"
CODES_FORM = 'exit codes from 0 to 255, for example [2, "100-120"]'
_RANGE = re.compile(r"\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?", re.ASCII)


def parse_codes(value: object) -> tuple[CodeRange, ...]:
    """Read one code, one range or a list of both."""
    entries = value if isinstance(value, list | tuple) else [value]
    if not entries:
        raise wrong("The list of exit codes is empty.", expected=CODES_FORM)
    return tuple(_parse_code(entry, at) for at, entry in enumerate(entries))


def _parse_code(entry: object, at: int) -> CodeRange:
    if isinstance(entry, CodeRange):
        return entry
    match = (
        _RANGE.fullmatch(str(entry)) if isinstance(entry, int | str) and not isinstance(entry, bool) else None
    )
    if match is None:
        raise wrong(f"`{entry}` is not an exit code.", expected=CODES_FORM, at=(at,))
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    if first > last or last > 255:
        raise wrong(f"`{entry}` is not a range of exit codes.", expected=CODES_FORM, at=(at,))
    return CodeRange(first, last)


def codes_to_yaml(codes: tuple[CodeRange, ...]) -> list[int | str]:
    """The list that `parse_codes` reads back."""
    return [code.first if code.first == code.last else f"{code.first}-{code.last}" for code in codes]


def _parse_needs(value: object) -> tuple[Need, ...]:
    match value:
        case str():
            return (Need(task=value),)
        case list() | tuple():
            needs = tuple(_parse_listed(entry, at) for at, entry in enumerate(value))
        case dict():
            needs = tuple(_parse_mapped(str(task), condition) for task, condition in value.items())
        case _:
            raise wrong(
                "`needs` names no task.", expected="a task, a list of tasks, or a map from task to condition"
            )
    seen: set[str] = set()
    for at, need in enumerate(needs):
        if need.task in seen:
            raise wrong(f"`{need.task}` is named twice.", at=(at,))
        seen.add(need.task)
    return needs


def _parse_listed(entry: object, at: int) -> Need:
    if isinstance(entry, Need):
        return entry
    if not isinstance(entry, str):
        raise wrong(
            f"`{entry}` is not a task.",
            expected="the name of a task",
            hint="To ask for a condition, write `needs` as a map: `needs: {extract: failed}`.",
            at=(at,),
        )
    return Need(task=entry)


def _parse_mapped(task: str, condition: Any) -> Need:
    if isinstance(condition, int | list | tuple) and not isinstance(condition, bool):
        try:
            return Need(task=task, condition=Condition.EXIT_CODES, exit_codes=parse_codes(condition))
        except PydanticCustomError as error:
            context = error.context or {}
            raise wrong(context["message"], expected=CODES_FORM, at=(task, *context["at"])) from None
    if isinstance(condition, str):
        if condition in ("success", "failed", "completed"):
            return Need(task=task, condition=Condition(condition))
        if _RANGE.fullmatch(condition):
            return Need(task=task, condition=Condition.EXIT_CODES, exit_codes=parse_codes(condition))
        if NAME.fullmatch(condition):
            return Need(task=task, condition=Condition.LABEL, label=condition)
    raise wrong(f"`{condition}` is not a condition.", expected=CONDITION_FORM, at=(task,))


def _needs_to_yaml(needs: tuple[Need, ...]) -> object:
    return {need.task: need.to_yaml() for need in needs}


_ConditionForm = str | int | list[int | str]
Codes = Annotated[
    tuple[CodeRange, ...],
    PlainValidator(parse_codes, json_schema_input_type=int | str | list[int | str]),
    PlainSerializer(codes_to_yaml, return_type=list[int | str]),
]
Needs = Annotated[
    tuple[Need, ...],
    PlainValidator(_parse_needs, json_schema_input_type=str | list[str] | dict[str, _ConditionForm]),
    PlainSerializer(_needs_to_yaml, return_type=Any),
    Field(description="Edges from the tasks before this one."),
]
