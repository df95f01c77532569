"""Blueprints as the API shows them."""

from pydantic import Field

from seaway.server.shapes.shape import Shape


class BlueprintSummary(Shape):
    name: str = Field(examples=["storage.download"])
    version: int
    title: str = Field(examples=["Download files"])
    category: str = Field(examples=["Storage"])
    icon: str = Field(description="The system it is about: the first word of its name.", examples=["storage"])
    description: str
    waits: bool = Field(description="It spends its time waiting, and holds no worker meanwhile.")
    is_sensor: bool = Field(description="It only looks, and is through once it sees what it waits for.")
    connection_types: list[str] = Field(description="Types of connections it takes; an empty one takes any.")
    inputs: list[str]
    used_in: list[str] = Field(default_factory=list, description="Workflows that use it.")
    variant_of: str = Field(
        default="", description="The verb that it is, for one system only: s3.download is storage.download."
    )
    is_of_project: bool = Field(description="It stands in the project's own folder of blueprints.")


class Exit(Shape):
    code: int
    meaning: str


class AskOptions(Shape):
    field: str = Field(max_length=200, description="The input to choose for.", examples=["into"])
    inputs: dict[str, object] = Field(
        default_factory=dict, description="The other inputs, as far as they are there."
    )
    search: str = Field(default="", max_length=200, description="A part of what is looked for.")


class ChoiceOption(Shape):
    value: str = Field(description="What the input gets.", examples=["staging.payments"])
    label: str = Field(default="", description="What people read, where that is something else.")


class Choices(Shape):
    items: list[ChoiceOption]
    is_cut: bool = Field(description="There are more that match.")


class BlueprintDetail(BlueprintSummary):
    input_schema: dict[str, object] = Field(description="JSON Schema of its form.")
    output_schema: dict[str, object] | None = Field(description="Null where the outputs are known only then.")
    connections: dict[str, str] = Field(description="Inputs that are connections, with the type they take.")
    is_idempotent: bool = Field(description="Running it twice does no harm.")
    exits: list[Exit]
    extra: str = Field(default="", description="The extra of the package that it needs.")
    docs: str = Field(description="Markdown.")
    snippet: str = Field(description="A task that uses it, as YAML.")
