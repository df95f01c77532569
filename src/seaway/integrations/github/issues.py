"""`github.open_issue`: tell those who keep a repository what went wrong, once."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.github.client import GitHubApi
from seaway.integrations.github.connection import GitHub, path_of
from seaway.integrations.http.client import Call
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

IfExists = Literal["create", "comment", "skip"]
MOST_LETTERS = 65_536
MOST_TITLE = 256
PAGE = 100
MOST_PAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """`outcome` is `created`, `commented` or `skipped`; the rest names the issue."""

    outcome: str
    number: int
    url: str


@blueprint("github.open_issue", title="Open a GitHub issue", category="Development", idempotent=False)
def open_issue(
    ctx: Context,
    connection: GitHub,
    repository: str,
    title: str,
    body: Annotated[str, Form(editor="text")] = "",
    *,
    labels: list[str] = [],  # noqa: B006 - never changed
    assignees: list[str] = [],  # noqa: B006 - never changed
    if_exists: IfExists = "create",
) -> Issue:
    """Open an issue in a repository, or add to the one that is open under the same title.

    GitHub has no key by which it would know an issue that comes twice, so a crash is not repeated by itself;
    with `if_exists: skip` a task may say `idempotent: true`.

    Args:
        connection: who opens it
        repository: `owner/name`
        title: 256 letters at most
        body: Markdown, 65,536 letters at most
        labels: names of labels; GitHub makes those that are new, where the token may
        assignees: names of accounts
        if_exists: where one of the 1,000 newest open issues has this title: open another (`create`), add
            `body` to it as a comment (`comment`), or leave it (`skip`)

    Raises:
        AuthError: the token is wrong or expired, or there is none
        PermissionDeniedError: the token may not write issues
        NotFoundError: no such repository, it has no issues (410), or the token may not see it
        ConflictError: 409
        RateLimitError: too many calls; retried, after the time that GitHub names
        UnavailableError: GitHub has trouble, or no answer came; a retry may then open it twice, except with
            `if_exists`
        InvalidInputError: no title, too long, or GitHub refuses a value
        DataError: an answer that is not GitHub's

    Example:
        tell:
          uses: github.open_issue
          with:
            connection: github
            repository: acme/models
            title: "{{ run.workflow }} fails at {{ run.failed_task }}"
            body: "{{ run.error }} {{ run.url }}"
            labels: [data]
            if_exists: comment
    """
    base = path_of(repository)
    _check(title, body, if_exists)
    with connection.open() as api:
        known = None if if_exists == "create" else _open_under(api, base, title.strip())
        if known is None:
            content = {"title": title.strip(), "body": body, "labels": labels, "assignees": assignees}
            found = api.json(Call(method="POST", path=f"{base}/issues", json=content))
            return _said(ctx, "created", found)
        if if_exists == "comment":
            path = f"{base}/issues/{int(known['number'])}/comments"
            api.json(Call(method="POST", path=path, json={"body": body}))
            return _said(ctx, "commented", known)
    return _said(ctx, "skipped", known)


def _check(title: str, body: str, if_exists: IfExists) -> None:
    if not title.strip():
        raise InvalidInputError("The issue has no title.", hint="Give `title`.")
    if if_exists == "comment" and not body.strip():
        raise InvalidInputError("A comment needs a text.", hint="Give `body`, or use `if_exists: skip`.")
    for name, text, most in (("title", title, MOST_TITLE), ("body", body, MOST_LETTERS)):
        if len(text) > most:
            raise InvalidInputError(
                f"`{name}` has {len(text):,} letters, and GitHub takes {most:,}.",
                hint="Shorten it, and link to the rest.",
            )


def _open_under(api: GitHubApi, base: str, title: str) -> dict[str, Any] | None:
    """The newest open issue of that title. GitHub lists pull requests beside issues."""
    for page in range(1, MOST_PAGES + 1):
        params = {"state": "open", "per_page": PAGE, "page": page}
        listed = api.json(Call(path=f"{base}/issues", params=params))
        if not isinstance(listed, list):
            raise DataError("The answer for issues is no list.", hint="Check the connection's `base_url`.")
        for each in listed:
            if each["title"] == title and "pull_request" not in each:
                return dict(each)
        if len(listed) < PAGE:
            return None
    return None


def _said(ctx: Context, outcome: str, found: Any) -> Issue:
    try:
        issue = Issue(outcome=outcome, number=int(found["number"]), url=str(found["html_url"]))
    except (TypeError, LookupError, ValueError):
        raise DataError(
            "GitHub's answer names no issue.", hint="Check the connection's `base_url`."
        ) from None
    ctx.log.info("Issue #%s %s: %s", issue.number, outcome, issue.url)
    return issue
