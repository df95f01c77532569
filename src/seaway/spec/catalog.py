"""What is known of the blueprints: a plain value, so that checking a workflow loads no blueprint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonSchema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintInfo:
    """One blueprint, seen from outside. Schemas are JSON Schema (2020-12) of an object."""

    name: str
    version: int = 1
    title: str = ""
    category: str = ""
    description: str = ""
    input_schema: JsonSchema = field(default_factory=dict)
    output_schema: JsonSchema | None = None
    """None where the result is known only when it is there, as for a user's function."""
    connection_types: Mapping[str, str] = field(default_factory=dict)
    """Parameter to type of connection; an empty type takes any."""
    is_idempotent: bool = True
    waits: bool = False
    """A sensor or an outside job: it spends its time deferred."""
    is_sensor: bool = False
    """It only looks: nothing was begun outside, so there is nothing to cancel, and a retry helps nobody."""
    extra: str = ""
    packages: tuple[str, ...] = ()
    """What else it needs, as pip writes it."""
    variant_of: str = ""
    """The verb of a family that it is, for one system: `s3.download` is `storage.download`."""
    exits: Mapping[int, str] = field(default_factory=dict)
    """Exit codes it is known to end with, and what they mean."""

    @property
    def input_names(self) -> tuple[str, ...]:
        return tuple(self.input_schema.get("properties", ()))

    @property
    def required_inputs(self) -> tuple[str, ...]:
        return tuple(self.input_schema.get("required", ()))

    @property
    def output_names(self) -> tuple[str, ...] | None:
        """The names of its outputs; None where they can't be known before it ran."""
        schema = self.output_schema
        if schema is None or schema.get("additionalProperties", False) or "properties" not in schema:
            return None
        return tuple(schema["properties"])

    def depends_of(self, name: str) -> tuple[str, ...] | None:
        """The inputs on which the choices for this one depend; None where nobody offers choices."""
        form = self.input_schema.get("properties", {}).get(name, {}).get("x-form", {})
        return tuple(form["options"]) if "options" in form else None

    def connections_for(self, name: str, inputs: Mapping[str, object]) -> list[str]:
        """The connections that are asked for the choices of this input."""
        wanted = [inputs.get(each) for each in self.depends_of(name) or () if each in self.connection_types]
        return [each for each in wanted if isinstance(each, str) and each and "{{" not in each]

    def takes_channel(self, name: str) -> bool:
        """Is this input a channel, rather than a connection?"""
        form = self.input_schema.get("properties", {}).get(name, {}).get("x-form", {})
        return bool(form.get("kind") == "channel")

    def to_json(self) -> dict[str, Any]:
        schemas = {
            "input_schema": dict(self.input_schema),
            "output_schema": None if self.output_schema is None else dict(self.output_schema),
            "connection_types": dict(self.connection_types),
            "exits": {str(code): meaning for code, meaning in self.exits.items()},
        }
        plain = {name: getattr(self, name) for name in self.__slots__ if name not in schemas}
        return plain | schemas | {"packages": list(self.packages)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "BlueprintInfo":
        exits = {int(code): meaning for code, meaning in data.get("exits", {}).items()}
        return BlueprintInfo(**{**data, "exits": exits, "packages": tuple(data.get("packages", ()))})


@dataclass(frozen=True, slots=True)
class Catalog:
    """All blueprints, by name, each in the versions that are installed."""

    blueprints: Mapping[str, BlueprintInfo] = field(default_factory=dict)

    def find(self, reference: str) -> BlueprintInfo | None:
        """The blueprint that `uses` names: `storage.list`, or `storage.list@1` for one version only."""
        name, _, version = reference.partition("@")
        info = self.blueprints.get(name)
        if info is None or (version and version != str(info.version)):
            return None
        return info

    def to_json(self) -> dict[str, Any]:
        return {name: info.to_json() for name, info in self.blueprints.items()}

    @staticmethod
    def from_json(data: Mapping[str, Mapping[str, Any]]) -> "Catalog":
        return Catalog({name: BlueprintInfo.from_json(info) for name, info in data.items()})
