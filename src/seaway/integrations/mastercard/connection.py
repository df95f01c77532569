"""Mastercard's APIs, signed with a key of Mastercard Developers (OAuth 1.0a)."""

import base64
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.errors import AuthError, InvalidInputError
from seaway.integrations.http.client import Api, Call
from seaway.sdk.connection import Connection, ProjectPath
from seaway.sdk.form import Form

if TYPE_CHECKING:
    import httpx
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_HOSTS = {"live": "https://api.mastercard.com", "sandbox": "https://sandbox.api.mastercard.com"}


class Mastercard(Connection):
    """A project of Mastercard Developers."""

    type_name: ClassVar[str] = "mastercard"
    title: ClassVar[str] = "Mastercard"
    category: ClassVar[str] = "Payments"

    consumer_key: SecretStr
    """Of the project, on developer.mastercard.com."""
    key_file: ProjectPath = ""
    """The signing key that was made with the project: a PKCS#12 file, `….p12`."""
    key_base64: Annotated[SecretStr | None, Form(editor="text")] = None
    """The same file as base64, in place of `key_file`."""
    key_password: SecretStr
    """What opens the file."""
    environment: Literal["live", "sandbox"] = "live"
    """The sandbox has keys of its own."""
    base_url: Annotated[str, Form(advanced=True)] = ""
    """Another address than Mastercard's."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=60.0, gt=0)
    """Seconds to wait for an answer."""

    def open(self, patience_s: float = 0.0) -> Api:
        """The API, each request signed; close it."""
        return Api(
            self.base_url or _HOSTS[self.environment],
            auth=_signer(self.consumer_key.get_secret_value(), self._signing_key()),
            reason_of=_reason_of,
            timeout_s=self.timeout_s,
            patience_s=patience_s,
        )

    def check(self) -> str:
        """Ask for the names of Mastercom's queues."""
        with self.open() as api:
            found = api.json(Call(path="mastercom/v6/queues/names"))
        return (
            f"Mastercard ({self.environment}) knows the key; Mastercom has {len(found or [])} queues for it."
        )

    def _signing_key(self) -> "RSAPrivateKey":
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

        try:
            key, _, _ = load_key_and_certificates(
                self._key_bytes(), self.key_password.get_secret_value().encode()
            )
        except ValueError:
            raise AuthError(
                "Mastercard's signing key can't be opened.",
                hint="Check `key_password`, and that the file is the .p12 of the project.",
            ) from None
        if not isinstance(key, RSAPrivateKey):
            raise AuthError("Mastercard's signing key is no RSA key.", hint="Use the .p12 of the project.")
        return key

    def _key_bytes(self) -> bytes:
        if self.key_base64 is not None:
            try:
                return base64.b64decode("".join(self.key_base64.get_secret_value().split()), validate=True)
            except ValueError:
                raise InvalidInputError(
                    "`key_base64` is not base64.", hint="Use the output of `base64 key.p12`."
                ) from None
        if not self.key_file:
            raise InvalidInputError(
                "The connection has no signing key.", hint="Set `key_file` or `key_base64`."
            )
        try:
            return Path(self.key_file).read_bytes()
        except OSError as error:
            raise InvalidInputError(
                f"The signing key {self.key_file} can't be read: {error.strerror or error}.",
                hint="Check the path.",
            ) from error


def _signer(consumer_key: str, key: "RSAPrivateKey") -> "httpx.Auth":
    import httpx
    from oauth1.oauth import OAuth

    class Signed(httpx.Auth):
        """Over method, address, query and body, with a new nonce for each request."""

        requires_request_body = True

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            body = request.content.decode()
            request.headers["Authorization"] = OAuth.get_authorization_header(
                str(request.url), request.method, body, consumer_key, key
            )
            yield request

    return Signed()


def _reason_of(body: Any) -> str:
    errors = body.get("Errors", body.get("errors"))
    listed = errors["Error"] if isinstance(errors, dict) else errors
    return "; ".join(str(each.get("Description") or each.get("ReasonCode")) for each in listed)
