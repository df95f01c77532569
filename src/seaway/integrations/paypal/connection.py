"""A PayPal business account, read with the credentials of a REST app."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.errors import DataError
from seaway.integrations.http.client import Api, Call
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

_HOSTS = {"live": "https://api-m.paypal.com", "sandbox": "https://api-m.sandbox.paypal.com"}


class PayPal(Connection):
    """A PayPal business account."""

    type_name: ClassVar[str] = "paypal"
    title: ClassVar[str] = "PayPal"
    category: ClassVar[str] = "Payments"

    client_id: str
    """Of the app: developer.paypal.com, Apps & Credentials."""
    client_secret: SecretStr
    """Of the same app. It needs the features Transaction Search, and Disputes where those are read."""
    environment: Literal["live", "sandbox"] = "live"
    """The sandbox has credentials of its own."""
    base_url: Annotated[str, Form(advanced=True)] = ""
    """Another address than PayPal's."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=60.0, gt=0)
    """Seconds to wait for an answer; searches take long."""

    def open(self, patience_s: float = 0.0) -> Api:
        """The API, signed in (OAuth 2.0 client credentials); close it."""
        token = self._token(patience_s)
        return self._api({"Authorization": f"Bearer {token}"}, None, patience_s)

    def check(self) -> str:
        """Sign in."""
        self._token(0.0)
        return f"PayPal ({self.environment}) gives the app a token."

    def _token(self, patience_s: float) -> str:
        auth = (self.client_id, self.client_secret.get_secret_value())
        with self._api({}, auth, patience_s) as api:
            found = api.json(
                Call(path="v1/oauth2/token", method="POST", data={"grant_type": "client_credentials"})
            )
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise DataError("PayPal's answer holds no token.", hint="Check the connection's `base_url`.")
        return str(found["access_token"])

    def _api(self, headers: dict[str, str], auth: tuple[str, str] | None, patience_s: float) -> Api:
        return Api(
            self.base_url or _HOSTS[self.environment],
            headers=headers,
            auth=auth,
            reason_of=_reason_of,
            timeout_s=self.timeout_s,
            patience_s=patience_s,
        )


def _reason_of(body: Any) -> str:
    said = body.get("message") or body.get("error_description") or ""
    issues = [str(each.get("description") or each.get("issue")) for each in body.get("details", [])]
    return "; ".join([str(said), *issues])
