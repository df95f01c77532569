"""What Slack says when it does not do it: most of it with status 200 and a word in `error`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError

from seaway.errors import (
    AuthError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.http.answers import error_of

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

_CLASSES: dict[type[TaskError], str] = {
    AuthError: "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type "
    "two_factor_setup_required",
    PermissionDeniedError: "missing_scope no_permission access_denied not_in_channel restricted_action "
    "restricted_action_read_only_channel restricted_action_thread_only_channel ekm_access_denied "
    "org_login_required team_access_not_granted is_archived cannot_dm_bot user_disabled",
    NotFoundError: "channel_not_found users_not_found user_not_found user_not_visible message_not_found "
    "thread_not_found file_not_found",
    RateLimitError: "ratelimited rate_limited message_limit_exceeded",
    UnavailableError: "internal_error fatal_error service_unavailable request_timeout team_added_to_org "
    "accesslimited",
}
_HINTS = {
    "missing_scope": "Give the app the scope under OAuth & Permissions, and install it again.",
    "not_in_channel": "Invite the app: `/invite @its-name` in the channel.",
    "channel_not_found": "Check the channel; the app sees a private one only once it is invited.",
    "users_not_found": "Nobody in the workspace has this mail address.",
    "is_archived": "The channel is archived; choose another.",
    "msg_too_long": "Slack takes 40,000 letters; shorten it or send a file with `paths`.",
    "invalid_blocks": "Try the blocks in Slack's Block Kit Builder.",
}
_FALLBACK: dict[type[TaskError], str] = {
    AuthError: "Check the connection's token.",
    PermissionDeniedError: "Check what the app may do in Slack.",
    NotFoundError: "Check the channel or the address.",
    RateLimitError: "Slack takes about one message a second in a channel; `retry` with a delay helps.",
    UnavailableError: "Slack has trouble; `retry` helps.",
    InvalidInputError: "Slack refuses what was sent; docs.slack.dev explains the word.",
}


@contextmanager
def said_to_people(token: str) -> Iterator[None]:
    """Errors of Slack's client as ours; the token is in none of them."""
    from slack_sdk.errors import SlackApiError, SlackClientError

    try:
        yield
    except SlackApiError as error:
        raise _of_answer(error, token) from None
    except SlackClientError as error:
        raise UnavailableError(
            f"Slack did not take the file: {str(error).replace(token, '…')[:300]}",
            hint="Slack has trouble with files; `retry` helps.",
        ) from None
    except (URLError, HTTPException, OSError) as error:
        why = getattr(error, "reason", None) or error
        raise UnavailableError(
            f"No answer from Slack: {str(why) or type(why).__name__}.", hint="Is Slack reachable from here?"
        ) from error


def _of_answer(error: "SlackApiError", token: str) -> TaskError:
    answer = error.response
    status = int(getattr(answer, "status_code", 200))
    data = getattr(answer, "data", answer)
    word = str(data.get("error", "")) if isinstance(data, dict) else ""
    headers = {str(name).lower(): str(value) for name, value in dict(getattr(answer, "headers", {})).items()}
    if status >= 400:
        return error_of(status, "POST", "Slack", headers, word)
    if not re.fullmatch(r"[a-z0-9_]+", word):
        return DataError(
            "Slack's answer is none that Slack gives.", hint="Check `base_url`; does a proxy stand between?"
        )
    kind = next((kind for kind, words in _CLASSES.items() if word in words.split()), InvalidInputError)
    needed = f" (needs {data['needed']})" if isinstance(data, dict) and data.get("needed") else ""
    details = data.get("response_metadata", {}).get("messages", []) if isinstance(data, dict) else []
    said = f": {'; '.join(map(str, details))}" if details else ""
    message = f"Slack says `{word}`{needed}{said}"[:500].replace(token, "…")
    return kind(f"{message}.", hint=_HINTS.get(word, _FALLBACK[kind]))
