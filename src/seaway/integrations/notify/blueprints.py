"""`notify.send`: tells people."""

from dataclasses import dataclass
from typing import Annotated

from seaway.errors import InvalidInputError, TaskError
from seaway.integrations.notify.channel import Channel
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`text` is the message as it was sent, `channels` are the names of where it went."""

    text: str
    channels: list[str]


@blueprint("notify.send", title="Send a notification", category="Messages", idempotent=False)
def send(ctx: Context, channel: list[Channel], text: Annotated[str, Form(editor="text")]) -> Sent:
    """Send a message to one or several channels of the project.

    Channels stand in the project file, under `[channels.<name>]`: `console` prints into the task's log,
    `file` adds a line to a file, `slack`, `email` and `apprise` are those connections. Where one channel
    fails, the others are still told.

    Args:
        channel: name of a channel, or a list of names
        text: the message

    Raises:
        InvalidInputError: there is no text, or no channel
        PermissionDeniedError: a channel may not be written to
        UnavailableError: a channel can't be reached

    Example:
        tell_the_team:
          uses: notify.send
          with:
            channel: [team-console, team-file]
            text: "{{ run.workflow }} failed at {{ run.failed_task }}: {{ run.error }}"
    """
    message = text.strip()[:MOST_LETTERS]
    if not message or not channel:
        raise InvalidInputError("A notification needs a `text` and a `channel`.", hint="Give both.")
    failures = [failure for each in channel if (failure := _deliver(ctx, each, message))]
    if failures:
        raise failures[0]
    return Sent(text=message, channels=[each.name for each in channel])


def _deliver(ctx: Context, channel: Channel, message: str) -> TaskError | None:
    """The error is given back, as the other channels come first."""
    try:
        channel.send(message, ctx.now())
    except TaskError as error:
        ctx.log.warning("Not sent: %s", error.message)
        return error
    ctx.log.info("Sent to %s.", channel.name)
    return None
