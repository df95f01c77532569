"""Blueprints as a catalog value: what the validator, the builder and the docs know of them."""

from collections.abc import Iterable
from typing import Any

from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.connection import load_all_types
from seaway.spec.catalog import BlueprintInfo, Catalog


def to_catalog(definitions: Iterable[BlueprintDefinition[Any, Any]]) -> Catalog:
    """A catalog of `definitions`. Loads every connection type first, as an input may take a family of
    them."""
    load_all_types()
    return Catalog(blueprints={definition.name: to_info(definition) for definition in definitions})


def to_info(definition: BlueprintDefinition[Any, Any]) -> BlueprintInfo:
    """What is known of one blueprint without running it."""
    signature = definition.signature
    connections = [entry for entry in signature.inputs.values() if entry.is_connection]
    return BlueprintInfo(
        name=definition.name,
        version=definition.version,
        title=definition.title,
        category=definition.category,
        description=signature.doc.summary,
        input_schema=definition.input_schema,
        output_schema=definition.output_schema,
        connection_types={entry.name: _only(entry.connection_types) for entry in connections},
        is_idempotent=definition.is_idempotent,
        waits=definition.waits,
        is_sensor=definition.is_sensor,
        extra=definition.extra or "",
        packages=definition.packages,
        variant_of=definition.variant_of,
        exits={way.exit_code: way.when for way in signature.exits},
    )


def _only(types: tuple[str, ...]) -> str:
    """The one type that fits; empty where several do."""
    return types[0] if len(types) == 1 else ""
