"""Running a task once an item."""

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from seaway.spec.fields import Count, Spec, Template, is_template, shorthand, wrong

MAX_ITEMS = 100_000
LIST_FORM = 'a list, or an expression that gives one, such as "{{ tasks.find.outputs.paths }}"'


class Tolerance(NamedTuple):
    """How many items may fail; one of the two is None."""

    items: int | None = None
    percent: float | None = None

    def to_yaml(self) -> int | str:
        return self.items if self.items is not None else f"{self.percent:g}%"


def _parse_tolerance(value: object) -> Tolerance:
    if isinstance(value, Tolerance):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Tolerance(items=value)
    match = re.fullmatch(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*", value) if isinstance(value, str) else None
    if match and float(match[1]) <= 100:
        return Tolerance(percent=float(match[1]))
    raise wrong(
        f"`{value}` is not a tolerance.", expected='a number of items such as 3, or a share such as "5%"'
    )


def _parse_items(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(value)
    if is_template(value):
        return value
    raise wrong(
        "A foreach needs a list to go over.",
        expected=LIST_FORM,
        hint=f'For one item write "[{value}]".' if isinstance(value, str | int | float) else "",
        code="foreach_not_a_list",
    )


def _items_to_yaml(items: tuple[Any, ...] | str) -> object:
    return items if isinstance(items, str) else list(items)


Items = Annotated[
    tuple[Any, ...] | str,
    PlainValidator(_parse_items, json_schema_input_type=list[Any] | Template),
    PlainSerializer(_items_to_yaml, return_type=Any),
]
ToleranceField = Annotated[
    Tolerance,
    PlainValidator(_parse_tolerance, json_schema_input_type=int | str),
    PlainSerializer(Tolerance.to_yaml, return_type=int | str),
]


class Foreach(Spec):
    """The items, and what happens when one of them fails."""

    items: Annotated[Items | None, Field(description="A list, or an expression that gives one.")] = None
    matrix: Annotated[
        dict[str, Items] | None,
        Field(min_length=1, description="Several lists; there is an item for each combination."),
    ] = None
    key: Annotated[
        str | None, Field(description="Expression over `item` that names it; results and reruns go by it.")
    ] = None
    max_parallel: Annotated[Count | None, Field(description="How many items run at a time.")] = None
    on_item_failure: Annotated[
        Literal["stop", "continue"], Field(description="Whether further items start after one failed.")
    ] = "continue"
    tolerate: Annotated[
        ToleranceField | None,
        Field(description='How many items may fail: a number, or a share such as "5%".'),
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> "Foreach":
        if self.items is None and self.matrix is None:
            raise wrong("This foreach has nothing to go over.", expected="`items` or `matrix`")
        if self.items is not None and self.matrix is not None:
            raise wrong("A foreach has either `items` or `matrix`, not both.", at=("matrix",))
        return self


def _expand_foreach(value: Any) -> Any:
    return value if isinstance(value, dict | Foreach) else {"items": value}


ForeachField = Annotated[Foreach, shorthand(_expand_foreach, written_as=list[Any] | Template | Foreach)]
"""A foreach; or just its list or expression."""
