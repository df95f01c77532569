"""The client's shapes say what the server's description says."""

import typing
from datetime import datetime
from typing import Any, get_type_hints

import msgspec
import pytest

from seaway.client import shapes
from seaway.server.app import bare_app
from seaway.server.openapi import describe

SCHEMAS: dict[str, Any] = describe(bare_app())["components"]["schemas"]  # type: ignore[index]

# The client's shape: what the API calls it. Of one run or workflow the API says more than of those in a list.
NAMES = {
    "Mine": "ProjectOfMine",
    "Session": "SessionDocument",
    "Trigger": "TriggerOfRun",
    "Run": "RunDetail",
    "Failure": "TaskError",
    "Task": "TaskRun",
    "Chosen": "ChosenTask",
    "Next": "NextRun",
    "TriggerOfWorkflow": "TriggerSummary",
    "Input": "InputField",
    "Workflow": "WorkflowDetail",
    "Problem": "ProblemDocument",
    "Connection": "ConnectionSummary",
    "ConnectionType": "ConnectionTypeDocument",
    "Secret": "SecretSummary",
    "Stands": "SecretSummary",
    "LeftFile": "RunFile",
    "LeftFiles": "RunFiles",
    "BlueprintLine": "BlueprintSummary",
    "Blueprint": "BlueprintDetail",
}
KINDS = [
    each
    for each in vars(shapes).values()
    if isinstance(each, type) and issubclass(each, msgspec.Struct) and each.__name__ not in ("Struct", "Page")
]
PLAIN = {"string": str, "integer": int, "boolean": bool, "number": float, "array": list, "object": dict}


def of_schema(schema: dict[str, Any]) -> set[object]:
    if "anyOf" in schema:
        return {kind for each in schema["anyOf"] for kind in of_schema(each)}
    if "$ref" in schema:
        found = SCHEMAS[schema["$ref"].rpartition("/")[2]]
        return {str} if "enum" in found else {"another"}
    if schema.get("format") == "date-time":
        return {datetime}
    return (
        {type(None) if schema["type"] == "null" else PLAIN[schema["type"]]} if "type" in schema else {object}
    )


def of_hint(hint: object) -> set[object]:
    members = typing.get_args(hint) if typing.get_origin(hint) not in (list, dict) else ()
    if members:
        return {kind for each in members for kind in of_hint(each)}
    origin = typing.get_origin(hint) or hint
    return {"another"} if isinstance(origin, type) and issubclass(origin, msgspec.Struct) else {origin}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_shape_of_the_client_is_one_of_the_server(kind: type[msgspec.Struct]) -> None:
    schema = SCHEMAS[NAMES.get(kind.__name__, kind.__name__)]
    for name, hint in get_type_hints(kind).items():
        assert name in schema["properties"], f"the server says no {name}"
        said = of_schema(schema["properties"][name])
        assert said == of_hint(hint) or of_hint(hint) == {object}, f"{name}: {said} is not {hint}"
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    assert required <= set(schema.get("required", ())) | {"reason", "problems_count"}, (
        "a list may leave it out"
    )
