"""What can be chosen for an input."""

from pathlib import Path
from typing import ClassVar

import pytest

from seaway.errors import InvalidInputError, UnknownError
from seaway.sdk.blueprint import blueprint
from seaway.sdk.connection import Connection
from seaway.sdk.context import Context
from seaway.sdk.options import MOST, Option, matching
from seaway.sdk.signature import AuthoringError
from tests.support.contexts import a_context


class Shelf(Connection):
    type_name: ClassVar[str] = "shelf_of_a_test"
    title: ClassVar[str] = "Shelf"

    books: str


@blueprint("test.lend", title="Lend", category="Tests")
def lend(ctx: Context, connection: Shelf, book: str, row: int = 1, note: str = "") -> None:
    """Lend a book."""


@lend.on_options("book")
def _books(ctx: Context, connection: Shelf, row: int) -> list[str]:
    return [f"{row}/{book}" for book in connection.books.split()]


@lend.on_options("note")
def _notes(ctx: Context, search: str) -> list[Option]:
    return [Option(f"{search}!", "loud"), Option("soft")]


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    return a_context(
        tmp_path, connections={"home": {"type": "shelf_of_a_test", "name": "home", "books": "Emma Ulysses"}}
    )


def values(found: object) -> list[str]:
    return [each.value for each in found.options]  # type: ignore[attr-defined]


def test_choices_come_from_the_connection_and_the_other_inputs(ctx: Context) -> None:
    assert values(lend.options(ctx, "book", {"connection": "home"})) == ["1/Emma", "1/Ulysses"]
    assert values(lend.options(ctx, "book", {"connection": "home", "row": 2, "note": 5}, "ULY")) == [
        "2/Ulysses"
    ]


def test_a_system_with_too_much_to_list_is_told_what_is_looked_for(ctx: Context) -> None:
    assert values(lend.options(ctx, "note", {}, "so")) == ["soft", "so!"]


def test_the_form_says_what_the_choices_depend_on() -> None:
    properties = lend.input_schema["properties"]
    assert properties["book"]["x-form"] == {"options": ["connection", "row"]}
    assert properties["note"]["x-form"] == {"options": []}
    assert "x-form" not in properties["row"]


@pytest.mark.parametrize(
    ("field", "inputs", "kind", "said"),
    [
        ("book", {}, InvalidInputError, "`connection` is not chosen yet"),
        ("book", {"connection": "{{ inputs.shelf }}"}, InvalidInputError, "is an expression"),
        ("book", {"connection": "home", "row": "x"}, InvalidInputError, "`row` does not fit"),
        ("row", {}, UnknownError, "offers no choices for `row`"),
    ],
)
def test_why_there_are_none_is_said(
    ctx: Context, field: str, inputs: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        lend.options(ctx, field, inputs)


def test_what_begins_with_the_search_comes_first_and_a_long_list_is_cut() -> None:
    found = matching(["orders", "old_payments", "Payments", Option("7", "payout"), "Payments"], "pay")
    assert [each.value for each in found.options] == ["Payments", "7", "old_payments"]
    many = matching((str(number) for number in range(1000)), "")
    assert (len(many.options), many.is_cut) == (MOST, True)


def test_choices_for_what_is_no_input_are_refused_while_it_is_written() -> None:
    with pytest.raises(AuthoringError, match="takes `bok`"):
        lend.on_options("bok")(lambda ctx: [])
    with pytest.raises(AuthoringError, match="takes `shelf`"):
        lend.on_options("book")(lambda ctx, shelf: [])
