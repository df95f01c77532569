"""An org of Salesforce."""

from contextlib import ExitStack
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.integrations.http.client import Call
from seaway.integrations.salesforce.client import SalesforceApi, found_in
from seaway.integrations.salesforce.signing_in import sign_in
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

_KEY = {"sign_in": "jwt"}
_PASSWORD = {"sign_in": "password"}


class Salesforce(Connection):
    """An org of Salesforce, used through an app (External Client App or Connected App)."""

    type_name: ClassVar[str] = "salesforce"
    title: ClassVar[str] = "Salesforce"
    category: ClassVar[str] = "CRM"

    domain: str = Field(default="login", pattern=r"^[A-Za-z0-9.-]+$")
    """My Domain of the org, such as `acme`, or `acme--dev.sandbox` for a sandbox; else `login`, or `test` for
    any sandbox."""
    sign_in: Literal["client_credentials", "jwt", "password"] = "client_credentials"
    """How: as the app itself (its "Run As" user), as a user by a key that the app knows, or by password."""
    client_id: str
    """The app's consumer key."""
    client_secret: SecretStr = SecretStr("")
    """The app's consumer secret; not for `jwt`."""
    username: Annotated[str, Form(show_if=_KEY)] = ""
    """Who it acts as, for `jwt` and `password`."""
    private_key: Annotated[SecretStr, Form(editor="text", show_if=_KEY)] = SecretStr("")
    """The RSA key as PEM, whose certificate the app has."""
    password: Annotated[SecretStr, Form(show_if=_PASSWORD)] = SecretStr("")
    security_token: Annotated[SecretStr, Form(show_if=_PASSWORD)] = SecretStr("")
    """Salesforce mailed it; not needed from addresses that the org trusts."""
    api_version: Annotated[str, Form(advanced=True)] = Field(default="64.0", pattern=r"^\d{2,3}\.0$")
    login_url: Annotated[str, Form(advanced=True)] = ""
    """Another address to sign in at."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=120.0, gt=0)
    """Seconds to wait for an answer; a query may take two minutes."""

    @property
    def label(self) -> str:
        return f"Salesforce ({self.domain})"

    @property
    def sign_in_url(self) -> str:
        if self.login_url:
            return self.login_url.rstrip("/")
        if self.domain in ("login", "test"):
            return f"https://{self.domain}.salesforce.com"
        is_host = self.domain.endswith((".com", ".mil", ".cn"))
        return f"https://{self.domain}" if is_host else f"https://{self.domain}.my.salesforce.com"

    @property
    def audience(self) -> str:
        """Whom an assertion is for: all orgs, or all sandboxes."""
        is_sandbox = self.domain == "test" or "--" in self.domain or ".sandbox" in self.domain
        return f"https://{'test' if is_sandbox else 'login'}.salesforce.com"

    def open(self) -> SalesforceApi:
        """The APIs, signed in; close it."""
        api = SalesforceApi(self.sign_in_url, version=self.api_version, timeout_s=self.timeout_s)
        with ExitStack() as closing:
            closing.enter_context(api)
            sign_in(self, api)
            closing.pop_all()
        return api

    def check(self) -> str:
        """Sign in, and ask how many of the day's calls are left."""
        with self.open() as api:
            limits = api.json(Call(path=api.data("limits")))
        calls = found_in(limits, "DailyApiRequests", "limits")
        left = f"{calls['Remaining']:,} of {calls['Max']:,} calls of the day are left"
        return f"{self.label} lets the app in; {left}."
