"""A hundred other services, by their Apprise address (appriseit.com)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pydantic import SecretStr

from seaway.errors import InvalidInputError, PermissionDeniedError, UnavailableError
from seaway.integrations.http.guard import checked_url, guarded_sockets
from seaway.integrations.notify.channel import Channel

if TYPE_CHECKING:
    from apprise import NotifyBase

ON_THIS_MACHINE = frozenset(
    {
        "blink1",
        "dbus",
        "qt",
        "kde",
        "glib",
        "gnome",
        "macosx",
        "windows",
        "syslog",
        "parsecs",
        "python",
        "file",
    }
)
"""Services that are a desktop or a file of the machine that runs the task, not somewhere to write to."""


class Apprise(Channel):
    """Any service that Apprise knows, for tasks that send and for notifications (under `[channels]`)."""

    type_name: ClassVar[str] = "apprise"
    title: ClassVar[str] = "Apprise"
    category: ClassVar[str] = "Messages"
    noun: ClassVar[str] = "connection"

    url: SecretStr
    """Such as `tgram://bot-token/chat-id`, `msteams://…`, `discord://…`; it holds the credentials, so all of
    it is secret."""

    @contextmanager
    def open(self) -> "Iterator[NotifyBase]":
        """The service; what it connects to inside is looked at by the guard."""
        from apprise import Apprise as Client

        service = Client.instantiate(self.url.get_secret_value(), suppress_exceptions=True)
        if service is None or isinstance(service, dict):
            raise InvalidInputError(
                "The connection's address is none that Apprise knows, or a part of it is missing.",
                hint="appriseit.com/services lists how each service is written.",
            )
        protocols = {*_words(service.protocol), *_words(service.secure_protocol)}
        if protocols & ON_THIS_MACHINE:
            raise PermissionDeniedError(
                f"`{service.service_name}` is part of the machine Seaway runs on; workflows may not use it.",
                hint="Choose a service that is somewhere else.",
            )
        with guarded_sockets():
            yield service

    def deliver(self, title: str, text: str) -> None:
        """Send it; Apprise says only whether it went well.

        Raises:
            UnavailableError: it did not; Apprise's own words are in the log.
        """
        with self.open() as service:
            if not service.notify(body=text, title=title):
                raise UnavailableError(
                    f"{service.service_name} did not take the message.",
                    hint="Check the address and its credentials; Apprise says no more of it.",
                )

    def send(self, text: str, at: datetime) -> None:
        """As a notification channel."""
        self.deliver("", text)

    def check(self) -> str:
        """Look at the address; services have nothing that could be asked without a message."""
        with self.open() as service:
            name = str(service.service_name)
            host = getattr(service, "host", "")
        if isinstance(host, str) and "." in host and not host.endswith("."):
            checked_url(f"https://{host}")
        return f"The address is one of {name}. Whether it takes messages shows when one is sent."


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(each) for each in value) if isinstance(value, tuple | list | set | frozenset) else ()
