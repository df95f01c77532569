"""`github.open_issue`: opened, added to, or left."""

from typing import Any

import pytest

from seaway.errors import InvalidInputError
from seaway.integrations.github.blueprints import open_issue
from tests.integration.blueprints.github.conftest import Contexts
from tests.servers.contract import meets_all_answers
from tests.servers.github import NAME, TOKEN, Repository

GIVEN: dict[str, Any] = {"connection": "github", "repository": NAME, "title": "Load fails", "body": "why"}
URL = f"https://github.com/{NAME}/issues"


def opened(context: Contexts, **more: object) -> dict[str, Any]:
    found = open_issue.call(context(), {**GIVEN, **more})
    assert isinstance(found, dict)
    return found


def test_an_issue_is_opened(repository: Repository, context: Contexts) -> None:
    found = opened(context, labels=["data"], assignees=["ada"])
    assert found == {"outcome": "created", "number": 1, "url": f"{URL}/1"}
    sent = repository.server.asked[-1].json
    assert sent == {"title": "Load fails", "body": "why", "labels": ["data"], "assignees": ["ada"]}
    assert opened(context)["number"] == 2


def test_one_that_is_open_is_added_to_or_left(repository: Repository, context: Contexts) -> None:
    repository.issue("Load fails", state="closed")
    repository.issue("Load fails", pull_request={"html_url": None})
    assert opened(context, if_exists="skip") == {"outcome": "created", "number": 3, "url": f"{URL}/3"}
    for number in range(150):  # the issue is on the second page
        repository.issue(f"Other {number}")
    assert opened(context, if_exists="skip")["outcome"] == "skipped"
    assert repository.comments == []
    assert opened(context, if_exists="comment") == {"outcome": "commented", "number": 3, "url": f"{URL}/3"}
    assert repository.comments == [("3", "why")]
    assert len(repository.issues) == 153


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "no title"),
        ({"title": "x" * 257}, "`title` has 257 letters, and GitHub takes 256"),
        ({"body": "x" * 65_537}, "`body` has 65,537"),
        ({"body": "", "if_exists": "comment"}, "needs a text"),
        ({"repository": "site"}, "no repository"),
    ],
)
def test_what_can_not_be_opened_is_said_before_anything_is(
    repository: Repository, context: Contexts, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said) as caught:
        opened(context, **given)
    assert caught.value.hint
    assert repository.server.asked == []


def test_what_github_refuses_is_shown(repository: Repository, context: Contexts) -> None:
    with pytest.raises(InvalidInputError, match=r"Validation Failed.*assignees"):
        opened(context, assignees=["nobody"])


@pytest.mark.parametrize("if_exists", ["create", "comment"])
def test_it_meets_all_answers(
    repository: Repository, context: Contexts, caplog: pytest.LogCaptureFixture, if_exists: str
) -> None:
    def call() -> None:
        open_issue.call(context(timeout_s=0.3), {**GIVEN, "if_exists": if_exists})

    meets_all_answers(call, repository.server, secrets=[TOKEN], caplog=caplog)
