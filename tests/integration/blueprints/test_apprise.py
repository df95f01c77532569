"""`apprise.send` with two of the services that Apprise knows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import InvalidInputError, PermissionDeniedError, UnavailableError
from seaway.integrations.apprise.blueprints import send as apprise_send
from seaway.integrations.apprise.connection import Apprise
from seaway.integrations.notify.blueprints import send as notify
from seaway.settings import PRIVATE_NETWORKS
from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.support.contexts import a_context

# A plugin of Apprise imports it on Pythons that still have it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SECRET = "not-a-secret-of-json"


@pytest.fixture
def server() -> Iterator[ContractServer]:
    made = ContractServer()

    @made.route("POST", "/hook")
    def hook(asked: Asked) -> Reply:
        return Reply({})

    @made.route("POST", "/away")
    def away(asked: Asked) -> Reply:
        return Reply(b"", 307, {"Location": "http://169.254.169.254/latest"})

    with made:
        yield made


def url_of(server: ContractServer, path: str = "hook") -> str:
    return f"json://user:{SECRET}@{server.url.removeprefix('http://')}/{path}"


def send(folder: Path, url: str, **inputs: object) -> dict[str, Any]:
    ctx = a_context(folder, connections={"hook": {"type": "apprise", "url": url}})
    found = apprise_send.call(ctx, {"connection": "hook", "text": "hello", **inputs})
    assert isinstance(found, dict)
    return found


def test_a_message_reaches_the_service(server: ContractServer, tmp_path: Path) -> None:
    assert send(tmp_path, url_of(server), title="Daily")["sent"]
    (asked,) = server.asked
    assert (asked.json["title"], asked.json["message"]) == ("Daily", "hello")
    assert send(tmp_path, url_of(server), send_if=False) == {"sent": False}
    values = {"type": "apprise", "url": url_of(server)}
    notify.call(a_context(tmp_path, connections={"hook": values}), {"channel": ["hook"], "text": "told"})
    assert [each.json["message"] for each in server.asked] == ["hello", "told"]


def test_what_fails_is_unavailable_and_shows_no_secret(
    server: ContractServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UnavailableError, match="did not take the message") as caught:
        send(tmp_path, url_of(server, "missing"))
    assert SECRET not in f"{caught.value.message} {caught.value.hint} {caplog.text}"


@pytest.mark.parametrize("url", ["nonsense", "unknown://x", "slack://"])
def test_an_address_that_is_none_is_said(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="none that Apprise knows"):
        send(tmp_path, url)


def test_what_is_empty_or_too_long_is_said(server: ContractServer, tmp_path: Path) -> None:
    for text in (" ", "x" * 32_769):
        with pytest.raises(InvalidInputError):
            send(tmp_path, url_of(server), text=text)
    assert server.asked == []


def test_this_machine_is_no_service(tmp_path: Path) -> None:
    with pytest.raises((PermissionDeniedError, InvalidInputError)):
        send(tmp_path, "syslog://")


def test_the_guard_stands_before_it_and_before_redirects(
    server: ContractServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PermissionDeniedError, match=r"169\.254\.169\.254"):
        send(tmp_path, url_of(server, "away"))
    monkeypatch.delenv(PRIVATE_NETWORKS)
    with pytest.raises(PermissionDeniedError, match="this machine itself"):
        send(tmp_path, url_of(server))
    assert [each.path for each in server.asked] == ["/away"]


def test_the_check_names_the_service(server: ContractServer) -> None:
    assert Apprise(url=url_of(server)).check().startswith("The address is one of JSON.")
