"""Users, roles, tokens, and what the audit says of them."""

import httpx
import pytest

from seaway.access.roles import Role
from tests.support.projects import PROJECT
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = "four quiet green boats"


async def add(client: httpx.AsyncClient, name: str, **given: object) -> dict[str, str]:
    answer = await client.post("/api/v1/users", json={"name": name} | given)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def sign_in(client: httpx.AsyncClient, who: str, password: str = WORDS) -> httpx.Response:
    return await client.post("/api/v1/session", json={"email": who, "password": password})


async def test_a_user_comes_in_by_password_looks_around_and_goes(served: Served) -> None:
    await add(served.client, "Grace", email="Grace@Example.org", password=WORDS)
    client = await served.client_of()
    answer = await sign_in(client, "grace@example.org")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert (await client.get("/api/v1/session")).json()["user"]["name"] == "Grace"
    csrf = {"X-CSRF-Token": answer.json()["csrf"]}
    assert (await client.delete("/api/v1/session", headers=csrf)).status_code == 204
    assert (await client.get("/api/v1/session")).status_code == 401


async def test_over_https_the_cookie_is_for_this_host_alone(served: Served) -> None:
    await add(served.client, "Hedy", password=WORDS)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(served.app), base_url="https://127.0.0.1"
    ) as client:
        answer = await sign_in(client, "Hedy")
        assert answer.headers["set-cookie"].startswith("__Host-seaway_session=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]
        assert (await client.get("/api/v1/session")).status_code == 200


async def test_signing_in_again_ends_the_session_before(served: Served) -> None:
    await add(served.client, "Joan", password=WORDS)
    client = await served.client_of()
    await sign_in(client, "Joan")
    before = dict(client.cookies)
    await sign_in(client, "Joan")
    assert dict(client.cookies) != before
    old = await served.client_of()
    old.cookies.update(before)
    assert (await old.get("/api/v1/session")).status_code == 401


async def test_wrong_names_and_wrong_passwords_sound_the_same_and_then_have_to_wait(served: Served) -> None:
    await add(served.client, "Mary", password=WORDS)
    client = await served.client_of()
    wrong = await sign_in(client, "Mary", "another password")
    nobody = await sign_in(client, "Nobody", "another password")
    assert (wrong.status_code, wrong.json()["detail"]) == (nobody.status_code, nobody.json()["detail"])
    answers = [await sign_in(client, "Mary", "another password") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await sign_in(client, "Mary")).status_code == 429


async def test_another_spelling_of_a_user_gives_no_more_tries_and_neither_does_an_account_of_ones_own(
    served: Served,
) -> None:
    await add(served.client, "Ingrid", email="ingrid@example.org", password=WORDS)
    await add(served.client, "Trudy", password=WORDS)
    client = await served.client_of()
    for who in ("Ingrid", "ingrid@example.org", "INGRID@example.org", "Ingrid", "ingrid@example.org"):
        assert (await sign_in(client, who, "another password")).status_code == 401
        assert (await sign_in(client, "Trudy")).status_code == 200
    assert (await sign_in(client, "ingrid@example.org", "another password")).status_code == 429


async def test_a_link_works_once_and_asks_for_a_password(served: Served) -> None:
    link = (await add(served.client, "Katherine"))["link"]
    client = await served.client_of()
    answer = await client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    said = (await client.get("/api/v1/session")).json()
    assert (said["user"]["name"], said["is_setup_needed"]) == ("Katherine", True)
    again = await (await served.client_of()).get(link)
    assert again.status_code == 401
    assert "text/html" in again.headers["content-type"]
    assert "used already" in again.text

    headers = {"X-CSRF-Token": said["csrf"]}
    short = await client.put("/api/v1/session/password", json={"password": "short"}, headers=headers)
    assert short.status_code == 400
    done = await client.put("/api/v1/session/password", json={"password": WORDS}, headers=headers)
    assert done.status_code == 204
    assert (await client.get("/api/v1/session")).json()["is_setup_needed"] is False
    other = await served.client_of()
    assert (await sign_in(other, "Katherine")).status_code == 200


async def test_a_new_password_takes_the_old_one_and_ends_other_sessions(served: Served) -> None:
    await add(served.client, "Barbara", password=WORDS)
    here, there = await served.client_of(), await served.client_of()
    csrf = (await sign_in(here, "Barbara")).json()["csrf"]
    await sign_in(there, "Barbara")
    wanted = {"current": "a wrong password", "password": "three slow red kites"}
    wrong = await here.put("/api/v1/session/password", json=wanted, headers={"X-CSRF-Token": csrf})
    assert wrong.status_code == 401
    wanted["current"] = WORDS
    done = await here.put("/api/v1/session/password", json=wanted, headers={"X-CSRF-Token": csrf})
    assert done.status_code == 204
    assert (await here.get("/api/v1/session")).status_code == 200
    assert (await there.get("/api/v1/session")).status_code == 401


async def test_who_is_put_out_is_out_at_once(served: Served) -> None:
    signed_in = await served.user(role=Role.VIEWER)
    client = await served.client_of(signed_in)
    token = await served.token(signed_in.user)
    by_token = await served.client_of(Authorization=f"Bearer {token}")
    assert (await by_token.get("/api/v1/session")).status_code == 200
    path = f"/api/v1/users/{signed_in.user.id}"
    assert (await served.client.patch(path, json={"is_active": False})).json()["is_active"] is False
    assert (await client.get("/api/v1/session")).status_code == 401
    assert (await by_token.get("/api/v1/session")).status_code == 401


async def test_the_last_admin_stays_and_nobody_removes_themselves(served: Served) -> None:
    me = (await served.client.get("/api/v1/session")).json()["user"]["id"]
    gone = await served.client.delete(f"/api/v1/users/{me}")
    assert (gone.status_code, gone.json()["code"]) == (409, "conflicting_state")
    for changes in ({"is_admin": False}, {"is_active": False}):
        for user in (await served.client.get("/api/v1/users")).json()["items"]:
            if user["is_admin"] and user["id"] != me:
                await served.client.patch(f"/api/v1/users/{user['id']}", json={"is_admin": False})
        last = await served.client.patch(f"/api/v1/users/{me}", json=changes)
        assert last.status_code == 409
    assert (await served.client.get("/api/v1/session")).status_code == 200


async def test_a_role_is_given_changed_and_taken(served: Served) -> None:
    user = await add(served.client, "Radia")
    path = served.at(f"/members/{user['id']}")
    assert (await served.client.put(path, json={"role": "viewer"})).json()["role"] == "viewer"
    assert (await served.client.put(path, json={"role": "editor"})).json()["role"] == "editor"
    assert (await served.client.put(path, json={"role": "king"})).status_code == 422
    listed = (await served.client.get(served.at("/members"))).json()["items"]
    assert [each["role"] for each in listed if each["user"]["name"] == "Radia"] == ["editor"]
    assert (await served.client.delete(path)).status_code == 204
    assert (await served.client.delete(path)).status_code == 404
    said = (await served.client.get("/api/v1/audit", params={"project": PROJECT})).json()["items"]
    assert said[0]["subject"] == f"took Radia out of {PROJECT}"
    assert said[1]["subject"] == f"made Radia editor of {PROJECT}"
    assert said[0]["actor"] == "ada"


async def test_users_are_paged_and_unique(served: Served) -> None:
    await add(served.client, "Edsger", email="e@example.org")
    taken = await served.client.post("/api/v1/users", json={"name": "Other", "email": "E@example.org"})
    assert taken.status_code == 409
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (
            await served.client.get(
                "/api/v1/users", params={"limit": 2} | ({"after": after} if after else {})
            )
        ).json()
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) > 2
    assert (await served.client.get("/api/v1/users", params={"after": "!"})).status_code == 400


async def test_a_token_is_shown_once_works_and_is_revoked(served: Served) -> None:
    wanted = {"name": "deployment", "scopes": ["read"], "project": PROJECT}
    made = (await served.client.post("/api/v1/tokens", json=wanted)).json()
    client = await served.client_of(Authorization=f"Bearer {made['token']}")
    assert (await client.get("/api/v1/session")).json()["user"]["name"] == "ada"
    listed = (await served.client.get("/api/v1/tokens")).json()["items"]
    assert made["token"] not in str(listed)
    assert [each["start"] for each in listed if each["id"] == made["id"]] == [made["token"][:8]]
    refused = await client.post("/api/v1/tokens", json=wanted)
    assert refused.status_code == 403
    assert (await served.client.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    assert (await client.get("/api/v1/session")).status_code == 401


async def test_a_token_can_not_make_itself_stay(served: Served) -> None:
    """Not with all scopes either: no token, no user, no password comes from a token."""
    admin = await served.user(is_admin=True)
    client = await served.client_of(Authorization=f"Bearer {await served.token(admin.user)}")
    tries = [
        await client.post("/api/v1/tokens", json={"name": "more", "scopes": ["all"]}),
        await client.post("/api/v1/users", json={"name": "Mallory", "is_admin": True}),
        await client.put("/api/v1/session/password", json={"password": WORDS}),
    ]
    assert [answer.status_code for answer in tries] == [403, 403, 403]


async def test_sessions_are_listed_and_ended_one_by_one(served: Served) -> None:
    await add(served.client, "Sophie", password=WORDS)
    here, there = await served.client_of(), await served.client_of()
    csrf = (await sign_in(here, "Sophie")).json()["csrf"]
    await sign_in(there, "Sophie")
    listed = (await here.get("/api/v1/sessions")).json()["items"]
    other = next(each for each in listed if not each["is_this_one"])
    ended = await here.delete(f"/api/v1/sessions/{other['id']}", headers={"X-CSRF-Token": csrf})
    assert ended.status_code == 204
    assert (await there.get("/api/v1/session")).status_code == 401
    stranger = await served.client_as(Role.ADMIN)
    mine = next(each for each in listed if each["is_this_one"])
    assert (await stranger.delete(f"/api/v1/sessions/{mine['id']}")).status_code == 404


async def test_a_project_is_made_once_however_often_it_is_sent(served: Served) -> None:
    wanted = {"name": "shipping", "label": "Shipping", "timezone": "Europe/Berlin"}
    key = {"Idempotency-Key": "one"}
    first = await served.client.post("/api/v1/projects", json=wanted, headers=key)
    again = await served.client.post("/api/v1/projects", json=wanted, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await served.client.post("/api/v1/projects", json=wanted | {"name": "x"}, headers=key)
    assert other.status_code == 409
    assert (await served.client.post("/api/v1/projects", json=wanted)).status_code == 409
    listed = (await served.client.get("/api/v1/projects")).json()["items"]
    assert {each["name"]: each["is_served"] for each in listed} == {PROJECT: True, "shipping": False}


async def test_the_audit_is_for_admins(served: Served) -> None:
    assert (await (await served.client_as(Role.EDITOR)).get("/api/v1/audit")).status_code == 403
    client = await served.client_as(Role.ADMIN)
    items = (await client.get("/api/v1/audit")).json()["items"]
    assert {each["project"] for each in items} <= {PROJECT}
    refused = await client.get("/api/v1/audit", params={"project": "shipping"})
    assert refused.status_code == 403


async def test_an_admin_makes_a_new_link_and_none_for_who_may_not_come_in(served: Served) -> None:
    added = await add(served.client, "Dorothy")
    at = f"/api/v1/users/{added['id']}"
    made = await served.client.post(f"{at}/link")
    assert made.status_code == 201
    client = await served.client_of()
    assert (await client.get(made.json()["link"])).status_code in (302, 303, 307)
    await served.client.patch(at, json={"is_active": False})
    assert (await served.client.post(f"{at}/link")).status_code == 409
    audit = (await served.client.get("/api/v1/audit")).json()["items"]
    assert "made a link for Dorothy" in [each["subject"] for each in audit]


async def test_an_admin_sees_where_everything_is_kept(served: Served) -> None:
    found = (await served.client.get("/api/v1/database")).json()
    assert (found["kind"], found["standing"]) == ("sqlite", "current")
    assert found["where"].endswith("seaway.db")
    nobody = await served.client_as(Role.ADMIN)
    assert (await nobody.get("/api/v1/database")).status_code == 403
