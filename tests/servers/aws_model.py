"""Holds requests and replies against a service model of Amazon's, as botocore ships it (`specs/`): the
protocol `json`, and the signature version 4."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

from tests.servers.openapi import Asked

_TYPES = {"string": "string", "blob": "string", "boolean": "boolean", "timestamp": "number"}
_TYPES |= dict.fromkeys(("integer", "long"), "integer") | dict.fromkeys(("double", "float"), "number")


class AwsModel:
    """The operations of a service, cut to what is used."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._about, self._operations = document["metadata"], document["operations"]
        self._shapes = {name: _schema_of(shape) for name, shape in document["shapes"].items()}

    def operation_of(self, asked: Asked) -> str:
        prefix, _, name = asked.headers.get("X-Amz-Target", "").rpartition(".")
        return name if prefix == self._about["targetPrefix"] and name in self._operations else ""

    def errors_of(self, operation: str) -> list[str]:
        """The errors that the operation is published to give."""
        return list(self._operations[operation]["errors"])

    def problems_of(self, asked: Asked) -> list[str]:
        """What in a request is not as published."""
        operation = self.operation_of(asked)
        if not operation:
            return [f"no such operation is published: {asked.headers.get('X-Amz-Target')}"]
        kind = f"application/x-amz-json-{self._about['jsonVersion']}"
        found = [] if asked.headers.get("Content-Type") == kind else [f"the body is not of the type {kind}"]
        return found + list(self._problems(asked.json, self._operations[operation]["input"], "the request"))

    def problems_of_reply(self, asked: Asked, status: int, body: object) -> list[str]:
        """What in a reply of ours is not as published."""
        operation = self._operations[self.operation_of(asked)]
        if status == 200:
            return list(self._problems(body, operation["output"], "the reply"))
        return []

    def _problems(self, value: object, shape: str, where: str) -> Iterator[str]:
        schema = {"$ref": f"#/shapes/{shape}", "shapes": self._shapes}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
            path = ".".join(map(str, error.absolute_path))
            yield f"{where}{' at ' + path if path else ''}: {error.message[:200]}"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request says of who signed it."""

    key_id: str
    scope: str
    headers: tuple[str, ...]
    value: str

    @property
    def service(self) -> str:
        return self.scope.split("/")[2]

    def is_by(self, secret: str, asked: Asked) -> bool:
        """Was the request signed with this secret, as it came here?"""
        lines = [f"{name}:{' '.join(asked.headers.get(name, '').split())}" for name in self.headers]
        digest = hashlib.sha256(asked.body).hexdigest()
        parts = [asked.method, asked.path, "", *lines, "", ";".join(self.headers), digest]
        whole = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        key = f"AWS4{secret}".encode()
        for part in self.scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        text = "\n".join(["AWS4-HMAC-SHA256", asked.headers.get("X-Amz-Date", ""), self.scope, whole])
        return hmac.compare_digest(hmac.new(key, text.encode(), "sha256").hexdigest(), self.value)


def signature_of(headers: Mapping[str, str]) -> Signature | None:
    """The signature of version 4 of a request, if it has one."""
    kind, _, rest = headers.get("Authorization", "").partition(" ")
    if kind != "AWS4-HMAC-SHA256":
        return None
    said = dict(each.strip().split("=", 1) for each in rest.split(","))
    key_id, _, scope = said["Credential"].partition("/")
    return Signature(key_id, scope, tuple(said["SignedHeaders"].split(";")), said["Signature"])


def error(kind: str, said: str, **more: object) -> dict[str, object]:
    """An error as the protocol words it."""
    return {"__type": kind, "message": said, "Message": said, **json.loads(json.dumps(more))}


def _schema_of(shape: Mapping[str, Any]) -> dict[str, Any]:
    match shape["type"]:
        case "structure":
            members = shape.get("members", {})
            return {
                "type": "object",
                "properties": {name: {"$ref": f"#/shapes/{each['shape']}"} for name, each in members.items()},
                "required": shape.get("required", []),
                "additionalProperties": False,
                **({"minProperties": 1, "maxProperties": 1} if shape.get("union") else {}),
            }
        case "list":
            limits = {
                new: shape[old] for old, new in (("min", "minItems"), ("max", "maxItems")) if old in shape
            }
            return {"type": "array", "items": {"$ref": f"#/shapes/{shape['member']['shape']}"}, **limits}
        case kind:
            names = {"min": "minLength", "max": "maxLength"}
            if kind != "string":
                names = {"min": "minimum", "max": "maximum"}
            found: dict[str, Any] = {"type": _TYPES[kind]}
            found |= {names[name]: shape[name] for name in names if name in shape}
            found |= {"enum": shape["enum"]} if "enum" in shape else {}
            return found | ({"pattern": f"^(?:{shape['pattern']})$"} if "pattern" in shape else {})
