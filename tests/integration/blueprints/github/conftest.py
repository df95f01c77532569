"""A repository on GitHub for these tests, and a context that may use it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seaway.sdk.context import Context, RunInfo
from tests.servers.github import TOKEN, Repository
from tests.support.contexts import a_context

Contexts = Callable[..., Context]


@pytest.fixture
def repository() -> Iterator[Repository]:
    made = Repository()
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def context(repository: Repository, tmp_path: Path) -> Contexts:
    def make(job_key: str = "run/deploy/1", **more: object) -> Context:
        values = {"type": "github", "token": TOKEN, "base_url": repository.server.url, **more}
        ctx = a_context(tmp_path, connections={"github": values})
        ctx.run = RunInfo(job_key=job_key)
        return ctx

    return make
