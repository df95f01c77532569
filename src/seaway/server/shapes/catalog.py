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


class BlueprintDetail(BlueprintSummary):
    input_schema: dict[str, object] = Field(description="JSON Schema of its form.")
    output_schema: dict[str, object] | None = Field(description="Null where the outputs are known only then.")
    connections: dict[str, str] = Field(description="Inputs that are connections, with the type they take.")
    is_idempotent: bool = Field(description="Running it twice does no harm.")
    exits: list[Exit]
    extra: str = Field(default="", description="The extra of the package that it needs.")
    docs: str = Field(description="Markdown.")
    snippet: str = Field(description="A task that uses it, as YAML.")
