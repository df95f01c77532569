"""What a run asks of the one who starts it: typed inputs. A form of an approval has the same fields."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from seaway.spec.durations import parse_size
from seaway.spec.fields import Flag, Integer, Names, Spec, Text, shorthand, wrong


class InputType(StrEnum):
    STRING = "string"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    SELECT = "select"
    MULTISELECT = "multiselect"
    JSON = "json"
    FILE = "file"
    LIST = "list"
    CONNECTION = "connection"
    SECRET = "secret"  # noqa: S105  (a kind of input)


_T = InputType
ITEM_TYPES = frozenset(
    {_T.STRING, _T.INTEGER, _T.NUMBER, _T.BOOLEAN, _T.DATE, _T.DATETIME, _T.DURATION, _T.JSON}
)
_KEYS_OF: dict[str, frozenset[InputType]] = {
    "min": frozenset({_T.INTEGER, _T.NUMBER, _T.DATE, _T.DATETIME, _T.DURATION}),
    "max": frozenset({_T.INTEGER, _T.NUMBER, _T.DATE, _T.DATETIME, _T.DURATION}),
    "min_length": frozenset({_T.STRING, _T.TEXT, _T.LIST, _T.MULTISELECT, _T.SECRET}),
    "max_length": frozenset({_T.STRING, _T.TEXT, _T.LIST, _T.MULTISELECT, _T.SECRET}),
    "pattern": frozenset({_T.STRING, _T.TEXT, _T.SECRET}),
    "options": frozenset({_T.SELECT, _T.MULTISELECT}),
    "items": frozenset({_T.LIST}),
    "accept": frozenset({_T.FILE, _T.CONNECTION}),
    "max_size": frozenset({_T.FILE}),
}


def _expand_option(value: Any) -> Any:
    return {"value": value} if isinstance(value, str | int | float) else value


class Option(Spec):
    """One choice of a select."""

    value: Annotated[str | int | float | bool, Field(description="What the workflow gets.")]
    label: Annotated[
        Text | None, Field(description="What the form shows; the value where it is left out.")
    ] = None


OptionField = Annotated[Option, shorthand(_expand_option, written_as=str | int | float | bool | Option)]


class Input(Spec):
    """A typed value a run is started with."""

    type: Annotated[InputType, Field(description="The kind of value.")]
    default: Annotated[
        Any,
        Field(
            description="Used where nothing is given; may be an expression over `run`, `vars` and `trigger`."
        ),
    ] = None
    required: Annotated[
        Flag | None,
        Field(description="Whether a run must give it. Left out: required exactly if there is no default."),
    ] = None
    label: Annotated[Text | None, Field(description="What the form calls it.")] = None
    description: Annotated[Text | None, Field(description="What it is for; help text of the form.")] = None
    min: Annotated[int | float | str | None, Field(description="The smallest value allowed.")] = None
    max: Annotated[int | float | str | None, Field(description="The largest value allowed.")] = None
    min_length: Annotated[
        Integer | None, Field(ge=0, description="Fewest characters, or items of a list.")
    ] = None
    max_length: Annotated[Integer | None, Field(ge=0, description="Most characters, or items of a list.")] = (
        None
    )
    pattern: Annotated[
        str | None, Field(description="Regular expression that the whole text must match.")
    ] = None
    options: Annotated[
        tuple[OptionField, ...], Field(description="The choices: values, or `{value, label}` pairs.")
    ] = ()
    items: Annotated[
        InputType | None, Field(description="The type of a list's items; string if left out.")
    ] = None
    accept: Annotated[
        Names, Field(description="File patterns such as `*.csv`, or connection types such as `duckdb`.")
    ] = ()
    max_size: Annotated[str | int | None, Field(description="The largest file, for example `50MiB`.")] = None

    @property
    def has_default(self) -> bool:
        return "default" in self.model_fields_set

    @property
    def is_required(self) -> bool:
        """Whether a run without this input is refused."""
        return not self.has_default if self.required is None else self.required

    @property
    def max_bytes(self) -> int | None:
        """The limit of a file; None also for what is no size: the check of the workflow says so."""
        if self.max_size is None:
            return None
        try:
            return parse_size(str(self.max_size))
        except ValueError:
            return None

    @model_validator(mode="after")
    def _keys_fit_the_type(self) -> "Input":
        for key in self.model_fields_set & _KEYS_OF.keys():
            if self.type not in _KEYS_OF[key]:
                types = ", ".join(sorted(_KEYS_OF[key]))
                raise wrong(
                    f"`{key}` has no meaning for an input of type {self.type}.",
                    expected=types,
                    at=(key,),
                    code="no_meaning",
                )
        if self.type in (InputType.SELECT, InputType.MULTISELECT) and not self.options:
            raise wrong(
                f"An input of type {self.type} needs `options`.", hint="Add `options: [a, b]`.", at=("type",)
            )
        if self.items is not None and self.items not in ITEM_TYPES:
            raise wrong(
                f"A list can't hold items of type {self.items}.",
                expected=", ".join(sorted(ITEM_TYPES)),
                at=("items",),
            )
        return self


def _expand_input(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


InputField = Annotated[Input, shorthand(_expand_input, written_as=InputType | Input)]
"""An input, or just its type."""
