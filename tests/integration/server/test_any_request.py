"""Whatever is sent that the description allows, and much that it does not: never a fault of the server, and
each answer is of the shape that the description says.

A few cases a route here; `API_CASES=200 pytest tests/integration/server/test_any_request.py` tries more."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from seaway.server.app import bare_app
from seaway.server.openapi import describe
from tests.support.projects import PROJECT
from tests.support.served import on_a_socket, open_served, sign_in

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
KNOWN = {"workflow": "hello", "name": "nightly"}
"""Half of the cases ask for what is there."""
CASES = int(os.environ.get("API_CASES", "6"))
HELLO = """
inputs:
  who: {type: string, default: world}
tasks:
  hello: {run: 'echo hello'}
"""


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A server in a thread of its own, with a workflow and a run; and what an admin sends."""
    folder = tmp_path_factory.mktemp("any")
    found: list[Address] = []
    is_up, is_over = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(folder, found, is_up, is_over)))
    thread.start()
    assert is_up.wait(30)
    yield found[0]
    is_over.set()
    thread.join()


async def _serve(
    folder: Path, found: list[Address], is_up: threading.Event, is_over: threading.Event
) -> None:
    async with open_served(folder) as served, on_a_socket(served.app) as url:
        served.site.add(HELLO, "hello")
        await served.site.publish()
        await served.site.submit("hello")
        admin = await sign_in(served.parts, "fuzz", is_admin=True)
        cookie = "; ".join(f"{name}={value}" for name, value in admin.cookies.items())
        found.append(Address(url, {"Cookie": cookie, **admin.headers}))
        is_up.set()
        await asyncio.to_thread(is_over.wait)


def operations() -> list[Any]:
    """All but the stream, which has no end, and what would sign us out."""
    schema = schemathesis.openapi.from_dict(describe(bare_app()))
    schema = schema.exclude(path_regex="/events$")
    schema = schema.exclude(path_regex="/session", method=["DELETE", "PUT", "POST"])
    return [pytest.param(found.ok(), id=found.ok().label) for found in schema.get_all_operations()]


@pytest.mark.parametrize("operation", operations())
def test_no_request_is_a_fault_and_answers_are_as_described(operation: Any, address: Address) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=CASES,
        derandomize=CASES < 20,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attempt(case: schemathesis.Case) -> None:
        if case.path_parameters and "project" in case.path_parameters:
            case.path_parameters["project"] = PROJECT
        for name, known in KNOWN.items():
            if case.path_parameters and name in case.path_parameters and len(case.path_parameters[name]) % 2:
                case.path_parameters[name] = known
        case.call_and_validate(base_url=address.url, headers=address.headers, checks=CHECKS, timeout=20)

    attempt()
