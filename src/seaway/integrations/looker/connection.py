"""A Looker instance, spoken to by Google's own SDK over a transport of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.integrations.storage.remote import client_module, http_address
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from seaway.integrations.looker.instance import Instance


class Looker(Connection):
    """A Looker instance."""

    type_name: ClassVar[str] = "looker"
    title: ClassVar[str] = "Looker"
    category: ClassVar[str] = "Dashboards"

    url: str
    """The address of its API, such as `https://acme.cloud.looker.com`; older instances want `:19999` after
    it."""
    client_id: str
    """Of an API key (Admin, Users, Edit Keys). What its user may see can be exported."""
    client_secret: SecretStr
    """Of the same key."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=60.0, gt=0)
    """Seconds to wait for an answer."""

    @contextmanager
    def open(self) -> "Iterator[Instance]":
        """The instance; it is signed in to at the first call."""
        client_module("looker_sdk", "looker", self.title)
        http_address(self.url, self.title)
        from seaway.integrations.looker.instance import opened

        with opened(self) as instance:
            yield instance

    def check(self) -> str:
        """Ask whose key it is."""
        with self.open() as instance:
            return f"Looker knows the key as that of {instance.user()}."
