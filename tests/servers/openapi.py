"""Holds requests and replies against an OpenAPI 3 description, cut to what is used (`specs/`)."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import jsonschema


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: `path_values` are those of the route's `{names}`, `form` is a body of that kind."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    path_values: dict[str, str]

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


class Contract:
    """The operations of an OpenAPI 3 description, cut to what is used."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._operations = [
            (method.upper(), pattern_of(path), operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        ]

    def problems_of(self, asked: Asked) -> list[str]:
        """What in a request is not as published."""
        operation = self._operation(asked)
        if operation is None:
            return ["no such operation is published"]
        found = list(self._query_problems(operation, asked))
        found += self._header_problems(operation, asked)
        return found + list(self._body_problems(operation, asked))

    def problems_of_reply(self, asked: Asked, status: int, body: object) -> list[str]:
        """What in a reply of ours is not as published; only those that succeed are described."""
        operation = self._operation(asked) or {}
        content = operation.get("responses", {}).get(str(status), {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return [] if schema is None else list(self._schema_problems(body, schema, "the reply"))

    def _operation(self, asked: Asked) -> dict[str, Any] | None:
        matching = (
            operation
            for method, pattern, operation in self._operations
            if method == asked.method and pattern.fullmatch(asked.path)
        )
        return next(matching, None)

    def _query_problems(self, operation: dict[str, Any], asked: Asked) -> Iterator[str]:
        known = {each["name"]: each for each in operation.get("parameters", []) if each["in"] == "query"}
        given = _unfolded(asked.query, known)
        yield from (f"`{name}` is no parameter" for name in given.keys() - known.keys())
        yield from (
            f"`{name}` is missing"
            for name, each in known.items()
            if each.get("required") and name not in given
        )
        for name in given.keys() & known.keys():
            schema = self._resolved(known[name]["schema"])
            yield from self._schema_problems(_typed(given[name], schema), schema, f"`{name}`")

    def _header_problems(self, operation: dict[str, Any], asked: Asked) -> Iterator[str]:
        for each in operation.get("parameters", []):
            value = asked.headers.get(each["name"], "") if each["in"] == "header" else None
            if value is None:
                continue
            if not value:
                if each.get("required"):
                    yield f"the header {each['name']} is missing"
            else:
                yield from self._schema_problems(value, each["schema"], f"the header {each['name']}")

    def _body_problems(self, operation: dict[str, Any], asked: Asked) -> Iterator[str]:
        described = operation.get("requestBody")
        if described is None:
            if asked.body:
                yield "it takes no body"
            return
        kind = asked.headers.get("Content-Type", "").partition(";")[0]
        schema = described["content"].get(kind, {}).get("schema")
        if schema is None:
            yield f"a body of the type {kind or 'none'} is not published"
            return
        value = asked.form if kind == "application/x-www-form-urlencoded" else asked.json
        yield from self._schema_problems(value, schema, "the body")

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema that a `$ref` stands for."""
        found: Any = self._document
        if "$ref" not in schema:
            return schema
        for name in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[name]
        return dict(found)

    def _schema_problems(self, value: object, schema: dict[str, Any], where: str) -> Iterator[str]:
        whole = {**schema, "components": self._document.get("components", {})}
        for error in jsonschema.Draft202012Validator(whole).iter_errors(value):
            path = ".".join(map(str, error.absolute_path))
            yield f"{where}{' at ' + path if path else ''}: {error.message[:200]}"


def pattern_of(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)))


def _unfolded(query: Mapping[str, list[str]], known: Mapping[str, Any]) -> dict[str, Any]:
    """`created[gte]=1` as `{"created": {"gte": "1"}}`, where the parameter is described so."""
    found: dict[str, Any] = {}
    for name, values in query.items():
        outer, _, inner = name.partition("[")
        if inner and known.get(outer, {}).get("style") == "deepObject":
            found.setdefault(outer, {})[inner.rstrip("]")] = values[0]
        else:
            is_list = known.get(name, {}).get("schema", {}).get("type") == "array"
            found[name] = values if is_list else values[0]
    return found


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    """Text of a query in the type that the schema asks for, so that the schema can judge it."""
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        return {name: _typed(each, inner.get(name, {})) for name, each in value.items()}
    with contextlib.suppress(ValueError):
        match schema.get("type"):
            case "integer":
                return int(value)
            case "number":
                return float(value)
            case "boolean" if value in ("true", "false"):
                return value == "true"
    return value
