"""Lists, paged by key: a page says where the next one begins, and is right while rows come and go."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from seaway.errors import BadRequestError

Item = TypeVar("Item")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
LongLimit = Annotated[int, Query(ge=1, le=1_000, description="How many at most.")]
After = Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")]


MOST_NUMBER = 2**62
"""No key has a larger number, and no database takes one."""


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(default=None, description="`after` of the next page; null on the last one.")


def cursor(*key: str | int) -> str:
    """A key as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(after: str | None, *kinds: type[str] | type[int]) -> tuple[str | int, ...] | None:
    """The key in a cursor; None on the first page.

    Raises:
        BadRequestError: it is none of ours.
    """
    if after is None:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except ValueError:
        found = None
    is_key = isinstance(found, list) and [type(part) for part in found] == list(kinds)
    if not is_key or any(isinstance(part, int) and abs(part) > MOST_NUMBER for part in found):
        raise BadRequestError("`after` is not the `next` of a page of this list", hint="Leave it out.")
    return tuple(found)


def page_of(
    rows: Sequence[Row], limit: int, to_item: Callable[[Row], Item], key: Callable[[Row], str]
) -> Page[Item]:
    """A page from `limit + 1` rows: the one too many says that there is a next page."""
    shown = rows[:limit]
    return Page(items=[to_item(row) for row in shown], next=key(shown[-1]) if len(rows) > limit else None)
