"""`github.commit_files`: all files or none, and nothing of others is lost."""

from pathlib import Path
from typing import Any

import pytest

from seaway.errors import AuthError, ConflictError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.github import commits
from seaway.integrations.github.blueprints import commit_files
from tests.integration.blueprints.github.conftest import Contexts
from tests.servers.contract import meets_all_answers
from tests.servers.github import NAME, TOKEN, Repository
from tests.support.contexts import write

GIVEN: dict[str, Any] = {
    "connection": "github",
    "repository": NAME,
    "paths": ["out/*"],
    "message": "Figures",
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Path:
    write(tmp_path, {"another.txt": "x"})
    write(tmp_path / "task", {"out/a.csv": "a\n1\n", "out/b.png": b"\x89PNG\0"})
    return tmp_path / "task"


def committed(context: Contexts, **more: object) -> dict[str, Any]:
    found = commit_files.call(context(), {**GIVEN, **more})
    assert isinstance(found, dict)
    return found


def test_files_come_as_one_commit_beside_what_is_there(repository: Repository, context: Contexts) -> None:
    before = repository.refs["main"]
    found = committed(context, to="reports")
    assert found == {
        "commit": repository.refs["main"],
        "url": f"https://github.com/{NAME}/commit/{repository.refs['main']}",
        "files": 2,
        "is_new": True,
    }
    assert repository.content("main") == {
        "README.md": b"hello",
        "reports/out/a.csv": b"a\n1\n",
        "reports/out/b.png": b"\x89PNG\0",
    }
    made = repository.commits[found["commit"]]
    assert (made["message"], made["parents"]) == ("Figures", [before])


def test_the_same_files_again_are_no_commit(repository: Repository, context: Contexts, files: Path) -> None:
    first = committed(context)
    again = committed(context)
    assert (again["commit"], again["is_new"]) == (first["commit"], False)
    assert len(repository.commits) == 2
    (files / "out/a.csv").chmod(0o755)
    assert committed(context)["is_new"]
    tree = repository.trees[repository.commits[repository.refs["main"]]["tree"]]
    assert tree["out/a.csv"].startswith("100755 ")


def test_a_branch_is_made_where_that_is_wanted(repository: Repository, context: Contexts) -> None:
    with pytest.raises(NotFoundError) as caught:
        committed(context, branch="figures/daily")
    assert "create_from" in caught.value.hint
    committed(context, branch="figures/daily", create_from="main")
    assert repository.content("main") == {"README.md": b"hello"}
    assert set(repository.content("figures/daily")) == {"README.md", "out/a.csv", "out/b.png"}


def test_a_commit_that_came_meanwhile_is_a_conflict_and_stays(
    repository: Repository, context: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = repository.refs["main"]
    real = commits._tree  # called between reading the branch and moving it

    def meanwhile(*args: Any) -> str:
        repository.push("main", {"other.txt": b"other"})
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(commits, "_tree", meanwhile)
        with pytest.raises(ConflictError, match="Somebody committed to `main` meanwhile"):
            committed(context)
    assert set(repository.content("main")) == {"README.md", "other.txt"}
    with pytest.raises(ConflictError, match=f"not at {expected[:12]}"):
        committed(context, expect=expected)
    committed(context, expect=repository.refs["main"])
    assert set(repository.content("main")) == {"README.md", "other.txt", "out/a.csv", "out/b.png"}


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"paths": ["*.pdf"]}, NotFoundError, r"No file matches `\*\.pdf`"),
        ({"paths": ["../*"]}, InvalidInputError, "outside"),
        ({"paths": []}, InvalidInputError, "0 files"),
        ({"message": " "}, InvalidInputError, "no message"),
        ({"to": "../x"}, InvalidInputError, "can't be a path"),
        ({"to": "/etc"}, InvalidInputError, "can't be a path"),
        ({"to": ".git/hooks"}, InvalidInputError, "can't be a path"),
        ({"repository": "acme"}, InvalidInputError, "no repository"),
    ],
)
def test_what_can_not_be_committed_is_said_before_anything_is(
    repository: Repository, context: Contexts, given: dict[str, Any], expected: type[TaskError], said: str
) -> None:
    with pytest.raises(expected, match=said) as caught:
        committed(context, **given)
    assert caught.value.hint
    assert repository.server.asked == []


def test_a_file_that_is_too_large_is_refused(repository: Repository, context: Contexts, files: Path) -> None:
    with (files / "out/large.bin").open("wb") as stream:
        stream.truncate(commits.MOST_FILE_BYTES + 1)
    with pytest.raises(InvalidInputError, match=r"`out/large\.bin` is larger than 40 MiB"):
        committed(context)
    assert repository.server.asked == []


def test_without_a_token_it_says_so(context: Contexts) -> None:
    with pytest.raises(AuthError, match="has no token"):
        commit_files.call(context(token=""), GIVEN)


@pytest.mark.parametrize("only", ["/git/ref/", "/git/commits", "/git/blobs", "/git/trees", "/git/refs/"])
def test_each_of_its_calls_meets_all_answers(
    repository: Repository, context: Contexts, caplog: pytest.LogCaptureFixture, only: str
) -> None:
    def call() -> None:
        commit_files.call(context(timeout_s=0.3), GIVEN)

    before = repository.refs["main"]
    meets_all_answers(call, repository.server, secrets=[TOKEN], caplog=caplog, only=only)
    assert repository.refs["main"] == before
