"""A site of Tableau Cloud or Tableau Server, spoken to by Tableau's own client."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.errors import AuthError
from seaway.integrations.http.guard import guarded_sockets
from seaway.integrations.storage.remote import client_module, http_address
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from tableauserverclient import PersonalAccessTokenAuth, TableauAuth

    from seaway.integrations.tableau.site import Site


class Tableau(Connection):
    """A site of Tableau Cloud or of a Tableau Server."""

    type_name: ClassVar[str] = "tableau"
    title: ClassVar[str] = "Tableau"
    category: ClassVar[str] = "Dashboards"

    url: str
    """Where people sign in, such as `https://prod-uk-a.online.tableau.com`."""
    site: str = ""
    """The site as its address names it: what stands after `/site/`. Empty for a server's default site."""
    token_name: str = ""
    """Of a personal access token (My Account Settings). Tableau lets a token be used once at a time: give
    each installation one of its own."""
    token: SecretStr = SecretStr("")
    """The token's secret."""
    username: Annotated[str, Form(advanced=True)] = ""
    """On a Tableau Server, in place of a token."""
    password: Annotated[SecretStr, Form(advanced=True)] = SecretStr("")
    api_version: Annotated[str, Form(advanced=True)] = Field(default="3.23", pattern=r"^\d+\.\d+$")
    """Of the REST API; 3.23 is Tableau 2024.2, and newer servers know it."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=120.0, gt=0)
    """Seconds to wait for an answer; Tableau draws a picture before it answers."""

    @contextmanager
    def open(self) -> "Iterator[Site]":
        """The site, signed in to; what goes wrong inside is one of our errors."""
        client_module("tableauserverclient", "tableau", self.title)
        http_address(self.url, self.title)
        from seaway.integrations.tableau.site import signed_in

        with guarded_sockets(), signed_in(self, self._credential()) as site:
            yield site

    def check(self) -> str:
        """Sign in."""
        with self.open() as site:
            return f"Tableau lets {site.user()} in to the site `{self.site or 'Default'}`."

    def _credential(self) -> "PersonalAccessTokenAuth | TableauAuth":
        import tableauserverclient as tsc

        if token := self.token.get_secret_value():
            return tsc.PersonalAccessTokenAuth(self.token_name, token, site_id=self.site)
        if self.username and (password := self.password.get_secret_value()):
            return tsc.TableauAuth(self.username, password, site_id=self.site)
        raise AuthError(
            f"The connection `{self.name}` has nothing to sign in with.",
            hint="Set `token_name` and `token`, or on a Tableau Server `username` and `password`.",
        )
