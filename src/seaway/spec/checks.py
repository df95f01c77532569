"""Rules on data. A gate is a check that stops publication."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from seaway.spec.fields import Duration, Flag, Integer, Names, Spec, Text, wrong

Scalar = str | int | float | bool


class Values(Spec):
    """A column holds only listed values."""

    column: Annotated[str, Field(description="The column.")]
    in_: Annotated[
        tuple[Any, ...] | str,
        Field(
            validation_alias="in",
            serialization_alias="in",
            description="The allowed values, or an expression.",
        ),
    ]


class Range(Spec):
    """A column stays between bounds, both included."""

    column: Annotated[str, Field(description="The column.")]
    min: Annotated[Scalar | None, Field(description="The smallest value allowed.")] = None
    max: Annotated[Scalar | None, Field(description="The largest value allowed.")] = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> "Range":
        if self.min is None and self.max is None:
            raise wrong("A range needs `min`, `max` or both.")
        return self


class RowCount(Spec):
    """How many rows there are."""

    min: Annotated[Integer | str | None, Field(description="Fewest rows.")] = None
    max: Annotated[Integer | str | None, Field(description="Most rows.")] = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> "RowCount":
        if self.min is None and self.max is None:
            raise wrong("`row_count` needs `min`, `max` or both.")
        return self


class Freshness(Spec):
    """The newest value of a time column is not too old."""

    column: Annotated[str, Field(description="A date or time column.")]
    max_age: Annotated[Duration, Field(description="How old the newest row may be.")]


class Regex(Spec):
    """A text column matches a pattern."""

    column: Annotated[str, Field(description="The column.")]
    pattern: Annotated[str, Field(description="Regular expression that the whole value must match.")]


class Relation(Spec):
    """Each value of a column is found in a column of another asset."""

    column: Annotated[str, Field(description="The column.")]
    to: Annotated[str, Field(description="The other asset, written `connection/name`.")]
    to_column: Annotated[str | None, Field(description="Its column; the same name if left out.")] = None


KINDS = ("not_null", "unique", "values", "range", "row_count", "freshness", "regex", "relation", "sql")


class Check(Spec):
    """One rule, under exactly one of the nine kinds, with what happens when it is broken."""

    not_null: Annotated[Names, Field(description="Columns that have no empty value.")] = ()
    unique: Annotated[Names, Field(description="Columns that together identify a row.")] = ()
    values: Annotated[Values | None, Field(description="A column holds only listed values.")] = None
    range: Annotated[Range | None, Field(description="A column stays between bounds.")] = None
    row_count: Annotated[RowCount | None, Field(description="How many rows there are.")] = None
    freshness: Annotated[Freshness | None, Field(description="The newest row is not too old.")] = None
    regex: Annotated[Regex | None, Field(description="A text column matches a pattern.")] = None
    relation: Annotated[Relation | None, Field(description="Values are found in another asset.")] = None
    sql: Annotated[str | None, Field(description="A query that gives the rows that are wrong.")] = None

    name: Annotated[Text | None, Field(description="What reports call it.")] = None
    description: Annotated[Text | None, Field(description="Why the rule is there.")] = None
    asset: Annotated[
        str | None, Field(description="The asset it looks at; what the task writes if left out.")
    ] = None
    gate: Annotated[Flag, Field(description="Whether a broken rule stops publication.")] = True
    severity: Annotated[Literal["error", "warning"], Field(description="How loud a broken rule is.")] = (
        "error"
    )

    @property
    def kind(self) -> str:
        """Which of `KINDS` it is."""
        return next(kind for kind in KINDS if kind in self.model_fields_set)

    @model_validator(mode="after")
    def _one_kind(self) -> "Check":
        kinds = [kind for kind in KINDS if kind in self.model_fields_set]
        if not kinds:
            raise wrong("This check has no rule.", expected="one of " + ", ".join(KINDS))
        if len(kinds) > 1:
            raise wrong(
                f"A check has one rule, this one has {len(kinds)}: {', '.join(kinds)}.",
                hint="Write each as an item of its own.",
                at=(kinds[1],),
                code="check_kind",
            )
        if not getattr(self, kinds[0]):
            raise wrong(f"`{kinds[0]}` names nothing.", at=(kinds[0],))
        return self
