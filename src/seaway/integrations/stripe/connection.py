"""A Stripe account, read with a secret or restricted key.

Stripe's own package is not needed: rows are kept as Stripe sends them, and what is read is one kind of call,
so that the small client does, streams, and stands behind the guard."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, SecretStr

from seaway.integrations.http.client import Api, Call
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

VERSION = "2026-10-28.endive"
"""What the rows look like (docs.stripe.com/api/versioning); pinned, so that an upgrade of the account changes
nothing."""


class Stripe(Connection):
    """A Stripe account."""

    type_name: ClassVar[str] = "stripe"
    title: ClassVar[str] = "Stripe"
    category: ClassVar[str] = "Payments"

    api_key: SecretStr
    """A restricted key with read access is enough: Developers, API keys, Create restricted key."""
    account: str = ""
    """For platforms: the connected account to read, such as `acct_…`."""
    api_version: Annotated[str, Form(advanced=True)] = VERSION
    """What rows look like, by Stripe's name of the version."""
    base_url: Annotated[str, Form(advanced=True)] = "https://api.stripe.com"
    """Another address, such as that of a mock."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=30.0, gt=0)
    """Seconds to wait for an answer."""

    def open(self, patience_s: float = 0.0) -> Api:
        """The API of this account; close it."""
        headers = {
            "Authorization": f"Bearer {self.api_key.get_secret_value()}",
            "Stripe-Version": self.api_version,
        }
        if self.account:
            headers["Stripe-Account"] = self.account
        return Api(
            self.base_url,
            headers=headers,
            reason_of=_reason_of,
            timeout_s=self.timeout_s,
            patience_s=patience_s,
        )

    def check(self) -> str:
        """Ask for one charge, which any account may be asked for."""
        with self.open() as api:
            api.json(Call(path="v1/charges", params={"limit": 1}))
        live = "_test_" not in self.api_key.get_secret_value()
        return f"Stripe answers; the key reads {'live' if live else 'test'} data."


def _reason_of(body: Any) -> str:
    return str(body["error"]["message"])
