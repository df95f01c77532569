"""Connections, secrets and variables of a project on a server."""

from collections.abc import Mapping
from urllib.parse import quote

from seaway.client.client import Client
from seaway.client.shapes import (
    CheckResult,
    Connection,
    ConnectionType,
    Noun,
    Page,
    Secret,
    SignInAddress,
    Variable,
)

Values = Mapping[str, object]


class Shelf:
    """A project's connections, secrets and variables, over a client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def connection_types(self) -> list[ConnectionType]:
        return self._client._get(self._at("connection-types"), list[ConnectionType])

    def connections(self) -> list[Connection]:
        return self._client._get(self._at("connections"), Page[Connection]).items

    def connection(self, name: str) -> Connection:
        return self._client._get(self._at("connections", name), Connection)

    def set_connection(
        self, name: str, kind: str, fields: Values, *, description: str | None = None, is_new: bool = False
    ) -> Connection:
        """Make or change one of the store. A secret field that is left out stays, None takes it away."""
        path = self._at("connections", name)
        version = {"If-None-Match": "*"}
        if not is_new:
            version = {"If-Match": self._client._send("GET", path).headers["ETag"]}
        body = {"type": kind, "fields": dict(fields), "description": description}
        answer = self._client._send("PUT", path, body=body, version=version)
        return self._client._decoded(answer, Connection)

    def check_connection(self, name: str) -> CheckResult:
        """Ask the other side once."""
        answer = self._client._send("POST", self._at("connections", name, "check"), body={})
        return self._client._decoded(answer, CheckResult)

    def authorize(self, name: str) -> str:
        """Where the browser goes that is signed in there, so that somebody signs in to the system."""
        answer = self._client._send("POST", self._at("connections", name, "authorize"), body={})
        return self._client._decoded(answer, SignInAddress).url

    def secrets(self) -> list[Secret]:
        return self._client._get(self._at("secrets"), Page[Secret]).items

    def set_secret(self, name: str, value: str | None, *, description: str | None = None) -> Secret:
        body = {"value": value, "description": description}
        answer = self._client._send("PUT", self._at("secrets", name), body=body)
        return self._client._decoded(answer, Secret)

    def variables(self) -> list[Variable]:
        return self._client._get(self._at("variables"), Page[Variable]).items

    def set_variable(self, name: str, value: object) -> Variable:
        answer = self._client._send("PUT", self._at("variables", name), body={"value": value})
        return self._client._decoded(answer, Variable)

    def delete(self, noun: Noun, name: str, *, force: bool = False) -> None:
        """Take one out of the store; where workflows use it, by force only."""
        given = {"force": "true"} if force else {}
        self._client._send("DELETE", self._at(noun, name), given=given)

    def _at(self, *parts: str) -> str:
        project = quote(self._client.project, safe="")
        return "/".join([f"/projects/{project}", *(quote(part, safe="") for part in parts)])
