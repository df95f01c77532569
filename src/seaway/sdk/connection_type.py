"""What is known of a type of connection without its class: a value, as a form and a store need it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionType:
    """`schema` is the JSON Schema of its fields; secret ones say `writeOnly` and `x-secret`."""

    type: str
    title: str
    category: str = "Other"
    description: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    is_oauth: bool = False
    needs_person: bool = False
    """Somebody has to sign in before it can be used."""
    is_channel: bool = False

    @property
    def fields(self) -> Mapping[str, Mapping[str, Any]]:
        properties: Mapping[str, Mapping[str, Any]] = self.schema.get("properties", {})
        return properties

    @property
    def secret_fields(self) -> frozenset[str]:
        return frozenset(name for name, each in self.fields.items() if each.get("x-secret"))

    def to_json(self) -> dict[str, object]:
        return asdict(self)
