"""An org of Salesforce for these tests, and contexts that may use it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred
from tests.servers.salesforce import CLIENT, SECRET, Org
from tests.support.contexts import Notebook, a_context

Contexts = Callable[..., Context]
FIELDS = ("Email", "Phone", "LastName", "Company", "Status", "Number__c", "IsConverted", "Owner.Name")


@pytest.fixture
def org() -> Iterator[Org]:
    made = Org()
    made.tables.create("Lead", "00Q", FIELDS)
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def context(org: Org, tmp_path: Path, notebook: Notebook) -> Contexts:
    def make(*, names: dict[str, Any] | None = None, **more: object) -> Context:
        values = {
            "type": "salesforce",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "login_url": org.server.url,
            **more,
        }
        ctx = a_context(tmp_path, connections={"crm": values}, reporter=notebook, names=names)
        ctx.run = RunInfo(job_key="run/task/1")
        return ctx

    return make


def to_end(blueprint: BlueprintDefinition[..., Any], ctx: Context, inputs: dict[str, Any]) -> dict[str, Any]:
    """Begin, and look until it is over, as an engine would, without the waiting."""
    given = {"connection": "crm", **inputs}
    found = blueprint.begin(ctx, given)
    for _ in range(30):
        if not isinstance(found, Deferred):
            return dict(found)
        found = blueprint.poll(ctx, given, found.state)
    raise AssertionError(f"not over: {found}")
