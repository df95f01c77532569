"""`github.dispatch`: workflows of GitHub Actions as outside jobs."""

from typing import Any

import pytest
from pydantic import SecretStr

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.github.blueprints import dispatch
from seaway.integrations.github.connection import GitHub
from seaway.integrations.outside import MOST_MISSES
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.github.conftest import Contexts
from tests.servers.contract import FAULTS, Fault, Reply, meets_all_answers
from tests.servers.github import NAME, TOKEN, Repository

GIVEN: dict[str, Any] = {"connection": "github", "repository": NAME, "workflow": "deploy.yml"}


def started(context: Contexts, **more: object) -> Deferred:
    found = dispatch.begin(context(), {**GIVEN, **more})
    assert isinstance(found, Deferred)
    return found


def test_a_workflow_is_started_waited_for_and_gives_its_run(
    repository: Repository, context: Contexts
) -> None:
    waiting = started(context, inputs={"day": "2026-01-31", "full": True, "limit": 3})
    sent = repository.server.asked[-1].json
    assert sent["inputs"] == {"day": "2026-01-31", "full": "true", "limit": "3"}
    repository.runs[1]["status"] = "in_progress"
    job = {"id": 1, "run_url": "x", "head_sha": "x", "run_attempt": 1, "name": "build", "html_url": None}
    job |= {"status": "completed", "conclusion": "success", "created_at": "2026-01-31T12:00:00Z"}
    repository.jobs = [job, {**job, "status": "queued", "conclusion": None}]
    again = dispatch.poll(context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "run 1 is in_progress, 1 of 2 jobs are done"
    repository.end("success")
    assert dispatch.poll(context(), GIVEN, again.state) == {
        "run_id": 1,
        "url": f"https://github.com/{NAME}/actions/runs/1",
        "conclusion": "success",
        "commit": repository.refs["main"],
    }


def test_it_need_not_be_waited_for(repository: Repository, context: Contexts) -> None:
    found = dispatch.begin(context(), {**GIVEN, "wait": False})
    assert isinstance(found, dict)
    assert (found["run_id"], found["conclusion"]) == (1, "")


@pytest.mark.parametrize(
    ("conclusion", "expected", "said"),
    [
        ("failure", TaskError, "ended `failure` at test / Run pytest: https://"),
        ("timed_out", TaskError, "ended `timed_out`"),
        ("cancelled", ConflictError, "Somebody cancelled"),
        ("startup_failure", InvalidInputError, "could not be started"),
    ],
)
def test_how_a_run_ended_is_said(
    repository: Repository, context: Contexts, conclusion: str, expected: type[TaskError], said: str
) -> None:
    waiting = started(context)
    job = {"id": 1, "run_url": "x", "head_sha": "x", "run_attempt": 1, "html_url": None}
    job |= {"status": "completed", "created_at": "2026-01-31T12:00:00Z"}
    step = {"status": "completed", "number": 1}
    steps = [
        {**step, "name": "Set up", "conclusion": "success"},
        {**step, "name": "Run pytest", "conclusion": "failure"},
    ]
    jobs = [
        {**job, "name": "build", "conclusion": "success"},
        {**job, "name": "test", "conclusion": "failure", "steps": steps},
    ]
    repository.end(conclusion, jobs)
    with pytest.raises(expected, match=said) as caught:
        dispatch.poll(context(), GIVEN, waiting.state)
    assert type(caught.value) is expected
    assert caught.value.hint


def test_after_a_crash_the_run_is_found_by_the_key_in_its_name(
    repository: Repository, context: Contexts
) -> None:
    repository.names_runs_by = "try"
    given = {**GIVEN, "key_input": "try"}
    assert dispatch.find(context(), given) is None
    first = started(context, key_input="try")
    for number in range(2, 122):  # more than a page of others began since
        repository.runs[number] = {**repository.runs[1], "id": number, "display_title": "deploy"}
    found = dispatch.find(context(), given)
    assert isinstance(found, Deferred)
    assert found.state == first.state
    assert dispatch.find(context("run/deploy/2"), given) is None
    assert dispatch.find(context(), GIVEN) is None


def test_a_server_that_does_not_name_the_run_needs_the_key(repository: Repository, context: Contexts) -> None:
    repository.says_run = False
    with pytest.raises(DataError, match="does not say as which run") as caught:
        started(context)
    assert "key_input" in caught.value.hint
    repository.names_runs_by = "try"
    given = {**GIVEN, "key_input": "try"}
    waiting = started(context, key_input="try")
    shown = repository.runs.pop(2)
    again = dispatch.poll(context(), given, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "waits for the run of `deploy.yml` to be listed"
    repository.runs[2] = shown
    repository.end("success")
    found = dispatch.poll(context(), given, again.state)
    assert isinstance(found, dict)
    assert found["run_id"] == 2


def test_a_run_that_never_shows_is_given_up(repository: Repository, context: Contexts) -> None:
    state = {"run": None, "key": "seaway-x", "misses": MOST_MISSES}
    with pytest.raises(NotFoundError, match="has seaway-x in its name") as caught:
        dispatch.poll(context(), GIVEN, state)
    assert "run-name" in caught.value.hint


def test_a_cancelled_task_cancels_its_run_once(repository: Repository, context: Contexts) -> None:
    waiting = started(context)
    dispatch.cancel(context(), GIVEN, waiting.state)
    assert repository.runs[1]["conclusion"] == "cancelled"
    dispatch.cancel(context(), GIVEN, waiting.state)  # it is over: 409


def test_while_github_has_trouble_a_run_goes_on(repository: Repository, context: Contexts) -> None:
    waiting = started(context)
    trouble = {fault.name: fault for fault in FAULTS}
    with repository.server.failing(trouble["too often"]):
        again = dispatch.poll(context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert again.poll_after_s == 15.0
    assert isinstance(again.state, dict)
    assert again.state["misses"] == 1
    last = {**again.state, "misses": MOST_MISSES}
    with repository.server.failing(trouble["down"]), pytest.raises(UnavailableError):
        dispatch.poll(context(), GIVEN, last)
    repository.end("success")
    assert isinstance(dispatch.poll(context(), GIVEN, again.state), dict)


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"workflow": "other.yml"}, NotFoundError, "Not Found"),
        ({"repository": "acme/other"}, NotFoundError, "Not Found"),
        ({"ref": "nowhere"}, InvalidInputError, "No ref found for: nowhere"),
        ({"workflow": ".github/workflows/deploy.yml"}, InvalidInputError, "no workflow"),
        ({"inputs": {str(number): "" for number in range(26)}}, InvalidInputError, "26 inputs"),
    ],
)
def test_what_can_not_be_started_is_said(
    repository: Repository,
    context: Contexts,
    given: dict[str, Any],
    expected: type[TaskError],
    said: str,
) -> None:
    with pytest.raises(expected, match=said) as caught:
        started(context, **given)
    assert caught.value.hint
    assert repository.runs == {}


def test_it_meets_all_answers(
    repository: Repository, context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        dispatch.begin(context(timeout_s=0.3), GIVEN)

    meets_all_answers(call, repository.server, secrets=[TOKEN], caplog=caplog)


@pytest.mark.parametrize(
    ("headers", "said", "least_s"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, "API rate limit exceeded", 1),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}, "exceeded", 10_000),
        ({}, "You have exceeded a secondary rate limit", 60),
    ],
)
def test_that_github_is_asked_too_often_is_known_though_it_says_403(
    repository: Repository, context: Contexts, headers: dict[str, str], said: str, least_s: float
) -> None:
    content = Reply({"message": said}).content()
    fault = Fault(name="limit", expected=RateLimitError, status=403, headers=headers, content=content)
    with repository.server.failing(fault), pytest.raises(RateLimitError, match=said) as caught:
        started(context)
    assert (caught.value.retry_after_s or 0) >= least_s


def test_the_connection_says_whose_token_it_is(repository: Repository, context: Contexts) -> None:
    url = repository.server.url
    assert GitHub(token=SecretStr(TOKEN), base_url=url).check() == "GitHub knows the token as ada."
    with pytest.raises(AuthError, match="Bad credentials"):
        GitHub(token=SecretStr("another-not-secret"), base_url=url).check()
    with pytest.raises(AuthError, match="has no token"):
        GitHub(name="github", base_url=url).check()
