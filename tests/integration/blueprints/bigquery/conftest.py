"""BigQuery for these tests: one emulator for all, cleared of jobs before each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.integrations.bigquery.connection import BigQuery
from seaway.sdk.context import Context, RunInfo
from tests.servers.bigquery import PROJECT, BigQueryServer, bigquery_server
from tests.support.contexts import Notebook, a_context

Contexts = Callable[..., Context]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BigQueryServer]:
    with bigquery_server(tmp_path_factory.mktemp("bigquery")) as server:
        yield server


@pytest.fixture
def server(emulator: BigQueryServer) -> BigQueryServer:
    emulator.reset()
    emulator.empty_dataset("mart")
    return emulator


@pytest.fixture
def warehouse(server: BigQueryServer) -> BigQuery:
    return warehouse_of(server)


def warehouse_of(server: BigQueryServer) -> BigQuery:
    return BigQuery(name="warehouse", project=PROJECT, dataset="mart", location="US", endpoint_url=server.url)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def ctx(tmp_path: Path, server: BigQueryServer, notebook: Notebook) -> Contexts:
    """A context of the try `key`; `names` are those of expressions."""

    def make(key: str = "run-1/view/0/1", **names: Any) -> Context:
        connections = {"warehouse": {"type": "bigquery", **warehouse_of(server).model_dump(exclude={"name"})}}
        context = a_context(tmp_path, connections=connections, names=names, reporter=notebook)
        run_id, task_key, *_ = key.split("/")
        context.run = RunInfo(workflow="daily_finance", run_id=run_id, task_key=task_key, job_key=key)
        return context

    return make
