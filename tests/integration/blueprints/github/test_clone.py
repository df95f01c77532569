"""`github.clone` against git's own server."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import AuthError, ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from seaway.integrations.github.blueprints import clone
from tests.servers.git import TOKEN, GitServer, git, server
from tests.support.contexts import Notebook, a_context


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitServer]:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")
    (tmp_path / "host").mkdir()
    with server(tmp_path / "host") as here:
        (here.root / "acme").mkdir()
        yield here


def a_clone(host: GitServer, where: Path, *, token: str = TOKEN, **inputs: Any) -> dict[str, Any]:
    values = {"type": "github", "token": token, "web_url": host.url}
    ctx = a_context(where, connections={"github": values}, reporter=Notebook())
    found = clone.call(ctx, {"connection": "github", "repository": "acme/site", **inputs})
    assert isinstance(found, dict)
    assert not list((where / "temp").iterdir())
    return found


def test_a_folder_of_a_repository_stands_in_the_task_without_history(host: GitServer, tmp_path: Path) -> None:
    host.repository("acme/site", {"README.md": "all", "sql/a.sql": "select 1", "sql/deep/b.sql": "select 2"})
    newest = host.commit("acme/site", {"sql/a.sql": "select 3"})
    found = a_clone(host, tmp_path, folder="sql", to="models")
    assert found == {"commit": newest, "files": 2}
    task = tmp_path / "task"
    assert {str(each.relative_to(task)) for each in task.rglob("*") if each.is_file()} == {
        "models/a.sql",
        "models/deep/b.sql",
    }
    assert (task / "models/a.sql").read_text() == "select 3"


def test_a_tag_can_be_named_and_what_is_there_is_written_over_or_kept(
    host: GitServer, tmp_path: Path
) -> None:
    host.repository("acme/site", {"a.txt": "first"})
    git(host.root / "acme/site.git", "tag", "v1", "main")
    host.commit("acme/site", {"a.txt": "second"})
    a_clone(host, tmp_path)
    with pytest.raises(ConflictError, match=r"`a\.txt` is there already"):
        a_clone(host, tmp_path, ref="v1", overwrite=False)
    assert (tmp_path / "task/a.txt").read_text() == "second"
    a_clone(host, tmp_path, ref="v1")
    assert (tmp_path / "task/a.txt").read_text() == "first"


def test_a_closed_repository_wants_the_token_which_stands_nowhere(
    host: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in an argument of git, nor in a file, a message or the log."""
    caplog.set_level(logging.DEBUG)
    arguments: list[str] = []
    real = subprocess.run

    def noted(args: list[str], **more: Any) -> Any:
        arguments.extend(map(str, args))
        return real(args, **more)

    host.repository("acme/site", {"a.txt": "a"})
    host.closed.add("acme")
    monkeypatch.setattr(subprocess, "run", noted)
    a_clone(host, tmp_path)
    assert (tmp_path / "task/a.txt").read_text() == "a"
    for token in ("", "another-not-secret"):
        with pytest.raises(AuthError) as caught:
            a_clone(host, tmp_path, token=token)
        assert caught.value.hint
        assert not token or token not in str(caught.value)
    kept = [place.read_bytes() for place in (tmp_path / "task").rglob("*") if place.is_file()]
    assert "fetch" in arguments
    assert TOKEN not in " ".join(arguments) + caplog.text
    assert not any(TOKEN.encode() in content for content in kept)


def test_links_stay_inside_the_repository(host: GitServer, tmp_path: Path) -> None:
    host.repository("acme/site", {"a.txt": "a"})
    work = host.root / "acme/site.work"
    (work / "same.txt").symlink_to("a.txt")
    host.commit("acme/site", {"b.txt": "b"})
    assert a_clone(host, tmp_path)["files"] == 3
    assert (tmp_path / "task/same.txt").read_text() == "a"
    assert not (tmp_path / "task/same.txt").is_symlink()
    (work / "out.txt").symlink_to("/etc/hostname")
    host.commit("acme/site", {"b.txt": "c"})
    with pytest.raises(InvalidInputError, match="outside"):
        a_clone(host, tmp_path)
    assert (tmp_path / "task/b.txt").read_text() == "b"


@pytest.mark.parametrize(
    ("inputs", "expected", "said"),
    [
        ({"repository": "site"}, InvalidInputError, "Write it as|no repository"),
        ({"repository": "acme/.."}, InvalidInputError, "no repository"),
        ({"repository": "acme/site/../../x"}, InvalidInputError, "no repository"),
        ({"repository": "acme/other"}, NotFoundError, "not found"),
        ({"ref": "nowhere"}, NotFoundError, "nowhere"),
        ({"ref": "--upload-pack=x"}, InvalidInputError, "can't be a branch"),
        ({"folder": "nowhere"}, NotFoundError, "no folder `nowhere`"),
        ({"folder": "../.."}, InvalidInputError, "outside"),
        ({"to": "../out"}, InvalidInputError, "outside"),
    ],
)
def test_what_is_wrong_is_said(
    host: GitServer, tmp_path: Path, inputs: dict[str, str], expected: type[Exception], said: str
) -> None:
    host.repository("acme/site", {"a.txt": "a"})
    with pytest.raises(expected, match=said):
        a_clone(host, tmp_path, **inputs)


def test_the_guard_stands_before_git(
    host: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.repository("acme/site", {"a.txt": "a"})
    monkeypatch.delenv("SEAWAY_PRIVATE_NETWORKS")
    with pytest.raises(PermissionDeniedError):
        a_clone(host, tmp_path)
    assert host.asked == []
