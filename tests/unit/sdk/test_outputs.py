from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel

from seaway.errors import DataError
from seaway.sdk.outputs import to_outputs


class Colour(Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    when: date


class Model(BaseModel):
    day: date


@pytest.mark.parametrize(
    ("result", "outputs"),
    [
        (None, {}),
        (3, {"result": 3}),
        ([1, "a"], {"result": [1, "a"]}),
        ({"rows": 1}, {"rows": 1}),
        (Point(1, date(2026, 1, 31)), {"x": 1, "when": "2026-01-31"}),
        (Model(day=date(2026, 1, 31)), {"day": "2026-01-31"}),
        ({"t": datetime(2026, 1, 31, tzinfo=UTC)}, {"t": "2026-01-31T00:00:00+00:00"}),
        ({"d": Decimal("1.10"), "p": Path("a/b"), "c": Colour.RED}, {"d": "1.10", "p": "a/b", "c": "red"}),
        ({"s": {2, 1}, "n": float("nan"), "w": timedelta(minutes=1)}, {"s": [1, 2], "n": None, "w": 60.0}),
        ({1: (True, None)}, {"1": [True, None]}),
    ],
)
def test_a_result_becomes_json(result: object, outputs: dict[str, object]) -> None:
    assert to_outputs(result) == outputs


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"frame": object()}, r"the result\['frame'\] is a object"),
        ({"deep": [1, {"x": b"bytes"}]}, r"the result\['deep'\]\[1\]\['x'\] is a bytes"),
        ({"n": 2**64}, "more than 64 bits"),
        ({(1, 2): 3}, "a key of type tuple"),
    ],
)
def test_what_json_has_not_is_refused_with_its_place(result: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        to_outputs(result)


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(DataError, match="nested more than 64 levels"):
        to_outputs(endless)
