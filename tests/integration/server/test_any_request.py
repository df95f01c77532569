"""Whatever is sent that the description allows, and much that it does not: never a fault of the server, and
each answer is of the shape that the description says.

What goes in and out of a session does so as a person who was made for it; of the live stream the head.
A few cases a route here; `API_CASES=200 pytest tests/integration/server/test_any_request.py` tries more."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from seaway.access.roles import Role
from seaway.server.app import bare_app
from seaway.server.openapi import describe
from seaway.store import users
from seaway.store.access_tables import sign_in_failures
from tests.support.projects import PROJECT
from tests.support.served import Served, SignedIn, on_a_socket, open_served, sign_in

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


OF_SESSIONS = ("DELETE /api/v1/session", "POST /api/v1/session", "PUT /api/v1/session/password")
PERSON, PASSWORD = "grace", "Tides-and-lights-9"


@dataclass(frozen=True, slots=True)
class Address:
    """`headers`: what an admin sends. `newcomer` gives what somebody sends who came in just now."""

    url: str
    headers: dict[str, str]
    run_id: str
    newcomer: Callable[[], dict[str, str]]


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
        run_id = await served.site.submit("hello")
        admin = await sign_in(served.parts, "fuzz", is_admin=True)
        await _give_password(served, await served.user(PERSON, role=Role.VIEWER))
        loop = asyncio.get_running_loop()

        def newcomer() -> dict[str, str]:
            return asyncio.run_coroutine_threadsafe(_come_in(served), loop).result(30)

        found.append(Address(url, _sent_by(admin), run_id, newcomer))
        is_up.set()
        await asyncio.to_thread(is_over.wait)


def _sent_by(person: SignedIn) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    return {"Cookie": cookie, **person.headers}


async def _give_password(served: Served, person: SignedIn) -> None:
    hashed = await served.parts.sign_in.passwords.hash(PASSWORD, name=person.user.name)
    await served.parts.database.write(
        lambda connection: users.change(connection, person.user.id, password=hashed)
    )


async def _come_in(served: Served) -> dict[str, str]:
    """A person with a session, and a door that remembers no wrong tries."""
    await served.parts.database.write(lambda connection: connection.execute(sign_in_failures.delete()))
    return _sent_by(await served.user(role=Role.VIEWER))


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(describe(bare_app()))
    return [pytest.param(found.ok(), id=found.ok().label) for found in schema.get_all_operations()]


ATTEMPTS = settings(
    max_examples=CASES,
    derandomize=CASES < 20,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("operation", operations())
def test_no_request_is_a_fault_and_answers_are_as_described(operation: Any, address: Address) -> None:
    @given(case=operation.as_strategy())
    @ATTEMPTS
    def attempt(case: Any) -> None:
        _know(case)
        if operation.path.endswith("/events"):
            _follow(case, address)
        else:
            headers = address.newcomer() if operation.label in OF_SESSIONS else address.headers
            case.call_and_validate(base_url=address.url, headers=headers, checks=CHECKS, timeout=20)

    attempt()


def _know(case: Any) -> None:
    """Half of the cases ask for what is there, or come in as who is known."""
    if case.path_parameters and "project" in case.path_parameters:
        case.path_parameters["project"] = PROJECT
    for name, known in KNOWN.items():
        if case.path_parameters and name in case.path_parameters and len(case.path_parameters[name]) % 2:
            case.path_parameters[name] = known
    is_sign_in = case.operation.label == "POST /api/v1/session" and isinstance(case.body, dict)
    if is_sign_in and len(str(case.body.get("email"))) % 2:
        case.body |= {"email": PERSON, "password": PASSWORD}


def _follow(case: Any, address: Address) -> None:
    """A stream has no end, so that its head is looked at; what is refused is an answer like others."""
    if case.query and len(str(case.query)) % 2:
        case.query |= {"run": [address.run_id]}
    sent = case.as_transport_kwargs(base_url=address.url, headers=address.headers)
    with requests.request(**sent, stream=True, timeout=20) as answer:
        if answer.status_code == 200:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            assert "Content-Length" not in answer.headers
        else:
            case.validate_response(answer, checks=CHECKS)
