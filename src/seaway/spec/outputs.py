"""What a task gives to those after it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from seaway.spec.fields import Spec, Text, is_template, shorthand, wrong


class OutputType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    LIST = "list"
    JSON = "json"
    FILE = "file"


class Output(Spec):
    """A declared output. A group computes it (`value`), all others return it."""

    type: Annotated[OutputType | None, Field(description="What it is; checked when the task ends.")] = None
    value: Annotated[Any, Field(description="For a group: an expression over its tasks.")] = None
    description: Annotated[Text | None, Field(description="What it means.")] = None

    @model_validator(mode="after")
    def _says_something(self) -> "Output":
        if self.type is None and "value" not in self.model_fields_set:
            raise wrong("This output has no type.", expected=", ".join(OutputType))
        return self


def _expand_output(value: Any) -> Any:
    if is_template(value):
        return {"value": value}
    return {"type": value} if isinstance(value, str) else value


OutputField = Annotated[Output, shorthand(_expand_output, written_as=str | Output)]
"""An output; or just its type, or just its value."""
