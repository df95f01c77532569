"""A Slack workspace, spoken to by an app's bot token through Slack's own client."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.errors import InvalidInputError
from seaway.integrations.http.guard import guarded_sockets
from seaway.integrations.notify.channel import Channel
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from slack_sdk import WebClient

_quiet = logging.getLogger("seaway.slack")
_quiet.setLevel(logging.CRITICAL)  # the client logs what it sends and gets; what matters is in our errors


class Slack(Channel):
    """A Slack workspace, for tasks that send messages and for notifications (under `[channels]`)."""

    type_name: ClassVar[str] = "slack"
    title: ClassVar[str] = "Slack"
    category: ClassVar[str] = "Messages"
    noun: ClassVar[str] = "connection"

    token: SecretStr
    """The bot token of an app, `xoxb-…`, with the scopes `chat:write`, for files `files:write`, and for
    people by mail `users:read.email` and `im:write`."""
    channel: str = ""
    """Where messages go that name no channel: `#data-team` or an id such as `C0123456789`."""
    base_url: Annotated[str, Form(advanced=True)] = "https://slack.com/api/"
    """Another address than Slack's, such as that of GovSlack."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=30.0, gt=0)
    """Seconds to wait for an answer."""

    @contextmanager
    def open(self) -> "Iterator[WebClient]":
        """Slack's client; inside, what goes wrong is one of our errors.

        It never sends twice by itself: Slack has no key by which it would know a repetition."""
        from slack_sdk import WebClient

        from seaway.integrations.slack.answers import said_to_people

        client = WebClient(
            token=self.token.get_secret_value(),
            base_url=self.base_url,
            timeout=self.timeout_s,  # type: ignore[arg-type] # urllib takes parts of seconds
            logger=_quiet,
            retry_handlers=[],
        )
        with said_to_people(self.token.get_secret_value()), guarded_sockets():
            yield client

    def send(self, text: str, at: datetime) -> None:
        """As a notification channel."""
        if not self.channel:
            raise InvalidInputError(
                f"`{self.name}` names no Slack channel.", hint="Set `channel`, such as `#data-team`."
            )
        with self.open() as client:
            client.chat_postMessage(channel=self.channel, text=text)

    def check(self) -> str:
        """Ask Slack who the token is."""
        with self.open() as client:
            found = client.auth_test()
        return f"Slack knows the token as {found.get('user')} in {found.get('team')}."
