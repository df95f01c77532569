"""Makers of dashboards on loopback, and contexts that may use them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seaway.sdk.context import Context, RunInfo
from tests.servers.looker import LookerInstance
from tests.servers.powerbi import TOKEN, PowerBiWorkspace
from tests.servers.tableau import TableauSite
from tests.support.contexts import Notebook, a_context

Contexts = Callable[..., Context]


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def tableau() -> Iterator[TableauSite]:
    made = TableauSite()
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def tableau_context(tableau: TableauSite, tmp_path: Path, notebook: Notebook) -> Contexts:
    def make(**more: object) -> Context:
        return _context(tmp_path, notebook, "tableau", {**tableau.values, **more})

    return make


@pytest.fixture
def powerbi() -> Iterator[PowerBiWorkspace]:
    made = PowerBiWorkspace()
    with made.server, made.tokens:
        yield made
    assert made.server.problems + made.tokens.problems == []


@pytest.fixture
def powerbi_context(powerbi: PowerBiWorkspace, tmp_path: Path, notebook: Notebook) -> Contexts:
    def make(**more: object) -> Context:
        values = {**powerbi.values, "access_token": TOKEN, **more}
        return _context(tmp_path, notebook, "powerbi", values)

    return make


@pytest.fixture
def looker() -> Iterator[LookerInstance]:
    made = LookerInstance()
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def looker_context(looker: LookerInstance, tmp_path: Path, notebook: Notebook) -> Contexts:
    def make(**more: object) -> Context:
        return _context(tmp_path, notebook, "looker", {**looker.values, **more})

    return make


def _context(folder: Path, notebook: Notebook, name: str, values: dict[str, object]) -> Context:
    ctx = a_context(folder, connections={name: values}, reporter=notebook)
    ctx.run = RunInfo(job_key=f"run/{name}/1")
    return ctx
