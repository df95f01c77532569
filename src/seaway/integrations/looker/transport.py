"""How Looker's SDK reaches Looker: through the guard, with statuses that are not lost, and with answers of
any length passed on as they come.

The SDK's own transport keeps neither status nor `Retry-After`, holds every answer in memory, and looks an
error up on another host."""

import json
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from typing import Any

from looker_sdk.rtl import transport
from looker_sdk.rtl.transport import HttpMethod, Response, ResponseMode

from seaway.errors import AuthError, DataError, NotFoundError, TaskError
from seaway.integrations.http.client import Api, Call


class LookerTransport(transport.Transport):
    """Raises our errors where the SDK would make its own. With `is_streaming` the next answer is left in
    `pieces`, and the SDK gets an empty one."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self.api = Api(url, reason_of=_reason_of, timeout_s=timeout_s)
        self.is_streaming = False
        self.pieces: Iterator[bytes] = iter(())

    @classmethod
    def configure(cls, settings: transport.PTransportSettings) -> transport.Transport:
        return cls(settings.base_url, timeout_s=settings.timeout)

    def request(
        self,
        method: HttpMethod,
        path: str,
        query_params: MutableMapping[str, str] | None = None,
        body: bytes | None = None,
        authenticator: transport.TAuthenticator = None,
        transport_options: transport.TransportOptions | None = None,
    ) -> Response:
        given: dict[str, Any] = dict(transport_options or {})
        signed = authenticator(transport.TransportOptions()) if authenticator else {}
        kind = {"Content-Type": "application/json"} if body is not None else {}
        call = Call(
            path=path,
            method=method.name,
            params=query_params or {},
            content=body,
            headers={**kind, **(given.get("headers") or {}), **signed},
        )
        if self.is_streaming:
            self.pieces = self.api.pieces(replace(call, headers={**call.headers, "Accept": "*/*"}))
            return Response(True, b"", ResponseMode.STRING)
        return Response(True, self._answer(call), ResponseMode.STRING)

    def _answer(self, call: Call) -> bytes:
        """
        Raises:
            TaskError: the class that stands for the status; with hints for what Looker means.
        """
        try:
            if call.method == "DELETE":  # answered with any text
                return b"".join(self.api.pieces(call))
            value = self.api.json(call)
        except NotFoundError as error:
            if call.path.endswith("/login"):
                raise AuthError(
                    "Looker does not know the API key.", hint="Check `client_id` and `client_secret`."
                ) from error
            raise NotFoundError(
                error.message, hint="Check the id; Looker says 404 also where the key's user may not see it."
            ) from error
        return b"" if value is None else json.dumps(value).encode()


def to_data_error(error: Exception) -> TaskError:
    return DataError(
        f"An answer is not Looker's: {type(error).__name__}.",
        hint="Check the connection's `url`; does a proxy or a sign-in page stand between?",
    )


def _reason_of(body: Any) -> str:
    """`message`, and what is wrong with each field."""
    errors = [f"{each.get('field')}: {each.get('message')}" for each in body.get("errors") or []]
    return "; ".join([str(body["message"]), *errors])
