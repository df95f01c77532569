"""`slack.send`: a message in a channel, a thread or to a person, with files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.slack.connection import Slack
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from slack_sdk import WebClient

MOST_LETTERS = 40_000
MOST_BLOCKS = 50
MOST_FILE_BYTES = 100 * 2**20
"""Slack takes a gigabyte, but its client holds a file in memory."""
MOST_FILES = 10
MOST_CHANNELS = 5_000
"""That are looked through for who chooses one: each page of 200 is a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """`ts` names the message: give it as `thread` to answer. All is empty where `send_if` said no."""

    sent: bool
    channel: str = ""
    ts: str = ""
    files: list[str] = field(default_factory=list)


@blueprint("slack.send", title="Send to Slack", category="Messages", idempotent=False, extra="slack")
def send(
    ctx: Context,
    connection: Slack,
    text: Annotated[str, Form(editor="text")] = "",
    *,
    channel: str = "",
    email: str = "",
    blocks: Annotated[list[dict[str, Any]], Form(editor="json")] = [],  # noqa: B006 - never changed
    thread: str = "",
    paths: Annotated[list[str], Form(picker="file")] = [],  # noqa: B006 - never changed
    send_if: bool = True,
) -> SlackMessage:
    """Send a message to a Slack channel or a person.

    Slack has no key by which it would know a message that comes twice, so a crash is not repeated by itself.
    Files go along as the message's own, in one piece with its text.

    Args:
        connection: the workspace
        text: the message, in Slack's mrkdwn; with `blocks` what notifications show. 40,000 letters at most
        channel: `#name` or id; the connection's own where it is empty
        email: send it to the person with this mail address instead
        blocks: Block Kit blocks, 50 at most
        thread: the `ts` of a message, to answer in its thread
        paths: files or patterns of the task's directory to attach; 10 files of 100 MiB at most
        send_if: where it is false, nothing is sent and the task succeeds

    Raises:
        AuthError: the token is wrong, revoked or expired
        PermissionDeniedError: the app lacks a scope or is not in the channel
        NotFoundError: no such channel, person, thread or file
        ConflictError: 409
        RateLimitError: Slack asks for fewer messages; retried, after `Retry-After`
        UnavailableError: Slack has trouble, or no answer came: with `retry` the message may come twice
        InvalidInputError: nothing to say, nobody to say it to, too long, or Slack refuses the blocks
        DataError: an answer that is not Slack's

    Example:
        tell_the_team:
          uses: slack.send
          with:
            connection: team
            channel: "#data-team"
            text: "{{ run.workflow }} failed at {{ run.failed_task }}: {{ run.error }} {{ run.url }}"
    """
    if not send_if:
        ctx.log.info("Nothing sent: `send_if` is false.")
        return SlackMessage(sent=False)
    files = _files(ctx, paths)
    _check(text, blocks, files)
    where = "" if email else channel or connection.channel
    if not (where or email):
        raise InvalidInputError("It is not said where to send it.", hint="Give `channel` or `email`.")
    with connection.open() as client:
        to = _person(client, email) if email else where
        found = _upload(client, to, text, thread, files) if files else _post(client, to, text, blocks, thread)
    ctx.log.info("Sent to %s.", email or where)
    return found


@send.on_options("channel")
def _channels_to_choose(ctx: Context, connection: Slack) -> list[str]:  # noqa: ARG001 - as all companions
    """Those that the app sees; private ones where it may list them."""
    with connection.open() as client:
        return [f"#{each.get('name')}" for each in islice(_channels(client), MOST_CHANNELS)]


def _files(ctx: Context, paths: list[str]) -> list[Path]:
    found: list[Path] = []
    for pattern in paths:
        matching = [place for place in ctx.files.glob(pattern) if place.is_file()]
        if not matching:
            raise NotFoundError(f"No file matches `{pattern}`.", hint="Check `paths`.")
        found += [place for place in matching if place not in found]
    for place in found:
        if place.stat().st_size > MOST_FILE_BYTES:
            raise InvalidInputError(
                f"`{ctx.files.name_of(place)}` is larger than {MOST_FILE_BYTES // 2**20} MiB.",
                hint="Put it into storage and send its address.",
            )
    return found


def _check(text: str, blocks: list[dict[str, Any]], files: list[Path]) -> None:
    if not (text.strip() or blocks or files):
        raise InvalidInputError("There is nothing to send.", hint="Give `text`, `blocks` or `paths`.")
    if blocks and files:
        raise InvalidInputError(
            "Slack takes files with `text`, not with `blocks`.", hint="Send two messages, or use `text`."
        )
    for name, size, most in (
        ("text", len(text), MOST_LETTERS),
        ("blocks", len(blocks), MOST_BLOCKS),
        ("paths", len(files), MOST_FILES),
    ):
        if size > most:
            raise InvalidInputError(
                f"`{name}` has {size:,}, and Slack takes {most:,}.", hint="Shorten it, or send several."
            )


def _person(client: "WebClient", email: str) -> str:
    """The direct conversation with the person."""
    user = client.users_lookupByEmail(email=email)["user"]["id"]
    return str(client.conversations_open(users=[user])["channel"]["id"])


def _post(
    client: "WebClient", channel: str, text: str, blocks: list[dict[str, Any]], thread: str
) -> SlackMessage:
    answer = client.chat_postMessage(
        channel=channel, text=text, blocks=blocks or None, thread_ts=thread or None
    )
    return SlackMessage(sent=True, channel=str(answer["channel"]), ts=str(answer["ts"]))


def _upload(client: "WebClient", channel: str, text: str, thread: str, files: list[Path]) -> SlackMessage:
    """Slack wants the channel's id for files; a name is looked up among those the app sees."""
    answer = client.files_upload_v2(
        file_uploads=[{"file": str(place), "filename": place.name, "title": place.name} for place in files],
        channel=_channel_id(client, channel),
        initial_comment=text or None,
        thread_ts=thread or None,
    )
    return SlackMessage(
        sent=True, channel=channel, files=[str(each.get("id", "")) for each in answer.get("files") or []]
    )


def _channel_id(client: "WebClient", channel: str) -> str:
    if not channel.startswith("#"):
        return channel
    for each in _channels(client):
        if each.get("name") == channel[1:]:
            return str(each["id"])
    raise NotFoundError(f"There is no channel `{channel}`.", hint="Check it, or invite the app.")


def _channels(client: "WebClient") -> Iterator[dict[str, Any]]:
    """Page by page; 200 are as many as Slack recommends to ask for."""
    cursor = ""
    while True:
        page = client.conversations_list(
            limit=200, cursor=cursor or None, exclude_archived=True, types="public_channel,private_channel"
        )
        yield from page.get("channels") or []
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
