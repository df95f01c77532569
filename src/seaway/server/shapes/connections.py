"""Connections, secrets and variables as the API shows them. What is secret is dots, or not there at all."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from seaway.access.masks import DOTS
from seaway.server.instants import Instant
from seaway.server.paging import Page
from seaway.server.shapes.shape import Shape

Source = Literal["environment", "project", "store", "vault"]
Description = Annotated[str | None, Field(max_length=1_000)]


class LastCheck(Shape):
    at: Instant
    is_ok: bool
    message: str = Field(examples=["The bucket raw answers."])


class SignIn(Shape):
    """Of a connection whose system signs people in (OAuth 2)."""

    is_signed_in: bool
    needs_person: bool = Field(description="Somebody signs in; false where the connection does by itself.")
    expires_at: Instant | None = Field(default=None, description="Of the token that is kept; it is renewed.")
    problem: str = Field(default="", description="Why somebody has to sign in again.")


class Stands(Shape):
    """Where a value stands, and who changed it."""

    name: str = Field(examples=["warehouse"])
    source: Source = Field(description="Of several places that know the name the first counts.")
    place: str = Field(
        description="As a person says it: a file, a variable, the store.", examples=["seaway.toml"]
    )
    shadows: list[Source] = Field(
        default_factory=list, description="Places that know the name too, and are not asked."
    )
    is_editable: bool = Field(description="It stands in the store, so that it can be changed here.")
    description: str = ""
    updated_at: Instant | None = None
    updated_by: str = ""
    used_in: list[str] = Field(default_factory=list, description="Workflows that use it.")


class ConnectionSummary(Stands):
    type: str = Field(examples=["duckdb"])
    title: str = Field(default="", description="Of its type.", examples=["DuckDB"])
    fields: dict[str, object] = Field(
        description=f"`{DOTS}` for each secret one that is set; sent back, it stays as it is."
    )
    last_check: LastCheck | None = None
    sign_in: SignIn | None = None


class ConnectionList(Page[ConnectionSummary]):
    problems: list[str] = Field(
        default_factory=list, description="Places that could not be asked, so that some may be missing."
    )


class Wish(BaseModel):
    """What somebody sends: nothing that is not known."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ConnectionChange(Wish):
    """A secret field that is left out stays as it is; null takes it away."""

    type: str = Field(max_length=100, examples=["s3"])
    fields: dict[str, JsonValue] = Field(
        default_factory=dict, examples=[{"bucket": "raw"}], description="Or `url` in place of them."
    )
    description: Description = None


class ConnectionTrial(Wish):
    """A connection as it would be. `name`: its secret fields that are left out are those of this one."""

    type: str = Field(max_length=100)
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    name: str | None = Field(default=None, max_length=100)


class CheckResult(Shape):
    is_ok: bool
    message: str = Field(description="One sentence: what was found, or what is wrong.")
    hint: str = Field(default="", description="What to do then.")
    code: str = Field(default="", description="Of the error.", examples=["auth"])
    duration_s: float


class ConnectionTypeDocument(Shape):
    type: str = Field(examples=["duckdb"])
    title: str = Field(examples=["DuckDB"])
    category: str = Field(examples=["SQL"])
    description: str
    # `schema` is a name of pydantic's own.
    schema_: dict[str, object] = Field(
        alias="schema",
        description="JSON Schema of its fields; secret ones say `writeOnly` and `x-secret`, hints for the "
        "form stand under `x-form`.",
    )
    oauth: bool = Field(description="Its system signs people in: see `authorize`.")
    is_of_project: bool = Field(default=False, description="The project's own code defines it.")

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class SignInAddress(Shape):
    url: str = Field(description="Where the browser goes; it comes back to this server.")


class SecretSummary(Stands):
    """A secret without its value."""


class SecretList(Page[SecretSummary]):
    problems: list[str] = Field(
        default_factory=list, description="Places that could not be asked, so that some may be missing."
    )


class SecretChange(Wish):
    value: str | None = Field(
        default=None, max_length=65_536, description="Left out, it stays. It is never shown again."
    )
    description: Description = None


class Variable(Stands):
    value: object = Field(description="As it is written; `${NAME}` is read from the environment.")


class VariableChange(Wish):
    value: JsonValue = Field(description="Anything that JSON can say.")
