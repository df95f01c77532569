"""Every route there is: nobody gets past it without a session, the role, the project and the CSRF header."""

import httpx
import pytest
from fastapi.routing import APIRoute

from seaway.access.actions import RULES, Action, Reach
from seaway.access.roles import Role
from seaway.server.actions import SAFE_METHODS
from seaway.server.openapi import action_of, each_route
from tests.support.projects import PROJECT
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTES = [
    pytest.param(path, method, action_of(route), id=f"{method} {path}")
    for path, route in each_route()
    for method in sorted(route.methods or ())
]
Route = tuple[str, str, Action]


def with_reach(*reaches: Reach) -> list[object]:
    return [each for each in ROUTES if (action := each.values[2]) and RULES[action].reach in reaches]


def is_write(each: object) -> bool:
    return each.values[1] not in SAFE_METHODS  # type: ignore[attr-defined]


async def ask(client: httpx.AsyncClient, path: str, method: str, **headers: str) -> httpx.Response:
    filled = path.replace("{project}", PROJECT).replace("{path:path}", "somewhere")
    while "{" in filled:
        start, _, rest = filled.partition("{")
        filled = f"{start}thing{rest.partition('}')[2]}"
    body = None if method in SAFE_METHODS else {}
    return await client.request(method, filled, headers=headers, json=body)


@pytest.mark.parametrize(("path", "method", "action"), ROUTES)
async def test_each_route_names_its_action(path: str, method: str, action: Action | None) -> None:
    assert action is not None, f"{method} {path} says who may by no action"


async def test_each_action_has_a_rule() -> None:
    assert set(RULES) == set(Action)


async def test_nothing_stands_beside_the_guarded_routes(served: Served) -> None:
    known = {id(route) for _, route in each_route()}
    own = [route for route in served.app.router.routes if isinstance(route, APIRoute)]
    assert [route.path for route in own if id(route) not in known] == []
    assert served.app.openapi_url is None


@pytest.mark.parametrize(
    ("path", "method", "action"), with_reach(Reach.SIGNED_IN, Reach.PROJECT, Reach.SERVER)
)
async def test_without_a_session_nobody_gets_in(
    served: Served, path: str, method: str, action: Action
) -> None:
    answer = await ask(await served.client_of(), path, method)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


@pytest.mark.parametrize(
    ("path", "method", "action"), with_reach(Reach.SIGNED_IN, Reach.PROJECT, Reach.SERVER)
)
async def test_neither_cookies_nor_tokens_can_be_made_up(
    served: Served, path: str, method: str, action: Action
) -> None:
    client = await served.client_of()
    for headers in ({"Authorization": "Bearer sw_made-up"}, {"Cookie": "seaway_session=made-up"}):
        assert (await ask(client, path, method, **headers)).status_code == 401


@pytest.mark.parametrize(("path", "method", "action"), with_reach(Reach.PROJECT))
async def test_a_role_too_small_is_refused(served: Served, path: str, method: str, action: Action) -> None:
    least = RULES[action].least
    too_small = list(Role)[least.rank - 1] if least.rank else None
    answer = await ask(await served.client_as(too_small), path, method)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("path", "method", "action"), with_reach(Reach.PROJECT))
async def test_an_admin_of_another_project_is_refused(
    served: Served, path: str, method: str, action: Action
) -> None:
    client = await served.client_as(Role.ADMIN, project="elsewhere")
    answer = await ask(client, path, method)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("path", "method", "action"), with_reach(Reach.SERVER))
async def test_who_is_no_admin_of_the_server_is_refused(
    served: Served, path: str, method: str, action: Action
) -> None:
    answer = await ask(await served.client_as(Role.ADMIN), path, method)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "method", "action"),
    [each for each in with_reach(Reach.SIGNED_IN, Reach.PROJECT, Reach.SERVER) if is_write(each)],
)
async def test_a_write_by_cookie_without_the_csrf_header_is_refused(
    served: Served, path: str, method: str, action: Action
) -> None:
    signed_in = await served.user(is_admin=True)
    client = await served.client_of(signed_in)
    for value in ("", "another's"):
        answer = await ask(client, path, method, **{"X-CSRF-Token": value})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert "X-CSRF-Token" in answer.json()["detail"]


@pytest.mark.parametrize(("path", "method", "action"), [each for each in ROUTES if is_write(each)])
async def test_a_write_from_another_site_is_refused(
    served: Served, path: str, method: str, action: Action
) -> None:
    answer = await ask(served.client, path, method, Origin="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize(
    ("path", "method", "action"), with_reach(Reach.SIGNED_IN, Reach.PROJECT, Reach.SERVER)
)
async def test_a_token_does_no_more_than_its_scope_says(
    served: Served, path: str, method: str, action: Action
) -> None:
    other = "runs.start" if action is not Action.RUNS_START else "workflows.edit"
    user = (await served.user(is_admin=True)).user
    token = await served.token(user, other)
    answer = await ask(await served.client_of(), path, method, Authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
