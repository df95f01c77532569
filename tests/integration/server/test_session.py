"""Who is signed in."""

import pytest

from seaway.access.roles import Role
from tests.support.projects import PROJECT
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_session_says_who_is_signed_in_and_what_they_may_see(served: Served) -> None:
    said = (await served.client.get("/api/v1/session")).json()
    assert said["user"]["name"] == "ada"
    assert said["user"]["initials"] == "AD"
    assert [(each["name"], each["role"]) for each in said["projects"]] == [(PROJECT, "admin")]
    assert said["server_time"].endswith("Z")


async def test_a_member_sees_the_projects_they_have_a_role_in(served: Served) -> None:
    client = await served.client_as(Role.VIEWER)
    assert [each["role"] for each in (await client.get("/api/v1/session")).json()["projects"]] == ["viewer"]
    stranger = await served.client_as(None)
    assert (await stranger.get("/api/v1/session")).json()["projects"] == []


async def test_without_a_session_the_answer_is_a_problem_with_a_hint(served: Served) -> None:
    answer = await (await served.client_of()).get("/api/v1/session")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "sign_in"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_the_server_says_that_it_is_alive_and_ready(served: Served) -> None:
    client = await served.client_of()
    assert (await client.get("/healthz")).text == "ok"
    assert (await client.get("/readyz")).text == "ok"


async def test_another_name_in_host_is_refused(served: Served) -> None:
    answer = await served.client.get("/healthz", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")
