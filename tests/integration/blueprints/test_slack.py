"""`slack.send`: Slack's own client against a server that answers as Slack does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.notify.blueprints import send as notify
from seaway.integrations.slack import blueprints as slack
from seaway.integrations.slack.connection import Slack
from seaway.settings import PRIVATE_NETWORKS
from tests.servers.contract import meets_all_answers
from tests.servers.slack import TOKEN, Workspace
from tests.support.contexts import a_context


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    made = Workspace()
    with made.server:
        yield made
    assert made.server.problems == []


def values_of(workspace: Workspace, **more: object) -> dict[str, Any]:
    return {"type": "slack", "token": TOKEN, "base_url": workspace.url, "channel": "#data-team", **more}


def send(folder: Path, values: dict[str, Any], **inputs: object) -> dict[str, Any]:
    found = slack.send.call(a_context(folder, connections={"team": values}), {"connection": "team", **inputs})
    assert isinstance(found, dict)
    return found


def test_a_message_goes_to_a_channel_a_thread_or_a_person(workspace: Workspace, tmp_path: Path) -> None:
    values = values_of(workspace)
    first = send(tmp_path, values, text="failed: *disk full*")
    assert first == {"sent": True, "channel": "C0000000001", "ts": "1.000100", "files": []}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]
    send(tmp_path, values, text="hello", blocks=blocks, thread=first["ts"], channel="#random")
    send(tmp_path, values, text="psst", email="ada@example.org")
    assert [(each["channel"], each["text"], each.get("thread_ts")) for each in workspace.messages] == [
        ("C0000000001", "failed: *disk full*", None),
        ("C0000000002", "hello", "1.000100"),
        ("D0000000001", "psst", None),
    ]
    assert workspace.messages[1]["blocks"] == blocks


def test_files_go_along_by_channel_name_or_to_a_person(workspace: Workspace, tmp_path: Path) -> None:
    ctx = a_context(tmp_path)
    ctx.files.write_text("out/a.csv", "a\n1\n")
    ctx.files.path("out/b.png").write_bytes(b"\x89PNG\0")
    found = send(tmp_path, values_of(workspace), text="today's", paths=["out/*"], channel="#random")
    assert list(workspace.uploads.values()) == [b"a\n1\n", b"\x89PNG\0"]
    assert found["files"] == list(workspace.uploads)
    (done,) = workspace.completed
    assert (done["channel_id"], done["initial_comment"]) == ("C0000000002", "today's")
    assert [each["title"] for each in done["files"]] == ["a.csv", "b.png"]
    send(tmp_path, values_of(workspace), paths=["out/a.csv"], email="ada@example.org")
    assert workspace.completed[-1]["channel_id"] == "D0000000001"
    with pytest.raises(NotFoundError, match="There is no channel `#other`"):
        send(tmp_path, values_of(workspace), paths=["out/a.csv"], channel="#other")


@pytest.mark.parametrize(
    ("says", "expected", "said"),
    [
        ({"error": "token_revoked"}, AuthError, "says `token_revoked`"),
        ({"error": "missing_scope", "needed": "chat:write"}, PermissionDeniedError, r"\(needs chat:write\)"),
        ({"error": "not_in_channel"}, PermissionDeniedError, "not_in_channel"),
        ({"error": "channel_not_found"}, NotFoundError, "channel_not_found"),
        ({"error": "ratelimited"}, RateLimitError, "ratelimited"),
        ({"error": "fatal_error"}, UnavailableError, "fatal_error"),
        (
            {"error": "invalid_blocks", "response_metadata": {"messages": ["[ERROR] no more than 50 items"]}},
            InvalidInputError,
            "`invalid_blocks`.*no more than 50",
        ),
        ({"error": "something_new"}, InvalidInputError, "something_new"),
    ],
)
def test_what_slack_says_is_understood(
    workspace: Workspace, tmp_path: Path, says: dict[str, Any], expected: type[TaskError], said: str
) -> None:
    workspace.says = says
    with pytest.raises(expected, match=said) as caught:
        send(tmp_path, values_of(workspace), text="x")
    assert type(caught.value) is expected
    assert caught.value.hint
    assert len(workspace.server.asked) == 1


def test_slack_meets_all_answers(
    workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    a_context(tmp_path).files.write_text("a.txt", "a")
    values = values_of(workspace, timeout_s=0.3)
    for given, only in (({"text": "x"}, "chat."), ({"paths": ["a.txt"], "channel": "C1"}, "files.")):

        def call(given: dict[str, Any] = given) -> None:
            send(tmp_path, values, **given)

        meets_all_answers(call, workspace.server, secrets=[TOKEN], caplog=caplog, only=only)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "nothing to send"),
        ({"text": "x" * 40_001}, "`text` has 40,001, and Slack takes 40,000"),
        ({"blocks": [{}] * 51}, "`blocks` has 51"),
        ({"text": "x", "channel": "", "connection": "nowhere"}, "not said where"),
        ({"blocks": [{}], "paths": ["a.txt"]}, "not with `blocks`"),
    ],
)
def test_what_can_not_be_sent_is_said_before_anything_is(
    workspace: Workspace, tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    connections = {"team": values_of(workspace), "nowhere": values_of(workspace, channel="")}
    ctx = a_context(tmp_path, connections=connections)
    ctx.files.write_text("a.txt", "a")
    with pytest.raises(InvalidInputError, match=said):
        slack.send.call(ctx, {"connection": "team", **given})
    with pytest.raises(NotFoundError, match=r"No file matches `\*\.pdf`"):
        slack.send.call(ctx, {"connection": "team", "paths": ["*.pdf"]})
    assert workspace.server.asked == []


def test_a_condition_a_test_and_a_channel(workspace: Workspace, tmp_path: Path) -> None:
    values = values_of(workspace)
    assert send(tmp_path, values, text="x", send_if=False)["sent"] is False
    assert workspace.server.asked == []
    known = Slack(token=TOKEN, base_url=workspace.url)
    assert known.check() == "Slack knows the token as seaway in Example."
    with pytest.raises(AuthError, match="invalid_auth"):
        Slack(token="xoxb-other", base_url=workspace.url).check()
    notify.call(a_context(tmp_path, connections={"team": values}), {"channel": ["team"], "text": "told"})
    assert workspace.messages[-1]["text"] == "told"


def test_the_guard_stands_before_slacks_client(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PRIVATE_NETWORKS)
    with pytest.raises(PermissionDeniedError, match="this machine itself"):
        send(tmp_path, values_of(workspace), text="x")
    assert workspace.server.asked == []
