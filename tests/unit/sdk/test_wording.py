"""What is said of values that do not fit."""

from typing import Self

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from seaway.sdk.wording import to_problems


class Pair(BaseModel):
    first: int = 0
    second: int = 0

    @model_validator(mode="after")
    def both(self) -> Self:
        if bool(self.first) != bool(self.second):
            raise ValueError("`first` and `second` go together")
        return self


def problems(**given: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Pair.model_validate(given)
    return to_problems(caught.value.errors(include_url=False))


def test_what_is_said_of_several_fields_stands_for_itself() -> None:
    assert problems(first=1) == ["`first` and `second` go together"]


def test_what_is_said_of_one_field_names_it() -> None:
    assert problems(first="x") == ["`first`: expected a whole number, got `'x'`"]
