"""GitHub's REST API, version 2022-11-28, through the small client.

PyGithub would bring its own connections, which the guard does not see, for a dozen calls."""

import time
from typing import TYPE_CHECKING, Any

from seaway.errors import InvalidInputError, NotFoundError, TaskError
from seaway.integrations.http.client import Api, Call

if TYPE_CHECKING:
    import httpx

VERSION = "2022-11-28"
_UNKNOWN_WAIT_S = 60
"""What GitHub asks for where it names no time (docs.github.com: rate limits for the REST API)."""


class GitHubApi(Api):
    """Closes with `with`."""

    def __init__(self, base_url: str, token: str, *, timeout_s: float) -> None:
        super().__init__(
            base_url,
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": VERSION,
            },
            reason_of=_reason_of,
            timeout_s=timeout_s,
        )
        self._client.event_hooks = {"response": [_name_limits]}

    def json(self, call: Call) -> Any:
        """As `Api.json`, with what a 404 and a 422 of GitHub mean.

        Raises:
            TaskError: the class that stands for the status.
        """
        try:
            return super().json(call)
        except NotFoundError as error:
            raise NotFoundError(
                error.message,
                hint="Check the names; GitHub says 404 also where the token may not see the repository.",
            ) from error
        except InvalidInputError as error:
            raise InvalidInputError(error.message, hint="GitHub refuses a value; see its answer.") from error


def is_refusal(error: TaskError, words: str) -> bool:
    """Whether GitHub's own words are among those of the error."""
    return words.lower() in error.message.lower()


def _name_limits(response: "httpx.Response") -> None:
    """GitHub says "too often" by 403 as well; from here on it is 429, with the time to wait."""
    if response.status_code not in (403, 429) or "retry-after" in response.headers:
        is_limit = "retry-after" in response.headers
    elif response.headers.get("x-ratelimit-remaining") == "0":
        until = response.headers.get("x-ratelimit-reset", "")
        wait_s = max(int(until) - int(time.time()), 1) if until.isdecimal() else _UNKNOWN_WAIT_S
        response.headers["retry-after"] = str(wait_s)
        is_limit = True
    else:
        is_limit = response.status_code == 403 and b"rate limit" in response.read()
        if is_limit:
            response.headers["retry-after"] = str(_UNKNOWN_WAIT_S)
    if is_limit and response.status_code == 403:
        response.status_code = 429


def _reason_of(body: Any) -> str:
    errors = body.get("errors") or []
    said = (each.get("message") or each if isinstance(each, dict) else each for each in errors)
    return "; ".join(map(str, (body["message"], *said)))
