"""`apprise.send`: a message to any service that Apprise knows."""

from dataclasses import dataclass
from typing import Annotated

from seaway.errors import InvalidInputError
from seaway.integrations.apprise.connection import Apprise
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

MOST_LETTERS = 32_768
"""Apprise cuts it into several messages where a service takes less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseMessage:
    sent: bool


@blueprint("apprise.send", title="Send by Apprise", category="Messages", idempotent=False, extra="apprise")
def send(
    ctx: Context,
    connection: Apprise,
    text: Annotated[str, Form(editor="text")],
    *,
    title: str = "",
    send_if: bool = True,
) -> AppriseMessage:
    """Send a message to one of the services that Apprise knows, such as Teams, Discord, Telegram or ntfy.

    Where it has a blueprint of its own, as Slack and mail have, take that: it says more of what went wrong.

    Args:
        connection: the service's address
        text: the message, 32,768 letters at most
        title: a line above it, where the service has one
        send_if: where it is false, nothing is sent and the task succeeds

    Raises:
        InvalidInputError: nothing to say, too long, or no address that Apprise knows
        PermissionDeniedError: the service is part of this machine, or at an address workflows may not reach
        UnavailableError: the service did not take it, or no answer came: with `retry` it may come twice

    Example:
        tell_the_team:
          uses: apprise.send
          with:
            connection: teams
            title: "{{ run.workflow }}"
            text: "Loaded {{ tasks.load.outputs.rows }} rows."
    """
    if not send_if:
        ctx.log.info("Nothing sent: `send_if` is false.")
        return AppriseMessage(sent=False)
    if not text.strip():
        raise InvalidInputError("There is nothing to send.", hint="Give `text`.")
    if len(text) > MOST_LETTERS:
        raise InvalidInputError(
            f"`text` has {len(text):,} letters, and {MOST_LETTERS:,} is the most.", hint="Shorten it."
        )
    connection.deliver(title, text)
    ctx.log.info("Sent.")
    return AppriseMessage(sent=True)
