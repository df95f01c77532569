"""The verbs of a family under the name of each system: `s3.download` is `storage.download` for connections of
type `s3`. Nobody writes them: a class of connections that says `verbs = "storage"` has them."""

from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Any

from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.signature import Signature

Definition = BlueprintDefinition[Any, Any]
SYSTEMS = "seaway.connections"


def family_of(type_name: str) -> str:
    """The prefix of the verbs that a type of connection has, such as `storage`; empty where it has none."""
    return str(getattr(_class_of(type_name), "verbs", ""))


def to_variant(definition: Definition, type_name: str) -> Definition | None:
    """`definition` for connections of one type only; None where that system has no such verb."""
    return _variant(definition, type_name, _class_of(type_name))


def variants_of(definitions: Iterable[Definition]) -> list[Definition]:
    """All variants of `definitions`, one for each system of their family."""
    classes = {name: _loaded(name) for name in sorted({entry.name for entry in entry_points(group=SYSTEMS)})}
    found = (_variant(one, name, cls) for one in definitions for name, cls in classes.items())
    return [one for one in found if one is not None]


def _variant(definition: Definition, type_name: str, cls: Any) -> Definition | None:
    family, _, verb = definition.name.partition(".")
    if cls is None or getattr(cls, "verbs", "") != family or verb in getattr(cls, "lacks", ()):
        return None
    narrowed = _narrowed(definition.signature, cls, definition.name, f"{type_name}.{verb}")
    if narrowed is None:
        return None
    return definition.as_variant(
        f"{type_name}.{verb}",
        title=f"{cls.title}: {definition.title}",
        extra=getattr(cls, "extra", "") or definition.extra,
        signature=narrowed,
    )


def _class_of(type_name: str) -> Any:
    """The class of an installed type; None where there is none, or where it can't be imported."""
    if not any(entry_points(group=SYSTEMS, name=type_name)):
        return None
    return _loaded(type_name)


def _loaded(type_name: str) -> Any:
    from seaway.errors import InvalidInputError
    from seaway.sdk.connection import connection_class

    try:
        return connection_class(type_name)
    except (InvalidInputError, ImportError, AttributeError):
        return None


def _narrowed(signature: Signature, cls: Any, family_name: str, name: str) -> Signature | None:
    """With the family's class replaced where a connection is required; `to_connection` stays any of them."""
    inputs = {
        entry.name: replace(entry, annotation=cls, connection_classes=(cls,))
        if entry.is_required and entry.is_connection and issubclass(cls, entry.connection_classes)
        else entry
        for entry in signature.inputs.values()
    }
    if inputs == signature.inputs:
        return None
    example = signature.doc.example.replace(f"uses: {family_name}\n", f"uses: {name}\n")
    return replace(signature, doc=replace(signature.doc, example=example), inputs=inputs)
