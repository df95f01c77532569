"""Files of a repository, from git's own server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seaway.errors import AuthError, InvalidInputError, NotFoundError, PermissionDeniedError, UnavailableError
from seaway.integrations.git.checkout import Git, check_out
from tests.servers.git import TOKEN, GitServer, server


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitServer]:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")
    (tmp_path / "host").mkdir()
    with server(tmp_path / "host") as here:
        yield here


def test_the_newest_files_come_without_their_history(host: GitServer, tmp_path: Path) -> None:
    url = host.repository("shop", {"a.txt": "old", "deep/b.txt": "b"})
    newest = host.commit("shop", {"a.txt": "new"})
    assert check_out(url, tmp_path / "out") == newest
    assert (tmp_path / "out/a.txt").read_text() == "new"
    assert (tmp_path / "out/deep/b.txt").read_text() == "b"
    assert Git(tmp_path / "out").run("rev-list", "--count", "HEAD").strip() == "1"


def test_a_branch_a_tag_and_a_commit_can_be_named(host: GitServer, tmp_path: Path) -> None:
    url = host.repository("shop", {"a.txt": "first"})
    first = Git(host.root / "shop.git").run("rev-parse", "main").strip()
    Git(host.root / "shop.git").run("tag", "v1", first)
    host.commit("shop", {"a.txt": "second"})
    for number, ref in enumerate(["v1", first]):
        assert check_out(url, tmp_path / str(number), ref=ref) == first
        assert (tmp_path / str(number) / "a.txt").read_text() == "first"
    check_out(url, tmp_path / "branch", ref="main")
    assert (tmp_path / "branch/a.txt").read_text() == "second"


def test_a_closed_repository_wants_the_token_and_shows_it_nowhere(host: GitServer, tmp_path: Path) -> None:
    url = host.repository("closed", {"a.txt": "a"}, is_closed=True)
    check_out(url, tmp_path / "out", token=TOKEN)
    kept = [place.read_bytes() for place in (tmp_path / "out").rglob("*") if place.is_file()]
    assert not any(TOKEN.encode() in content for content in kept)
    for number, token in enumerate(["", "another"]):
        with pytest.raises(AuthError) as caught:
            check_out(url, tmp_path / f"no{number}", token=token)
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "ref", "error"),
    [
        ("shop", "nowhere", NotFoundError),
        ("other", "", NotFoundError),
        ("shop", "--upload-pack=touch /tmp/x", InvalidInputError),
        ("shop", "a..b", InvalidInputError),
    ],
)
def test_what_is_not_there_or_no_ref_is_said(
    host: GitServer, tmp_path: Path, name: str, ref: str, error: type[Exception]
) -> None:
    host.repository("shop", {"a.txt": "a"})
    with pytest.raises(error):
        check_out(f"{host.url}/{name}.git", tmp_path / "out", ref=ref)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc",
        "/etc",
        "ext::sh -c touch% /tmp/x",
        "--upload-pack=touch /tmp/x",
        "git://127.0.0.1/x.git",
        "https://ada:word@example.com/x.git",
    ],
)
def test_other_ways_to_a_repository_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_out(url, tmp_path / "out")
    assert "word" not in str(caught.value).replace("words", "")
    assert not (tmp_path / "out").exists()


def test_addresses_that_are_not_for_workflows_are_refused(
    host: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = host.repository("shop", {"a.txt": "a"})
    monkeypatch.delenv("SEAWAY_PRIVATE_NETWORKS")
    with pytest.raises(PermissionDeniedError):
        check_out(url, tmp_path / "out")


def test_a_host_that_is_gone_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")
    with pytest.raises(UnavailableError):
        check_out("http://127.0.0.1:9/x.git", tmp_path / "out")


def test_hooks_of_the_repository_do_not_run(host: GitServer, tmp_path: Path) -> None:
    url = host.repository("shop", {"a.txt": "a", ".githooks/post-checkout": "#!/bin/sh\ntouch hooked\n"})
    check_out(url, tmp_path / "out")
    assert not (tmp_path / "out/hooked").exists()
